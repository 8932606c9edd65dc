/**
 * Every question that a screen, a device or the gateway asks, at 1,000,000 usage rows, 100,000 purchases and 50,000
 * knowledge documents, as the signed-in person with row level security on: an index answers it. Faults caught: a missing
 * index, one that a policy keeps from being used, a sort of all of a person's rows for one page, a scan inside a function.
 * MORGUS_PLANS_SCALE (1 by default) makes the volume smaller on a slow machine; the plans are then those of fewer rows.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PoolClient } from 'pg';
import { createTestDatabase } from './harness.ts';
import type { Actor, TestDatabase } from './harness.ts';
import { calls, queries, snapshotTables } from './plans.queries.ts';
import { CREATOR, fillVolume } from './plans.volume.ts';

const SCALE = Number(process.env['MORGUS_PLANS_SCALE'] ?? 1);
const PAGE = 500;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await fillVolume(db, SCALE);
}, 300_000);
afterAll(() => db.drop());

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Conflict Arbiter Indexes'?: string[];
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

async function planOf(client: PoolClient, sql: string, values: readonly unknown[]): Promise<PlanNode[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${sql}`, [
    ...values,
  ]);
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error(`no plan: ${sql}`);
  return nodesOf(plan);
}

const scansOf = (nodes: readonly PlanNode[]): string[] =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => String(node['Relation Name']));

/** Runs it for real and says which tables were read from end to end, inside functions and triggers too. */
async function run(
  actor: Actor,
  sql: string,
  values: readonly unknown[],
): Promise<{ rows: number; scanned: string[] }> {
  return db.trial(actor, async (client) => {
    // A parallel worker's scan is not in this transaction's counters.
    await client.query('SET LOCAL max_parallel_workers_per_gather = 0');
    const result = await client.query(sql, [...values]);
    // Deferred triggers belong to the work.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const { rows } = await client.query<{ name: string }>(
      'SELECT relname AS name FROM pg_stat_xact_user_tables WHERE seq_scan > 0 AND schemaname = $1 ORDER BY 1',
      ['public'],
    );
    return { rows: result.rowCount ?? 0, scanned: rows.map(({ name }) => name) };
  });
}

test('the volume is what the plans are claimed for', async () => {
  const count = async (table: string): Promise<number> =>
    Number((await db.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
  expect(await count('user_usage')).toBeGreaterThanOrEqual(1_000_000 * Math.min(SCALE, 1));
  expect(await count('morgy_purchases')).toBeGreaterThanOrEqual(100_000 * Math.min(SCALE, 1));
  expect(await count('morgy_knowledge')).toBeGreaterThanOrEqual(50_000 * Math.min(SCALE, 1));
});

describe('a question of a screen or the gateway', () => {
  test.each(queries.map((query) => [query.name, query] as const))('%s', async (_, { actor, sql, values, by }) => {
    const nodes = await db.trial(actor, (client) => planOf(client, sql, values));
    expect(scansOf(nodes)).toEqual([]);
    const used = nodes.flatMap((node) => [node['Index Name'] ?? [], node['Conflict Arbiter Indexes'] ?? []].flat());
    for (const [table, allowed] of Object.entries(by))
      expect({ table, used: used.some((index) => allowed.includes(index)) || used }).toEqual({ table, used: true });
    // An answer of nothing would show nothing.
    const { rows, scanned } = await run(actor, sql, values);
    expect(rows).toBeGreaterThan(0);
    expect(scanned).toEqual([]);
  });
});

describe('a question whose statements are inside functions, views and triggers', () => {
  /** A handful of rows whatever the platform's size; reading them whole is right. */
  const small = new Set(['revenue_terms']);
  test.each(calls.map((call) => [call.name, call] as const))('%s', async (_, { actor, sql, values }) => {
    const { rows, scanned } = await run(actor, sql, values);
    expect(rows).toBeGreaterThan(0);
    expect(scanned.filter((table) => !small.has(table))).toEqual([]);
  });
});

describe("a page of a device's first fetch", () => {
  /** One row a person, or one for each month, day or plugin: few enough to be put in order as they come. */
  const few = new Set([
    'users',
    'user_profiles',
    'credit_balances',
    'sync_beacon',
    'trials',
    'usage_quotas',
    'usage_aggregates',
    'usage_records',
    'usage_daily_aggregates',
  ]);
  test('every synced table gives it from an index, in order', async () => {
    const tables = await snapshotTables(db);
    expect(tables.length).toBeGreaterThan(50);
    const found: Record<string, unknown>[] = [];
    for (const { table, owner, key } of tables) {
      const sql = `SELECT * FROM ${table} WHERE ${owner} = $1 AND ${key} > $2 ORDER BY ${key} LIMIT ${PAGE}`;
      const values = [CREATOR, '00000000-0000-0000-0000-000000000000'];
      // Snapshots are read by the gateway itself, which names the owner from the token.
      const nodes = await db.trial({ role: 'service' }, (client) => planOf(client, sql, values));
      const byOwner = nodes.some((node) => node['Index Cond']?.includes(owner) === true);
      const sorted = nodes.some((node) => node['Node Type'].includes('Sort'));
      found.push({ table, scans: scansOf(nodes), byOwner, inOrder: !sorted || few.has(table) });
    }
    expect(found).toEqual(tables.map(({ table }) => ({ table, scans: [], byOwner: true, inOrder: true })));
  });

  test('the signed-in person gets the same from the tables they may read whole', async () => {
    const found: Record<string, unknown>[] = [];
    for (const table of ['morgy_knowledge', 'chat_messages', 'user_usage', 'morgy_purchases', 'morgy_analytics']) {
      const { owner } = (await snapshotTables(db)).find((entry) => entry.table === table) ?? { owner: '' };
      const sql = `SELECT * FROM ${table} WHERE ${owner} = $1 AND id > $2 ORDER BY id LIMIT ${PAGE}`;
      const nodes = await db.trial({ role: 'authenticated', userId: CREATOR }, (client) =>
        planOf(client, sql, [CREATOR, '00000000-0000-0000-0000-000000000000']),
      );
      found.push({ table, scans: scansOf(nodes), sorted: nodes.some((node) => node['Node Type'].includes('Sort')) });
    }
    expect(found).toEqual(found.map(({ table }) => ({ table, scans: [], sorted: false })));
  });
});
