/**
 * One engine a database, whichever programs have it open: a lock that the system itself takes back when its holder dies,
 * so that nothing has to wait for a lease to run out. It is the write lock of a small SQLite file beside the database.
 */
import { existsSync } from 'node:fs';
import { openConnection } from '../store/connection.ts';
import type { Connection } from '../store/connection.ts';

const lockFile = (databaseFile: string): string => `${databaseFile}-sync-lock`;

export interface EngineLock {
  release(): void;
}

/** @returns null while another program (or thread) holds it. */
export function takeEngineLock(databaseFile: string): EngineLock | null {
  let db: Connection | null = null;
  try {
    db = openConnection(lockFile(databaseFile));
    db.pragma('busy_timeout = 0');
    db.exec('BEGIN IMMEDIATE');
    const held = db;
    return {
      release() {
        if (!held.open) return;
        if (held.inTransaction) held.exec('ROLLBACK');
        held.close();
      },
    };
  } catch (error) {
    db?.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

/** Asked by a program whose own engine does not run. */
export function isHeldElsewhere(databaseFile: string): boolean {
  if (!existsSync(lockFile(databaseFile))) return false;
  const lock = takeEngineLock(databaseFile);
  lock?.release();
  return lock === null;
}
