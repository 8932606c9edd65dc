/** Opens the studio's database: damage set aside, upgrade with a snapshot, identity made at first start. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { StoreError, explainSqlite, isDamage } from './errors.ts';
import { currentSchema, needsUpgrade, upgrade, userVersion } from './migrate.ts';
import type { Schema } from './migrate.ts';
import { Store, nowUtc } from './store.ts';

export interface Opened {
  readonly store: Store;
  /** Where the damaged file was put, if there was one. */
  readonly setAside: string | null;
  /** The copy made before an upgrade, if there was one. */
  readonly snapshot: string | null;
}

const stamp = (): string => nowUtc().replaceAll(/[:.]/g, '-');
const companions = ['', '-wal', '-shm'];

/** Over this size (bytes) the whole-file check at start would be felt; `doctor` and backups check larger ones. */
const CHECK_AT_START = 256 * 1024 * 1024;

function openSound(file: string): Connection {
  let db: Connection | undefined;
  try {
    const fresh = !existsSync(file) || statSync(file).size === 0;
    db = openConnection(file);
    if (!fresh && statSync(file).size <= CHECK_AT_START) {
      const found = db.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok') throw new StoreError('database_damaged', `The database is damaged: ${String(found)}.`);
    }
    // Reading the schema touches the pages that a truncation would have cost.
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return db;
  } catch (error) {
    db?.close();
    throw error;
  }
}

function setAside(file: string): string {
  const target = join(dirname(file), `${basename(file, '.db')}.damaged-${stamp()}.db`);
  for (const suffix of companions) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

const SNAPSHOT = /^studio\.before-upgrade-\d+-(.+)\.db$/;

/** Snapshots made before upgrades; the three newest are kept, by the time in their names. */
function pruneSnapshots(folder: string): void {
  const snapshots = readdirSync(folder)
    .flatMap((name) => {
      const at = SNAPSHOT.exec(name)?.[1];
      return at === undefined ? [] : [{ name, at }];
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  for (const { name } of snapshots.slice(0, -3)) rmSync(join(folder, name), { force: true });
}

function giveIdentity(store: Store): void {
  if (store.meta('device_id') && store.meta('owner_id')) return;
  store.write('Prepare this device', () => {
    if (!store.meta('device_id')) store.setMeta('device_id', uuidv7());
    if (!store.meta('owner_id')) store.setMeta('owner_id', uuidv7());
  });
}

function tell(store: Store, severity: 'info' | 'warning' | 'error', message: string): void {
  store.write('Notice', () =>
    store.run(`INSERT INTO notices VALUES (?, ?, ?, ?)`, [uuidv7(), nowUtc(), severity, message], 'notices'),
  );
}

/** @throws StoreError database_unwritable, when a file stands there or nothing may be written. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StoreError(
      'database_unwritable',
      code === 'EEXIST' || code === 'ENOTDIR'
        ? `The data folder ${folder} is a file, or lies below one. Choose a folder.`
        : `The data folder ${folder} could not be made (${code}). Check the disk and the permissions of the folder above, or choose another.`,
    );
  }
}

/**
 * @param file path of the database; its folder is made if it is missing.
 * @throws StoreError database_newer, upgrade_failed, database_unwritable. A damaged file is not an error: it is moved
 * aside, a new one takes its place, and a notice says so.
 */
export function openStore(file: string, schema: Schema = currentSchema): Opened {
  makeFolder(dirname(file));
  let aside: string | null = null;
  let db: Connection;
  try {
    db = openSound(file);
  } catch (error) {
    if (!isDamage(error)) throw explainSqlite(error, 'opening the database');
    aside = setAside(file);
    db = openSound(file);
  }
  try {
    let snapshot: string | null = null;
    if (needsUpgrade(db, schema)) {
      const from = userVersion(db);
      snapshot = from > 0 ? join(dirname(file), `studio.before-upgrade-${from}-${stamp()}.db`) : null;
      try {
        upgrade(db, schema, snapshot);
      } finally {
        // Also where it failed: each start tries again, and makes another.
        pruneSnapshots(dirname(file));
      }
    }
    const store = new Store(db, file);
    giveIdentity(store);
    if (aside) {
      tell(
        store,
        'error',
        `The database was damaged and could not be read. It is kept at ${aside}, nothing in it was changed, and the studio started with an empty one. Use "Restore a Backup" to go back to your newest backup.`,
      );
    }
    return { store, setAside: aside, snapshot };
  } catch (error) {
    db.close();
    throw error;
  }
}
