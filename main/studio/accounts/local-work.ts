/** The work that was made on this device before any account: what it comes to, and handing it to one. */
import { quote } from '../../../schema/device.ts';
import { deviceTables, isAuthored } from '../../../schema/index.ts';
import { tableWords } from '../lib/table-words.ts';
import type { Store } from '../store/store.ts';

const authored = deviceTables.filter((table) => isAuthored(table) && table.name !== 'sync_conflict');

export function localWork(store: Store): { counts: { label: string; count: number }[]; rows: number } {
  const counts: { label: string; count: number }[] = [];
  let rows = 0;
  for (const table of authored) {
    const living = 'deleted_at' in table.columns ? 'count(*) FILTER (WHERE deleted_at IS NULL)' : 'count(*)';
    const found = store.get<{ all: number; living: number }>(
      `SELECT count(*) AS "all", ${living} AS living FROM ${quote(table.name)}`,
    );
    if (!found) continue;
    rows += found.all;
    const { one, many } = tableWords(table.name);
    if (found.living > 0) counts.push({ label: found.living === 1 ? one : many, count: found.living });
  }
  return { counts, rows };
}

/** Every row becomes the account's, in one transaction; from then on the database belongs to it. */
export function adoptLocalWork(store: Store, owner: string): void {
  const before = store.ownerId();
  store.write(
    'Join an account',
    () => {
      store.uncaptured(['*'], () => {
        for (const table of authored) {
          const column = table.ownerColumn;
          if (column !== null)
            store.run(`UPDATE ${quote(table.name)} SET ${quote(column)} = ? WHERE ${quote(column)} = ?`, [
              owner,
              before,
            ]);
        }
      });
      store.setMeta('owner_id', owner);
    },
    { kind: 'record' },
  );
}
