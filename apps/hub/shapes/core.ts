/**
 * The shapes of one database: follows its log, keeps each shape's own log, makes snapshots. Everything that touches the
 * order of things (a transaction, the birth of a shape) goes through one queue, one at a time.
 */
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, PoolClient } from 'pg';
import { EndingPool } from '../../gateway/index.ts';
import { affectedBy, entriesOf } from './entries.ts';
import { ShapeRefusal, tooMuch, unavailable } from './errors.ts';
import { LiveShape } from './live-shape.ts';
import type { Reading } from './live-shape.ts';
import { lsnNumber } from './lsn.ts';
import { judge } from './membership.ts';
import type { Judge } from './membership.ts';
import type { Limits } from './limits.ts';
import type { Change } from './pgoutput.ts';
import { WorkQueue } from './queue.ts';
import { publish, readRelation } from './relation.ts';
import { PRINTING, Replication } from './replication.ts';
import type { Transaction } from './replication.ts';
import { isVisible, newHandle, parseVisibility } from './shape.ts';
import type { Offset, Shape, ShapeDefinition, Visibility } from './shape.ts';
import { ShapeSet } from './shape-set.ts';
import { dropSlot, prepareSlot, slotName } from './slot.ts';
import { writeSnapshot } from './snapshot.ts';
import { ShapeStore } from './store.ts';
import type { Entry, Position } from './store.ts';

export interface CoreOptions {
  readonly connectionString: string;
  /** Of the service alone. */
  readonly folder: string;
  readonly publication: string;
  /** Takes from the log only while `drain` runs: for simulations that decide themselves what happens when. */
  readonly manual: boolean;
  readonly limits: Limits;
  log(line: string): void;
}

/** Processed transactions that are remembered for the check in `see`. */
const RECENT = 4096;
/** How long the position may run ahead of what Postgres was told, in milliseconds. */
const CONFIRM_MS = 2_000;
/** Milliseconds that a question to the database gets once the service stops; a snapshot of gigabytes is made again. */
const LAST_STATEMENTS = 2_000;
const RECONNECT_MS = [50, 200, 500, 1_000, 2_000];

export class ShapeCore {
  readonly options: CoreOptions;
  readonly store: ShapeStore;
  private readonly pool: EndingPool;
  private readonly queue: WorkQueue;
  private readonly shapes = new ShapeSet();
  private readonly recent: number[] = [];
  private readonly births = new Map<string, Promise<LiveShape>>();
  private replication: Replication | null = null;
  private position: Position = { lsn: 0, seen: 0 };
  private confirmed = 0;
  private stopping = false;
  private following = false;
  private slot = '';
  private timer: NodeJS.Timeout | null = null;
  private connecting: Promise<void> | null = null;
  private readonly positionListeners = new Set<() => void>();

  constructor(options: CoreOptions) {
    this.options = options;
    this.store = new ShapeStore(options.folder);
    this.pool = new EndingPool({
      connectionString: options.connectionString,
      options: PRINTING,
      application_name: 'morgus shapes',
      max: 8,
      connectionTimeoutMillis: 5_000,
    });
    this.queue = new WorkQueue(options.manual, (error) => this.lost(error));
  }

  /** Whether the log is being followed now. */
  get active(): boolean {
    return this.following;
  }

  get lastSeen(): number {
    return this.position.seen;
  }

  get count(): number {
    return this.shapes.size;
  }

  async start(): Promise<void> {
    await this.connect();
    await this.catchUp();
    this.timer = setInterval(() => void this.confirm(), CONFIRM_MS);
    this.timer.unref();
  }

  async stop({ forget = false }: { forget?: boolean } = {}): Promise<void> {
    this.stopping = true;
    if (this.timer) clearInterval(this.timer);
    await this.connecting?.catch(() => undefined);
    await this.confirm().catch(() => undefined);
    await this.replication?.stop();
    this.queue.clear();
    await this.queue.job(async () => undefined);
    for (const live of this.shapes) live.wake();
    this.store.touch([...this.shapes].filter(({ complete }) => complete).map(({ shape }) => shape));
    if (forget && this.slot !== '') await this.using((client) => dropSlot(client, this.slot));
    this.following = false;
    await this.pool.endWithin(LAST_STATEMENTS);
    this.store.close();
  }

  private async using<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    const broken = (error: Error): void => {
      failure = error;
    };
    client.on('error', broken);
    try {
      return await work(client);
    } finally {
      client.off('error', broken);
      client.release(failure);
    }
  }

  // -- following the log

  private async connect(): Promise<void> {
    const { publication, connectionString, limits } = this.options;
    const { position, fresh } = await this.using(async (client) => {
      this.slot = await slotName(client);
      const prepared = await prepareSlot(client, this.store, this.slot, publication);
      if (prepared.fresh) this.clear();
      else await this.load(client);
      return prepared;
    });
    this.position = position;
    this.confirmed = position.lsn;
    this.store.savePosition(position);
    if (fresh) this.options.log('shapes are made anew: this database’s log is not the one they were read from');
    const replication: Replication = new Replication({
      connectionString,
      slot: this.slot,
      publication,
      transactionBytes: limits.transactionBytes,
      onTransaction: (transaction) => this.queue.add(() => this.take(transaction)),
      onPosition: (lsn, replyWanted) => {
        if (replyWanted) void replication.confirm(this.confirmed);
        this.queue.add(async () => this.reach({ lsn: Math.max(lsn, this.position.lsn), seen: this.position.seen }));
      },
      onEnd: (error) => {
        if (this.replication === replication) this.lost(error ?? new Error('the server ended the connection'));
      },
    });
    this.replication = replication;
    await replication.start(position.lsn);
  }

  /** Nobody is told that this is the end of the log before what was committed in the meantime is in it. */
  private async catchUp(): Promise<void> {
    if (!this.options.manual) await this.drain();
    this.following = true;
  }

  /** The connection is gone, or Postgres did not answer: all that was not stored comes again from the slot. */
  private lost(error: unknown): void {
    if (this.stopping || this.connecting) return;
    this.following = false;
    this.queue.clear();
    const { replication } = this;
    this.replication = null;
    this.options.log(`the database's log broke off: ${error instanceof Error ? error.message : String(error)}`);
    this.connecting = this.reconnect(replication);
  }

  private async reconnect(old: Replication | null): Promise<void> {
    await old?.stop();
    for (let attempt = 0; !this.stopping; attempt += 1) {
      await sleep(RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)]);
      try {
        await this.queue.job(() => this.connect());
        await this.catchUp();
        this.options.log("following the database's log again");
        break;
      } catch (error) {
        await this.replication?.stop();
        this.replication = null;
        if (attempt === 0) this.options.log(`not yet: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.connecting = null;
    if (this.replication?.ended) this.lost(new Error('the server ended the connection'));
  }

  /** What is stored, if the catalogue still describes the tables so. At a reconnection, what is in memory is as good. */
  private async load(client: ClientBase): Promise<void> {
    if (this.shapes.size === 0) {
      for (const shape of this.store.shapes()) {
        const chunks = readdirSync(this.store.snapshotFolder(shape.handle)).length;
        this.shapes.enter(new LiveShape(shape, chunks, true));
      }
    }
    const retired: LiveShape[] = [];
    for (const live of this.shapes) {
      const known = live.shape.definition.relation;
      const now = await readRelation(client, known).catch((error: unknown) => {
        if (error instanceof ShapeRefusal) return null;
        throw error;
      });
      if (JSON.stringify(now) !== JSON.stringify(known)) retired.push(live);
    }
    this.retire(retired);
  }

  private clear(): void {
    for (const live of this.shapes) this.shapes.leave(live);
    this.store.remove(this.store.shapes());
  }

  /** Makes `position` what is known; durable at the next write or confirmation. */
  private reach(position: Position): void {
    this.position = position;
    for (const listener of this.positionListeners) listener();
  }

  /** Stores the position, then lets Postgres forget what is before it. */
  private async confirm(): Promise<void> {
    const { position } = this;
    if (!this.replication || !this.following || position.lsn === this.confirmed) return;
    this.store.savePosition(position);
    this.confirmed = position.lsn;
    await this.replication.confirm(position.lsn);
  }

  /** Takes the log up to the database's present end. Resolves with that position, in decimal. */
  async drain(): Promise<string> {
    // A record of our own: what the server calls flushed can end in the middle of one, which no reader reaches.
    const { rows } = await this.pool.query<{ lsn: string }>(
      "SELECT pg_logical_emit_message(true, 'morgus', '') AS lsn",
    );
    const target = lsnNumber(rows[0]?.lsn ?? '0/0');
    if (this.options.manual) this.queue.hold(false);
    try {
      for (let waited = 0; this.position.lsn < target; waited += 1) {
        if (this.stopping || !this.replication || this.replication.ended)
          throw new Error('The database’s log broke off before its end was reached.');
        const reached = new Promise<void>((resolve) => {
          const listener = (): void => {
            this.positionListeners.delete(listener);
            resolve();
          };
          this.positionListeners.add(listener);
          setTimeout(listener, Math.min(5 + waited, 50));
        });
        await this.replication.confirm(this.confirmed, true);
        await reached;
      }
    } finally {
      if (this.options.manual) this.queue.hold(true);
    }
    return String(target);
  }

  // -- a transaction

  private async take(transaction: Transaction): Promise<void> {
    const { lsn, endLsn, xid } = transaction;
    if (endLsn <= this.position.lsn) return;
    const affected = affectedBy(transaction, this.shapes);
    const { unfit } = affected;
    const entries = await entriesOf(transaction, affected, (definitions, changes) => this.judge(definitions, changes));
    const position = { lsn: endLsn, seen: lsn };
    const stored: Entry[] = [];
    for (const [live, own] of entries) {
      if (live.complete) stored.push(...own);
      else live.pending.push(...own);
    }
    if (stored.length > 0) this.store.append(stored, position);
    this.recent.push(xid);
    if (this.recent.length > RECENT * 2) this.recent.splice(0, RECENT);
    this.reach(position);
    for (const live of entries.keys()) if (live.shape.logBytes > this.options.limits.logBytes) unfit.add(live);
    this.retire([...unfit]);
    for (const live of entries.keys()) live.wake();
  }

  private async judge(definitions: readonly ShapeDefinition[], changes: readonly Change[]): Promise<Judge> {
    if (definitions.every(({ where }) => where === null)) return { takes: () => true, failed: new Set() };
    const images = changes.flatMap((change) => [change.old, change.new].filter((image) => image !== null));
    return this.using((client) => judge(client, definitions, images));
  }

  // -- shapes

  private retire(shapes: readonly LiveShape[]): void {
    for (const live of shapes) this.shapes.leave(live);
    const stored = shapes.filter(({ complete }) => complete).map(({ shape }) => shape);
    if (stored.length > 0) this.store.remove(stored);
  }

  find(key: string): LiveShape | null {
    return this.shapes.find(key);
  }

  findByHandle(handle: string): LiveShape | null {
    return this.shapes.findByHandle(handle);
  }

  async drop(live: LiveShape): Promise<void> {
    await this.queue.job(async () => this.retire([live]));
  }

  /** Catalogue questions of a request. */
  async ask<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      return await this.using(work);
    } catch (error) {
      if (error instanceof ShapeRefusal) throw error;
      this.options.log(`a question to the database failed: ${error instanceof Error ? error.message : String(error)}`);
      throw unavailable();
    }
  }

  /** The shape of that definition; the first to ask makes it, and the rest wait for the same. */
  async shapeOf(key: string, define: () => Promise<ShapeDefinition>): Promise<LiveShape> {
    const found = this.shapes.find(key) ?? (await this.births.get(key));
    if (found && !found.gone) return found;
    const birth = this.births.get(key) ?? this.bear(key, define).finally(() => this.births.delete(key));
    this.births.set(key, birth);
    return birth;
  }

  private async bear(key: string, define: () => Promise<ShapeDefinition>): Promise<LiveShape> {
    this.makeRoom();
    const definition = await define();
    await this.ask((client) => publish(client, definition.relation, this.options.publication));
    let client: PoolClient;
    try {
      client = await this.pool.connect();
    } catch {
      throw unavailable();
    }
    const broken = (): void => undefined;
    client.on('error', broken);
    try {
      const live = await this.queue.job(async () => {
        const visibility = await this.see(client);
        const shape: Shape = {
          id: 0,
          handle: newHandle(key),
          key,
          definition,
          visibility,
          last: null,
          logBytes: 0,
          usedAt: Date.now(),
        };
        const born = new LiveShape(shape, 0, false);
        this.shapes.enter(born);
        return born;
      });
      void this.fill(client, live).finally(() => {
        client.off('error', broken);
        client.release(live.failure !== null);
      });
      return live;
    } catch (error) {
      client.release(true);
      if (error instanceof ShapeRefusal) throw error;
      this.options.log(`a snapshot failed: ${error instanceof Error ? error.message : String(error)}`);
      throw unavailable();
    }
  }

  /**
   * Opens the snapshot's transaction and reads what it sees. A commit reaches the log a moment before others can see it,
   * so a transaction that was taken from the log already may be missing in the view; then it is looked at again.
   */
  private async see(client: PoolClient): Promise<Visibility> {
    for (;;) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { rows } = await client.query<{ seen: string }>('SELECT pg_current_snapshot()::text AS seen');
      const visibility = parseVisibility(rows[0]?.seen ?? '');
      if (this.recent.every((xid) => isVisible(visibility, xid))) return visibility;
      await client.query('ROLLBACK');
      await sleep(1);
    }
  }

  private async fill(client: PoolClient, live: LiveShape): Promise<void> {
    const { shape } = live;
    const folder = this.store.snapshotFolder(shape.handle);
    try {
      const chunks = await writeSnapshot(
        client,
        shape.definition,
        shape.visibility,
        folder,
        this.options.limits,
        (n) => {
          live.chunks = n;
          live.wake();
        },
      );
      await client.query('COMMIT');
      await this.queue.job(async () => {
        if (live.gone) {
          await rm(folder, { recursive: true, force: true });
          return;
        }
        const id = this.store.add(shape);
        Object.assign(shape, { id });
        this.store.append(live.pending, this.position);
        live.pending = [];
        live.chunks = chunks;
        live.complete = true;
      });
    } catch (error) {
      live.failure = error instanceof ShapeRefusal ? error : unavailable();
      this.options.log(`a snapshot failed: ${error instanceof Error ? error.message : String(error)}`);
      this.shapes.leave(live);
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
    live.wake();
  }

  private makeRoom(): void {
    const { shapes, idleMs } = this.options.limits;
    if (this.shapes.size + this.births.size < shapes) return;
    const oldest = this.shapes.longestIdle(idleMs);
    if (!oldest)
      throw tooMuch(
        'shape_limit_exceeded',
        `The hub serves ${shapes} shapes at once, for one person’s devices or a household’s. For more, run Electric.`,
      );
    this.retire([oldest]);
  }

  /** Readers that waited for the same news get one reading of it. */
  read(live: LiveShape, from: Offset): Reading {
    const known = live.reading;
    if (known && known.until === live.shape.last && known.from.lsn === from.lsn && known.from.op === from.op)
      return known;
    const { bodies, last, more } = this.store.read(live.shape, from, this.options.limits.chunkBytes);
    live.reading = { from, until: live.shape.last, body: bodies.join(','), last, more };
    return live.reading;
  }
}
