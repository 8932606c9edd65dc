/**
 * Rows of a fetch: at the first fetch straight into the table, in slices so short that a person's write between them does
 * not wait; at a later one staged beside it, and put in its place in one transaction.
 */
import type { Database } from 'better-sqlite3';
import { captureTriggerNames, captureTriggers, quote } from '../../schema/device.ts';
import { isAuthored } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import type { Landing } from './landing.ts';
import { resolveBases, rowsWithEntries } from './outbox.ts';
import { PageReader, keyOf } from './rows.ts';
import type { Row } from './rows.ts';
import { saveShape, shapeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { applying } from './transaction.ts';
import { plucked, prepared } from './statements.ts';

/** A slice ends after this many rows, or sooner after this many characters. */
const SLICE_ROWS = 2000;
const SLICE_CHARACTERS = 2_000_000;
/** From this many rows on it is cheaper to drop the capture triggers than to let each find out that it is off. */
const WITHOUT_TRIGGERS = 200;

const sizeOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);

/** Where the rows of a page are cut into transactions. */
export function slices(rows: readonly (readonly unknown[])[]): (readonly unknown[])[][] {
  const list: (readonly unknown[])[][] = [];
  let slice: (readonly unknown[])[] = [];
  let characters = 0;
  for (const row of rows) {
    const size = sizeOf(row);
    if (slice.length > 0 && (slice.length >= SLICE_ROWS || characters + size > SLICE_CHARACTERS)) {
      list.push(slice);
      slice = [];
      characters = 0;
    }
    slice.push(row);
    characters += size;
  }
  if (slice.length > 0) list.push(slice);
  return list;
}

function withoutTriggers(db: Database, table: Table, rows: number, work: () => void): void {
  if (rows < WITHOUT_TRIGGERS) {
    work();
    return;
  }
  for (const name of captureTriggerNames(table)) db.exec(`DROP TRIGGER IF EXISTS ${quote(name)}`);
  work();
  for (const ddl of captureTriggers(table)) db.exec(ddl);
}

/**
 * Rows of the first fetch. A row that the device has at the same version or a later one is left as it is. @returns the
 * tables that changed
 */
export function applySlice(
  db: Database,
  landing: Landing,
  table: Table,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  shape: Shape,
): string[] {
  const { touched } = applying(db, 'Arrived from the cloud', (context) => {
    resolveBases(db);
    const pending = rowsWithEntries(db, table.name);
    const reader = new PageReader(table, columns);
    // Nearly all rows are new, and an insert that could turn into an update costs twice as much.
    const insert = landing.rows.insert(table, reader.names);
    const upsert = landing.rows.upsert(table, reader.names, true);
    withoutTriggers(db, table, rows.length, () => {
      for (const values of rows) {
        if (pending.has(reader.id(values))) landing.row(context, table, reader.row(values), false);
        else {
          const row = reader.values(values);
          if (insert.run(row).changes === 0) upsert.run(row);
        }
      }
    });
    context.touched.add(table.name);
    saveShape(db, shape);
  });
  return touched;
}

/** Rows of a later fetch: nothing is kept of those that the device has as they are. */
export function stageSlice(
  db: Database,
  landing: Landing,
  table: Table,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  shape: Shape,
): void {
  applying(db, 'Arrived from the cloud', () => {
    const pending = rowsWithEntries(db, table.name);
    const stage = prepared(
      db,
      `INSERT INTO sync_stage (table_name, row_id, image) VALUES (?, ?, ?)
       ON CONFLICT (table_name, row_id) DO UPDATE SET image = excluded.image`,
    );
    const reader = new PageReader(table, columns);
    for (const values of rows) {
      const row = reader.row(values);
      const id = reader.id(values);
      const here = pending.has(id) ? null : landing.rows.read(table, id);
      const same = here !== null && Object.entries(row).every(([name, value]) => here[name] === value);
      stage.run(table.name, id, same ? null : JSON.stringify(row));
    }
    saveShape(db, shape);
  });
}

export interface SwapCount {
  /** Rows that came from the cloud and are on the device. */
  readonly rows: number;
  /** Those of them that the cloud no longer has. */
  readonly deleting: number;
}

const ABSENT = (table: Table): string =>
  `FROM ${quote(table.name)} t WHERE t.row_version > 0 AND NOT EXISTS (SELECT 1 FROM sync_stage s WHERE s.table_name = ? AND s.row_id = t.${quote(keyOf(table))})`;

/** Ids of rows that the cloud no longer has; a row that was never there but waits in the outbox is not one. */
function absentIds(db: Database, table: Table): string[] {
  const pending = isAuthored(table) ? rowsWithEntries(db, table.name) : new Set<string>();
  const rows = prepared(db, `SELECT t.${quote(keyOf(table))} AS id ${ABSENT(table)}`).all(table.name) as {
    id: string;
  }[];
  return rows.map((row) => row.id).filter((id) => !pending.has(id));
}

export function countSwap(db: Database, table: Table): SwapCount {
  const rows = plucked(db, `SELECT count(*) FROM ${quote(table.name)} WHERE row_version > 0`).get() as number;
  return { rows, deleting: absentIds(db, table).length };
}

/** Over half of what is there would go; a table of a few rows says nothing by that. */
export const isBigDelete = ({ rows, deleting }: SwapCount): boolean => deleting > 10 && deleting * 2 > rows;

/**
 * The staged rows take the place of the table's, in one transaction, and the log is followed from where it stood before
 * the fetch. A staged row counts whatever its version: the fetch began after all that is on the device, so that a lower
 * version means a cloud that was put back to an earlier day.
 */
export function swap(db: Database, landing: Landing, table: Table): string[] {
  const { touched } = applying(db, 'Arrived from the cloud', (context) => {
    resolveBases(db);
    const staged = plucked(db, 'SELECT image FROM sync_stage WHERE table_name = ? AND image IS NOT NULL').all(
      table.name,
    ) as string[];
    for (const image of staged) {
      const row = JSON.parse(image) as Row;
      landing.row(context, table, row, true);
    }
    for (const id of absentIds(db, table)) landing.absent(context, table, id);
    for (const id of isAuthored(table) ? rowsWithEntries(db, table.name) : []) {
      const known = prepared(db, 'SELECT 1 FROM sync_stage WHERE table_name = ? AND row_id = ?').get(table.name, id);
      if (!known) landing.absent(context, table, id);
    }
    prepared(db, 'DELETE FROM sync_stage WHERE table_name = ?').run(table.name);
    saveShape(db, { ...shapeOf(db, table.name), state: 'live', after: null });
    context.touched.add(table.name);
  });
  return touched;
}
