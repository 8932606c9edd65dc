/**
 * Every question that a screen, a device or the gateway asks, at 1,000,000 usage rows, 100,000 purchases and 50,000
 * knowledge documents, as the signed-in person with row level security on: an index answers it. Faults caught: a missing
 * index, one that a policy keeps from being used, a sort of all of a person's rows for one page, a scan inside a function.
 * Filling takes half a minute on two free cores. It is not made smaller: with fewer rows the planner rightly chooses otherwise.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PoolClient } from 'pg';
import { createTestDatabase } from './harness.ts';
import type { Actor, TestDatabase } from './harness.ts';
import { calls, queries, snapshotTables } from './plans.queries.ts';
import { CREATOR, fillVolume } from './plans.volume.ts';

const PAGE = 500;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await fillVolume(db);
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

async function scanCounts(client: PoolClient): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; scans: number }>(
    "SELECT relname AS name, seq_scan::int AS scans FROM pg_stat_xact_user_tables WHERE schemaname = 'public'",
  );
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}

/** Runs it for real and says which tables were read from end to end, inside functions and triggers too. */
async function run(
  actor: Actor,
  sql: string,
  values: readonly unknown[],
): Promise<{ rows: number; scanned: string[] }> {
  return db.trial(actor, async (client) => {
    // A parallel worker's scan is not in this transaction's counters.
    await client.query('SET LOCAL max_parallel_workers_per_gather = 0');
    // The counters go on from what this connection did before and has not reported yet.
    const before = await scanCounts(client);
    const result = await client.query(sql, [...values]);
    // Deferred triggers belong to the work.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const after = await scanCounts(client);
    const scanned = [...after].filter(([table, scans]) => scans > (before.get(table) ?? 0)).map(([table]) => table);
    return { rows: result.rowCount ?? 0, scanned: scanned.toSorted() };
  });
}

test('the volume is what the plans are claimed for', async () => {
  const count = async (table: string): Promise<number> =>
    Number((await db.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
  expect(await count('user_usage')).toBeGreaterThanOrEqual(1_000_000);
  expect(await count('morgy_purchases')).toBeGreaterThanOrEqual(100_000);
  expect(await count('morgy_knowledge')).toBeGreaterThanOrEqual(50_000);
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
  const page = (table: string, owner: string, key: string): string =>
    `SELECT ${key}, row_version, _fv FROM ${table} WHERE ${owner} = $1 AND ${key} > $2 ORDER BY ${key} LIMIT ${PAGE}`;
  const fromTheStart = [CREATOR, '00000000-0000-0000-0000-000000000000'];
  const creator: Actor = { role: 'authenticated', userId: CREATOR };
  const sorts = (nodes: readonly PlanNode[]): boolean => nodes.some((node) => node['Node Type'].includes('Sort'));

  test('of every synced table comes by its owner from an index', async () => {
    const tables = await snapshotTables(db);
    expect(tables.length).toBeGreaterThan(50);
    const found: Record<string, unknown>[] = [];
    for (const { table, owner, key } of tables) {
      const nodes = await db.trial(creator, (client) => planOf(client, page(table, owner, key), fromTheStart));
      const byOwner = nodes.some((node) => node['Index Cond']?.includes(owner) === true);
      found.push({ table, scans: scansOf(nodes), byOwner });
    }
    expect(found).toEqual(tables.map(({ table }) => ({ table, scans: [], byOwner: true })));
  });

  /** One row a person, or one for each month, day, plugin or payment: few enough to be sorted as they come. */
  const few =
    'creator_payouts credit_balances payment_history payments subscription_history trials usage_aggregates usage_daily_aggregates usage_quotas usage_records'.split(
      ' ',
    );
  test('of every table that grows with its person can come in order, without sorting all that is theirs', async () => {
    const sorted: string[] = [];
    for (const { table, owner, key } of await snapshotTables(db)) {
      const nodes = await db.trial(creator, async (client) => {
        // A person with few rows is answered by sorting them; what is asked here is whether there is another way.
        await client.query('SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off');
        return planOf(client, page(table, owner, key), fromTheStart);
      });
      if (sorts(nodes) || !nodes.some((node) => node['Index Cond']?.includes(owner))) sorted.push(table);
    }
    expect(sorted).toEqual(few);
  });

  test('of user_usage, of which the creator has many pages, does come in order', async () => {
    const sql = page('user_usage', 'user_id', 'id');
    const nodes = await db.trial(creator, (client) => planOf(client, sql, fromTheStart));
    expect({ scans: scansOf(nodes), sorts: sorts(nodes) }).toEqual({ scans: [], sorts: false });
    expect(nodes.flatMap((node) => node['Index Name'] ?? [])).toEqual(['idx_user_usage_snapshot']);
  });
});
