/**
 * The shapes of one database: follows its log, keeps each shape's own log, makes snapshots. Everything that touches the
 * order of things (a transaction, the birth of a shape) goes through one queue, one at a time.
 */
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ClientBase, PoolClient } from 'pg';
import { ShapeRefusal, tooMuch, unavailable } from './errors.ts';
import { LiveShape } from './live-shape.ts';
import type { Reading } from './live-shape.ts';
import { lsnNumber } from './lsn.ts';
import { judge } from './membership.ts';
import type { Judge } from './membership.ts';
import { bodyOf, draftsOf } from './messages.ts';
import type { Draft } from './messages.ts';
import type { Change, LoggedRelation } from './pgoutput.ts';
import { WorkQueue } from './queue.ts';
import { publish, readRelation, sameRelation } from './relation.ts';
import { PRINTING, Replication } from './replication.ts';
import type { Transaction } from './replication.ts';
import { isVisible, newHandle, parseVisibility } from './shape.ts';
import type { Offset, Shape, ShapeDefinition, Visibility } from './shape.ts';
import { dropSlot, prepareSlot, slotName } from './slot.ts';
import { writeSnapshot } from './snapshot.ts';
import { ShapeStore } from './store.ts';
import type { Entry, Position } from './store.ts';

export interface Limits {
  /** Shapes kept; beyond it the one that was not asked for longest goes, if that is over `idleMs` ago. */
  shapes: number;
  idleMs: number;
  /** Requests held open at once. */
  requests: number;
  /** One answer, and one file of a snapshot. */
  chunkBytes: number;
  snapshotBytes: number;
  /** A shape whose log is longer is fetched again instead. */
  logBytes: number;
  transactionBytes: number;
}

/** For one person's devices, or a few people's in a house. */
export const LIMITS: Limits = {
  shapes: 600,
  idleMs: 60 * 60_000,
  requests: 1000,
  chunkBytes: 10 * 1024 * 1024,
  snapshotBytes: 2 * 1024 ** 3,
  logBytes: 128 * 1024 * 1024,
  transactionBytes: 256 * 1024 * 1024,
};

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
const RECONNECT_MS = [50, 200, 500, 1_000, 2_000];

export class ShapeCore {
  readonly options: CoreOptions;
  readonly store: ShapeStore;
  private readonly pool: pg.Pool;
  private readonly queue: WorkQueue;
  private readonly byKey = new Map<string, LiveShape>();
  private readonly byTable = new Map<number, Set<LiveShape>>();
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
    this.pool = new pg.Pool({
      connectionString: options.connectionString,
      options: PRINTING,
      application_name: 'morgus shapes',
      max: 8,
      connectionTimeoutMillis: 5_000,
    });
    // An idle connection that the server ends is no failure of a request.
    this.pool.on('error', () => undefined);
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
    return this.byKey.size;
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
    for (const live of this.byKey.values()) live.wake();
    this.store.touch([...this.byKey.values()].filter(({ complete }) => complete).map(({ shape }) => shape));
    if (forget && this.slot !== '') await this.using((client) => dropSlot(client, this.slot));
    this.following = false;
    await this.pool.end();
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
    if (this.byKey.size === 0) {
      for (const shape of this.store.shapes()) {
        const chunks = readdirSync(this.store.snapshotFolder(shape.handle)).length;
        this.enter(new LiveShape(shape, chunks, true));
      }
    }
    const retired: LiveShape[] = [];
    for (const live of this.byKey.values()) {
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
    for (const live of this.byKey.values()) this.leave(live);
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
    const { lsn, endLsn, xid, changes, broken } = transaction;
    if (endLsn <= this.position.lsn) return;
    const affected = new Map<number, LiveShape[]>();
    const unfit = new Set<LiveShape>();
    const tables = new Map<number, { relation: LoggedRelation; whole: boolean }>();
    for (const { change } of changes) {
      const known = tables.get(change.relation.oid);
      tables.set(change.relation.oid, { relation: change.relation, whole: (known?.whole ?? true) && change.whole });
    }
    for (const oid of new Set([...tables.keys(), ...broken])) {
      const table = tables.get(oid);
      const shapes: LiveShape[] = [];
      for (const live of this.byTable.get(oid) ?? []) {
        if (isVisible(live.shape.visibility, xid)) continue;
        const follows =
          !broken.has(oid) &&
          table !== undefined &&
          table.whole &&
          sameRelation(live.shape.definition.relation, table.relation);
        if (follows) shapes.push(live);
        else unfit.add(live);
      }
      if (shapes.length > 0) affected.set(oid, shapes);
    }
    const entries = await this.entriesOf(transaction, affected, unfit);
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

  private async entriesOf(
    { lsn, xid, changes }: Transaction,
    affected: ReadonlyMap<number, readonly LiveShape[]>,
    unfit: Set<LiveShape>,
  ): Promise<Map<LiveShape, Entry[]>> {
    const drafts = new Map<LiveShape, Draft[]>();
    for (const [oid, shapes] of affected) {
      const own = changes.filter(({ change }) => change.relation.oid === oid);
      const opinion = await this.judge(
        shapes,
        own.map(({ change }) => change),
      );
      for (const live of shapes) {
        const { definition } = live.shape;
        const { where } = definition;
        if (where !== null && opinion.failed.has(where)) {
          unfit.add(live);
          continue;
        }
        const takes = (image: Change['old']): boolean =>
          image !== null && (where === null || opinion.takes(where, image));
        const list = own.flatMap(({ op, change }) =>
          draftsOf(definition, change, { before: takes(change.old), after: takes(change.new) }, op),
        );
        if (list.length > 0) drafts.set(live, list);
      }
    }
    const entries = new Map<LiveShape, Entry[]>();
    for (const [live, list] of drafts)
      entries.set(
        live,
        list.map((draft, i) => ({
          shape: live.shape,
          lsn,
          op: draft.op,
          body: bodyOf(live.shape.definition, draft, lsn, xid, i === list.length - 1),
        })),
      );
    return entries;
  }

  private async judge(shapes: readonly LiveShape[], changes: readonly Change[]): Promise<Judge> {
    const definitions = shapes.map(({ shape }) => shape.definition);
    if (definitions.every(({ where }) => where === null)) return { takes: () => true, failed: new Set() };
    const images = changes.flatMap((change) => [change.old, change.new].filter((image) => image !== null));
    return this.using((client) => judge(client, definitions, images));
  }

  // -- shapes

  private enter(live: LiveShape): void {
    this.byKey.set(live.shape.key, live);
    const { oid } = live.shape.definition.relation;
    const set = this.byTable.get(oid) ?? new Set();
    set.add(live);
    this.byTable.set(oid, set);
  }

  private leave(live: LiveShape): void {
    live.gone = true;
    if (this.byKey.get(live.shape.key) === live) this.byKey.delete(live.shape.key);
    this.byTable.get(live.shape.definition.relation.oid)?.delete(live);
    live.wake();
  }

  private retire(shapes: readonly LiveShape[]): void {
    for (const live of shapes) this.leave(live);
    const stored = shapes.filter(({ complete }) => complete).map(({ shape }) => shape);
    if (stored.length > 0) this.store.remove(stored);
  }

  find(key: string): LiveShape | null {
    return this.byKey.get(key) ?? null;
  }

  findByHandle(handle: string): LiveShape | null {
    return [...this.byKey.values()].find(({ shape }) => shape.handle === handle) ?? null;
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
    const found = this.byKey.get(key) ?? (await this.births.get(key));
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
        this.enter(born);
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
      this.leave(live);
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
    live.wake();
  }

  private makeRoom(): void {
    const { shapes, idleMs } = this.options.limits;
    if (this.byKey.size + this.births.size < shapes) return;
    const [oldest] = [...this.byKey.values()]
      .filter(({ complete, readers, shape }) => complete && readers === 0 && shape.usedAt < Date.now() - idleMs)
      .toSorted((a, b) => a.shape.usedAt - b.shape.usedAt);
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
