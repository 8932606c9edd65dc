/**
 * The engine: decides when which step of core.ts is taken. It works in sessions. A session enlists the device, then pushes
 * and follows side by side until something fails; then everything in memory is dropped, and after a while the next session
 * begins from what is stored.
 */
import type { Table } from '../schema/index.ts';
import { Core } from './core.ts';
import type { FetchProgress } from './steps/fetching.ts';
import { meta, setMeta } from './device/meta.ts';
import { MissedRowError } from './device/landing.ts';
import { letGoParked, retryParked } from './device/parking.ts';
import { deviceTable } from './device/rows.ts';
import { shapeOf } from './device/shapes.ts';
import { applying } from './device/transaction.ts';
import { NetworkError } from './errors.ts';
import { Backoff } from './net/backoff.ts';
import { BEACON } from './net/barrier.ts';
import { Gateway } from './net/gateway.ts';
import { openLiveLog } from './net/live.ts';
import type { LiveLog } from './net/live.ts';
import { problemOf } from './problem.ts';
import type { Trouble } from './problem.ts';
import { Signal } from './signal.ts';
import { stateOf } from './state.ts';
import type { HeldDelete, Problem, SyncEngine, SyncEngineOptions, SyncPhase, SyncState } from './types.ts';

/** What a person most likely looks at while another device works; the beacon, the ledger and conflicts come first. */
const HOT_TABLES = [
  BEACON,
  'sync_device',
  'sync_conflict',
  'morgys',
  'morgy_knowledge',
  'morgy_templates',
  'foundations',
  'icp_profiles',
];
/** Milliseconds: a table that others wait for is asked, and after longer is not waited for any more. */
const ASK_LAGGARDS = 2000;
const GO_ON_WITHOUT = 10_000;
/** How often another program's writes are looked for; the studio says when it has written. */
const LOOK_FOR_WRITES = 2000;
/** Milliseconds by which the difference of two clocks has to change to be another one. */
const CLOCK_MOVED = 60_000;
/** Milliseconds after which being in step is written down anew while nothing changes. */
const NOTED_EVERY = 5 * 60_000;
/** Logs that are read side by side. */
const AT_ONCE = 4;

/** One run of sending and following, until something fails or it is ended. */
interface Session {
  readonly abort: AbortController;
  readonly logs: Map<string, LiveLog>;
  failure: unknown;
}

class Engine implements SyncEngine {
  readonly #options: SyncEngineOptions;
  readonly #clock: () => number;
  readonly #gateway: Gateway;
  readonly #core: Core;
  readonly #backoff: Backoff;
  /** Something may be there to push; to apply; the wait between sessions is over; the state may have changed. */
  readonly #up = new Signal();
  readonly #down = new Signal();
  readonly #retry = new Signal();
  readonly #asked = new Set<string>();
  #running: Promise<void> | null = null;
  #stopping = false;
  #online = true;
  #session: Session | null = null;
  #connected = false;
  #problem: Problem | null = null;
  #blocked = false;
  /** Of the cloud's clock minus this device's (milliseconds), as last seen. */
  #clockOff = 0;
  /** When the cloud last answered, and which of these moments in step was written down last, by this device's clock. */
  #heardAt = 0;
  #notedAt = 0;
  #partial = false;
  #waitingSince: number | null = null;
  #dataVersion = 0;
  /** Rounds in which every log was read to its end; `syncNow` waits for one. */
  #rounds = 0;
  #roundWanted = false;
  #attempts = 0;
  #said = '';
  #state: SyncState;
  #stateTimer: ReturnType<typeof setTimeout> | null = null;
  readonly #onState = new Set<() => void>();

  constructor(options: SyncEngineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#backoff = new Backoff(options.random ?? Math.random);
    this.#gateway = new Gateway({
      ...options,
      fetch: options.fetch ?? fetch,
      deviceId: () => meta(options.database, 'sync_registered'),
      onTime: (time) => this.#sawTime(time),
    });
    this.#core = new Core({
      database: options.database,
      gateway: this.#gateway,
      deviceName: options.deviceName,
      clock: this.#clock,
      onApplied: (tables) => {
        options.onApplied?.(tables);
        this.#changed();
      },
      ...(options.onEvent && { onEvent: options.onEvent }),
      // Others have work to do on this thread, and a person’s write may want the database between two slices.
      between: (point) => (point === 'slice applied' ? new Promise((resolve) => setImmediate(resolve)) : undefined),
    });
    this.#state = this.#compute();
  }

  // ---- what the host calls

  start(): void {
    if (this.#running) return;
    this.#stopping = false;
    this.#blocked = false;
    this.#asked.clear();
    this.#running = this.#run().finally(() => {
      this.#running = null;
      this.#changed();
    });
    this.#changed();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endSession();
    this.#retry.send();
    await this.#running;
    if (this.#stateTimer) clearTimeout(this.#stateTimer);
    this.#stateTimer = null;
    this.#publish();
  }

  async syncNow(): Promise<SyncState> {
    if (!this.#running) return this.state();
    this.#asked.clear();
    this.#blocked = false;
    const rounds = this.#rounds;
    const attempts = this.#attempts;
    this.#roundWanted = true;
    this.#hurry();
    await new Promise<void>((resolve) => {
      const check = (): void => {
        const failed = this.#attempts > attempts && !this.#connected && this.#problem !== null;
        const settled = this.#rounds > rounds && (this.#state.waiting === 0 || !this.#connected);
        if (!failed && !settled && this.#running && !this.#blocked) return;
        this.#onState.delete(check);
        resolve();
      };
      this.#onState.add(check);
      check();
    });
    this.#publish();
    return this.#state;
  }

  localWrite(): void {
    this.#up.send();
    this.#changed();
  }

  wake(): void {
    // Connections from before the sleep may be dead without knowing it.
    this.#endSession();
    this.#hurry();
  }

  networkChanged(online: boolean): void {
    this.#online = online;
    this.#endSession();
    if (online) this.#hurry();
    this.#changed();
  }

  state(): SyncState {
    return this.#compute();
  }

  retryParked(number: number): void {
    this.#settled(retryParked(this.#options.database, number));
  }

  letGoParked(number: number): void {
    this.#settled(letGoParked(this.#options.database, number));
  }

  #settled(touched: readonly string[] | null): void {
    if (touched && touched.length > 0) this.#options.onApplied?.(touched);
    this.#up.send();
    this.#changed();
  }

  // ---- sessions

  #hurry(): void {
    this.#backoff.reset();
    this.#retry.send();
    this.#up.send();
    this.#down.send();
  }

  #endSession(failure: unknown = null): void {
    const session = this.#session;
    if (!session || session.abort.signal.aborted) return;
    session.failure = failure;
    session.abort.abort();
    for (const log of session.logs.values()) log.close();
    this.#up.send();
    this.#down.send();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      if (!this.#online) {
        this.#problem = problemOf(new NetworkError('This computer is offline.')).problem;
        this.#blocked = false;
        this.#changed();
        await this.#retry.wait();
        continue;
      }
      const trouble = await this.#runSession();
      this.#connected = false;
      this.#attempts += 1;
      if (this.#stopping) break;
      if (trouble === null) continue;
      this.#problem = trouble.problem;
      this.#blocked = trouble.needsPerson;
      this.#options.onEvent?.('session_ended', { code: trouble.problem.code, reason: trouble.detail });
      this.#changed();
      // It stays blocked until a session succeeds or fails otherwise: a try in between has changed nothing yet.
      if (trouble.needsPerson) await this.#retry.wait();
      else await this.#retry.wait(this.#backoff.next(trouble.retryAfter));
    }
  }

  /** @returns why it ended; null when it was asked to */
  async #runSession(): Promise<Trouble | null> {
    const session: Session = { abort: new AbortController(), logs: new Map(), failure: null };
    this.#session = session;
    this.#gateway.session = session.abort.signal;
    const guarded = async (task: (session: Session) => Promise<void>): Promise<void> => {
      try {
        await task(session);
      } catch (error) {
        this.#endSession(error);
      }
    };
    await guarded(async () => {
      await this.#core.enlist();
      this.#core.followAll();
    });
    if (!session.abort.signal.aborted) {
      this.#connected = true;
      this.#blocked = false;
      this.#problem = null;
      this.#roundWanted = true;
      this.#changed();
      await Promise.all([guarded((one) => this.#pushLoop(one)), guarded((one) => this.#followLoop(one))]);
    }
    this.#endSession();
    this.#session = null;
    this.#waitingSince = null;
    return session.failure === null ? null : problemOf(session.failure);
  }

  // ---- up

  async #pushLoop(session: Session): Promise<void> {
    while (!session.abort.signal.aborted) {
      while (!session.abort.signal.aborted && this.#core.hasWaiting()) {
        if (!(await this.#core.push())) break;
        this.#backoff.reset();
        this.#down.send();
        this.#changed();
      }
      await this.#up.wait(LOOK_FOR_WRITES);
      const seen = Number(this.#options.database.pragma('data_version', { simple: true }));
      if (seen !== this.#dataVersion) this.#changed();
      this.#dataVersion = seen;
    }
  }

  // ---- down

  async #followLoop(session: Session): Promise<void> {
    const { signal } = session.abort;
    while (!signal.aborted) {
      await this.#fetchAll(session);
      if (signal.aborted) return;
      this.#openLogs(session);
      if (this.#roundWanted) {
        this.#roundWanted = false;
        await this.#readLogs(this.#core.tables.map((table) => table.name));
        this.#applyAll(session);
        await this.#readLogs(this.#core.barrier.awaited());
        this.#rounds += 1;
      }
      this.#applyAll(session);
      const cold = this.#core.barrier.awaited().filter((table) => !session.logs.has(table));
      if (cold.length > 0) {
        await this.#readLogs(cold);
        this.#applyAll(session);
      }
      const patience = await this.#waitForRest(session);
      this.#changed();
      if (signal.aborted) return;
      // A log that was found gone on the way.
      if (this.#core.unfetched().some((table) => !this.#isHeld(table.name))) continue;
      await this.#down.wait(patience);
    }
  }

  /** @returns how long to wait before it is looked again (milliseconds); undefined: until something arrives */
  async #waitForRest(session: Session): Promise<number | undefined> {
    if (!this.#core.barrier.waits) {
      this.#waitingSince = null;
      return undefined;
    }
    const now = performance.now();
    this.#waitingSince ??= now;
    const waited = now - this.#waitingSince;
    if (waited >= GO_ON_WITHOUT) {
      if (this.#core.apply(true)?.partial) this.#partial = true;
      this.#waitingSince = null;
      return ASK_LAGGARDS;
    }
    if (waited >= ASK_LAGGARDS) {
      await this.#readLogs([BEACON, ...this.#core.barrier.awaited()]);
      this.#applyAll(session);
    }
    return this.#core.barrier.waits ? ASK_LAGGARDS / 4 : undefined;
  }

  /** Several tables at a time: most are small, and their requests take longer than their rows. */
  async #fetchAll(session: Session): Promise<void> {
    const queue = this.#core.unfetched();
    if (queue.length === 0) return;
    const lane = async (tables: (Table | undefined)[]): Promise<void> => {
      for (let table = tables.shift(); table && !session.abort.signal.aborted; table = tables.shift()) {
        const { name } = table;
        let progress: FetchProgress = 'more';
        while (progress === 'more' && !session.abort.signal.aborted) {
          progress = await this.#core.fetchStep(table);
          this.#changed();
        }
        if (progress === 'held') this.#ask(session, name);
      }
    };
    // The beacon before all others: what it counts then is in the rows that are fetched after it.
    if (queue[0]?.name === BEACON) await lane([queue.shift()]);
    await Promise.all(Array.from({ length: AT_ONCE }, () => lane(queue)));
    this.#backoff.reset();
  }

  /** Asks once a start, and goes on with the other tables meanwhile. */
  #ask(session: Session, name: string): void {
    const { confirmBigDelete } = this.#options;
    const held = this.#held().find((one) => one.table === name);
    const table = deviceTable(name);
    if (!confirmBigDelete || !held || !table || this.#asked.has(name)) return;
    this.#asked.add(name);
    void confirmBigDelete(held)
      .then((yes) => {
        if (!yes || session.abort.signal.aborted) return;
        this.#core.finishFetch(table, true);
        this.#down.send();
        this.#changed();
      })
      .catch((error: unknown) => this.#endSession(error));
  }

  #openLogs(session: Session): void {
    for (const table of this.#options.hotTables ?? HOT_TABLES) {
      const cursor = this.#core.barrier.cursor(table);
      if (session.logs.has(table) || !cursor || session.abort.signal.aborted) continue;
      session.logs.set(
        table,
        openLiveLog({
          url: this.#gateway.shapeUrl,
          table,
          cursor,
          send: this.#gateway.send,
          onPart: (messages, at, from) => {
            // A log that ran on while its table was fetched again has gone past what is to be read: it is opened anew.
            if (!this.#core.received(table, messages, at, from)) {
              session.logs.get(table)?.close();
              session.logs.delete(table);
            }
            this.#down.send();
          },
          onGone: () => {
            session.logs.delete(table);
            this.#core.mustRefetch(table);
            this.#down.send();
          },
          onFailure: (error) => this.#endSession(error),
        }),
      );
    }
  }

  async #readLogs(tables: readonly string[]): Promise<void> {
    const queue = [...tables];
    const reader = async (): Promise<void> => {
      for (let table = queue.shift(); table !== undefined; table = queue.shift()) await this.#core.catchUp(table);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
  }

  #applyAll(session: Session): void {
    try {
      while (!session.abort.signal.aborted) {
        const applied = this.#core.apply();
        if (!applied) return;
        this.#partial = false;
      }
    } catch (error) {
      if (!(error instanceof MissedRowError)) throw error;
      // Everything received is dropped with the session; the one table is fetched again in the next.
      this.#core.mustRefetch(error.table);
      throw error;
    }
  }

  // ---- what the host is told

  #isHeld(table: string): boolean {
    return shapeOf(this.#options.database, table).state === 'held';
  }

  #held(): HeldDelete[] {
    return this.#core.held();
  }

  #sawTime(time: number): void {
    this.#heardAt = this.#clock();
    const off = time - this.#heardAt;
    if (this.#state.phase === 'in_step' && this.#heardAt - this.#notedAt >= NOTED_EVERY) this.#changed();
    if (Math.abs(off - this.#clockOff) < CLOCK_MOVED) return;
    this.#clockOff = off;
    this.#changed();
  }

  #compute(): SyncState {
    return stateOf(this.#options.database, this.#core, {
      running: this.#running !== null && !this.#stopping,
      connected: this.#connected,
      blocked: this.#blocked,
      problem: this.#problem,
      partial: this.#partial,
      clockOff: this.#clockOff,
      wasInStep: this.#rounds > 0,
    });
  }

  /** The moment in step to write down: as it begins, as it goes on, and when the cloud is not there any more. */
  #inStepAt(phase: SyncPhase): number | null {
    const was = this.#state.phase === 'in_step';
    if (phase === 'in_step') {
      if (!was) return this.#clock();
      return this.#heardAt - this.#notedAt >= NOTED_EVERY ? this.#heardAt : null;
    }
    return was && phase !== 'syncing' && this.#heardAt > this.#notedAt ? this.#heardAt : null;
  }

  #noteInStep(moment: number): string {
    const at = new Date(moment).toISOString();
    this.#notedAt = moment;
    const { database } = this.#options;
    try {
      applying(database, 'In step', () => setMeta(database, 'sync_last_synced', at));
    } catch {
      // It is for display alone. What keeps it from being written, a full disk above all, is said by those who must write.
    }
    return at;
  }

  /** Soon, and once for many changes. */
  #changed(): void {
    this.#stateTimer ??= setTimeout(() => {
      this.#stateTimer = null;
      this.#publish();
    }, 20);
  }

  #publish(): void {
    const db = this.#options.database;
    if (!db.open) return;
    let state = this.#compute();
    const inStepAt = this.#inStepAt(state.phase);
    if (inStepAt !== null) {
      state = { ...state, lastSyncedAt: this.#noteInStep(inStepAt) };
    }
    this.#state = state;
    const text = JSON.stringify(state);
    if (text !== this.#said) {
      this.#said = text;
      this.#options.onState?.(state);
    }
    for (const listener of this.#onState) listener();
  }
}

/** @returns an engine that does nothing until `start` */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  return new Engine(options);
}
