/**
 * The questions that screens, the command line, devices and the gateway ask of Postgres, each with who asks and the
 * index that has to answer. Written as they are run: with the owner named, and with the columns that the asker may read.
 */
import type { Actor, TestDatabase } from './harness.ts';
import { BUYER, CREATOR, DEVICE, KEY_HASH, MORGY, SHARE_ID, WORKSPACE } from './plans.volume.ts';

export interface PlannedQuery {
  name: string;
  actor: Actor;
  sql: string;
  values: readonly unknown[];
  /** The big tables it reads, each with the indexes of which one has to be used. */
  by: Readonly<Record<string, readonly string[]>>;
}

const creator: Actor = { role: 'authenticated', userId: CREATOR };
const buyer: Actor = { role: 'authenticated', userId: BUYER };
const anon: Actor = { role: 'anon' };
const service: Actor = { role: 'service' };

const CARD = 'id, creator_id, name, description, category, tags, price, rating, review_count, total_purchases';
const SHOWN = 'is_public AND is_active AND deleted_at IS NULL';

const ask = (
  name: string,
  actor: Actor,
  by: PlannedQuery['by'],
  sql: string,
  values: readonly unknown[] = [],
): PlannedQuery => ({ name, actor, sql, values, by });

export const queries: readonly PlannedQuery[] = [
  // A creator's own screens.
  ask(
    'library of a creator',
    creator,
    { morgys: ['idx_morgys_creator'] },
    `SELECT ${CARD}, is_public, updated_at FROM morgys WHERE creator_id = $1 AND deleted_at IS NULL ORDER BY updated_at DESC, id`,
    [CREATOR],
  ),
  ask(
    'one Morgy',
    creator,
    { morgys: ['morgys_pkey'] },
    `SELECT ${CARD}, ai_config, personality FROM morgys WHERE id = $1`,
    [MORGY],
  ),
  ask(
    "a Morgy's knowledge list, without content",
    creator,
    { morgy_knowledge: ['idx_morgy_knowledge_morgy'] },
    'SELECT id, title, source_type, source_url, chunks, updated_at FROM morgy_knowledge WHERE morgy_id = $1 AND deleted_at IS NULL ORDER BY created_at, id',
    [MORGY],
  ),
  ask(
    'ledger of a creator, one month',
    creator,
    { morgy_purchases: ['idx_morgy_purchases_creator'] },
    `SELECT id, morgy_id, price, platform_fee, creator_revenue, currency, payment_status, created_at FROM morgy_purchases
      WHERE creator_id = $1 AND created_at >= now() - interval '90 days' AND created_at < now() ORDER BY created_at DESC, id`,
    [CREATOR],
  ),
  ask(
    'ledger of a creator, sums by month',
    creator,
    { morgy_purchases: ['idx_morgy_purchases_creator', 'idx_morgy_purchases_snapshot'] },
    `SELECT date_trunc('month', created_at, 'UTC') AS month, currency, sum(price) AS gross, sum(creator_revenue) AS earned FROM morgy_purchases
      WHERE creator_id = $1 AND payment_status = 'completed' GROUP BY 1, 2 ORDER BY 1 DESC`,
    [CREATOR],
  ),
  ask(
    'what a person bought',
    buyer,
    { morgy_purchases: ['morgy_purchases_buyer_id_morgy_id_key'] },
    'SELECT id, morgy_id, price, payment_status FROM morgy_purchases WHERE buyer_id = $1',
    [BUYER],
  ),
  ask(
    'payouts of a creator',
    creator,
    { creator_payouts: ['idx_creator_payouts_creator'] },
    'SELECT id, amount, currency, status, paid_at FROM creator_payouts WHERE creator_id = $1 ORDER BY created_at DESC LIMIT 50',
    [CREATOR],
  ),
  ask(
    'analytics of a Morgy, a range of dates',
    creator,
    { morgy_analytics: ['idx_morgy_analytics_morgy_date', 'morgy_analytics_morgy_id_date_key'] },
    'SELECT date, views, purchases, revenue FROM morgy_analytics WHERE morgy_id = $1 AND date BETWEEN current_date - 90 AND current_date ORDER BY date',
    [MORGY],
  ),
  ask(
    'reviews of a Morgy, the newest',
    buyer,
    { morgy_reviews: ['idx_morgy_reviews_morgy'] },
    'SELECT id, user_id, rating, comment, created_at FROM morgy_reviews WHERE morgy_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 20',
    [MORGY],
  ),
  ask(
    'foundation of a workspace',
    creator,
    { foundations: ['foundations_workspace_id_key'] },
    'SELECT id, company_name, summary FROM foundations WHERE workspace_id = $1',
    [WORKSPACE],
  ),
  ask(
    'workspaces and foundations of a person',
    creator,
    { foundations: ['foundations_workspace_id_key', 'idx_foundations_owner'], workspaces: ['idx_workspaces_user'] },
    'SELECT w.id, w.name, f.company_name FROM workspaces w JOIN foundations f ON f.workspace_id = w.id WHERE w.user_id = $1 AND f.owner_id = $1',
    [CREATOR],
  ),
  ask(
    'unread notifications',
    creator,
    { notifications: ['idx_notifications_unread'] },
    'SELECT id, type, title, message, created_at FROM notifications WHERE user_id = $1 AND NOT is_read ORDER BY created_at DESC LIMIT 50',
    [CREATOR],
  ),
  ask(
    'open conflicts',
    creator,
    { sync_conflict: ['idx_sync_conflict_open'] },
    "SELECT id, table_name, row_id, base, mine, theirs FROM sync_conflict WHERE owner_id = $1 AND resolution = 'open'",
    [CREATOR],
  ),
  ask(
    'usage of a person this month',
    creator,
    { user_usage: ['idx_user_usage_user_created'] },
    `SELECT action_type, count(*), sum(tokens_used) AS tokens, sum(cost_usd) AS cost FROM user_usage
      WHERE user_id = $1 AND created_at >= date_trunc('month', now(), 'UTC') - interval '1 month' GROUP BY action_type`,
    [CREATOR],
  ),
  ask(
    'plugin usage of a person',
    creator,
    { usage_events: ['idx_usage_user_created'] },
    "SELECT event_type, count(*) FROM usage_events WHERE user_id = $1 AND created_at >= now() - interval '90 days' GROUP BY event_type",
    [CREATOR],
  ),
  ask(
    'quota of a person',
    creator,
    { usage_quotas: ['usage_quotas_user_id_month_key'] },
    "SELECT messages_used, tokens_used, cost_usd FROM usage_quotas WHERE user_id = $1 AND month = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')",
    [CREATOR],
  ),
  ask(
    'credit ledger',
    creator,
    { credit_transactions: ['idx_credit_transactions_user'] },
    'SELECT id, type, amount, credit_type, created_at FROM credit_transactions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 50',
    [CREATOR],
  ),
  // The market.
  ask(
    'market, best rated',
    anon,
    { morgys: ['idx_morgys_public'] },
    `SELECT ${CARD} FROM morgys WHERE ${SHOWN} ORDER BY rating DESC, id LIMIT 24`,
  ),
  ask(
    'market, best rated of a category',
    buyer,
    { morgys: ['idx_morgys_public_category'] },
    `SELECT ${CARD} FROM morgys WHERE ${SHOWN} AND category = $1 ORDER BY rating DESC, id LIMIT 24`,
    ['analyst'],
  ),
  ask(
    'market, listings with their Morgys',
    buyer,
    { marketplace_listings: ['idx_marketplace_listings_shown'], morgys: ['morgys_pkey'] },
    `SELECT l.id, l.price, l.pricing_model, m.name, m.rating FROM marketplace_listings l JOIN morgys m ON m.id = l.morgy_id
      WHERE l.status = 'approved' AND l.visibility = 'public' AND l.deleted_at IS NULL ORDER BY l.rating DESC, l.id LIMIT 24`,
  ),
  ask(
    "a creator's public Morgys, seen by another",
    buyer,
    { morgys: ['idx_morgys_creator'] },
    `SELECT ${CARD} FROM morgys WHERE creator_id = $1 AND ${SHOWN}`,
    [CREATOR],
  ),
  // Words. A person's search goes by owner: @@ is not leakproof, so row level security keeps it from choosing the rows.
  ask(
    "words in one's own knowledge",
    creator,
    { morgy_knowledge: ['idx_morgy_knowledge_owner'] },
    `SELECT id, title, ts_rank(search, q) AS rank FROM morgy_knowledge, websearch_to_tsquery('english', $2) AS q
      WHERE owner_id = $1 AND search @@ q AND deleted_at IS NULL ORDER BY rank DESC, id LIMIT 20`,
    [CREATOR, 'gardens mapped'],
  ),
  ask(
    "words in one's own Morgys",
    creator,
    { morgys: ['idx_morgys_creator'] },
    "SELECT id, name FROM morgys WHERE creator_id = $1 AND search @@ websearch_to_tsquery('english', $2) AND deleted_at IS NULL LIMIT 20",
    [CREATOR, 'planning'],
  ),
  ask(
    'words in all knowledge, by the service',
    service,
    { morgy_knowledge: ['idx_morgy_knowledge_search'] },
    "SELECT id, title FROM morgy_knowledge, websearch_to_tsquery('english', $1) AS q WHERE search @@ q ORDER BY ts_rank(search, q) DESC LIMIT 20",
    ['compilers pricing telling'],
  ),
  ask(
    'words in all messages, by the service',
    service,
    { chat_messages: ['idx_chat_messages_content_search'] },
    "SELECT id FROM chat_messages WHERE search @@ websearch_to_tsquery('english', $1) AND search @@ websearch_to_tsquery('english', $2)",
    ['garden', 'mapping'],
  ),
  // Devices and the gateway.
  ask(
    'an API key by its hash',
    service,
    { api_keys: ['api_keys_key_hash_key'] },
    'SELECT id, user_id, scopes, expires_at FROM api_keys WHERE key_hash = $1 AND is_active',
    [KEY_HASH],
  ),
  ask(
    'an export by its share id',
    service,
    { mcp_exports: ['mcp_exports_share_id_key'] },
    'SELECT id, morgy_id, include_knowledge FROM mcp_exports WHERE share_id = $1',
    [SHARE_ID],
  ),
  ask(
    "a device's place in the ledger, locked",
    service,
    { sync_device: ['sync_device_pkey', 'idx_sync_device_owner'] },
    'SELECT last_number, confirmed_number, schema_version FROM sync_device WHERE id = $1 AND owner_id = $2 AND revoked_at IS NULL FOR UPDATE',
    [DEVICE, CREATOR],
  ),
  ask(
    'devices of a person',
    creator,
    { sync_device: ['idx_sync_device_owner'] },
    'SELECT id, name, last_seen_at FROM sync_device WHERE owner_id = $1',
    [CREATOR],
  ),
  ask(
    'stored answers of a device',
    service,
    { sync_result: ['sync_result_pkey'] },
    'SELECT number, outcome, row_version, code, answer FROM sync_result WHERE device_id = $1 AND number BETWEEN $2 AND $3 ORDER BY number',
    [DEVICE, 1, 100],
  ),
  ask(
    'rate limit of an endpoint, counted',
    service,
    { rate_limits: ['rate_limits_user_id_endpoint_window_start_window_seconds_key'] },
    `INSERT INTO rate_limits AS r (user_id, endpoint, window_start, window_seconds, request_count)
      VALUES ($1, '/v1/morgys', date_trunc('minute', now()), 60, 1)
      ON CONFLICT (user_id, endpoint, window_start, window_seconds) DO UPDATE SET request_count = r.request_count + 1 WHERE r.request_count < 60
      RETURNING request_count`,
    [CREATOR],
  ),
];

/** Calls whose statements are inside functions: what they read is seen in the counters of the transaction. */
export const calls: readonly { name: string; actor: Actor; sql: string; values: readonly unknown[] }[] = [
  {
    name: 'conversations with last message',
    actor: creator,
    sql: 'SELECT * FROM get_conversations_with_last_message()',
    values: [],
  },
  { name: 'search_messages', actor: creator, sql: 'SELECT * FROM search_messages($1)', values: ['please'] },
  { name: 'get_user_stats', actor: creator, sql: 'SELECT * FROM get_user_stats($1)', values: [CREATOR] },
  {
    name: 'get_user_current_usage',
    actor: creator,
    sql: 'SELECT * FROM get_user_current_usage($1)',
    values: [CREATOR],
  },
  { name: 'can_user_perform_action', actor: creator, sql: 'SELECT can_user_perform_action($1)', values: [CREATOR] },
  {
    name: 'check_rate_limit of messages',
    actor: creator,
    sql: "SELECT check_rate_limit($1, 'messages')",
    values: [CREATOR],
  },
  {
    name: 'check_rate_limit of an endpoint',
    actor: service,
    sql: "SELECT check_rate_limit($1, '/v1/morgys', 1, 60)",
    values: [CREATOR],
  },
  { name: 'creator_balance', actor: creator, sql: 'SELECT * FROM creator_balance($1)', values: [CREATOR] },
  { name: 'request_payout', actor: creator, sql: 'SELECT request_payout(50)', values: [] },
  { name: 'creator_analytics', actor: creator, sql: 'SELECT * FROM creator_analytics', values: [] },
  { name: 'morgy_revenue', actor: creator, sql: 'SELECT * FROM morgy_revenue', values: [] },
  {
    name: 'track_user_usage',
    actor: service,
    sql: "SELECT track_user_usage($1, 'message_sent', 10)",
    values: [CREATOR],
  },
  {
    name: 'increment_usage',
    actor: service,
    sql: "SELECT increment_usage($1, 'plugin-0', '2026-02', 'tokens', 10)",
    values: [CREATOR],
  },
  { name: 'increment_morgy_stats', actor: service, sql: 'SELECT increment_morgy_stats($1, 1, 9)', values: [MORGY] },
  {
    name: 'a review written, with the rating counted again',
    actor: buyer,
    sql: "INSERT INTO morgy_reviews (morgy_id, user_id, owner_id, rating) SELECT morgy_id, buyer_id, creator_id, 4 FROM morgy_purchases WHERE buyer_id = $1 AND payment_status = 'completed' AND morgy_id > '00000100-0000-7000-8000-000000000002' LIMIT 1 RETURNING 1",
    values: [BUYER],
  },
  {
    name: 'a Morgy renamed, with its stamp, audit and beacon',
    actor: creator,
    sql: "UPDATE morgys SET name = 'Renamed' WHERE id = $1 RETURNING id",
    values: [MORGY],
  },
  {
    name: 'search_public_morgys',
    actor: buyer,
    sql: 'SELECT * FROM search_public_morgys($1)',
    values: ['garden planning'],
  },
];

/** The pages of a device's first fetch: the owner's rows of a table in the order of its key. A common one is read whole. */
export async function snapshotTables(db: TestDatabase): Promise<{ table: string; owner: string; key: string }[]> {
  const rows = await db.query<{ table: string; owner: string }>(
    'SELECT table_name AS table, owner_column AS owner FROM sync_table WHERE owner_column IS NOT NULL ORDER BY 1',
  );
  return rows.map(({ table, owner }) => ({ table, owner, key: table === 'sync_beacon' ? 'owner_id' : 'id' }));
}
