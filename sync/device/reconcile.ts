/**
 * After the cloud was put back to an earlier day: what this device knows and the cloud has forgotten goes up again, row
 * by row, as the row is here. Nothing is deleted for it and nothing taken as seen that a person did not see: an edit is
 * made on the cloud's value of today where that value is known to be an earlier one, else on none, so that the gateway
 * keeps both sides as a conflict.
 */
import type { Database } from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { SqlValue } from '../../schema/device.ts';
import { deviceColumns, isAuthored, syncConflict, writableColumns } from '../../schema/index.ts';
import type { Column, Table } from '../../schema/index.ts';
import { toWire } from '../../schema/wire.ts';
import { mergeColumn, sameValue } from '../protocol/merge.ts';
import type { Landing } from './landing.ts';
import { meta, setMeta } from './meta.ts';
import { entriesOfRow, leave, resolveBases, rowsWithEntries, takeNumbersBack } from './outbox.ts';
import type { Entry } from './outbox.ts';
import { rebase } from './rebase.ts';
import { columnsOf, deviceTable, keyOf, versionOf } from './rows.ts';
import type { Row } from './rows.ts';
import { sameStored } from './same.ts';
import { fetchAgain, saveShape, shapeOf } from './shapes.ts';
import { plucked, prepared } from './statements.ts';
import { applying } from './transaction.ts';
import type { Applying } from './transaction.ts';
import { forgetMarks, isAheadOfConflicts } from './lineage.ts';

const lost = z.object({
  /** The last of this device's mutations that the cloud knows. */
  after: z.int().nonnegative(),
  /** Rows were ahead of the conflicts that belong to them, so that not every other side is known here. */
  isAhead: z.boolean(),
});
type Lost = z.infer<typeof lost>;

function lostOf(db: Database): Lost | null {
  const stored = meta(db, 'sync_lost');
  return stored === null ? null : lost.parse(JSON.parse(stored));
}

/** Until every table that devices write has been fetched from the cloud as it is now, nothing goes up. */
export const isReconciling = (db: Database): boolean => lostOf(db) !== null;

/**
 * The cloud was found to have forgotten something: of this device's own mutations those after `lastNumber`.
 * @returns the tables that changed
 */
export function beginReconciling(db: Database, lastNumber: number): string[] {
  const { touched } = applying(db, 'Prepare to sync', (context) => {
    resolveBases(db);
    const before = lostOf(db);
    const found: Lost = {
      after: Math.min(before?.after ?? lastNumber, lastNumber),
      isAhead: before?.isAhead === true || isAheadOfConflicts(db),
    };
    setMeta(db, 'sync_lost', JSON.stringify(found));
    takeNumbersBack(db, lastNumber);
    fetchAgain(db, 'all');
    forgetMarks(db);
    context.touched.add('sync_outbox');
  });
  return touched;
}

/** Parents before children, so that what goes up in this order finds what it belongs to. */
export function parentsFirst(tables: readonly Table[]): Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<Table>();
  const visit = (table: Table, path: readonly Table[]): void => {
    if (ordered.has(table) || path.includes(table)) return;
    for (const { references } of Object.values(table.columns)) {
      const parent = references && byName.get(references.table);
      if (parent) visit(parent, [...path, table]);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...ordered];
}

/** The version at which the column of a row was last changed. */
function versionOfColumn(row: Row, column: string): number {
  const versions = JSON.parse(String(row['_fv'] ?? '{}')) as Record<string, readonly [number, string]>;
  return (versions[column] ?? versions['*'] ?? [0, ''])[0];
}

/** A column that this device wrote. */
interface Write {
  readonly number: number;
  readonly table: string;
  readonly rowId: string;
  readonly name: string;
  readonly value: SqlValue;
  readonly base: SqlValue;
}

class Reconciling {
  readonly #db: Database;
  readonly #landing: Landing;
  readonly #applying: Applying;
  readonly #lost: Lost;

  constructor(db: Database, landing: Landing, context: Applying, found: Lost) {
    this.#db = db;
    this.#landing = landing;
    this.#applying = context;
    this.#lost = found;
  }

  /** Whether the cloud's value is one that this device has seen give way to another. */
  #isEarlier(table: Table, rowId: string, name: string, column: Column, value: SqlValue): boolean {
    // It may have given way in a conflict that this device has not heard of.
    if (this.#lost.isAhead) return false;
    const path = `$.${name}`;
    const seen = plucked(
      this.#db,
      `SELECT json_extract(h.before, :path) FROM history h
         WHERE h.table_name = :table AND h.row_id = :row AND json_type(h.before, :path) IS NOT NULL
       UNION SELECT json_extract(h.after, :path) FROM history h
         WHERE h.table_name = :table AND h.row_id = :row AND json_type(h.after, :path) IS NOT NULL`,
    ).all({ path, table: table.name, row: rowId }) as SqlValue[];
    return seen.some((one) => sameStored(column, one, value));
  }

  /** Columns of the row that this device wrote in the days that the cloud has lost. */
  #lostColumns(table: Table, rowId: string): Set<string> {
    const names = plucked(
      this.#db,
      `SELECT DISTINCT k.key FROM sync_answered a JOIN history h ON h.id = a.history_id, json_each(coalesce(a.patch, h.after)) k
         WHERE a.number > ? AND h.table_name = ? AND h.row_id = ?`,
    ).all(this.#lost.after, table.name, rowId) as string[];
    return new Set(names);
  }

  /** Of a row that the cloud has, the columns in which this device knows more, and the edit that says so. */
  #edit(table: Table, rowId: string, known: Row, here: Row, cloud: Row, pending: readonly Entry[]): Row {
    const mine = this.#lostColumns(table, rowId);
    for (const entry of pending) for (const name of Object.keys(entry.patch)) mine.add(name);
    const patch: Row = {};
    for (const [name, column] of writableColumns(table)) {
      if (name === table.ownerColumn || column.primaryKey) continue;
      if (sameStored(column, here[name], cloud[name])) continue;
      const knowsMore =
        !sameStored(column, known[name], cloud[name]) && versionOfColumn(known, name) >= versionOfColumn(cloud, name);
      if (mine.has(name) || knowsMore) patch[name] = here[name] ?? null;
    }
    return patch;
  }

  #enterEdit(table: Table, rowId: string, patch: Row, cloud: Row): void {
    const columns = columnsOf(table);
    const before = Object.fromEntries(Object.keys(patch).map((name) => [name, cloud[name] ?? null]));
    const base: Row = {};
    const versions: Record<string, number> = {};
    for (const name of Object.keys(patch)) {
      const column = columns.get(name);
      const isEarlier = column && this.#isEarlier(table, rowId, name, column, cloud[name] ?? null);
      if (isEarlier) base[name] = cloud[name] ?? null;
      versions[name] = isEarlier ? versionOf(cloud) : 0;
    }
    const version = versionOf(cloud);
    const change = { table: table.name, rowId, operation: 'update' as const, before, after: patch, version };
    const historyId = this.#applying.enter(change);
    prepared(this.#db, 'UPDATE sync_outbox SET base = ?, base_versions = ? WHERE history_id = ?').run(
      JSON.stringify(base),
      JSON.stringify(versions),
      historyId,
    );
  }

  #enterInsert(table: Table, rowId: string, row: Row): void {
    const pick = (columns: readonly (readonly [string, Column])[]): Row =>
      Object.fromEntries(columns.map(([name]) => [name, row[name] ?? null]));
    const historyId = this.#applying.enter({
      table: table.name,
      rowId,
      operation: 'insert',
      before: null,
      after: pick(writableColumns(table)),
      version: 0,
    });
    // The cloud makes conflicts; one that it forgot goes back as it was.
    const whole =
      table.name === 'sync_conflict'
        ? pick(deviceColumns(table).filter(([name]) => name !== 'row_version' && name !== '_fv'))
        : null;
    prepared(this.#db, `UPDATE sync_outbox SET patch = ?, base_versions = '{}' WHERE history_id = ?`).run(
      whole && JSON.stringify(whole),
      historyId,
    );
  }

  /**
   * What waits for a person keeps waiting, behind what is entered for its row; where that holds a later word on a column,
   * it is that word that waits.
   */
  #enterParked(entries: readonly Entry[], pending: readonly Entry[]): void {
    for (const entry of entries) {
      const patch: Row = { ...entry.patch };
      for (const later of pending.filter((other) => other.historyId > entry.historyId))
        for (const [name, value] of Object.entries(later.patch)) if (name in patch) patch[name] = value;
      const kept = prepared(this.#db, 'SELECT code, message, outcome FROM sync_outbox WHERE number = ?').get(
        entry.number,
      ) as { code: string | null; message: string | null; outcome: string | null };
      leave(this.#db, entry);
      const historyId = this.#applying.enter({
        table: entry.table,
        rowId: entry.rowId,
        operation: entry.operation,
        before: entry.operation === 'insert' ? null : entry.base,
        after: entry.operation === 'delete' ? null : patch,
        version: 0,
      });
      prepared(
        this.#db,
        `UPDATE sync_outbox SET state = 'parked', code = ?, message = ?, outcome = ?, base_versions = ? WHERE history_id = ?`,
      ).run(kept.code, kept.message, kept.outcome, JSON.stringify(entry.baseVersions ?? {}), historyId);
    }
  }

  /** A request that the cloud has decided already is not made again. */
  #isUndecided(table: Table, row: Row): boolean {
    if (table.sync !== 'up') return true;
    return deviceColumns(table).every(
      ([name, column]) =>
        !column.serverOwned ||
        !column.type ||
        column.type.kind !== 'text' ||
        column.defaultValue === undefined ||
        row[name] === column.defaultValue,
    );
  }

  /**
   * What this device wrote in the lost days and another's value took the place of. The conflict that tells of it may not
   * have arrived. Of edits on edits it is the last, made on what the first was made on. Asked before rows are settled.
   */
  replaced(): Write[] {
    const writes = prepared(
      this.#db,
      `SELECT w.number, h.id, h.table_name AS "table", h.row_id AS rowId, k.key AS name, k.value,
         json_extract(coalesce(w.base, h.before), '$.' || k.key) AS base
       FROM (SELECT history_id, number, patch, base FROM sync_answered WHERE number > ?
             UNION ALL SELECT history_id, number, patch, base FROM sync_outbox) w
         JOIN history h ON h.id = w.history_id AND h.operation <> 'delete' AND h.table_name <> 'sync_conflict',
         json_each(coalesce(w.patch, h.after)) k
       ORDER BY h.id`,
    ).all(this.#lost.after) as (Write & { id: number })[];
    const next = prepared(
      this.#db,
      `SELECT h.id, t.kind FROM history h JOIN history_tx t ON t.tx = h.tx
       WHERE h.table_name = ? AND h.row_id = ? AND h.id > ? AND json_type(h.after, '$.' || ?) IS NOT NULL
       ORDER BY h.id LIMIT 1`,
    );
    /** What a run of edits of a column began with, by the edit that goes on with it. */
    const begun = new Map<string, SqlValue>();
    return writes.flatMap((write) => {
      const base = begun.get(`${write.id}/${write.name}`) ?? write.base;
      const after = next.get(write.table, write.rowId, write.id, write.name) as
        | { id: number; kind: string }
        | undefined;
      if (after?.kind === 'remote') return [{ ...write, base }];
      if (after) begun.set(`${after.id}/${write.name}`, base);
      return [];
    });
  }

  keepReplaced(writes: readonly Write[]): void {
    for (const write of writes) this.#keepReplaced(write);
  }

  #keepReplaced({ number, table: tableName, rowId, name, value, base }: Write): void {
    const table = deviceTable(tableName);
    const column = table && columnsOf(table).get(name);
    const row = table && this.#landing.rows.read(table, rowId);
    if (!table || !column || column.serverOwned || !row || sameStored(column, row[name], value)) return;
    const here = toWire(column, row[name] ?? null);
    const mine = toWire(column, value);
    const was = toWire(column, base ?? null);
    const merged = mergeColumn(column.merge, was, mine, here);
    if (merged.clean && sameValue(merged.value, here)) return;
    const id = uuidv7();
    this.#landing.place(syncConflict, id, null);
    this.#enterInsert(syncConflict, id, {
      id,
      owner_id: meta(this.#db, 'owner_id'),
      table_name: tableName,
      row_id: rowId,
      device_id: meta(this.#db, 'device_id'),
      number,
      kind: 'edit',
      columns: JSON.stringify([name]),
      base: JSON.stringify({ [name]: was }),
      mine: JSON.stringify({ [name]: mine }),
      theirs: JSON.stringify({ [name]: here }),
      resolution: 'open',
      resolved_at: null,
      created_at: new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString(),
    });
    this.#landing.showAgain(this.#applying, syncConflict, id);
  }

  /** @param cloud the row as the cloud has it now; null where it has none */
  row(table: Table, rowId: string, cloud: Row | null): void {
    const db = this.#db;
    const entries = entriesOfRow(db, table.name, rowId);
    const known = this.#landing.image(table, rowId, entries);
    const pending = entries.filter((entry) => entry.state !== 'parked');
    const parked = entries.filter((entry) => entry.state === 'parked');
    // Deleted and made again is not deleted.
    const deletes = pending.findLast((entry) => entry.operation !== 'update')?.operation === 'delete';
    const wasThere = known !== null && versionOf(known) > 0;
    if (wasThere && !deletes) {
      const here = rebase(table, known, pending, this.#landing.rows.read(table, rowId));
      const patch = here && cloud && this.#edit(table, rowId, known, here, cloud, pending);
      const isForgotten = here !== null && cloud === null && this.#isUndecided(table, here);
      if (isForgotten || (patch && Object.keys(patch).length > 0) || pending.length > 0) {
        for (const entry of pending) leave(db, entry);
        this.#landing.place(table, rowId, cloud);
        if (patch && cloud && Object.keys(patch).length > 0) this.#enterEdit(table, rowId, patch, cloud);
        if (isForgotten) this.#enterInsert(table, rowId, here);
        this.#enterParked(parked, pending);
        this.#landing.showAgain(this.#applying, table, rowId);
        return;
      }
    }
    // A row that was deleted here for good, and that the cloud does not have: both are agreed.
    if (deletes && cloud === null) for (const entry of pending) leave(db, entry);
    if (cloud) this.#landing.row(this.#applying, table, cloud, true);
    else if (wasThere || entries.length > 0) this.#landing.absent(this.#applying, table, rowId);
  }
}

/** The tables that were staged take their places, all in one transaction. @returns the tables that changed */
export function reconcile(db: Database, landing: Landing, tables: readonly Table[]): string[] {
  const { touched } = applying(db, 'Put back what the cloud had forgotten', (context) => {
    resolveBases(db);
    // Versions of the lost days say nothing.
    prepared(
      db,
      `UPDATE sync_outbox SET base_versions = (SELECT json_group_object(key, 0) FROM json_each(base_versions))`,
    ).run();
    const found = lostOf(db) ?? { after: 0, isAhead: false };
    const work = new Reconciling(db, landing, context, found);
    const replaced = found.isAhead ? work.replaced() : [];
    for (const table of parentsFirst(tables.filter(isAuthored))) {
      const staged = new Map(
        (
          prepared(db, 'SELECT row_id, image FROM sync_stage WHERE table_name = ?').all(table.name) as {
            row_id: string;
            image: string | null;
          }[]
        ).map((row) => [row.row_id, row.image] as const),
      );
      const here = plucked(db, `SELECT "${keyOf(table)}" FROM "${table.name}"`).all() as string[];
      const ids = new Set([...here, ...rowsWithEntries(db, table.name), ...staged.keys()]);
      for (const id of [...ids].toSorted()) {
        const image = staged.get(id);
        // As the device has it, with nothing outstanding.
        if (image === null) continue;
        work.row(table, id, image === undefined ? null : (JSON.parse(image) as Row));
      }
      prepared(db, 'DELETE FROM sync_stage WHERE table_name = ?').run(table.name);
      saveShape(db, { ...shapeOf(db, table.name), state: 'live', after: null });
      context.touched.add(table.name);
    }
    work.keepReplaced(replaced);
    prepared(db, 'DELETE FROM sync_answered WHERE number > ?').run(found.after);
    prepared(db, `DELETE FROM sync_meta WHERE key = 'sync_lost'`).run();
    context.touched.add('sync_outbox');
  });
  return touched;
}
