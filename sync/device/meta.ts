/** Facts about this database that sync keeps in sync_meta. */
import type { Database } from 'better-sqlite3';
import { prepared } from './statements.ts';

/**
 * registered: the device id under which the numbers count. confirmed: the highest number answered.
 * last_synced: for display. cloud: where the cloud stood at the last enlistment (lineage.ts). lost: there while the
 * device reconciles with a cloud that was put back (reconcile.ts).
 */
export type MetaKey =
  | 'device_id'
  | 'owner_id'
  | 'sync_registered'
  | 'sync_confirmed'
  | 'sync_last_synced'
  | 'sync_cloud'
  | 'sync_lost';

export function meta(db: Database, key: MetaKey): string | null {
  const row = prepared(db, 'SELECT value FROM sync_meta WHERE key = ?').get(key) as { value: string } | undefined;
  return row?.value ?? null;
}

export function setMeta(db: Database, key: MetaKey, value: string | number): void {
  prepared(
    db,
    `INSERT INTO sync_meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  ).run(key, String(value));
}

export const metaNumber = (db: Database, key: MetaKey): number => Number(meta(db, key) ?? 0);
