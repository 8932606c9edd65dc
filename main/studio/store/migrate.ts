/**
 * Brings a database file to this program's schema: numbered steps, then whatever the catalogue has more, then triggers.
 * All in one transaction, checked before it is committed, with a snapshot of the old file beside it.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  captureTriggerNames,
  captureTriggers,
  columnDdl,
  createTableDdl,
  deviceTables,
  indexDdl,
  quote,
} from '../../../schema/device.ts';
import type { Table } from '../../../schema/index.ts';
import { deviceColumns, isAuthored } from '../../../schema/index.ts';
import { deviceMigrations } from '../../../migrations/sqlite/index.ts';
import type { DeviceMigration } from '../../../migrations/sqlite/index.ts';
import type { Connection } from './connection.ts';
import { StoreError, explainSqlite } from './errors.ts';

export interface Schema {
  readonly tables: readonly Table[];
  readonly migrations: readonly DeviceMigration[];
}
export const currentSchema: Schema = { tables: deviceTables, migrations: deviceMigrations };

const versionOf = (schema: Schema): number => Math.max(0, ...schema.migrations.map((step) => step.version));
export const userVersion = (db: Connection): number => Number(db.pragma('user_version', { simple: true }));

const authoredNames = (schema: Schema): Set<string> =>
  new Set(schema.tables.filter(isAuthored).map((table) => table.name));

/** Changes whenever the catalogue's device side does. */
export function fingerprint(schema: Schema): string {
  const names = authoredNames(schema);
  const ddl = schema.tables.flatMap((table) => [
    createTableDdl(table, names),
    ...indexDdl(table),
    ...captureTriggers(table),
  ]);
  return createHash('sha256').update(ddl.join('\n')).digest('hex');
}

function storedFingerprint(db: Connection): string | null {
  const known = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sync_meta'`).get();
  if (!known) return null;
  const row = db.prepare(`SELECT value FROM sync_meta WHERE key = 'schema'`).get() as { value: string } | undefined;
  return row?.value ?? null;
}

export function needsUpgrade(db: Connection, schema: Schema): boolean {
  return userVersion(db) !== versionOf(schema) || storedFingerprint(db) !== fingerprint(schema);
}

/** Tables and columns that the catalogue has and the file has not; nothing is ever dropped here. */
function addFromCatalogue(db: Connection, schema: Schema): void {
  const names = authoredNames(schema);
  for (const table of schema.tables) {
    db.exec(createTableDdl(table, names));
    const present = new Set(
      (db.pragma(`table_info(${quote(table.name)})`) as { name: string }[]).map((column) => column.name),
    );
    for (const [name, column] of deviceColumns(table)) {
      if (!present.has(name))
        db.exec(`ALTER TABLE ${quote(table.name)} ADD COLUMN ${columnDdl(table, name, column, names)}`);
    }
    for (const ddl of indexDdl(table)) db.exec(ddl);
  }
}

/**
 * Tables of the cloud's own rows that an earlier program made with foreign keys, made anew without: SQLite drops no key
 * from a table. A purge on the device would take their rows along. Rowids stay: they are the order in which rows came.
 */
function unlinkCloudRows(db: Connection, schema: Schema): void {
  const names = authoredNames(schema);
  const isLinked = (table: Table): boolean =>
    (db.pragma(`foreign_key_list(${quote(table.name)})`) as unknown[]).length > 0;
  for (const table of schema.tables.filter((each) => !isAuthored(each) && isLinked(each))) {
    const own = db
      .prepare(`SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL`)
      .pluck()
      .all(table.name) as string[];
    const columns = ['rowid', ...deviceColumns(table).map(([name]) => quote(name))].join(', ');
    const unlinked = { ...table, name: `${table.name}_unlinked` };
    db.exec(createTableDdl(unlinked, names));
    db.exec(`INSERT INTO ${quote(unlinked.name)} (${columns}) SELECT ${columns} FROM ${quote(table.name)}`);
    db.exec(`DROP TABLE ${quote(table.name)}`);
    db.exec(`ALTER TABLE ${quote(unlinked.name)} RENAME TO ${quote(table.name)}`);
    for (const ddl of own) db.exec(ddl);
  }
}

export function createCaptureTriggers(db: Connection, schema: Schema): void {
  for (const table of schema.tables) {
    for (const name of captureTriggerNames(table)) db.exec(`DROP TRIGGER IF EXISTS ${quote(name)}`);
    for (const ddl of captureTriggers(table)) db.exec(ddl);
  }
}

/** Rows without the parent they name, by table and parent. Sync may bring a row whose parent is not on this device. */
function orphans(db: Connection): Map<string, { table: string; rows: number }> {
  const found = new Map<string, { table: string; rows: number }>();
  for (const { table, parent } of db.pragma('foreign_key_check') as { table: string; parent: string }[]) {
    const key = `${table}/${parent}`;
    found.set(key, { table, rows: (found.get(key)?.rows ?? 0) + 1 });
  }
  return found;
}

/** @param before what had no parent before; the upgrade answers for no more than what it changed */
function verify(db: Connection, before: ReturnType<typeof orphans>): void {
  const integrity = db.pragma('quick_check(5)', { simple: true });
  if (integrity !== 'ok') throw new Error(`the check after the upgrade found: ${String(integrity)}`);
  for (const [key, { table, rows }] of orphans(db)) {
    const lost = rows - (before.get(key)?.rows ?? 0);
    if (lost > 0) throw new Error(`${lost} rows of ${table} would have lost their parent`);
  }
}

/** @throws StoreError database_full, database_busy, …; then no half of it is left */
function copyBefore(db: Connection, snapshot: string): void {
  // A half-written snapshot of an upgrade that was killed is worth nothing.
  rmSync(snapshot, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(snapshot);
  } catch (error) {
    rmSync(snapshot, { force: true });
    throw explainSqlite(error, 'the copy that is made before an upgrade');
  }
}

/**
 * @param snapshot where the old file's copy goes; ignored for a new file. It is left there after a success, too.
 * @throws StoreError database_newer when a later program made the file, database_full without room for the copy or the
 * upgrade, upgrade_failed; with everything as it was before.
 */
export function upgrade(db: Connection, schema: Schema, snapshot: string | null): void {
  const from = userVersion(db);
  const to = versionOf(schema);
  if (from > to) {
    throw new StoreError(
      'database_newer',
      `This database was written by a newer Morgus Studio (version ${from}; this one knows ${to}). It was not touched. Install the newer program to open it.`,
    );
  }
  if (from > 0 && snapshot) copyBefore(db, snapshot);
  const before = from > 0 ? orphans(db) : new Map<never, never>();
  db.pragma('foreign_keys = OFF');
  try {
    db.exec('BEGIN IMMEDIATE');
    // Steps refer to the catalogue's tables. In an old file they are there, and a step may rename what is about to be added.
    if (from === 0) addFromCatalogue(db, schema);
    for (const step of schema.migrations.filter((migration) => migration.version > from)) db.exec(step.sql);
    if (from > 0) {
      addFromCatalogue(db, schema);
      unlinkCloudRows(db, schema);
    }
    createCaptureTriggers(db, schema);
    db.prepare(`INSERT INTO sync_meta (key, value) VALUES ('schema', ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`).run(fingerprint(schema));
    db.pragma(`user_version = ${to}`);
    verify(db, before);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    const explained = explainSqlite(error, 'the upgrade of the database');
    if (explained instanceof StoreError && explained.code === 'database_full') throw explained;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      'upgrade_failed',
      `The database could not be brought from version ${from} to ${to}: ${reason}. It is as it was before${from > 0 && snapshot ? `, and a copy is at ${snapshot}` : ''}. The version of Morgus Studio you used before still opens it.`,
    );
  } finally {
    db.pragma('foreign_keys = ON');
  }
}
