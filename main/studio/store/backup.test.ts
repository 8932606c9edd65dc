/**
 * Faults caught: work that is written while a backup is put in place and is in neither copy afterwards; a good backup that
 * is refused because its checksum file is an older one's; copies left lying about that fill the disk.
 */
import type * as Files from 'node:fs/promises';
import { copyFile, utimes, writeFile } from 'node:fs/promises';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type * as Writing from '../lib/atomic-write.ts';
import { morgys } from '../../../schema/index.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { automaticBackup, backup, inspectBackup, restore } from './backup.ts';
import { openConnection } from './connection.ts';
import { insertMorgy, temporaryFolder, testStore } from './testing.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>();
  return { ...real, copyFile: vi.fn<typeof real.copyFile>(real.copyFile) };
});
vi.mock('../lib/atomic-write.ts', async (original) => {
  const real = await original<typeof Writing>();
  return { ...real, writeFileAtomically: vi.fn<typeof real.writeFileAtomically>(real.writeFileAtomically) };
});

const keysIn = (file: string): string[] => {
  const db = openConnection(file, { readonly: true });
  try {
    return db.prepare<[], string>('SELECT key FROM drafts').pluck().all();
  } finally {
    db.close();
  }
};

it(
  'has every write that came in meanwhile in the kept copy, or in the restored database',
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    // Enough pages for many steps.
    store.write('Keep much', () =>
      store.run(`INSERT INTO drafts VALUES ('much', ?, '2026-01-01T00:00:00.000Z')`, [
        JSON.stringify('text '.repeat(400_000)),
      ]),
    );
    const path = join(folder, 'copy.db');
    await backup(store, path);
    const acknowledged: string[] = [];
    const restoring = new AbortController();
    const writing = (async () => {
      for (let n = 0; !restoring.signal.aborted; n += 1) {
        await store.free();
        store.write('Keep a draft', () =>
          store.run(`INSERT INTO drafts VALUES (?, '1', '2026-01-01T00:00:00.000Z')`, [`draft ${n}`]),
        );
        acknowledged.push(`draft ${n}`);
        await new Promise(setImmediate);
      }
    })();
    const previous = await restore(store, path, folder).finally(() => restoring.abort());
    await writing;
    expect(acknowledged.length).toBeGreaterThan(0);
    const kept = new Set([...keysIn(previous), ...keysIn(store.file)]);
    expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
  },
);

it('puts nothing in place while another program goes on writing, and says so', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const id = insertMorgy(store, 'Here');
  const path = join(folder, 'copy.db');
  await backup(store, path);
  const beside = openConnection(store.file);
  const step = store.connection.backup.bind(store.connection);
  // After each copy is made, and before it can be put in place.
  store.connection.backup = async (...given) => {
    const progress = await step(...given);
    beside.prepare('UPDATE store_context SET tx = tx + 1').run();
    return progress;
  };
  await expect(restore(store, path, folder)).rejects.toMatchObject({ code: 'backup_failed' });
  beside.close();
  expect(store.row(morgys, id)?.name).toBe('Here');
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('leaves nothing behind when there is no room for the copy to work on, and says why', async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  insertMorgy(store);
  const path = join(folder, 'copy.db');
  await backup(store, path);
  vi.mocked(copyFile).mockImplementationOnce(async (_from, to) => {
    await writeFile(to, 'half of it');
    throw Object.assign(new Error('ENOSPC: no space left on device, copyfile'), { code: 'ENOSPC' });
  });
  await expect(restore(store, path, folder)).rejects.toMatchObject({
    code: 'database_full',
    message: expect.stringMatching(/disk is full/) as string,
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('can be used where it took the place of an older one and its checksum could not be written', async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  insertMorgy(store, 'First');
  const path = join(folder, 'copy.db');
  await backup(store, path);
  insertMorgy(store, 'Second');
  vi.mocked(writeFileAtomically).mockRejectedValueOnce(new Error('The disk is full.'));
  await expect(backup(store, path)).rejects.toMatchObject({ code: 'backup_failed' });
  expect((await inspectBackup(path)).morgys).toBe(2);
});

it('with a checksum file that is no JSON is refused in words', async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const path = join(folder, 'copy.db');
  await backup(store, path);
  writeFileSync(`${path}.json`, '{"sha');
  await expect(inspectBackup(path)).rejects.toMatchObject({ code: 'backup_damaged' });
});

it('clears away what a program that was ended left of its copies, and not what one makes now', async () => {
  const folder = join(temporaryFolder(), 'backups');
  mkdirSync(folder);
  const store = testStore();
  const left = [
    '.automatic-2026-01-01.db.0198.part',
    '.automatic-2026-01-01.db.0198.part-journal',
    '.restoring-0198.db',
  ];
  for (const name of [...left, '.automatic-2026-01-02.db.0199.part', 'mine.part'])
    writeFileSync(join(folder, name), '');
  for (const name of [...left, 'mine.part']) await utimes(join(folder, name), 0, 0);
  await automaticBackup(store, folder);
  const names = readdirSync(folder).filter((name) => !name.startsWith('automatic-'));
  expect(names.toSorted()).toEqual(['.automatic-2026-01-02.db.0199.part', 'mine.part']);
});

// Fault caught: the open database replaced under the studio's hands, and all that is written from then on lost with it.
it('never takes the place of the database itself, by whatever name it is given', async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const id = insertMorgy(store, 'Before');
  symlinkSync(folder, join(folder, 'link'));
  for (const path of [store.file, join(folder, 'link', 'studio.db')])
    await expect(backup(store, path)).rejects.toMatchObject({ code: 'backup_failed' });
  await expect(writeFileAtomically(store.file, 'a Morgy')).rejects.toMatchObject({ code: 'cannot_write' });
  store.write('Rename', () => store.update(morgys, id, { name: 'After' }));
  const beside = openConnection(store.file, { readonly: true });
  expect(beside.prepare('SELECT name FROM morgys').pluck().get()).toBe('After');
  beside.close();
});
