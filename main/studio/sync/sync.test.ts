/** Faults caught: two engines on one database, a decision that drops a side or cannot be undone, a list that names nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { morgys, syncConflict } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { undo } from '../history/undo.ts';
import { insertMorgy, temporaryFolder, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { conflictView, listConflicts, resolve } from './conflicts.ts';
import { isHeldElsewhere, takeEngineLock } from './engine-lock.ts';
import { entryChanges, exportOutbox, listEntries } from './outbox.ts';

it('lets one engine at a database, and the next one in as soon as it is done', () => {
  const file = join(temporaryFolder(), 'studio.db');
  const first = takeEngineLock(file);
  expect(first).not.toBeNull();
  expect(takeEngineLock(file)).toBeNull();
  expect(isHeldElsewhere(file)).toBe(true);
  first?.release();
  expect(isHeldElsewhere(file)).toBe(false);
  const second = takeEngineLock(file);
  expect(second).not.toBeNull();
  second?.release();
});

/** As it arrives from the cloud. */
function arrive(store: Store, rowId: string, values: PatchOf<typeof syncConflict>): string {
  const id = uuidv7();
  store.write('arrives', () =>
    store.uncaptured(['sync_conflict'], () =>
      store.insert(syncConflict, {
        id,
        owner_id: store.ownerId(),
        table_name: 'morgys',
        row_id: rowId,
        device_id: uuidv7(),
        number: 1,
        ...values,
      }),
    ),
  );
  return id;
}

const config = (store: Store, id: string) => store.row(morgys, id)?.ai_config as Record<string, unknown> | undefined;

it('takes the other side of what could not both stand, key by key, and Undo takes that back', () => {
  const store = testStore();
  const id = insertMorgy(store, 'Ada of B');
  store.write('settings', () =>
    store.update(morgys, id, { ai_config: { temperature: 0.9, maxTokens: 500, topK: 7 } as never, price: 1990 }),
  );
  const conflict = arrive(store, id, {
    columns: ['name', 'ai_config', 'price'],
    base: { name: 'Ada', ai_config: { temperature: 0.7, maxTokens: 100, topK: 1 }, price: '0.00' },
    mine: { name: 'Ada of B', ai_config: { temperature: 0.9, maxTokens: 500, topK: 1 }, price: '19.90' },
    theirs: { name: 'Ada of A', ai_config: { temperature: 0.1, maxTokens: 100, topK: 7 }, price: '25.00' },
  });
  const view = conflictView(store, conflict);
  // What only one side changed was merged, and is no question.
  expect(view.values.map(({ column, mine, theirs, stands }) => [column, mine, theirs, stands])).toEqual([
    ['name', 'Ada of B', 'Ada of A', 'mine'],
    ['ai_config.temperature', '0.9', '0.1', 'mine'],
    ['price', '19.90', '25.00', 'mine'],
  ]);
  resolve(store, { id: conflict, choice: 'theirs', values: {} });
  expect(store.row(morgys, id)).toMatchObject({ name: 'Ada of A', price: 2500 });
  expect(config(store, id)).toEqual({ temperature: 0.1, maxTokens: 500, topK: 7 });
  expect(listConflicts(store, false)).toMatchObject([{ id: conflict, resolution: 'taken' }]);
  // It goes to the other devices like any write.
  expect(
    store.get(`SELECT count(*) AS n FROM sync_outbox o JOIN history h ON h.id = o.history_id
    WHERE h.table_name = 'sync_conflict'`),
  ).toEqual({ n: 1 });
  undo(store);
  expect(store.row(morgys, id)).toMatchObject({ name: 'Ada of B', price: 1990 });
  expect(config(store, id)).toEqual({ temperature: 0.9, maxTokens: 500, topK: 7 });
  expect(listConflicts(store, true)).toMatchObject([{ id: conflict, resolution: 'open' }]);
});

it('keeps, writes anew, and puts into the trash what was edited and deleted at once', () => {
  const store = testStore();
  const id = insertMorgy(store, 'Ada of B');
  const sides = { columns: ['name'], base: { name: 'Ada' }, mine: { name: 'Ada of B' }, theirs: { name: 'Ada of A' } };
  const first = arrive(store, id, sides);
  expect(resolve(store, { id: first, choice: 'keep', values: {} }).resolution).toBe('kept');
  expect(store.row(morgys, id)?.name).toBe('Ada of B');
  const second = arrive(store, id, { ...sides, number: 2 });
  expect(resolve(store, { id: second, choice: 'edit', values: { name: 'Ada of both' } }).resolution).toBe('edited');
  expect(store.row(morgys, id)?.name).toBe('Ada of both');
  const third = arrive(store, id, { number: 3, kind: 'delete', columns: ['deleted_at'] });
  resolve(store, { id: third, choice: 'trash', values: {} });
  expect(store.row(morgys, id)?.deleted_at).not.toBeNull();
  store.write('purge', () => store.erase(morgys, id));
  const fourth = arrive(store, id, { ...sides, number: 4 });
  expect(conflictView(store, fourth)).toMatchObject({ rowExists: false, name: 'Ada of both' });
  expect(() => resolve(store, { id: fourth, choice: 'theirs', values: {} })).toThrow(/no longer here/);
});

it('lists what waits by its name and fields, shows before and after, and writes all of it into a file', async () => {
  const store = testStore();
  const id = insertMorgy(store, 'Ada');
  store.write('Edit “Ada”', () =>
    store.update(morgys, id, { name: 'Ada L.', personality: { tone: 'formal' } as never, tags: ['new'] }),
  );
  const { entries, total } = listEntries(store, 'waiting', 10);
  expect(total).toBe(2);
  expect(entries[1]).toMatchObject({
    what: 'Morgy',
    name: 'Ada L.',
    operation: 'update',
    fields: ['Name', 'Tags', 'Tone'],
    label: 'Edit “Ada”',
    state: 'waiting',
  });
  const changes = entryChanges(store, entries[1]?.historyId ?? 0);
  expect(changes).toContainEqual({ path: 'name', label: 'Name', before: 'Ada', after: 'Ada L.' });
  expect(listEntries(store, 'parked', 10).total).toBe(0);
  const path = join(temporaryFolder(), 'outbox.json');
  expect(await exportOutbox(store.connection, path)).toBe(2);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    format: 'morgus-outbox',
    ownerId: store.ownerId(),
    changes: [{ operation: 'insert' }, { operation: 'update', after: { name: 'Ada L.' } }],
  });
});
