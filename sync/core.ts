/**
 * The engine's single steps, each one request and one transaction at most: registering, pushing a batch, fetching a page,
 * reading a log, applying what is whole. When each is taken is the scheduler's business (engine.ts), or a test's.
 */
import type { Database } from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { deviceTables, isAuthored } from '../schema/index.ts';
import type { Table } from '../schema/index.ts';
import { nextBatch } from './device/batch.ts';
import { Landing } from './device/landing.ts';
import type { LandingRules } from './device/landing.ts';
import { meta, metaNumber, setMeta } from './device/meta.ts';
import {
  beginNumbers,
  entriesWhere,
  forgetOldAnswers,
  nextNumber,
  park,
  parkFollowersIfAny,
  recordAnswers,
  resolveBases,
  unassign,
} from './device/outbox.ts';
import { isOfKnownCloud, noteApplied, noteMark, remembers, saveCloud, seenMarks } from './device/lineage.ts';
import { beginReconciling, isReconciling, reconcile } from './device/reconcile.ts';
import { applySlice, countSwap, isBigDelete, moveLog, stageSlice, swap } from './device/pages.ts';
import type { SwapCount } from './device/pages.ts';
import { PageReader, deviceTable, keyOf, rowFromLog } from './device/rows.ts';
import { fetchAgain, saveShape, shapeOf, shapes } from './device/shapes.ts';
import type { Shape } from './device/shapes.ts';
import { applying } from './device/transaction.ts';
import { NetworkError, RefusedError } from './errors.ts';
import { BEACON, Barrier } from './net/barrier.ts';
import type { Cursor, HeldChange } from './net/barrier.ts';
import type { Gateway, ShapeChange, ShapeMessage } from './net/gateway.ts';
import { BATCH_MUTATIONS, PROTOCOL_VERSION, SCHEMA_VERSION } from './protocol/mutation.ts';
import type { PushRequest } from './protocol/mutation.ts';
import { SNAPSHOT_ROWS } from './protocol/routes.ts';
import type { Registered, SnapshotPage } from './protocol/routes.ts';
import { plucked, prepared } from './device/statements.ts';

/** The simulation turns these off one at a time, to show that each is needed. */
export interface Rules extends LandingRules {
  /** An entry leaves when its echo has arrived, not when it was answered. */
  readonly leaveByVersion: boolean;
  /** What the logs bring waits until it is whole, and is applied in one transaction with all cursors. */
  readonly barrier: boolean;
  /** A cloud in whose past the last seen moment does not lie has forgotten something. */
  readonly eras: boolean;
}
const ALL_RULES: Rules = {
  ignoreLowerVersions: true,
  leaveByVersion: true,
  barrier: true,
  eras: true,
};

export interface CoreOptions {
  readonly database: Database;
  readonly gateway: Pick<Gateway, 'register' | 'push' | 'page' | 'shape'>;
  readonly deviceName: string;
  readonly clock: () => number;
  readonly onApplied: (tables: readonly string[]) => void;
  readonly onEvent?: (event: string, details: Readonly<Record<string, string | number>>) => void;
  readonly rules?: Rules;
  /** Called between the parts of a step; a test crashes there, the host gives the thread away. */
  readonly between?: (point: string) => void | Promise<void>;
  readonly tables?: readonly Table[];
  readonly pageRows?: number;
}

export type FetchProgress = 'more' | 'done' | 'held' | 'unserved';

export class Core {
  readonly db: Database;
  readonly barrier = new Barrier();
  readonly landing: Landing;
  readonly #options: CoreOptions;
  readonly #rules: Rules;
  /** Tables that this gateway does not have. */
  readonly #unserved = new Set<string>();
  /** While a batch that was refused as a whole is cut smaller: mutations a request. */
  #limit = BATCH_MUTATIONS;
  /** Fetched anew after the cloud was put back, and waiting for the other tables. */
  readonly #staged = new Set<string>();
  readonly #ahead = new Map<string, { after: string | null; page: Promise<SnapshotPage> }>();

  constructor(options: CoreOptions) {
    this.db = options.database;
    this.#options = options;
    this.#rules = options.rules ?? ALL_RULES;
    this.landing = new Landing(this.db, this.#rules);
  }

  get tables(): readonly Table[] {
    return (this.#options.tables ?? deviceTables).filter((table) => !this.#unserved.has(table.name));
  }

  #tell(event: string, details: Readonly<Record<string, string | number>> = {}): void {
    this.#options.onEvent?.(event, details);
  }

  #applied(touched: readonly string[]): void {
    if (touched.length > 0) this.#options.onApplied(touched);
  }

  async #between(point: string): Promise<void> {
    await this.#options.between?.(point);
  }

  // ---- who this is

  /**
   * Makes itself known and compares the ledgers. A ledger that is ahead of this file was moved by a later state of it: this
   * is an older copy, and becomes a device of its own. A ledger that is behind belongs to a cloud that was put back.
   */
  async enlist(): Promise<void> {
    const { db } = this;
    for (;;) {
      if (meta(db, 'sync_registered') !== meta(db, 'device_id'))
        applying(db, 'Prepare to sync', () => beginNumbers(db));
      const id = meta(db, 'device_id') ?? '';
      let answer: Registered;
      try {
        answer = await this.#options.gateway.register({
          id,
          name: this.#options.deviceName.slice(0, 120) || 'Computer',
          schemaVersion: SCHEMA_VERSION,
          startAfter: 0,
        });
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== 'forbidden' || error.status !== 403) throw error;
        // The id is another account's: this file is a copy of that account's.
        this.renew();
        continue;
      }
      await this.#between('enlisted');
      const { lastNumber, cloud } = answer;
      if (lastNumber >= nextNumber(db)) {
        this.renew();
        continue;
      }
      const forgot = this.#rules.eras && cloud !== undefined && seenMarks(db).some((seen) => !remembers(cloud, seen));
      if (forgot || lastNumber < metaNumber(db, 'sync_confirmed')) this.#cloudWentBack(lastNumber);
      if (cloud) applying(db, 'Prepare to sync', () => saveCloud(db, cloud));
      return;
    }
  }

  /** Becomes a device of its own. */
  renew(): void {
    applying(this.db, 'Prepare to sync', () => {
      setMeta(this.db, 'device_id', uuidv7());
      beginNumbers(this.db);
    });
    this.#tell('new_device_id');
  }

  #cloudWentBack(lastNumber: number): void {
    const touched = beginReconciling(this.db, lastNumber);
    this.barrier.clear();
    this.#ahead.clear();
    this.#staged.clear();
    this.#tell('cloud_went_back', { lastNumber });
    this.#applied(touched);
  }

  // ---- up

  /** Whether there is something to push. */
  hasWaiting(): boolean {
    return (
      prepared(this.db, `SELECT 1 FROM sync_outbox WHERE state IN ('waiting', 'sent') LIMIT 1`).get() !== undefined
    );
  }

  /** Sends one batch and stores its answers. @returns whether there was one. @throws NetworkError, RefusedError */
  async push(): Promise<boolean> {
    const { db } = this;
    if (isReconciling(db)) return false;
    const { value: transactions } = applying(db, 'Send', () => {
      resolveBases(db);
      parkFollowersIfAny(db);
      return nextBatch(db, this.#limit);
    });
    if (transactions.length === 0) return false;
    await this.#between('batch numbered');
    const request: PushRequest = {
      protocol: PROTOCOL_VERSION,
      deviceId: meta(db, 'device_id') ?? '',
      schemaVersion: SCHEMA_VERSION,
      confirmed: metaNumber(db, 'sync_confirmed'),
      transactions,
    };
    try {
      const answer = await this.#options.gateway.push(request);
      await this.#between('batch answered');
      const { touched } = applying(db, 'Sent', (context) => {
        resolveBases(db);
        const answered = recordAnswers(db, answer.results, new Date(this.#options.clock()).toISOString());
        const rows = new Map(answered.map((entry) => [`${entry.table}/${entry.rowId}`, entry] as const));
        for (const entry of rows.values()) {
          const table = deviceTable(entry.table);
          if (!table) continue;
          const ledger = this.#rules.leaveByVersion ? null : Number.MAX_SAFE_INTEGER;
          this.landing.release(context, table, entry.rowId, null, ledger);
        }
        forgetOldAnswers(db);
        context.touched.add('sync_outbox');
      });
      this.#limit = Math.min(BATCH_MUTATIONS, this.#limit * 2);
      this.#applied(touched);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return this.#recover(error, request);
    }
  }

  /** What can be put right here; the rest is thrown on. */
  async #recover(error: RefusedError, request: PushRequest): Promise<boolean> {
    const mutations = request.transactions.flatMap((one) => one.mutations);
    switch (error.code) {
      case 'number_gap':
      case 'number_reused':
      case 'unknown_device': {
        this.#tell(error.code);
        const known = mutations[0]?.number ?? 0;
        // Taken with other contents, or taken and forgotten: it was not this file that sent them.
        const isCopy = error.code === 'number_reused' || (error.code === 'number_gap' && (error.expected ?? 0) > known);
        if (isCopy) this.renew();
        else applying(this.db, 'Prepare to sync', () => unassign(this.db, error.expected ?? 0));
        await this.enlist();
        return true;
      }
      case 'too_large':
      case 'invalid': {
        applying(this.db, 'Prepare to sync', () => {
          const [only] = entriesWhere(this.db, `o.state = 'sent' ORDER BY o.sent_as LIMIT 1`);
          unassign(this.db);
          if (mutations.length === 1 && only) park(this.db, only, error.code, error.message);
        });
        this.#limit = Math.max(1, Math.floor(mutations.length / 2));
        return true;
      }
      default:
        throw error;
    }
  }

  // ---- down: fetching tables

  /** Tables whose rows are still to be fetched, in the order that serves a person best. */
  unfetched(): Table[] {
    const states = new Map(shapes(this.db).map((shape) => [shape.table, shape.state]));
    const rank = (table: Table): number =>
      // Conflicts after the rows that they are about.
      ({ [BEACON]: 0, sync_device: 1, sync_conflict: 3 })[table.name] ?? (table.sync === 'both' ? 2 : 4);
    return this.tables
      .filter((table) => states.get(table.name) !== 'live' && !this.#staged.has(table.name))
      .toSorted((a, b) => rank(a) - rank(b));
  }

  /** One request of a table's fetch and what it brings. */
  async fetchStep(table: Table): Promise<FetchProgress> {
    const shape = shapeOf(this.db, table.name);
    if (shape.state === 'live') return 'done';
    if (shape.state === 'held') return 'held';
    try {
      if (shape.handle === null) {
        const place = await this.#options.gateway.shape(table.name, 'now', null);
        await this.#between('place taken');
        const known =
          prepared(this.db, `SELECT 1 FROM "${table.name}" WHERE row_version > 0 LIMIT 1`).get() !== undefined;
        const lsn = place.messages.reduce(
          (most, message) => ('value' in message ? most : Math.max(most, message.headers.global_last_seen_lsn ?? 0)),
          0,
        );
        applying(this.db, 'Prepare to sync', () => {
          prepared(this.db, 'DELETE FROM sync_stage WHERE table_name = ?').run(table.name);
          saveShape(this.db, {
            ...shape,
            state: shape.state === 'again' || known || isReconciling(this.db) ? 'again' : 'first',
            handle: place.handle,
            offset: place.offset,
            lsn,
            after: null,
            rows: 0,
            beacon: this.#countedBefore(table.name),
          });
        });
        return 'more';
      }
      const page = await this.#page(table.name, shape.after);
      if (page.next !== null) this.#askAhead(table.name, page.next);
      await this.#between('page received');
      const { mark } = page;
      if (mark) {
        if (!isOfKnownCloud(this.db, mark.era)) throw cloudIsAnother();
        applying(this.db, 'Prepare to sync', () => noteMark(this.db, table, mark, shape.after === null));
      }
      await this.#land(table, shape, page);
      if (page.next !== null) return 'more';
      if (shape.state === 'first') {
        this.#follow(table.name);
        return 'done';
      }
      return isReconciling(this.db) && isAuthored(table) ? this.#stagedWhole(table) : this.finishFetch(table, false);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.code === 'not_found' || (error.code === 'forbidden' && error.status === 403)) {
        this.#unserved.add(table.name);
        this.#tell('table_not_served', { table: table.name });
        this.#reconcileIfWhole();
        return 'unserved';
      }
      throw error;
    }
  }

  /** Slice by slice. The place moves on with the last of a page; a slice that arrives twice changes nothing. */
  async #land(table: Table, shape: Shape, page: SnapshotPage): Promise<void> {
    const { rows } = page;
    const isFirst = shape.state === 'first';
    const landed = {
      table,
      reader: new PageReader(table, page.columns),
      rows,
      place: (end: number): Shape => {
        if (end < rows.length) return shape;
        const state = isFirst && page.next === null ? 'live' : shape.state;
        return { ...shape, state, rows: shape.rows + rows.length, after: page.next };
      },
    };
    let from = 0;
    do {
      if (isFirst) {
        const { end, touched } = applySlice(this.db, this.landing, landed, from);
        from = end;
        this.#applied(touched);
      } else from = stageSlice(this.db, this.landing, landed, from);
      await this.#between('slice applied');
      if (moveLog(this.db)) await this.#between('log moved');
    } while (from < rows.length);
  }

  /** After a cloud was put back: this table waits for the others, so that parents go up before their children. */
  #stagedWhole(table: Table): FetchProgress {
    this.#staged.add(table.name);
    this.#reconcileIfWhole();
    return 'done';
  }

  #reconcileIfWhole(): void {
    const authored = this.tables.filter(isAuthored);
    if (!isReconciling(this.db) || !authored.every((table) => this.#staged.has(table.name))) return;
    this.#applied(reconcile(this.db, this.landing, authored));
    this.#staged.clear();
    for (const table of authored) this.#follow(table.name);
    this.#tell('reconciled');
  }

  #askAhead(table: string, after: string | null): void {
    const page = this.#options.gateway.page(table, after, this.#options.pageRows ?? SNAPSHOT_ROWS);
    // Its failure is met when it is awaited.
    page.catch(() => undefined);
    this.#ahead.set(table, { after, page });
  }

  async #page(table: string, after: string | null): Promise<SnapshotPage> {
    const ahead = this.#ahead.get(table);
    this.#ahead.delete(table);
    if (ahead?.after === after) return ahead.page;
    return this.#options.gateway.page(table, after, this.#options.pageRows ?? SNAPSHOT_ROWS);
  }

  /** Puts a staged fetch in its place, unless that would delete most of a table and nobody has said yes. */
  finishFetch(table: Table, confirmed: boolean): FetchProgress {
    if (!confirmed && isBigDelete(countSwap(this.db, table))) {
      applying(this.db, 'Prepare to sync', () =>
        saveShape(this.db, { ...shapeOf(this.db, table.name), state: 'held' }),
      );
      this.#tell('big_delete_held', { table: table.name });
      return 'held';
    }
    this.#applied(swap(this.db, this.landing, table));
    this.#follow(table.name);
    return 'done';
  }

  held(): (SwapCount & { readonly table: string })[] {
    return shapes(this.db)
      .filter((shape) => shape.state === 'held')
      .flatMap((shape) => {
        const table = deviceTable(shape.table);
        return table ? [{ table: shape.table, ...countSwap(this.db, table) }] : [];
      });
  }

  // ---- down: following logs

  #follow(table: string): void {
    const shape = shapeOf(this.db, table);
    if (shape.state !== 'live' || shape.handle === null || shape.offset === null) return;
    this.barrier.follow(table, { handle: shape.handle, offset: shape.offset }, shape.lsn, shape.beacon);
    if (table === BEACON) this.#markBeacon(shape.lsn);
  }

  /** What the beacon's row counts; null where there is none. */
  #counts(): Record<string, number> | null {
    const beacon = plucked(this.db, 'SELECT tables FROM sync_beacon').get() as string | undefined;
    return beacon === undefined ? null : (JSON.parse(beacon) as Record<string, number>);
  }

  #markBeacon(lsn: number): void {
    const counts = this.#counts();
    if (counts) this.barrier.beaconAt(lsn, counts);
  }

  /**
   * How many of a table's transactions are in its rows for certain when their fetch begins now: those that the beacon had
   * counted before. Otherwise the next transaction of any table would make all of them wait for their logs.
   */
  #countedBefore(table: string): number {
    return shapeOf(this.db, BEACON).state === 'live' ? (this.#counts()?.[table] ?? 0) : 0;
  }

  /** Follows every fetched table from where it was applied last; what was received and not applied is asked for again. */
  followAll(): void {
    this.barrier.clear();
    for (const shape of shapes(this.db)) if (deviceTable(shape.table)) this.#follow(shape.table);
  }

  /**
   * A part of a table's log that begins at `from`; at `cursor` its next part begins. @returns whether it was taken: the
   * table may be fetched again meanwhile, and a part that came after one that was not taken would hide what that one had
   */
  received(tableName: string, messages: readonly ShapeMessage[], cursor: Cursor, from: Cursor): boolean {
    const table = deviceTable(tableName);
    if (!table || !this.barrier.attaches(tableName, from)) return false;
    const changes: HeldChange[] = [];
    let reached: number | null = null;
    for (const message of messages) {
      if ('value' in message) {
        if (tableName === BEACON && !isOfKnownCloud(this.db, message.value['era'])) throw cloudIsAnother();
        changes.push(heldChange(table, message));
      } else if (message.headers.control === 'up-to-date') reached = message.headers.global_last_seen_lsn ?? 0;
    }
    this.barrier.receive(tableName, changes, cursor, reached);
    return true;
  }

  /** Reads a table's log to its end. @returns false when the log is gone and the table has to be fetched again */
  async catchUp(table: string): Promise<boolean> {
    for (;;) {
      const cursor = this.barrier.cursor(table);
      if (!cursor) return true;
      try {
        const part = await this.#options.gateway.shape(table, cursor.offset, cursor.handle);
        await this.#between('log read');
        // Another reader may have moved on meanwhile.
        if (this.barrier.cursor(table)?.offset !== cursor.offset) return true;
        this.received(table, part.messages, { handle: part.handle, offset: part.offset }, cursor);
        if (part.upToDate) return true;
      } catch (error) {
        // 400: a handle or an offset that the service does not know, as after it was put back.
        const gone = error instanceof RefusedError && (error.status === 409 || error.status === 400);
        if (!gone) throw error;
        this.mustRefetch(table);
        return false;
      }
    }
  }

  mustRefetch(table: string): void {
    this.barrier.unfollow(table);
    applying(this.db, 'Prepare to sync', () => fetchAgain(this.db, [table]));
    this.#tell('must_refetch', { table });
  }

  /** Applies what is whole (`force`: all there is), with all cursors, in one transaction. @returns whether it was partial */
  apply(force = false): { changes: number; partial: boolean } | null {
    const ready = this.barrier.ready(force || !this.#rules.barrier);
    if (!ready) {
      this.#releasePassed();
      return null;
    }
    const { db } = this;
    const { touched } = applying(db, 'Arrived from the cloud', (context) => {
      resolveBases(db);
      for (const change of ready.changes) this.landing.change(context, change);
      for (const [table, cursor] of ready.cursors) {
        const shape = shapeOf(db, table);
        if (shape.state !== 'live') continue;
        if (shape.offset === cursor.offset && shape.handle === cursor.handle && shape.beacon === cursor.beacon)
          continue;
        saveShape(db, {
          ...shape,
          handle: cursor.handle,
          offset: cursor.offset,
          lsn: cursor.lsn,
          beacon: cursor.beacon,
        });
      }
      const beacon = ready.changes.findLast((change) => change.table.name === BEACON)?.values['row_version'];
      noteApplied(db, Number(beacon ?? 0), !ready.partial && this.barrier.follows('sync_conflict'));
      if (ready.partial) return;
      // Of a table that is fetched and not followed yet nobody knows what its log holds.
      prepared(
        db,
        `UPDATE sync_shape SET lsn = ? WHERE state = 'live' AND lsn < ? AND table_name IN (SELECT value FROM json_each(?))`,
      ).run(ready.lsn, ready.lsn, JSON.stringify([...ready.cursors.keys()]));
    });
    this.barrier.applied(ready);
    this.#applied(touched);
    this.#releasePassed();
    return { changes: ready.changes.length, partial: ready.partial };
  }

  /**
   * Lets answered entries go whose rows will not come back with their version: the device's own ledger row says up to
   * which number and log position the cloud has taken them, and their tables are complete up to there. The row counts
   * however it came; after a fetch no log brings it again, and nothing else may ever happen in this cloud.
   */
  #releasePassed(): void {
    const { db, barrier } = this;
    if (!this.#rules.leaveByVersion || !barrier.follows('sync_device')) return;
    const ledger = prepared(db, 'SELECT last_number, last_lsn FROM sync_device WHERE id = ?').get(
      meta(db, 'device_id'),
    ) as { last_number: number; last_lsn: number } | undefined;
    if (!ledger) return;
    const isComplete = (table: string): boolean => barrier.completeTo(table) >= ledger.last_lsn;
    if (!this.landing.hasPassed(ledger.last_number, isComplete)) return;
    const { touched } = applying(db, 'Arrived from the cloud', (context) => {
      resolveBases(db);
      this.landing.releaseUpTo(context, ledger.last_number, isComplete);
    });
    this.#applied(touched);
  }
}

/** The next session begins by comparing what the cloud remembers. */
const cloudIsAnother = (): NetworkError =>
  new NetworkError('The cloud was started anew; it is looked up how far it remembers.');

function heldChange(table: Table, message: ShapeChange): HeldChange {
  const values = rowFromLog(table, message.value);
  return {
    table,
    rowId: String(values[keyOf(table)]),
    operation: message.headers.operation,
    values,
    lsn: message.headers.lsn ?? 0,
    position: message.headers.op_position ?? 0,
  };
}
