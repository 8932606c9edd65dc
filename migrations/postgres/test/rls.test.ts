/** Row level security, table by table: every operation by every actor, held against the matrix. */
import type { PoolClient } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { become, createTestDatabase } from './harness.ts';
import type { Actor, Row } from './harness.ts';
import { actors, matrix } from './rls.matrix.ts';
import type { ActorName, TableRule } from './rls.matrix.ts';
import { insertRow, makeWorld } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());

/** Refused by rights, by a policy, or because such a row never changes. */
const REFUSALS = new Set(['42501', '23001']);
/** Allowed, and then stopped by another row: a key that is taken or still referred to. */
const DATA_ERRORS = new Set(['23503', '23505']);

function actorOf(name: ActorName, self: string | undefined): Actor {
  if (name === 'anon' || name === 'service') return { role: name };
  return { role: 'authenticated', userId: name === 'owner' && self ? self : world[name] };
}

async function isAllowed(work: () => Promise<{ rowCount: number | null }>): Promise<boolean> {
  try {
    return ((await work()).rowCount ?? 0) > 0;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (REFUSALS.has(code)) return false;
    if (DATA_ERRORS.has(code)) return true;
    throw error;
  }
}

/** Puts a new row there as the superuser and says how to find it. */
async function arrange(client: PoolClient, table: string, rule: TableRule): Promise<{ key: Row; self?: string }> {
  if (rule.self) {
    const id = uuidv7();
    await insertRow((sql, values) => client.query(sql, values), 'users', { id, email: `${id}@example.com` });
    // Signing up makes the account's own rows, but for the beacon, which is lit at the commit.
    if (table === 'sync_beacon') await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return { key: rule.self(id), self: id };
  }
  const row = rule.sample(world);
  if (table === 'foundations') {
    const workspace = uuidv7();
    await insertRow((sql, values) => client.query(sql, values), 'workspaces', {
      id: workspace,
      user_id: world.owner,
      name: 'W',
    });
    row['workspace_id'] = workspace;
  }
  await insertRow((sql, values) => client.query(sql, values), table, row);
  return { key: Object.fromEntries((rule.key ?? ['id']).map((column) => [column, row[column]])) };
}

async function outcome(
  table: string,
  rule: TableRule,
  operation: 'read' | 'insert' | 'update' | 'remove',
  name: ActorName,
): Promise<boolean> {
  return db.trial({ role: 'owner' }, async (client) => {
    if (operation === 'insert') {
      await become(client, actorOf(name, undefined));
      return isAllowed(async () => {
        await insertRow((sql, values) => client.query(sql, values), table, rule.sample(world));
        return { rowCount: 1 };
      });
    }
    const { key, self } = await arrange(client, table, rule);
    const columns = Object.keys(key);
    const where = columns.map((column, index) => `"${column}" = $${index + 1}`).join(' AND ');
    const values = Object.values(key);
    await become(client, actorOf(name, self));
    if (operation === 'read')
      return isAllowed(() => client.query(`SELECT "${columns[0]}" FROM "${table}" WHERE ${where}`, values));
    if (operation === 'remove') return isAllowed(() => client.query(`DELETE FROM "${table}" WHERE ${where}`, values));
    const [column, value] = rule.update;
    return isAllowed(() =>
      client.query(`UPDATE "${table}" SET "${column}" = $${columns.length + 1} WHERE ${where}`, [...values, value]),
    );
  });
}

test('no table is missing from the matrix, and each has row level security', async () => {
  const rows = await db.query<{ name: string; secured: boolean }>(
    "SELECT relname AS name, relrowsecurity AS secured FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(matrix).toSorted());
  expect(rows.filter(({ secured }) => !secured)).toEqual([]);
});

describe.each(Object.entries(matrix))('%s', (table, rule) => {
  const allowed = {
    read: rule.read,
    insert: rule.insert,
    update: rule.update[2],
    remove: rule.remove,
  };
  test.each(['read', 'insert', 'update', 'remove'] as const)('%s', { timeout: 30_000 }, async (operation) => {
    const may: ActorName[] = [];
    for (const name of actors) if (await outcome(table, rule, operation, name)) may.push(name);
    expect(may.join(' '), `who may ${operation} ${table}`).toBe(allowed[operation]);
  });
});
