/** Faults caught: an acknowledged write lost to a crash, a damaged file after one, a failed upgrade that leaves a mess. */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceMigrations } from '../../../migrations/sqlite/index.ts';
import { morgys } from '../../../schema/index.ts';
import { backup, inspectBackup, restore } from './backup.ts';
import { openConnection } from './connection.ts';
import { currentSchema, userVersion } from './migrate.ts';
import { openStore } from './open.ts';
import { insertMorgy, temporaryFolder, testStore } from './testing.ts';

const KILLS = 500;
const newest = Math.max(...deviceMigrations.map((step) => step.version));
const writer = fileURLToPath(new URL('kill-writer.ts', import.meta.url));

/** Runs the writer and kills it at a random moment. @returns the last acknowledged number */
function killOnce(file: string, id: string, from: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, file, id, String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let failed = '';
    child.stderr.on('data', (part: Buffer) => (failed += part.toString()));
    child.stdout.on('data', (part: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 25);
      said += part.toString();
    });
    child.on('close', (_code, signal) => {
      const numbers = said.split('\n').slice(0, -1).map(Number);
      const last = numbers.at(-1);
      if (signal !== 'SIGKILL' || last === undefined) reject(new Error(`The writer ended by itself: ${failed}`));
      else resolve(last);
    });
  });
}

describe('kill -9', () => {
  it(`loses no acknowledged write in ${KILLS} kills, and the file stays sound`, { timeout: 900_000 }, async () => {
    const lanes = await Promise.all(
      [0, 1].map(async () => {
        const folder = temporaryFolder();
        const file = join(folder, 'studio.db');
        const first = openStore(file).store;
        const id = insertMorgy(first);
        first.close();
        let acknowledged = 0;
        for (let kill = 0; kill < KILLS / 2; kill += 1) {
          acknowledged = await killOnce(file, id, acknowledged + 1);
          const db = openConnection(file);
          const written = db.prepare(`SELECT value FROM sync_meta WHERE key = 'written'`).get() as { value: string };
          const row = db.prepare('SELECT name FROM morgys WHERE id = ?').get(id) as { name: string };
          // One more than was said is right: it was committed and the process died before it could say so.
          expect(Number(written.value) - acknowledged).toBeOneOf([0, 1]);
          expect(row.name).toBe(`Number ${written.value}`);
          acknowledged = Number(written.value);
          const counts = db
            .prepare('SELECT (SELECT count(*) FROM history) AS history, (SELECT count(*) FROM sync_outbox) AS outbox')
            .get() as { history: number; outbox: number };
          expect(counts).toEqual({ history: acknowledged + 1, outbox: acknowledged + 1 });
          if (kill % 25 === 0) expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
          db.close();
        }
        const { store } = openStore(file);
        expect(store.connection.pragma('integrity_check', { simple: true })).toBe('ok');
        store.close();
        return acknowledged;
      }),
    );
    expect(Math.min(...lanes)).toBeGreaterThan(KILLS / 2);
  });
});

describe('upgrade', () => {
  const failing = {
    ...currentSchema,
    migrations: [
      ...deviceMigrations,
      {
        version: newest + 1,
        name: 'breaks half way',
        sql: 'CREATE TABLE half (a TEXT) STRICT; DELETE FROM morgys; SELECT broken FROM nowhere;',
      },
    ],
  };

  it('that fails half way leaves the file as it was, with a snapshot beside it', () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    const id = insertMorgy(store, 'Precious');
    store.close();
    expect(() => openStore(store.file, failing)).toThrow(/is as it was before/);
    const again = testStore(folder);
    expect(again.row(morgys, id)?.name).toBe('Precious');
    expect(again.get(`SELECT 1 FROM sqlite_master WHERE name = 'half'`)).toBeUndefined();
    expect(userVersion(again.connection)).toBe(newest);
    const snapshot = readdirSync(folder).find((name) => name.startsWith(`studio.before-upgrade-${newest}-`));
    const copy = openConnection(join(folder, snapshot ?? ''), { readonly: true });
    expect(copy.prepare('SELECT name FROM morgys').pluck().all()).toEqual(['Precious']);
    copy.close();
  });

  it('that would orphan rows is refused', () => {
    const store = testStore();
    insertMorgy(store);
    store.close();
    const orphaning = {
      ...currentSchema,
      migrations: [
        ...deviceMigrations,
        {
          version: newest + 1,
          name: 'orphans',
          sql: `INSERT INTO retrieval_runs VALUES ('a', 'no such morgy', '2026-01-01', '{}');`,
        },
      ],
    };
    expect(() => openStore(store.file, orphaning)).toThrow(/lost their parent/);
  });

  it('adds what the catalogue has more, and keeps what is there', () => {
    const folder = temporaryFolder();
    const columns = Object.fromEntries(Object.entries(morgys.columns).filter(([name]) => name !== 'is_premium'));
    const older = {
      ...currentSchema,
      tables: currentSchema.tables.map((table) => (table.name === 'morgys' ? { ...morgys, columns } : table)),
    };
    const old = openStore(join(folder, 'studio.db'), older).store;
    const id = insertMorgy(old, 'From before');
    old.close();
    const { store, snapshot } = openStore(join(folder, 'studio.db'));
    onTestFinished(() => store.close());
    expect(store.row(morgys, id)).toMatchObject({ name: 'From before', is_premium: false });
    expect(snapshot && existsSync(snapshot)).toBe(true);
  });

  it('never touches the file of a newer program', () => {
    const store = testStore();
    store.connection.pragma('user_version = 99');
    store.close();
    const before = readFileSync(store.file);
    expect(() => openStore(store.file)).toThrow(/newer Morgus Studio/);
    expect(readFileSync(store.file).equals(before)).toBe(true);
  });
});

describe('a damaged file', () => {
  function damaged(damage: (file: string) => void): { folder: string; file: string } {
    const folder = temporaryFolder();
    const { store } = openStore(join(folder, 'studio.db'));
    for (let i = 0; i < 50; i += 1) insertMorgy(store, `Morgy ${i} ${'text '.repeat(300)}`);
    store.close();
    damage(store.file);
    return { folder, file: store.file };
  }

  it.each([
    ['truncated to half', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['cut to a few bytes', (file: string) => truncateSync(file, 40)],
    [
      'bit-flipped in its pages',
      (file: string) => {
        const handle = openSync(file, 'r+');
        // The head of every tenth page: the b-tree's own bytes.
        for (let page = 1; page * 4096 < statSync(file).size; page += 10)
          writeSync(handle, Buffer.from([0xff, 0x42, 0xff]), 0, 3, page * 4096);
        closeSync(handle);
      },
    ],
    ['overwritten with another file', (file: string) => cpSync(fileURLToPath(import.meta.url), file)],
  ])('%s is set aside untouched and shown, never replaced in silence', (_what, damage) => {
    const { folder, file } = damaged(damage);
    const bytes = readFileSync(file);
    const { store, setAside } = openStore(file);
    onTestFinished(() => store.close());
    expect(setAside).not.toBeNull();
    expect(readFileSync(setAside ?? '').equals(bytes)).toBe(true);
    expect(store.all<{ severity: string; message: string }>('SELECT severity, message FROM notices')).toEqual([
      { severity: 'error', message: expect.stringContaining(setAside ?? '?') as string },
    ]);
    expect(insertMorgy(store)).toBeTruthy();
    expect(readdirSync(folder).some((name) => name.includes('.damaged-'))).toBe(true);
  });
});

describe('a full disk', () => {
  it('refuses the write in words and keeps everything before it', () => {
    const folder = temporaryFolder();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]).status === 0;
    if (mounted) onTestFinished(() => void spawnSync('umount', ['-l', disk]));
    const { store } = openStore(join(disk, 'studio.db'));
    onTestFinished(() => store.close());
    // Where mounting is not allowed, SQLite's own limit stands for the disk's.
    if (!mounted) store.connection.pragma('max_page_count = 300');
    const kept: string[] = [];
    expect(() => {
      for (let i = 0; i < 1000; i += 1) kept.push(insertMorgy(store, `Morgy ${i} ${'text '.repeat(500)}`));
    }).toThrow(/disk is full/);
    expect(kept.length).toBeGreaterThan(10);
    for (const id of kept) expect(store.row(morgys, id)).toBeDefined();
    const counts = store.get('SELECT (SELECT count(*) FROM morgys) AS rows, (SELECT count(*) FROM history) AS history');
    expect(counts).toEqual({ rows: kept.length, history: kept.length });
    expect(store.connection.pragma('integrity_check', { simple: true })).toBe('ok');
    // Fault caught: the log that no longer fits stops the studio, though all of it is safe where it is.
    store.checkpoint();
  });
});

describe('a data folder that cannot be one', () => {
  it('is told of in words', () => {
    const file = join(temporaryFolder(), 'note.txt');
    writeFileSync(file, 'not a folder');
    for (const folder of [file, join(file, 'below')])
      expect(() => openStore(join(folder, 'studio.db'))).toThrow(/is a file, or lies below one/);
  });
});

describe('backup and restore', () => {
  it('bring everything back, keep what was there, and give the copy a device id of its own', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    const id = insertMorgy(store, 'In the backup');
    const device = store.meta('device_id');
    const path = join(folder, 'copy.db');
    const info = await backup(store, path);
    expect(info).toMatchObject({ morgys: 1, documents: 0 });
    store.write('Rename', () => store.update(morgys, id, { name: 'After the backup' }));
    // A second program has the file open all the while, like the CLI beside the desktop.
    const beside = openStore(store.file).store;
    onTestFinished(() => beside.close());
    const previous = await restore(store, path, folder);
    expect(store.row(morgys, id)?.name).toBe('In the backup');
    expect(beside.row(morgys, id)?.name).toBe('In the backup');
    expect(store.meta('device_id')).not.toBe(device);
    expect((await inspectBackup(previous)).morgys).toBe(1);
    store.write('Go on', () => store.update(morgys, id, { name: 'Goes on' }));
    expect(beside.row(morgys, id)?.name).toBe('Goes on');
  });

  it('refuse a damaged backup before anything is touched', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    const id = insertMorgy(store);
    const path = join(folder, 'copy.db');
    await backup(store, path);
    const handle = openSync(path, 'r+');
    writeSync(handle, Buffer.from('damage'), 0, 6, 5000);
    closeSync(handle);
    await expect(restore(store, path, folder)).rejects.toThrow(/checksum differs/);
    await expect(restore(store, join(folder, 'none.db'), folder)).rejects.toThrow(/no such file/);
    expect(store.row(morgys, id)).toBeDefined();
  });
});
