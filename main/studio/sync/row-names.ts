/** What a row is called, as it stands or as it last stood. */
import { quote } from '../../../schema/device.ts';
import { tableNamed } from '../../../schema/index.ts';
import { tableWords } from '../lib/table-words.ts';
import type { Store } from '../store/store.ts';

type Raw = Record<string, unknown>;

function rowOf(store: Store, table: string, id: string): Raw | undefined {
  const key = tableNamed(table).primaryKey[0] ?? 'id';
  return store.get<Raw>(`SELECT * FROM ${quote(table)} WHERE ${quote(key)} = ?`, [id]);
}

/** The row as history saw it last: it may be gone. */
function lastSeen(store: Store, table: string, id: string): Raw | undefined {
  const found = store.get<{ state: string }>(
    `SELECT coalesce(after, before) AS state FROM history
     WHERE table_name = ? AND row_id = ? AND operation <> 'update' ORDER BY id DESC LIMIT 1`,
    [table, id],
  );
  return found && (JSON.parse(found.state) as Raw);
}

/** "Ada"; "of Ada" for a row that has no name but a parent; empty where nothing names it. */
export function rowName(store: Store, table: string, id: string): string {
  const { name, parent } = tableWords(table);
  const row = rowOf(store, table, id) ?? lastSeen(store, table, id);
  if (!row) return '';
  const own = name === null ? '' : String(row[name] ?? '').trim();
  if (own !== '' || !parent) return own;
  const above = rowName(store, parent[1], String(row[parent[0]]));
  return above === '' ? '' : `of ${above}`;
}
