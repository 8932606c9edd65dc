/** One SQLite connection with the studio's pragmas. */
import Database from 'better-sqlite3';

export type Connection = Database.Database;

/**
 * WAL with synchronous FULL: a write that was acknowledged survives a power cut. `recursive_triggers` makes even
 * INSERT OR REPLACE fire the delete triggers, so that capture sees it.
 * @param file path of the database, or ':memory:'
 */
export function openConnection(file: string, options: { readonly?: boolean; mustExist?: boolean } = {}): Connection {
  const db = new Database(file, { readonly: options.readonly ?? false, fileMustExist: options.mustExist ?? false });
  try {
    db.pragma('busy_timeout = 5000');
    if (!options.readonly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      if (process.platform === 'darwin') db.pragma('fullfsync = ON');
      db.pragma('wal_autocheckpoint = 16384');
    }
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON');
    db.pragma('cache_size = -32768');
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
