/** A database that may be read and not written: a copy is opened, whole, and the original is left as it is. */
import { copyFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { morgys } from '../../../schema/index.ts';
import { StoreError } from './errors.ts';
import { openForReading } from './read-only.ts';
import { insertMorgy, temporaryFolder, testStore } from './testing.ts';

const why = new StoreError('database_unwritable', 'It may not be written.');

// Would catch: a copy without the log, which shows the work of last week; and a copy that is left behind.
test('what was written last is there, the original is not touched, and the copy goes away', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const id = insertMorgy(store);
  store.write('Rename', () => store.update(morgys, id, { name: 'Newest name' }));
  // As a program leaves it that was killed: the last writes are in the log alone.
  const place = temporaryFolder();
  const file = join(place, 'studio.db');
  for (const suffix of ['', '-wal']) copyFileSync(store.file + suffix, file + suffix);
  const before = [readFileSync(file), readFileSync(`${file}-wal`)];
  const copy = openForReading(file, why);
  expect(copy.store.row(morgys, id)?.name).toBe('Newest name');
  expect(copy.folder.startsWith(place)).toBe(false);
  copy.store.close();
  copy.remove();
  expect(existsSync(copy.folder)).toBe(false);
  expect([readFileSync(file), readFileSync(`${file}-wal`)]).toEqual(before);
});

// Would catch: an empty studio shown in the place of a database that could not be read.
test('a damaged one is refused, never replaced by an empty one', () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  insertMorgy(store);
  store.checkpoint();
  const file = join(temporaryFolder(), 'studio.db');
  copyFileSync(store.file, file);
  truncateSync(file, 40_000);
  expect(() => openForReading(file, why)).toThrow('it is damaged, or another program is writing to it');
});
