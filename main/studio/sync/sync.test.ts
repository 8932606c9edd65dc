/** Faults caught: two engines on one database, a decision that drops a side or cannot be undone, a list that names nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { morgys, onboardingSessions, syncConflict, syncDevice, workspaces } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { redo, undo } from '../history/undo.ts';
import { insertMorgy, temporaryFolder, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { conflictView, listConflicts, resolve } from './conflicts.ts';
import { listDevices } from './devices.ts';
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

it('tells devices of one name apart, and leaves a name alone that is the only one', () => {
  const store = testStore();
  const [first, second, other] = [uuidv7(), uuidv7(), uuidv7()];
  store.write('arrives', () =>
    store.uncaptured(['sync_device'], () => {
      for (const [id, name] of [
        [first, 'vm'],
        [second, 'vm'],
        [other, 'Laptop'],
      ] as const)
        store.insert(syncDevice, { id, owner_id: store.ownerId(), name });
    }),
  );
  const marks = new Map(listDevices(store).map(({ id, mark }) => [id, mark]));
  expect(marks.get(other)).toBeNull();
  expect(marks.get(first)).toBe(first.slice(-4));
  expect(marks.get(second)).toBe(second.slice(-4));
});

// A device that sends nothing is noted by the cloud now and then only.
it('this device was in step when it knows that it was; of another the cloud says it', () => {
  const store = testStore();
  const [own, other] = [store.meta('device_id') ?? '', uuidv7()];
  const at = (hour: number): string => `2026-03-04T0${hour}:00:00.000Z`;
  const seen = (synced: string | null): (string | null | undefined)[] => {
    if (synced !== null) store.write('In step', () => store.setMeta('sync_last_synced', synced));
    const found = new Map(listDevices(store).map(({ id, lastSeenAt }) => [id, lastSeenAt]));
    return [found.get(own), found.get(other)];
  };
  store.write('arrives', () =>
    store.uncaptured(['sync_device'], () => {
      for (const id of [own, other])
        store.insert(syncDevice, { id, owner_id: store.ownerId(), name: 'vm', last_seen_at: at(3) });
    }),
  );
  expect(seen(null)).toEqual([at(3), at(3)]);
  expect(seen(at(2))).toEqual([at(3), at(3)]);
  expect(seen(at(5))).toEqual([at(5), at(3)]);
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

/** Catches: "take the other" throwing away what fitted together, and a choice by field that touches the other fields. */
it('takes sides field by field, and leaves alone what merged', () => {
  const store = testStore();
  const id = insertMorgy(store, 'Ada of B');
  const [base, mine, theirs] = ['One.\nTwo.\nThree.', 'One, mine.\nTwo.\nThree.', 'One.\nTwo.\nThree, theirs.'];
  const merged = 'One, mine.\nTwo.\nThree, theirs.';
  store.write('Merged', () =>
    store.update(morgys, id, {
      description: merged,
      price: 1990,
      ai_config: { temperature: 0.9, maxTokens: 500 } as never,
    }),
  );
  const conflict = arrive(store, id, {
    columns: ['name', 'description', 'ai_config', 'price'],
    base: { name: 'Ada', description: base, ai_config: { temperature: 0.7, maxTokens: 100 }, price: '0.00' },
    mine: { name: 'Ada of B', description: mine, ai_config: { temperature: 0.9, maxTokens: 500 }, price: '19.90' },
    theirs: { name: 'Ada of A', description: theirs, ai_config: { temperature: 0.1, maxTokens: 50 }, price: '25.00' },
  });
  expect(conflictView(store, conflict).values.filter((field) => field.merged)).toMatchObject([
    { column: 'description', stands: 'neither', now: merged },
  ]);
  const sides = { name: 'theirs', 'ai_config.maxTokens': 'theirs', price: 'mine' } as const;
  expect(resolve(store, { id: conflict, choice: 'edit', values: {}, sides }).resolution).toBe('taken');
  expect(store.row(morgys, id)).toMatchObject({ name: 'Ada of A', description: merged, price: 1990 });
  expect(config(store, id)).toEqual({ temperature: 0.9, maxTokens: 50 });
  expect(undo(store).skipped).toEqual([]);
  expect(store.row(morgys, id)).toMatchObject({ name: 'Ada of B', price: 1990 });
  resolve(store, { id: conflict, choice: 'theirs', values: {} });
  expect(store.row(morgys, id)).toMatchObject({ name: 'Ada of A', description: merged, price: 2500 });
  expect(config(store, id)).toEqual({ temperature: 0.1, maxTokens: 50 });
});

/** Catches: a decision made here that passes for the edit it decided about, so that both sides are called this device's. */
it('says which side was written here, the same before and after deciding', () => {
  const store = testStore();
  const id = insertMorgy(store, 'Ada of B');
  const of = (name: string) => ({
    columns: ['name'],
    base: { name: 'Ada' },
    mine: { name: 'Ada of B' },
    theirs: { name },
  });
  const own = store.meta('device_id') ?? '';
  const here = arrive(store, id, { ...of('Ada of A'), device_id: own });
  const elsewhere = arrive(store, id, { ...of('Ada of C'), number: 2 });
  const said = (conflict: string) => {
    const { thisDevice, theirsHere } = conflictView(store, conflict);
    return { thisDevice, theirsHere };
  };
  for (const conflict of [here, elsewhere]) {
    const before = said(conflict);
    expect(before).toEqual({ thisDevice: conflict === here, theirsHere: false });
    resolve(store, { id: conflict, choice: 'theirs', values: {} });
    expect(said(conflict)).toEqual(before);
    undo(store);
    expect(said(conflict)).toEqual(before);
    redo(store);
    expect(said(conflict)).toEqual(before);
  }
  // The cloud held this device's edit, and another's arrived after it.
  const overtaken = arrive(store, id, { ...of('Ada of B'), mine: { name: 'Ada of D' }, number: 3 });
  expect(said(overtaken)).toEqual({ thisDevice: false, theirsHere: true });
  resolve(store, { id: overtaken, choice: 'mine', values: {} });
  expect(said(overtaken)).toEqual({ thisDevice: false, theirsHere: true });
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
  const third = arrive(store, id, {
    number: 3,
    kind: 'delete',
    columns: ['name', 'deleted_at'],
    base: { name: 'Ada', deleted_at: null },
    mine: { name: 'Ada of B' },
    theirs: { name: 'Ada', deleted_at: '2026-05-01T10:00:00.000Z' },
  });
  // Whoever is asked to keep it or not sees what was edited.
  const edits = [{ before: 'Ada', after: 'Ada of B' }];
  expect(conflictView(store, third).rescued).toMatchObject({ deviceDeleted: false, edits });
  const met = arrive(store, id, {
    number: 5,
    kind: 'delete',
    columns: ['name'],
    base: {},
    mine: { deleted_at: '2026-05-01T10:00:00.000Z' },
    theirs: { name: 'Ada of B' },
  });
  expect(conflictView(store, met).rescued).toMatchObject({ deviceDeleted: true, edits: [{ after: 'Ada of B' }] });
  resolve(store, { id: third, choice: 'trash', values: {} });
  expect(store.row(morgys, id)?.deleted_at).not.toBeNull();
  store.write('purge', () => store.erase(morgys, id));
  const fourth = arrive(store, id, { ...sides, number: 4 });
  expect(conflictView(store, fourth)).toMatchObject({ rowExists: false, name: 'Ada of both' });
  expect(() => resolve(store, { id: fourth, choice: 'theirs', values: {} })).toThrow(/no longer here/);
});

it('lets a row go for good where its table has no trash', () => {
  const store = testStore();
  const [id, workspace] = [uuidv7(), uuidv7()];
  store.write('New session', () => {
    store.insert(workspaces, { id: workspace, user_id: store.ownerId(), name: 'Works' });
    store.insert(onboardingSessions, { id, workspace_id: workspace, owner_id: store.ownerId() });
  });
  const sides = { columns: ['status'], base: {}, mine: {}, theirs: { status: 'completed' } };
  const conflict = arrive(store, id, { ...sides, kind: 'delete', table_name: 'onboarding_sessions' });
  expect(resolve(store, { id: conflict, choice: 'trash', values: {} }).resolution).toBe('taken');
  expect(store.row(onboardingSessions, id)).toBeUndefined();
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
