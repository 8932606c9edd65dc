/** The work that was made on this device before any account: what it comes to, and handing it to one. */
import { quote } from '../../../schema/device.ts';
import { deviceTables, isAuthored } from '../../../schema/index.ts';
import { adoptOwner } from '../../../sync/device/adopt-owner.ts';
import { StudioError } from '../../contract/errors.ts';
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
    // Of an export its entry travels; the file lies in this device's folder, and other devices do not list it.
    const stays = table.name !== 'mcp_exports' ? '' : ' (without the file, which stays here)';
    if (found.living > 0) counts.push({ label: `${found.living === 1 ? one : many}${stays}`, count: found.living });
  }
  return { counts, rows };
}

/** In sync_meta: the user whose database this is; absent in the device's own. A backup carries it along. */
const ACCOUNT_USER = 'account_user';

/** @throws StudioError foreign_database when the file is another account's: nothing of one is ever shown in another. */
export function belongTo(store: Store, { userId, gatewayName }: { userId: string; gatewayName: string }): void {
  const marked = store.meta(ACCOUNT_USER);
  if (marked === userId) return;
  if (marked !== undefined)
    throw new StudioError(
      'foreign_database',
      `The database of your account at ${gatewayName} is another account's. It was not opened. Put the account's own file back in its place.`,
    );
  const before = store.ownerId();
  if (before !== userId) store.publish(adoptOwner(store.connection, before, userId));
  store.write('Mark the database', () => store.setMeta(ACCOUNT_USER, userId));
}
