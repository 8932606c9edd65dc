/** Following the tables' logs: reading them, applying what is whole, and letting go what has come back. */
import type { Table } from '../../schema/index.ts';
import { isOfKnownCloud, noteApplied } from '../device/lineage.ts';
import { meta } from '../device/meta.ts';
import { resolveBases } from '../device/outbox.ts';
import { deviceTable, keyOf, rowFromLog } from '../device/rows.ts';
import { fetchAgain, saveShape, shapeOf, shapes } from '../device/shapes.ts';
import { plucked, prepared } from '../device/statements.ts';
import { applying } from '../device/transaction.ts';
import { RefusedError } from '../errors.ts';
import { BEACON } from '../net/barrier.ts';
import type { Cursor, HeldChange } from '../net/barrier.ts';
import type { ShapeChange, ShapeMessage } from '../net/gateway.ts';
import { cloudIsAnother } from './context.ts';
import type { StepContext } from './context.ts';

export class Following {
  readonly #context: StepContext;

  constructor(context: StepContext) {
    this.#context = context;
  }

  /** Follows a table from where it stands, once its rows are there. */
  follow(table: string): void {
    const shape = shapeOf(this.#context.db, table);
    if (shape.state !== 'live' || shape.handle === null || shape.offset === null) return;
    this.#context.barrier.follow(table, { handle: shape.handle, offset: shape.offset }, shape.lsn, shape.beacon);
    if (table === BEACON) this.#markBeacon(shape.lsn);
  }

  /** What the beacon's row counts; null where there is none. */
  #counts(): Record<string, number> | null {
    const beacon = plucked(this.#context.db, 'SELECT tables FROM sync_beacon').get() as string | undefined;
    return beacon === undefined ? null : (JSON.parse(beacon) as Record<string, number>);
  }

  #markBeacon(lsn: number): void {
    const counts = this.#counts();
    if (counts) this.#context.barrier.beaconAt(lsn, counts);
  }

  /**
   * How many of a table's transactions are in its rows for certain when their fetch begins now: those that the beacon had
   * counted before. Otherwise the next transaction of any table would make all of them wait for their logs.
   */
  countedBefore(table: string): number {
    return shapeOf(this.#context.db, BEACON).state === 'live' ? (this.#counts()?.[table] ?? 0) : 0;
  }

  /** Follows every fetched table from where it was applied last; what was received and not applied is asked for again. */
  followAll(): void {
    this.#context.barrier.clear();
    for (const shape of shapes(this.#context.db)) if (deviceTable(shape.table)) this.follow(shape.table);
  }

  /**
   * A part of a table's log that begins at `from`; at `cursor` its next part begins. @returns whether it was taken: the
   * table may be fetched again meanwhile, and a part that came after one that was not taken would hide what that one had
   */
  received(tableName: string, messages: readonly ShapeMessage[], cursor: Cursor, from: Cursor): boolean {
    const table = deviceTable(tableName);
    if (!table || !this.#context.barrier.attaches(tableName, from)) return false;
    const changes: HeldChange[] = [];
    let reached: number | null = null;
    for (const message of messages) {
      if ('value' in message) {
        if (tableName === BEACON && !isOfKnownCloud(this.#context.db, message.value['era'])) throw cloudIsAnother();
        changes.push(heldChange(table, message));
      } else if (message.headers.control === 'up-to-date') reached = message.headers.global_last_seen_lsn ?? 0;
    }
    this.#context.barrier.receive(tableName, changes, cursor, reached);
    return true;
  }

  /** Reads a table's log to its end. @returns false when the log is gone and the table has to be fetched again */
  async catchUp(table: string): Promise<boolean> {
    for (;;) {
      const cursor = this.#context.barrier.cursor(table);
      if (!cursor) return true;
      try {
        const part = await this.#context.gateway.shape(table, cursor.offset, cursor.handle);
        await this.#context.between('log read');
        // Another reader may have moved on meanwhile.
        if (this.#context.barrier.cursor(table)?.offset !== cursor.offset) return true;
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
    this.#context.barrier.unfollow(table);
    applying(this.#context.db, 'Prepare to sync', () => fetchAgain(this.#context.db, [table]));
    this.#context.tell('must_refetch', { table });
  }

  /** Applies what is whole (`force`: all there is), with all cursors, in one transaction. @returns whether it was partial */
  apply(force = false): { changes: number; partial: boolean } | null {
    const ready = this.#context.barrier.ready(force || !this.#context.rules.barrier);
    if (!ready) {
      this.#releasePassed();
      return null;
    }
    const { db } = this.#context;
    const { touched } = applying(db, 'Arrived from the cloud', (context) => {
      resolveBases(db);
      for (const change of ready.changes) this.#context.landing.change(context, change);
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
      noteApplied(db, Number(beacon ?? 0), !ready.partial && this.#context.barrier.follows('sync_conflict'));
      if (ready.partial) return;
      // Of a table that is fetched and not followed yet nobody knows what its log holds.
      prepared(
        db,
        `UPDATE sync_shape SET lsn = ? WHERE state = 'live' AND lsn < ? AND table_name IN (SELECT value FROM json_each(?))`,
      ).run(ready.lsn, ready.lsn, JSON.stringify([...ready.cursors.keys()]));
    });
    this.#context.barrier.applied(ready);
    this.#context.applied(touched);
    this.#releasePassed();
    return { changes: ready.changes.length, partial: ready.partial };
  }

  /**
   * Lets answered entries go whose rows will not come back with their version: the device's own ledger row says up to
   * which number and log position the cloud has taken them, and their tables are complete up to there. The row counts
   * however it came; after a fetch no log brings it again, and nothing else may ever happen in this cloud.
   */
  #releasePassed(): void {
    const { db, barrier } = this.#context;
    if (!this.#context.rules.leaveByVersion || !barrier.follows('sync_device')) return;
    const ledger = prepared(db, 'SELECT last_number, last_lsn FROM sync_device WHERE id = ?').get(
      meta(db, 'device_id'),
    ) as { last_number: number; last_lsn: number } | undefined;
    if (!ledger) return;
    const isComplete = (table: string): boolean => barrier.completeTo(table) >= ledger.last_lsn;
    if (!this.#context.landing.hasPassed(ledger.last_number, isComplete)) return;
    const { touched } = applying(db, 'Arrived from the cloud', (context) => {
      resolveBases(db);
      this.#context.landing.releaseUpTo(context, ledger.last_number, isComplete);
    });
    this.#context.applied(touched);
  }
}

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
