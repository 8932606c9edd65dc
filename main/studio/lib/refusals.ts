/** What the cloud refused of this device's rows, and why: the parked entries of the outbox. And how such a row is taken back. */
import { letGoParked } from '../../../sync/device/parking.ts';
import type { Table } from '../../../schema/index.ts';
import { openConnection } from '../store/connection.ts';
import type { Store } from '../store/store.ts';

/** The reason in words; null where nothing was refused. */
export type RefusalOf = (table: string, rowId: string) => string | null;

export function refusals(store: Store): RefusalOf {
  const parked = store.all<{ table_name: string; row_id: string; message: string | null }>(
    `SELECT h.table_name, h.row_id, o.message FROM sync_outbox o JOIN history h ON h.id = o.history_id
     WHERE o.state = 'parked' ORDER BY o.number`,
  );
  const found = new Map<string, string>();
  // The first says why; those after it only wait behind it.
  for (const { table_name, row_id, message } of parked) {
    const key = `${table_name} ${row_id}`;
    if (!found.has(key)) found.set(key, message ?? 'The cloud refused it and gave no reason.');
  }
  return (table, id) => found.get(`${table} ${id}`) ?? null;
}

/**
 * Gives up what was refused of a row: it is as the cloud has it again, or gone where the cloud never had it. Erasing the row
 * instead would only make one more change that waits behind the refused one.
 * @returns whether anything of it was refused
 */
export function letGoOfRefused(store: Store, table: string, rowId: string): boolean {
  const parked = store.get<{ number: number }>(
    `SELECT o.number FROM sync_outbox o JOIN history h ON h.id = o.history_id
     WHERE o.state = 'parked' AND o.code IS NOT 'behind' AND h.table_name = ? AND h.row_id = ? ORDER BY o.number LIMIT 1`,
    [table, rowId],
  );
  if (!parked) return false;
  const db = openConnection(store.file, { mustExist: true });
  try {
    db.pragma('foreign_keys = OFF');
    const touched = letGoParked(db, parked.number);
    if (touched === null) return false;
    store.publish([...touched, 'sync_outbox', 'history']);
    return true;
  } finally {
    db.close();
  }
}

/**
 * Takes back a row that the cloud has never heard of, with what waits to be sent of it. An insert followed by a delete would
 * be sent as both, and some tables let nobody delete.
 * @returns false where something of it is on its way already; nothing is changed then
 */
export function takeBackUnsent(store: Store, table: Table, rowId: string, label: string): boolean {
  const entries = `history_id IN (SELECT id FROM history WHERE table_name = ? AND row_id = ?)`;
  return store.write(label, () => {
    if (store.get(`SELECT 1 FROM sync_outbox WHERE ${entries} AND state <> 'waiting' LIMIT 1`, [table.name, rowId]))
      return false;
    store.uncaptured([table.name, 'sync_outbox'], () => {
      store.run(`DELETE FROM sync_outbox WHERE ${entries}`, [table.name, rowId]);
      store.erase(table, rowId);
    });
    return true;
  }).value;
}
