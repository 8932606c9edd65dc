/** Faults caught: a merge that melts into the edits before it, so that a person's own text is no version to go back to. */
import { expect, it } from 'vitest';
import { morgys } from '../../../schema/index.ts';
import { Landing } from '../../../sync/device/landing.ts';
import { rowFromLog } from '../../../sync/device/rows.ts';
import { applying } from '../../../sync/device/transaction.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { stateAt, versions } from './versions.ts';

function arrive(store: Store, id: string, row_version: number, description: string): void {
  const db = store.connection;
  applying(db, 'Arrived from the cloud', (change) =>
    new Landing(db).change(change, {
      table: morgys,
      rowId: id,
      operation: 'update',
      values: rowFromLog(morgys, { id, row_version: String(row_version), description }),
    }),
  );
}
const describe = (store: Store, id: string, description: string): void => {
  store.write('Change Morgy', () => store.update(morgys, id, { description }));
};
/** Everything sent has come back: nothing is outstanding. */
const settle = (store: Store, id: string): void => {
  store.connection.exec('DELETE FROM sync_outbox');
  store.write('Sync', () => store.uncaptured(['morgys'], () => store.update(morgys, id, { row_version: 1 })));
};
const texts = (store: Store, id: string): unknown[] =>
  versions(store, id).map(({ tx }) => stateAt(store, id, tx).morgy?.['description']);

it('keeps what was written here before a merge, and what was written after it, apart from the merge', () => {
  const store = testStore();
  const id = insertMorgy(store);
  describe(store, id, 'First line.\nSecond line.');
  settle(store, id);
  describe(store, id, 'My first line.\nSecond line.');
  arrive(store, id, 2, 'First line.\nTheir second line.');
  expect(store.row(morgys, id)?.description).toBe('My first line.\nTheir second line.');
  describe(store, id, 'My own words after all.');
  expect(texts(store, id)).toEqual([
    'My own words after all.',
    'My first line.\nTheir second line.',
    'My first line.\nSecond line.',
    null,
  ]);
  expect(versions(store, id).map(({ label }) => label)).toEqual([
    'Change Morgy',
    'Arrived from the cloud',
    'Change Morgy',
    'New “Test Morgy”',
  ]);
});

it('offers what came whole from the cloud as it was before the first change here', () => {
  const store = testStore();
  const id = insertMorgy(store);
  describe(store, id, 'From another device.');
  settle(store, id);
  store.connection.exec('DELETE FROM history; DELETE FROM history_tx');
  describe(store, id, 'Changed here.');
  expect(texts(store, id)).toEqual(['Changed here.', 'From another device.']);
  expect(versions(store, id).at(-1)).toMatchObject({ label: 'As it was before these changes', changes: 0 });
});
