/** Reading history entries: raw column values as SQLite holds them, before and after one change of one row. */
import { z } from 'zod';
import type { SqlValue } from '../../../schema/device.ts';
import { tableNamed } from '../../../schema/index.ts';
import { quote } from '../../../schema/device.ts';
import type { Store } from '../store/store.ts';

const values = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type RawValues = Readonly<Record<string, string | number | null>>;

export interface Entry {
  readonly id: number;
  readonly tx: number;
  readonly table: string;
  readonly rowId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly before: RawValues | null;
  readonly after: RawValues | null;
}

interface RawEntry {
  id: number;
  tx: number;
  table_name: string;
  row_id: string;
  operation: Entry['operation'];
  before: string | null;
  after: string | null;
}

const parse = (json: string | null): RawValues | null => (json === null ? null : values.parse(JSON.parse(json)));

export function entries(store: Store, where: string, parameters: readonly SqlValue[]): Entry[] {
  return store
    .all<RawEntry>(
      `SELECT id, tx, table_name, row_id, operation, before, after FROM history WHERE ${where} ORDER BY id`,
      parameters,
    )
    .map((raw) => ({
      id: raw.id,
      tx: raw.tx,
      table: raw.table_name,
      rowId: raw.row_id,
      operation: raw.operation,
      before: parse(raw.before),
      after: parse(raw.after),
    }));
}

/** A row as it stands, raw, or undefined when it is gone. */
export function rawRow(store: Store, table: string, id: string): Record<string, SqlValue> | undefined {
  const key = tableNamed(table).primaryKey[0] ?? 'id';
  return store.get(`SELECT * FROM ${quote(table)} WHERE ${quote(key)} = ?`, [id]);
}

/** Sets raw values; only inside a write. Stamps updated_at where the table has one. */
export function setRaw(store: Store, table: string, id: string, patch: RawValues): void {
  const { primaryKey, columns } = tableNamed(table);
  const names = Object.keys(patch);
  if (names.length === 0) return;
  const stamp = 'updated_at' in columns ? `, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ','now')` : '';
  store.run(
    `UPDATE ${quote(table)} SET ${names.map((name) => `${quote(name)} = ?`).join(', ')}${stamp} WHERE ${quote(primaryKey[0] ?? 'id')} = ?`,
    [...Object.values(patch), id],
  );
}

export function insertRaw(store: Store, table: string, row: RawValues): void {
  const names = Object.keys(row);
  store.run(
    `INSERT INTO ${quote(table)} (${names.map(quote).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(row),
  );
}
