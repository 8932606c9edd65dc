/**
 * Steps of the device's schema for what is on its way: a step that renames or reshapes columns says here what it makes of
 * a patch, a base and an image, and runs in the upgrade's own transaction.
 */
import type { Database } from 'better-sqlite3';
import type { Row } from './rows.ts';
import { prepared } from './statements.ts';

/** Pure: the same values in the new shape. Columns that it does not know stay as they are. */
export type ValueStep = (table: string, values: Readonly<Row>) => Row;

function reshaped(step: ValueStep, table: string, text: string | null): string | null {
  return text === null ? null : JSON.stringify(step(table, JSON.parse(text) as Row));
}

/**
 * Outbox, images and staged rows in the new shape. What history says of the past stays as it was written; the outbox
 * carries the new shape itself. Runs inside a transaction of the caller.
 */
export function transformOutbox(db: Database, step: ValueStep): void {
  const entries = prepared(
    db,
    `SELECT o.number, h.table_name, coalesce(o.patch, h.after) AS patch, coalesce(o.base, h.before) AS base, o.base_versions
     FROM sync_outbox o JOIN history h ON h.id = o.history_id`,
  ).all() as {
    number: number;
    table_name: string;
    patch: string | null;
    base: string | null;
    base_versions: string | null;
  }[];
  const save = prepared(db, 'UPDATE sync_outbox SET patch = ?, base = ?, base_versions = ? WHERE number = ?');
  for (const entry of entries) {
    // The versions are keyed by column as well: a renamed column keeps its own.
    const versions = entry.base_versions === null ? null : (JSON.parse(entry.base_versions) as Row);
    save.run(
      reshaped(step, entry.table_name, entry.patch),
      reshaped(step, entry.table_name, entry.base),
      versions && JSON.stringify('*' in versions ? versions : step(entry.table_name, versions)),
      entry.number,
    );
  }
  const images = prepared(db, 'SELECT table_name, row_id, image FROM sync_base').all() as {
    table_name: string;
    row_id: string;
    image: string | null;
  }[];
  const put = prepared(db, 'UPDATE sync_base SET image = ? WHERE table_name = ? AND row_id = ?');
  for (const { table_name, row_id, image } of images) put.run(reshaped(step, table_name, image), table_name, row_id);
  // A staged fetch is in the old shape throughout: those tables are fetched once more.
  prepared(
    db,
    `UPDATE sync_shape SET handle = NULL, offset = NULL, after = NULL, rows = 0 WHERE state IN ('first', 'again', 'held')`,
  ).run();
  prepared(db, `UPDATE sync_shape SET state = 'again' WHERE state = 'held'`).run();
  prepared(db, 'DELETE FROM sync_stage').run();
}
