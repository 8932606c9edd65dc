/**
 * Rows of a fetch: at the first fetch straight into the table, in slices so short that a person's write between them does
 * not wait; at a later one staged beside it, and put in its place in one transaction.
 */
import type { Database } from 'better-sqlite3';
import { quote } from '../../schema/device.ts';
import type { SqlValue } from '../../schema/device.ts';
import { isAuthored } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import type { Landing } from './landing.ts';
import { resolveBases, rowsWithEntries } from './outbox.ts';
import { keyOf } from './rows.ts';
import type { PageReader, Row } from './rows.ts';
import { saveShape, shapeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { applying } from './transaction.ts';
import type { Applying } from './transaction.ts';
import { plucked, prepared } from './statements.ts';

/**
 * A person's write waits at most for one slice and its commit. It ends after so many milliseconds of work, or sooner after
 * so many bytes, which its commit has to bring to the disk.
 */
const SLICE_MS = 30;
const SLICE_BYTES = 2_000_000;
/** A slice of fewer rows is not worth its commit, however slow the machine. */
const SLICE_LEAST = 64;
/** Rows of one INSERT: each statement opens the table and its indexes once, however many rows it has; and its bytes. */
const TOGETHER = 16;
const TOGETHER_BYTES = 250_000;

/** Says when the transaction under way has taken enough. */
class Slice {
  readonly #begun = performance.now();
  #rows = 0;
  #bytes = 0;
  full = false;

  take(rows: number, bytes: number): void {
    this.#rows += rows;
    this.#bytes += bytes;
    this.full =
      this.#bytes >= SLICE_BYTES || (this.#rows >= SLICE_LEAST && performance.now() - this.#begun >= SLICE_MS);
  }
}

/** A page that is being put onto the device. */
export interface Page {
  readonly table: Table;
  readonly reader: PageReader;
  readonly rows: readonly (readonly unknown[])[];
  /** What is kept of the table's place once the rows up to `end` are on the device. */
  readonly place: (end: number) => Shape;
}

/**
 * `applying` without waiting for the disk. For rows that the cloud has: a power cut may take the last of these
 * transactions back, together with the place that says how far the fetch has come, and they are fetched again. The next
 * transaction that waits, a person's or the engine's, brings these to the disk before itself.
 */
function unhurried<T>(db: Database, work: (applying: Applying) => T): { value: T; touched: string[] } {
  const usual = db.pragma('synchronous', { simple: true });
  db.pragma('synchronous = NORMAL');
  try {
    return applying(db, 'Arrived from the cloud', work);
  } finally {
    db.pragma(`synchronous = ${String(usual)}`);
  }
}

/**
 * A slice of the first fetch, from the page's row `from` on. A row that the device has at the same version or a later one
 * is left as it is. @returns where the next slice begins, and the tables that changed
 */
export function applySlice(
  db: Database,
  landing: Landing,
  page: Page,
  from: number,
): { end: number; touched: string[] } {
  const { table, reader, rows } = page;
  const { value: end, touched } = unhurried(db, (context) => {
    resolveBases(db);
    const pending = rowsWithEntries(db, table.name);
    const slice = new Slice();
    let at = from;
    let values: SqlValue[] = [];
    let count = 0;
    let bytes = 0;
    const width = reader.names.length;
    const together = landing.rows.insert(table, reader.names, TOGETHER);
    const newer = landing.rows.upsert(table, reader.names, true);
    const flush = (): void => {
      // Nearly all rows are new, and an insert that could turn into an update costs twice as much.
      const isWhole = count === TOGETHER;
      if (!isWhole || together.run(values).changes < count) {
        for (let row = 0; row < count; row += 1) newer.run(values.slice(row * width, (row + 1) * width));
      }
      slice.take(count, bytes);
      values = [];
      count = 0;
      bytes = 0;
    };
    for (; at < rows.length && !slice.full; at += 1) {
      const row = rows[at] ?? [];
      if (pending.has(reader.id(row))) landing.row(context, table, reader.row(row), false);
      else {
        bytes += reader.append(row, values);
        count += 1;
        if (count === TOGETHER || bytes >= TOGETHER_BYTES) flush();
      }
    }
    flush();
    context.touched.add(table.name);
    saveShape(db, page.place(at));
    return at;
  });
  return { end, touched };
}

/** A slice of a later fetch: nothing is kept of rows that the device has as they are. @returns where the next begins */
export function stageSlice(db: Database, landing: Landing, page: Page, from: number): number {
  const { table, reader, rows } = page;
  return unhurried(db, () => {
    const pending = rowsWithEntries(db, table.name);
    const stage = prepared(
      db,
      `INSERT INTO sync_stage (table_name, row_id, image) VALUES (?, ?, ?)
       ON CONFLICT (table_name, row_id) DO UPDATE SET image = excluded.image`,
    );
    const slice = new Slice();
    let at = from;
    for (; at < rows.length && !slice.full; at += 1) {
      const values = rows[at] ?? [];
      const row = reader.row(values);
      const id = reader.id(values);
      const here = pending.has(id) ? null : landing.rows.read(table, id);
      // Where people write, a row keeps the time of its last change here (landing.ts).
      const isOwnTime = (name: string): boolean => name === 'updated_at' && table.sync === 'both';
      const same =
        here !== null && Object.entries(row).every(([name, value]) => here[name] === value || isOwnTime(name));
      const image = same ? null : JSON.stringify(row);
      stage.run(table.name, id, image);
      slice.take(1, image?.length ?? 0);
    }
    saveShape(db, page.place(at));
    return at;
  }).value;
}

/** Pages of the write-ahead log after which it is moved into the file: below what makes a person's commit do it. */
const LOG_PAGES = 8192;

/**
 * Moves a long write-ahead log into the database between two slices. It holds no lock that a writer wants; left alone,
 * the commit that fills the log would do it, and whoever writes would wait for all of it. @returns whether it was long
 */
export function moveLog(db: Database): boolean {
  const [state] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
  if (!state || state.log - state.checkpointed < LOG_PAGES) return false;
  db.pragma('wal_checkpoint(PASSIVE)');
  return true;
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
