/** The documents' indexes, each there or served by another, and no foreign key that a delete would have to scan for. */
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());

/** Table and leading columns of every index that a document lists, in its own words where it gives no name. */
const documented: Readonly<Record<string, readonly string[]>> = {
  // document 1
  morgys: ['creator_id', 'is_public', 'category', 'rating', 'total_purchases', 'created_at', 'tags'],
  morgy_purchases: ['morgy_id', 'buyer_id', 'creator_id', 'payment_status', 'stripe_subscription_id'],
  morgy_reviews: ['morgy_id', 'user_id'],
  morgy_analytics: ['morgy_id, date'],
  creator_payouts: ['creator_id', 'status'],
  api_keys: ['user_id', 'key_hash'],
  marketplace_listings: ['morgy_id', 'creator_id', 'status', 'visibility', 'rating'],
  mcp_exports: ['morgy_id', 'user_id', 'share_id'],
  morgy_knowledge: ['morgy_id', 'source_type', 'search'],
  rate_limits: ['user_id', 'endpoint', 'window_start'],
  usage_quotas: ['user_id', 'month'],
  user_usage: ['user_id', 'action_type', 'created_at'],
  // document 2
  agents: ['status, category', 'slug', 'creator_id', 'search'],
  agent_instances: ['user_id', 'status', 'fly_machine_id'],
  sessions: ['instance_id', 'user_id'],
  messages: ['session_id, created_at'],
  usage_events: ['user_id, created_at'],
  creator_earnings: ['creator_id, paid_out'],
  relay_connections: ['relay, external_user_id'],
  agent_reviews: ['agent_id'],
  // document 3
  conversations: ['user_id', 'user_id, last_message_at', 'user_id, is_archived'],
  chat_messages: ['conversation_id', 'created_at', 'search'],
  // document 4: foreign keys (below), filters, sort fields, JSONB and arrays
  plugins: ['tier', 'created_at', 'downloads', 'rating', 'categories', 'features', 'author_id'],
  subscriptions: ['user_id', 'plugin_id', 'status'],
  licenses: ['user_id', 'plugin_id'],
  plugin_submissions: ['status'],
  // document 5
  foundations: ['workspace_id'],
  icp_profiles: ['workspace_id'],
  moves: ['workspace_id', 'campaign_id'],
  campaigns: ['workspace_id'],
  muse_assets: ['workspace_id'],
  agent_executions: ['workspace_id'],
  usage_records: ['user_id, date'],
};

/** Leading columns of each index as `a, b, c`. */
const indexes = await db.query<{ table: string; columns: string }>(
  `SELECT c.relname AS table, (
      SELECT string_agg(a.attname, ', ' ORDER BY k.position)
        FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, position) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    ) AS columns
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace`,
);
const serves = (table: string, columns: string): boolean =>
  indexes.some((index) => index.table === table && `${index.columns}, `.startsWith(`${columns}, `));

describe.each(Object.entries(documented))('%s', (table, wanted) => {
  test.each(wanted)('by %s', (columns) => {
    expect(serves(table, columns)).toBe(true);
  });
});

test("the documents' partial indexes are partial", async () => {
  const rows = await db.query<{ indexname: string }>(
    "SELECT indexname FROM pg_indexes WHERE indexname IN ('idx_morgys_public', 'idx_api_keys_active') AND indexdef LIKE '%WHERE%' ORDER BY 1",
  );
  expect(rows.map(({ indexname }) => indexname)).toEqual(['idx_api_keys_active', 'idx_morgys_public']);
});

test('every foreign key has an index that starts with it, so that deleting a parent never scans its children', async () => {
  const keys = await db.query<{ table: string; column: string }>(
    `SELECT conrelid::regclass::text AS table, a.attname AS column FROM pg_constraint
      JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
      WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  expect(keys.length).toBeGreaterThan(90);
  expect(keys.filter(({ table, column }) => !serves(table, column))).toEqual([]);
});
