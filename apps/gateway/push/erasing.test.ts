/**
 * Deletes from a table without a trash: the row is gone for good, so nothing that its sender had not seen may go with it.
 * Faults caught: another device's edit deleted unseen; one that is missed because the row was made again under its id and
 * counts its versions anew.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, endingQuietly } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { TestDevice } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';

let db: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  db = await createTestDatabase();
  pool = endingQuietly(new pg.Pool({ connectionString: db.url, max: 4, pipeline: true }));
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

const table = 'onboarding_sessions';
const told = (text: string): Record<string, string> => ({ offer: text });

interface World {
  readonly a: TestDevice;
  readonly b: TestDevice;
  readonly rowId: string;
  readonly made: Change;
}

/** A session that both devices have seen as `made` says. */
async function world(): Promise<World> {
  const userId = await db.addUser();
  const [a, b] = [await TestDevice.of(pool, userId), await TestDevice.of(pool, userId)];
  const [workspace] = await db.query<{ id: string }>('SELECT id FROM workspaces WHERE user_id = $1', [userId]);
  const rowId = uuidv7();
  const patch = { workspace_id: workspace?.id ?? '', step_data: told('first') };
  const made: Change = { table, rowId, operation: 'insert', patch };
  await a.one(made);
  return { a, b, rowId, made };
}

const removal = (rowId: string, seen: string, version: number): Change => ({
  table,
  rowId,
  operation: 'delete',
  base: { step_data: told(seen), status: 'in_progress', current_step: 1 },
  baseVersions: { '*': version },
});
const edit = (rowId: string, from: string, to: string): Change => ({
  table,
  rowId,
  patch: { step_data: told(to) },
  base: { step_data: told(from) },
  baseVersions: { step_data: 1 },
});
const left = (rowId: string) => db.query('SELECT step_data FROM onboarding_sessions WHERE id = $1', [rowId]);

test('a row that nobody else touched is gone, and deleting it twice is no fault', async () => {
  const { b, rowId } = await world();
  for (let n = 0; n < 2; n += 1)
    expect(await b.one(removal(rowId, 'first', 1))).toMatchObject({ outcome: 'applied', rowVersion: null });
  expect(await left(rowId)).toEqual([]);
});

test('a row that another device edited meanwhile stays, and a person is asked', async () => {
  const { a, b, rowId } = await world();
  await a.one(edit(rowId, 'first', 'of a'));
  expect(await b.one(removal(rowId, 'first', 1))).toMatchObject({ outcome: 'conflicted', rowVersion: 2 });
  expect(await left(rowId)).toEqual([{ step_data: told('of a') }]);
  expect(await db.query('SELECT kind, columns, theirs FROM sync_conflict WHERE row_id = $1', [rowId])).toEqual([
    { kind: 'delete', columns: ['step_data'], theirs: { step_data: told('of a') } },
  ]);
  // Once it was seen, it may go.
  expect(await b.one(removal(rowId, 'of a', 2))).toMatchObject({ outcome: 'applied' });
  expect(await left(rowId)).toEqual([]);
});

test('so does one that was made again under its id and has come to the same version', async () => {
  const { a, b, rowId, made } = await world();
  await a.one(edit(rowId, 'first', 'seen by b'));
  await a.one(removal(rowId, 'seen by b', 2));
  await a.one(made);
  await a.one(edit(rowId, 'first', 'not seen by b'));
  expect(await b.one(removal(rowId, 'seen by b', 2))).toMatchObject({ outcome: 'conflicted', rowVersion: 2 });
  expect(await left(rowId)).toEqual([{ step_data: told('not seen by b') }]);
});

test('a bookmark that moved on keeps nothing, and a delete that says nothing of what it saw is judged by versions', async () => {
  const { a, b, rowId } = await world();
  await a.one({
    table,
    rowId,
    patch: { current_step: 7 },
    base: { current_step: 1 },
    baseVersions: { current_step: 1 },
  });
  const { base: _base, ...bare } = removal(rowId, 'first', 1);
  expect(await b.one(bare)).toMatchObject({ outcome: 'conflicted' });
  expect(await b.one(removal(rowId, 'first', 1))).toMatchObject({ outcome: 'applied' });
  expect(await left(rowId)).toEqual([]);
});
