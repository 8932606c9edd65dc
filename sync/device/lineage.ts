/**
 * Whether the cloud is still the one that this device knows. It remembers the last moments it saw (era and version of the
 * owner's beacon); a cloud in whose past they do not lie was put back to an earlier day, or is another.
 */
import type { Database } from 'better-sqlite3';
import { cloudState } from '../protocol/routes.ts';
import type { CloudMark, CloudState } from '../protocol/routes.ts';
import { meta, setMeta } from './meta.ts';
import { prepared } from './statements.ts';

/** Whether the moment lies in the cloud's past. Pure. */
export function remembers(cloud: CloudState, seen: CloudMark): boolean {
  if (cloud.era === seen.era) return cloud.version >= seen.version;
  const end = cloud.past.find(([era]) => era === seen.era)?.[1];
  return end !== undefined && end >= seen.version;
}

/** The cloud as it stood when this device was enlisted last, and what was seen of that era since. */
export function knownCloud(db: Database): CloudState | null {
  const stored = meta(db, 'sync_cloud');
  return stored === null ? null : cloudState.parse(JSON.parse(stored));
}

export const saveCloud = (db: Database, cloud: CloudState): void => setMeta(db, 'sync_cloud', JSON.stringify(cloud));

/** The latest moments that anything on this device comes from. */
export function seenMarks(db: Database): CloudMark[] {
  const beacons = prepared(
    db,
    'SELECT era, row_version AS version FROM sync_beacon WHERE era IS NOT NULL AND row_version > 0',
  ).all() as CloudMark[];
  const known = knownCloud(db);
  return known ? [known, ...beacons] : beacons;
}

/** They belong to days that the cloud has lost, and are not asked about again. */
export function forgetMarks(db: Database): void {
  prepared(db, 'UPDATE sync_beacon SET era = NULL').run();
  prepared(db, `DELETE FROM sync_meta WHERE key = 'sync_cloud'`).run();
}

/** Whether what arrived can come from the cloud that this device was enlisted with. */
export function isOfKnownCloud(db: Database, era: unknown): boolean {
  const known = knownCloud(db);
  return (
    typeof era !== 'string' || known === null || known.era === era || known.past.some(([earlier]) => earlier === era)
  );
}

/** Notes how far the rows of a page reach. */
export function noteMark(db: Database, mark: CloudMark): void {
  const known = knownCloud(db);
  if (known?.era === mark.era && mark.version > known.version) saveCloud(db, { ...known, version: mark.version });
}
