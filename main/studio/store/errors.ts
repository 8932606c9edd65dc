/** Failures of the database file, in words. */
import { StudioError } from '../../contract/errors.ts';

export type StoreErrorCode =
  | 'database_damaged'
  | 'database_newer'
  | 'database_full'
  | 'database_busy'
  | 'database_unwritable'
  | 'database_read_only'
  | 'upgrade_failed'
  | 'backup_damaged'
  | 'backup_failed'
  | 'backup_foreign';

export class StoreError extends StudioError {
  constructor(code: StoreErrorCode, message: string, details?: StudioError['details']) {
    super(code, message, details);
    this.name = 'StoreError';
  }
}

const sqliteCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error)) ||
  (error instanceof StoreError && error.code === 'database_damaged');

/** SQLite's own failures as sentences; anything else comes back as it is. */
export function explainSqlite(error: unknown, doing: string): unknown {
  const code = sqliteCode(error);
  if (code.startsWith('SQLITE_FULL')) {
    return new StoreError(
      'database_full',
      `The disk is full, so ${doing} was not saved. Nothing that was saved before is affected. Free some space and try again.`,
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError(
      'database_busy',
      `Another program is writing to the studio's database, so ${doing} was not saved. Try again in a moment.`,
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_IOERR')) {
    return new StoreError(
      'database_unwritable',
      `The studio's database could not be written (${code}), so ${doing} was not saved. Check the disk and the folder's permissions.`,
    );
  }
  if (isDamage(error)) {
    return new StoreError(
      'database_damaged',
      `The studio's database is damaged (${code || 'SQLITE_CORRUPT'}), so ${doing} was stopped. Restart the studio: it sets the file aside and offers the newest backup.`,
    );
  }
  return error;
}
