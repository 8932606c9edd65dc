/** Faults caught: a device whose choice is refused because another one was faster, two devices that end with different primary profiles. */
import { afterAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import { insertRow, makeWorld } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());

async function workspace(): Promise<string> {
  const id = uuidv7();
  await insertRow((sql, values) => db.query(sql, values), 'workspaces', { id, user_id: world.owner, name: 'W' });
  return id;
}
const profile = (workspaceId: string, id: string) => ({
  id,
  workspace_id: workspaceId,
  owner_id: world.owner,
  name: id,
  is_primary: true,
});
/** As a person's device hands it in. */
const put = (row: Record<string, unknown>) =>
  db.as({ role: 'authenticated', userId: world.owner }, (c) =>
    insertRow((sql, values) => c.query(sql, values), 'icp_profiles', row),
  );
const primaries = async (workspaceId: string): Promise<string[]> =>
  (
    await db.query<{ id: string }>('SELECT id FROM icp_profiles WHERE workspace_id = $1 AND is_primary ORDER BY id', [
      workspaceId,
    ])
  ).map(({ id }) => id);

test('two devices that each made one primary end with the older one, whoever comes first', async () => {
  for (const turned of [false, true]) {
    const workspaceId = await workspace();
    const ids = [uuidv7(), uuidv7()];
    for (const id of turned ? ids.toReversed() : ids) await put(profile(workspaceId, id));
    expect(await primaries(workspaceId)).toEqual([ids[0]]);
    const rows = await db.query<{ row_version: string }>(
      'SELECT row_version FROM icp_profiles WHERE workspace_id = $1 ORDER BY id',
      [workspaceId],
    );
    // The one that lost its mark after it had it was changed, and its device hears of it.
    expect(rows.map((row) => row.row_version)).toEqual(turned ? ['1', '2'] : ['1', '1']);
  }
});

test('a switch takes the mark from the other one first and keeps the newer profile', async () => {
  const workspaceId = await workspace();
  const [older, newer] = [uuidv7(), uuidv7()];
  await put(profile(workspaceId, older));
  await put({ ...profile(workspaceId, newer), is_primary: false });
  await db.as({ role: 'authenticated', userId: world.owner }, async (c) => {
    await c.query('UPDATE icp_profiles SET is_primary = false WHERE id = $1', [older]);
    await c.query('UPDATE icp_profiles SET is_primary = true WHERE id = $1', [newer]);
  });
  expect(await primaries(workspaceId)).toEqual([newer]);
  // The older one comes back from the trash with its mark: it was there first.
  await db.query('UPDATE icp_profiles SET deleted_at = now(), is_primary = true WHERE id = $1', [older]);
  await db.query('UPDATE icp_profiles SET deleted_at = NULL WHERE id = $1', [older]);
  expect(await primaries(workspaceId)).toEqual([older]);
});

test('another workspace keeps its own', async () => {
  const [one, two] = [await workspace(), await workspace()];
  const [a, b] = [uuidv7(), uuidv7()];
  await put(profile(one, a));
  await put(profile(two, b));
  expect([await primaries(one), await primaries(two)]).toEqual([[a], [b]]);
});
