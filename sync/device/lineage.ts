/**
 * Whether the cloud is still the one that this device knows. It remembers the last moments it saw (era and version of the
 * owner's beacon); a cloud in whose past they do not lie was put back to an earlier day, or is another.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { isAuthored, syncConflict } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
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

const known = cloudState.extend({
  /** Versions of the beacon: how far the pages of authored tables reach, and up to where every conflict is here. */
  rows: z.int().nonnegative().default(0),
  conflicts: z.int().nonnegative().default(0),
  /** The same of conflicts whose fetch has begun; they are here once it is done. */
  fetching: z.int().nonnegative().default(0),
});
type KnownCloud = z.infer<typeof known>;

/** The eras of the cloud that this device was enlisted with last; `version`: how far the pages reach that were fetched since. */
function knownCloud(db: Database): KnownCloud | null {
  const stored = meta(db, 'sync_cloud');
  return stored === null ? null : known.parse(JSON.parse(stored));
}

const save = (db: Database, cloud: KnownCloud): void => setMeta(db, 'sync_cloud', JSON.stringify(cloud));

/** After each enlistment. */
export function saveCloud(db: Database, cloud: CloudState): void {
  const { version, rows, conflicts, fetching } = knownCloud(db) ?? { version: 0, rows: 0, conflicts: 0, fetching: 0 };
  save(db, { ...cloud, version, rows, conflicts, fetching });
}

/** Notes how far the rows of a page reach. `isFirst`: of its table's fetch. */
export function noteMark(db: Database, table: Table, mark: CloudMark, isFirst: boolean): void {
  const cloud = knownCloud(db);
  if (cloud?.era !== mark.era) return;
  const next = { ...cloud, version: Math.max(cloud.version, mark.version) };
  if (table === syncConflict) next.fetching = isFirst ? mark.version : cloud.fetching;
  else if (isAuthored(table)) next.rows = Math.max(cloud.rows, mark.version);
  if (JSON.stringify(next) !== JSON.stringify(cloud)) save(db, next);
}

/** Notes that the fetch of conflicts is done: those are here now which there were when it began. */
export function noteFetched(db: Database): void {
  const cloud = knownCloud(db);
  if (!cloud) return;
  save(db, { ...cloud, conflicts: Math.max(cloud.conflicts, cloud.fetching), fetching: 0 });
}

/**
 * Notes that logs were applied up to this version of the beacon (0: it has not changed); `whole`: those of conflicts too.
 */
export function noteApplied(db: Database, version: number, whole: boolean): void {
  const cloud = knownCloud(db);
  if (!cloud) return;
  if (!whole) save(db, { ...cloud, rows: Math.max(cloud.rows, version, cloud.conflicts + 1) });
  else if (version > cloud.conflicts) save(db, { ...cloud, conflicts: version });
}

/** Whether a row may be here from a fetch and the conflict that tells of its other side not yet. */
export function isAheadOfConflicts(db: Database): boolean {
  const cloud = knownCloud(db);
  return cloud !== null && cloud.rows > cloud.conflicts;
}

/** The latest moments that anything on this device comes from. */
export function seenMarks(db: Database): CloudMark[] {
  const beacons = prepared(
    db,
    'SELECT era, row_version AS version FROM sync_beacon WHERE era IS NOT NULL AND row_version > 0',
  ).all() as CloudMark[];
  const cloud = knownCloud(db);
  return cloud ? [cloud, ...beacons] : beacons;
}

/** They belong to days that the cloud has lost, and are not asked about again. */
export function forgetMarks(db: Database): void {
  prepared(db, 'UPDATE sync_beacon SET era = NULL').run();
  prepared(db, `DELETE FROM sync_meta WHERE key = 'sync_cloud'`).run();
}

/** Whether what arrived can come from the cloud that this device was enlisted with. */
export function isOfKnownCloud(db: Database, era: unknown): boolean {
  const cloud = knownCloud(db);
  return (
    typeof era !== 'string' || cloud === null || cloud.era === era || cloud.past.some(([earlier]) => earlier === era)
  );
}
