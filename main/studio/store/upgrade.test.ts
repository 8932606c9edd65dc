/**
 * Faults caught: a program that can never be upgraded because of a row that had lost its parent before; a studio that does
 * not open at all because there is no room for the copy that an upgrade makes; copies that pile up, or go too early; rows of
 * the cloud that still go with what they name, in a file made by an earlier program.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deviceMigrations } from '../../../migrations/sqlite/index.ts';
import { morgyAnalytics, morgyPurchases, morgys } from '../../../schema/index.ts';
import { createTableDdl } from '../../../schema/device.ts';
import { openConnection } from './connection.ts';
import { currentSchema, upgrade } from './migrate.ts';
import type { Schema } from './migrate.ts';
import { openStore } from './open.ts';
import { insertMorgy, temporaryFolder, testStore } from './testing.ts';

const newest = Math.max(...deviceMigrations.map((step) => step.version));
const withStep = (sql: string): Schema => ({
  ...currentSchema,
  migrations: [...deviceMigrations, { version: newest + 1, name: 'one more', sql }],
});

it('goes through where a row had no parent before it, and is refused where it costs one its parent', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const id = insertMorgy(store, 'Here');
  // As rows come from the cloud, whose parent was purged on this device.
  store.connection.pragma('foreign_keys = OFF');
  store.connection.exec(`INSERT INTO retrieval_runs VALUES ('a', 'purged here', '2026-01-01', '{}')`);
  store.close();
  const orphaning = `INSERT INTO retrieval_runs VALUES ('b', 'never there', '2026-01-01', '{}');`;
  expect(() => openStore(store.file, withStep(orphaning))).toThrow(/lost their parent/);
  const opened = openStore(store.file, withStep('CREATE TABLE one_more (a TEXT) STRICT;')).store;
  expect(opened.row(morgys, id)?.name).toBe('Here');
  opened.close();
});

it('without room for its copy says that the disk is full, and leaves no half copy', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  insertMorgy(store, `Precious ${'text '.repeat(200)}`);
  store.close();
  const db = openConnection(store.file);
  const snapshot = join(folder, 'studio.before-upgrade-1-x.db');
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    if (!sql.startsWith('VACUUM')) return prepare(sql);
    writeFileSync(snapshot, 'half of it');
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  }) as typeof db.prepare;
  expect(() => upgrade(db, withStep(''), snapshot)).toThrow(
    expect.objectContaining({ code: 'database_full' }) as Error,
  );
  db.close();
  expect(readdirSync(folder).filter((name) => name.includes('before-upgrade'))).toEqual([]);
});

it('keeps its three newest copies by their age, also where it fails again and again', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  store.close();
  const older = ['8-2026-01-01', '9-2026-02-01', '9-2026-02-02', '10-2026-03-01'].map(
    (name) => `studio.before-upgrade-${name}T00-00-00-000Z.db`,
  );
  for (const name of older) writeFileSync(join(folder, name), '');
  for (let start = 0; start < 2; start += 1)
    expect(() => openStore(store.file, withStep('SELECT broken FROM nowhere;'))).toThrow(/is as it was before/);
  const left = readdirSync(folder).filter((name) => name.includes('before-upgrade'));
  expect(left).toHaveLength(3);
  expect(left).toContain(older[3]);
});

const LINKED = `"morgy_id" TEXT NOT NULL REFERENCES "morgys"("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED`;

it('lets the cloud’s rows of an earlier file stand by themselves, as they are and in their order', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const id = insertMorgy(store, 'Looked at');
  const db = store.connection;
  const schemaOf = () =>
    db.prepare(`SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'morgy_%' ORDER BY type, name`).all();
  const wanted = schemaOf();
  for (const table of [morgyAnalytics, morgyPurchases]) {
    const own = db
      .prepare(`SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql IS NOT NULL`)
      .pluck()
      .all(table.name) as string[];
    const ddl = createTableDdl(table, new Set());
    expect(ddl).toContain('"morgy_id" TEXT NOT NULL');
    db.exec(`DROP TABLE ${table.name}; ${ddl.replace('"morgy_id" TEXT NOT NULL', LINKED)}; ${own.join(';')}`);
  }
  expect(schemaOf()).not.toEqual(wanted);
  store.write('From the cloud', () =>
    store.uncaptured(['morgy_analytics'], () => {
      for (const [n, name] of ['c', 'a', 'b'].entries())
        store.run(
          `INSERT INTO morgy_analytics (rowid, id, morgy_id, owner_id, date, views) VALUES (?, ?, ?, ?, ?, ?)`,
          [10 + n, name, id, store.ownerId(), `2026-01-0${n + 1}`, n],
        );
    }),
  );
  store.write('Earlier', () => store.setMeta('schema', 'of an earlier program'));
  store.close();

  const opened = testStore(folder);
  // What an ALTER TABLE renames is quoted anew; nothing else may differ.
  const plain = (list: unknown): string => JSON.stringify(list).replaceAll('\\"', '').replaceAll('IF NOT EXISTS ', '');
  const found = opened.connection
    .prepare(`SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'morgy_%' ORDER BY type, name`)
    .all();
  expect(plain(found)).toBe(plain(wanted));
  expect(opened.all('SELECT rowid, id, views FROM morgy_analytics ORDER BY rowid')).toEqual([
    { rowid: 10, id: 'c', views: 0 },
    { rowid: 11, id: 'a', views: 1 },
    { rowid: 12, id: 'b', views: 2 },
  ]);
  opened.write('Gone for good', () => opened.erase(morgys, id));
  expect(opened.get('SELECT count(*) AS n FROM morgy_analytics')).toEqual({ n: 3 });
});
