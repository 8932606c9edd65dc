/**
 * Faults caught: an account that takes over and leaves the old owner somewhere in what goes up; a schema step that forgets
 * what waits; a refused change that takes a later one with it, leaves its words nowhere when it is let go, or
 * leaves them on the screen for good.
 */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { insertMorgy, testStore } from '../../main/studio/store/testing.ts';
import { morgys } from '../../schema/index.ts';
import { adoptOwner } from './adopt-owner.ts';
import { nextBatch } from './batch.ts';
import { outboxEntries } from './inspect.ts';
import { Landing } from './landing.ts';
import { entriesWhere, park, parkFollowers, resolveBases } from './outbox.ts';
import { letGoParked, retryParked } from './parking.ts';
import { applying } from './transaction.ts';
import { transformOutbox } from './transforms.ts';

/** A device with one Morgy that the cloud has, at version 1. */
function known() {
  const store = testStore();
  const id = insertMorgy(store, 'First');
  const db = store.connection;
  applying(db, 'Echo', () => {
    db.exec(`DELETE FROM sync_outbox; UPDATE morgys SET row_version = 1`);
  });
  return { store, id, db };
}

it('an account takes over rows, waiting edits and images, without an edit of its own', () => {
  const store = testStore();
  const before = store.ownerId();
  const id = insertMorgy(store);
  const account = uuidv7();
  expect(adoptOwner(store.connection, before, account)).toContain('morgys');
  expect(store.row(morgys, id)?.creator_id).toBe(account);
  expect(store.ownerId()).toBe(account);
  expect(outboxEntries(store.connection)).toHaveLength(1);
  expect(JSON.stringify(store.all('SELECT before, after FROM history'))).not.toContain(before);
  insertMorgy(store, 'After');
  expect(outboxEntries(store.connection)).toHaveLength(2);
});

it('a schema step reshapes what waits, with its base versions, and history stays as it was', () => {
  const store = testStore();
  const id = insertMorgy(store);
  store.write('Rename', () => store.update(morgys, id, { name: 'Renamed' }));
  const history = store.all('SELECT * FROM history');
  applying(store.connection, 'Upgrade', () => {
    resolveBases(store.connection);
    transformOutbox(store.connection, (_table, { name, ...rest }) => ({ ...rest, title: name ?? null }));
  });
  expect(store.all('SELECT * FROM history')).toEqual(history);
  const entry = entriesWhere(store.connection, `h.operation = 'update'`)[0];
  expect(entry?.patch).toMatchObject({ title: 'Renamed' });
  expect(entry?.base).toMatchObject({ title: 'Test Morgy' });
  expect(entry?.baseVersions).toMatchObject({ title: 0 });
});

it('a refused change is let go alone: the later edit goes up, and history keeps the words', () => {
  const store = testStore();
  const id = insertMorgy(store);
  const db = store.connection;
  // As if the insert had been answered and echoed.
  applying(db, 'Echo', () => {
    db.exec(`DELETE FROM sync_outbox; UPDATE morgys SET row_version = 1`);
  });
  store.write('Rename', () => store.update(morgys, id, { name: 'Refused name' }));
  store.write('Describe', () => store.update(morgys, id, { description: 'Kept' }));
  applying(db, 'Park', () => {
    resolveBases(db);
    const [first] = entriesWhere(db, '1 ORDER BY o.history_id');
    if (first) park(db, first, 'invalid_value', 'Too long.');
    expect(parkFollowers(db)).toBe(1);
  });
  const [refused, behind] = outboxEntries(db);
  expect([refused?.code, behind?.code]).toEqual(['invalid_value', 'behind']);
  expect(letGoParked(db, refused?.number ?? 0)).toContain('morgys');
  expect(store.row(morgys, id)).toMatchObject({ name: 'Test Morgy', description: 'Kept' });
  expect(outboxEntries(db).map((entry) => [entry.state, entry.columns.includes('description')])).toEqual([
    ['waiting', true],
  ]);
  expect(JSON.stringify(store.all('SELECT before FROM history'))).toContain('Refused name');
});

it('a later edit of what is let go says what it was made on, not what the cloud has had since unseen', () => {
  const { store, id, db } = known();
  store.write('Rename', () => store.update(morgys, id, { name: 'Refused name' }));
  store.write('Rename', () => store.update(morgys, id, { name: 'Last', category: 'social' }));
  const { value: refused } = applying(db, 'Park', (context) => {
    resolveBases(db);
    const [first] = entriesWhere(db, '1 ORDER BY o.history_id');
    if (!first) throw new Error('Nothing waits.');
    park(db, first, 'invalid_value', 'Too long.');
    parkFollowers(db);
    // Another device's words, under those that wait here.
    const row = { id, name: 'Of another', category: 'business', row_version: 2 };
    new Landing(db).change(context, { table: morgys, rowId: id, operation: 'update', values: row });
    return first.number;
  });
  expect(store.row(morgys, id)).toMatchObject({ name: 'Last', category: 'social' });
  letGoParked(db, refused);
  expect(store.row(morgys, id)).toMatchObject({ name: 'Last', category: 'social' });
  const { value } = applying(db, 'Send', () => nextBatch(db, 500));
  expect(value.flatMap((one) => one.mutations)).toMatchObject([
    { patch: { name: 'Last', category: 'social' }, base: { name: 'First', category: 'custom' } },
  ]);
});

it('what is let go of an item that the cloud has no more leaves the screen, also from under what was written since', () => {
  const { store, id, db } = known();
  store.write('Tone', () => store.update(morgys, id, { name: 'Refused name', personality: { tone: 'refused' } }));
  const { value: refused } = applying(db, 'Park', (context) => {
    resolveBases(db);
    const [first] = entriesWhere(db, '1');
    if (!first) throw new Error('Nothing waits.');
    park(db, first, 'not_found', 'It is no more.');
    new Landing(db).change(context, { table: morgys, rowId: id, operation: 'delete', values: {} });
    return first.number;
  });
  // Nothing is sent between: these do not wait behind the refused one yet.
  store.write('Style', () => store.update(morgys, id, { personality: { tone: 'refused', style: 'kept' } }));
  store.write('Describe', () => store.update(morgys, id, { description: 'Kept' }));
  letGoParked(db, refused);
  expect(store.row(morgys, id)).toMatchObject({ name: 'First', description: 'Kept' });
  expect(store.row(morgys, id)?.personality).toEqual({ style: 'kept' });
  const { value } = applying(db, 'Send', () => nextBatch(db, 500));
  expect(value.flatMap((one) => one.mutations)).toMatchObject([
    { patch: { personality: { style: 'kept' } }, base: { personality: {} } },
    { patch: { description: 'Kept' } },
  ]);
  expect(JSON.stringify(store.all('SELECT before FROM history'))).toContain('Refused name');
});

it('pressing Retry at once sends the correction, not the refused words first', () => {
  const { store, id, db } = known();
  store.write('Rename', () => store.update(morgys, id, { name: 'Refused name' }));
  applying(db, 'Park', () => {
    resolveBases(db);
    const [first] = entriesWhere(db, '1');
    if (first) park(db, first, 'invalid_value', 'Too long.');
  });
  store.write('Mend', () => store.update(morgys, id, { name: 'Mended' }));
  retryParked(db, outboxEntries(db)[0]?.number ?? 0);
  const { value } = applying(db, 'Send', () => nextBatch(db, 500));
  expect(value.flatMap((one) => one.mutations)).toMatchObject([
    { operation: 'update', patch: { name: 'Mended' }, base: { name: 'First' }, baseVersions: { name: 1 } },
  ]);
});

it('a refused change that was put right goes up as the row is now, once', () => {
  const store = testStore();
  const id = insertMorgy(store);
  const db = store.connection;
  applying(db, 'Park', () => {
    resolveBases(db);
    const [first] = entriesWhere(db, '1');
    if (first) park(db, first, 'invalid_value', 'Too long.');
  });
  store.write('Mend', () => store.update(morgys, id, { name: 'Mended' }));
  applying(db, 'Park', () => {
    resolveBases(db);
    parkFollowers(db);
  });
  retryParked(db, outboxEntries(db)[0]?.number ?? 0);
  const { value } = applying(db, 'Send', () => nextBatch(db, 500));
  expect(value.flatMap((one) => one.mutations)).toMatchObject([
    { number: 1, operation: 'insert', rowId: id, patch: { name: 'Mended' } },
  ]);
});
