/** What the cloud refused of this device's rows, and why: the parked entries of the outbox. */
import type { Store } from '../store/store.ts';

/** The reason in words; null where nothing was refused. */
export type RefusalOf = (table: string, rowId: string) => string | null;

export function refusals(store: Store): RefusalOf {
  const parked = store.all<{ table_name: string; row_id: string; message: string | null }>(
    `SELECT h.table_name, h.row_id, o.message FROM sync_outbox o JOIN history h ON h.id = o.history_id
     WHERE o.state = 'parked' ORDER BY o.number`,
  );
  const found = new Map(
    parked.map(({ table_name, row_id, message }) => [
      `${table_name} ${row_id}`,
      message ?? 'The cloud refused it and gave no reason.',
    ]),
  );
  return (table, id) => found.get(`${table} ${id}`) ?? null;
}
