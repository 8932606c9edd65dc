/** Whole, consistent copies of the database, and putting one back. A copy is an ordinary SQLite file. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { copyFile, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { StoreError, explainSqlite } from './errors.ts';
import { currentSchema, needsUpgrade, upgrade, userVersion } from './migrate.ts';
import { nowUtc } from './store.ts';
import type { Store } from './store.ts';

export interface BackupInfo {
  readonly path: string;
  /** Bytes. */
  readonly bytes: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly at: string;
  readonly morgys: number;
  readonly documents: number;
}

const manifest = z.object({ sha256: z.string(), at: z.string() });
function readManifest(text: string): z.infer<typeof manifest> | null {
  try {
    return manifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
const manifestPath = (path: string): string => `${path}.json`;
/** Pages a step: about 4 MB, so that the database thread is free again within milliseconds. */
const PAGES_A_STEP = 1000;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

function dropCompanions(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** What is written from then on would go into a file that has no name any more. */
function refuseOwn(store: Store, path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there) return;
  const own = statSync(store.file);
  if (basename(path) !== basename(store.file) && !(there.ino === own.ino && there.dev === own.dev)) return;
  throw new StoreError(
    'backup_failed',
    `“${basename(path)}” is a database that the studio works with, or has the name of one. A backup does not take its place: choose another name. Nothing was changed.`,
  );
}

/**
 * Copies the open database to `path` in small steps; the studio goes on meanwhile. The file appears whole or not at all,
 * with `<path>.json` beside it that carries its checksum.
 * @throws StoreError backup_failed
 */
export async function backup(store: Store, path: string): Promise<BackupInfo> {
  const temporary = join(dirname(path), `.${basename(path)}.${uuidv7()}.part`);
  refuseOwn(store, path);
  try {
    await store.connection.backup(temporary, { progress: () => PAGES_A_STEP });
    const copy = openConnection(temporary, { mustExist: true });
    // One plain file: no write-ahead log beside it to forget when it is copied.
    copy.pragma('journal_mode = DELETE');
    copy.close();
    dropCompanions(temporary);
    const file = await open(temporary, 'r+');
    await file.sync();
    await file.close();
    const sha256 = await sha256Of(temporary);
    const at = nowUtc();
    // The checksum of an older backup of that name would refuse this one, should it end between the two.
    await rm(manifestPath(path), { force: true });
    await rename(temporary, path);
    await writeFileAtomically(manifestPath(path), `${JSON.stringify({ sha256, at })}\n`);
    return inspectBackup(path);
  } catch (error) {
    await rm(temporary, { force: true });
    dropCompanions(temporary);
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'backup_failed',
      `The backup “${basename(path)}” could not be written: ${error instanceof Error ? error.message : String(error)}. Choose another place; nothing else was affected.`,
    );
  }
}

function count(db: Connection, table: 'morgys' | 'morgy_knowledge'): number {
  const row = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE deleted_at IS NULL`).get() as { n: number };
  return row.n;
}

/** Checks a backup through and through. @throws StoreError backup_damaged, database_newer */
export async function inspectBackup(path: string): Promise<BackupInfo> {
  const name = basename(path);
  const refuse = (why: string): StoreError =>
    new StoreError('backup_damaged', `“${name}” is not a backup that can be used: ${why} Nothing was changed.`);
  if (!existsSync(path) || !statSync(path).isFile()) throw refuse('there is no such file.');
  const sha256 = await sha256Of(path);
  let at = statSync(path).mtime.toISOString();
  if (existsSync(manifestPath(path))) {
    const told = readManifest(await readFile(manifestPath(path), 'utf8'));
    if (told === null) throw refuse('the checksum file beside it cannot be read.');
    if (told.sha256 !== sha256) throw refuse('its contents are not what was written (the checksum differs).');
    at = told.at;
  }
  let db: Connection | undefined;
  try {
    db = openConnection(path, { readonly: true, mustExist: true });
    const found = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw refuse(`its check found: ${String(found)}.`);
    const version = userVersion(db);
    const known = Math.max(...currentSchema.migrations.map((step) => step.version));
    if (version > known) {
      throw new StoreError(
        'database_newer',
        `“${name}” was written by a newer Morgus Studio. Update the studio, then restore it.`,
      );
    }
    if (version === 0) throw refuse('it is a database of another program.');
    return {
      path,
      bytes: statSync(path).size,
      sha256,
      at,
      morgys: count(db, 'morgys'),
      documents: count(db, 'morgy_knowledge'),
    };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw refuse('it is not a SQLite database.');
  } finally {
    db?.close();
  }
}

/** Work of before any account may come into one; the work of an account is never shown outside of it. */
function refuseForeign(path: string, accountUser: string | null): void {
  const db = openConnection(path, { readonly: true, mustExist: true });
  try {
    const marked = db.prepare(`SELECT value FROM sync_meta WHERE key = 'account_user'`).pluck().get();
    if (marked === undefined || marked === accountUser) return;
  } finally {
    db.close();
  }
  throw new StoreError(
    'backup_foreign',
    `“${basename(path)}” is the backup of an account that is not open now. Open that account first (Settings, Sync), then restore it. Nothing was changed.`,
  );
}

/** How far a database has been written: every write that a person would miss moves it on. */
const standOf = (db: Connection): string =>
  JSON.stringify(db.prepare('SELECT tx, (SELECT max(id) FROM history) FROM store_context').raw().get());

function standIn(path: string): string {
  const db = openConnection(path, { readonly: true, mustExist: true });
  try {
    return standOf(db);
  } finally {
    db.close();
  }
}

/** Something was written between the kept copy and the moment at which nobody else can write. */
class Moved extends Error {}
/** So often the copy is made again before a person is told that something else writes all the time. */
const TRIES = 5;

/** Puts `source` in the place of the open database, only once `previous` holds all that was written in that one. */
async function swap(store: Store, source: Connection, previous: string): Promise<void> {
  for (let left = TRIES; left > 0; left -= 1) {
    const kept = standIn(previous);
    let isLocked = false;
    try {
      await source.backup(store.file, {
        // First asked with the database locked for writing and no page of it replaced yet.
        progress: () => {
          if (!isLocked && standOf(store.connection) !== kept) throw new Moved();
          isLocked = true;
          return PAGES_A_STEP;
        },
      });
      return;
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await backup(store, previous);
    }
  }
  throw new StoreError(
    'backup_failed',
    'Another program is writing to the studio’s database all the time, so the backup was not put in its place. Nothing was changed. Close it, or wait until it is done, then try again.',
  );
}

function notRestored(path: string, error: unknown): unknown {
  const what = `“Restore ${basename(path)}”`;
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  const explained = explainSqlite(isFull ? Object.assign(new Error(), { code: 'SQLITE_FULL' }) : error, what);
  if (explained instanceof StoreError) return explained;
  const why = error instanceof Error ? error.message : String(error);
  return new StoreError('backup_failed', `“${basename(path)}” could not be put back: ${why}. Nothing was changed.`);
}

/**
 * Puts a backup in the place of the open database, page by page through SQLite's own locks, in one transaction: other
 * programs that have it open see the new contents, and a crash leaves the old ones. What was there is kept as a backup, to
 * the last write. The result gets a device id of its own: it is a copy, and the cloud must not take its numbers for the old
 * device's.
 * @param accountUser whose account is open; null for the device's own work
 * @returns where the former contents are kept
 * @throws StoreError backup_foreign when it is of an account that is not the open one, backup_damaged, backup_failed,
 * database_full; then nothing was changed
 */
export async function restore(
  store: Store,
  path: string,
  keepIn: string,
  accountUser: string | null = null,
): Promise<string> {
  await inspectBackup(path);
  refuseForeign(path, accountUser);
  const previous = join(keepIn, `before-restore-${nowUtc().replaceAll(/[:.]/g, '-')}.db`);
  const working = join(keepIn, `.restoring-${uuidv7()}.db`);
  let source: Connection | undefined;
  try {
    await copyFile(path, working);
    source = openConnection(working);
    if (needsUpgrade(source, currentSchema)) upgrade(source, currentSchema, null);
    source.prepare(`UPDATE sync_meta SET value = ? WHERE key = 'device_id'`).run(uuidv7());
    source.pragma('wal_checkpoint(TRUNCATE)');
    store.checkpoint();
    await backup(store, previous);
    // Whoever can wait with a write does, and writes into what was put in place.
    await store.lend(swap(store, source, previous));
  } catch (error) {
    throw notRestored(path, error);
  } finally {
    source?.close();
    await rm(working, { force: true });
    dropCompanions(working);
  }
  store.publish(['*']);
  return previous;
}

/** What a program that was ended left of a copy it was making. */
const UNFINISHED = /^\.(?:(?:automatic|before-restore)-.*\.part|restoring-.*\.db)(?:-(?:wal|shm|journal))?$/;
/** Nobody works on a copy for so long (milliseconds). */
const ABANDONED_MS = 86_400_000;

/** Each may be as large as the database. */
async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!UNFINISHED.test(name)) continue;
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

const AUTOMATIC = /^automatic-\d{4}-\d{2}-\d{2}\.db$/;

/** One copy a day, the seven newest kept. @returns null when today's is there already. */
export async function automaticBackup(store: Store, folder: string, keep = 7): Promise<BackupInfo | null> {
  const path = join(folder, `automatic-${nowUtc().slice(0, 10)}.db`);
  if (existsSync(path)) return null;
  await clearUnfinished(folder);
  const info = await backup(store, path);
  const old = (await readdir(folder))
    .filter((name) => AUTOMATIC.test(name))
    .toSorted()
    .slice(0, -keep);
  for (const name of old) {
    await rm(join(folder, name), { force: true });
    await rm(manifestPath(join(folder, name)), { force: true });
  }
  return info;
}
