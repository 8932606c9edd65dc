/**
 * Fills a migrated database to the volume that the tests of plans and the benchmark ask their questions at: by default
 * 1,000,000 usage rows, 100,000 purchases and 50,000 knowledge documents of 2,000 people, 500 of them creators.
 * Triggers and foreign keys are off while it writes, so derived columns are written by hand; every id can be computed.
 */
import type { TestDatabase } from './harness.ts';

/** The creator who asks in the tests; user 0 of the volume. */
export const CREATOR = '00000000-0000-7000-8000-000000000001';
/** A buyer of that creator's Morgys, user 500. */
export const BUYER = '000001f4-0000-7000-8000-000000000001';
/** Morgy 0 of the volume, the creator's own, public and with two years of daily figures. */
export const MORGY = '00000000-0000-7000-8000-000000000002';
export const KEY_HASH = '0'.repeat(64);
export const SHARE_ID = '0'.repeat(32);
export const DEVICE = '00000000-0000-7000-8000-000000000004';
export const WORKSPACE = '00000000-0000-7000-8000-000000000005';

/** Statements use k(kind, n) for ids: u(n) people, m(n) Morgys, d(n) devices, w(n) workspaces. */
const HELPERS = `
CREATE FUNCTION pg_temp.k(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(kind::text, 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.u(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.k(1, n) $$;
CREATE FUNCTION pg_temp.m(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.k(2, n) $$;
CREATE FUNCTION pg_temp.d(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.k(4, n) $$;
CREATE FUNCTION pg_temp.w(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.k(5, n) $$;
CREATE FUNCTION pg_temp.hex(n bigint, digits int) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lpad(to_hex(n), digits, '0') $$;
`;

const words = (n: string): string =>
  `(ARRAY['garden','invoice','river','compiler','novel','market','sleep','history'])[1 + ${n} % 8] || ' ' ||
   (ARRAY['planning','checking','mapping','teaching','editing','pricing','training','telling'])[1 + ${n} / 8 % 8]`;

interface Fill {
  table: string;
  columns: string;
  /** Expressions over n, 0 to rows - 1. */
  values: string;
  rows: number;
}

/** A moment of the last two years (63,072,000 seconds), scattered by a prime. */
const spread = (n: string): string => `now() - (${n}::bigint * 7919 % 63072000) * interval '1 second'`;

export function fills(scale: number): Fill[] {
  const of = (rows: number): number => Math.max(2000, Math.round(rows * scale));
  const fill = (table: string, rows: number, columns: string, values: string): Fill => ({
    table,
    rows,
    columns,
    values,
  });
  /** Tables that hang on a workspace, and the ones that hang on their person alone. */
  const inWorkspace = (table: string, columns: string, values: string): Fill =>
    fill(table, 4000, `workspace_id, owner_id, ${columns}`, `w(n % 2000), u(n % 2000), ${values}`);
  const own = (table: string, rows: number, owner: string, columns: string, values: string): Fill =>
    fill(table, rows, `${owner}, ${columns}`, `u(n % 2000), ${values}`);
  /** Every two hundredth row is the creator's: one person with ten times as many rows as the others. */
  const heavy = (table: string, rows: number, owner: string, columns: string, values: string): Fill =>
    fill(table, rows, `${owner}, ${columns}`, `u(CASE WHEN n % 200 = 1 THEN 0 ELSE n % 2000 END), ${values}`);
  return [
    fill(
      'users',
      2000,
      'id, email, role',
      `u(n), n || '@example.com', CASE WHEN n < 500 THEN 'creator' ELSE 'user' END`,
    ),
    fill('user_profiles', 2000, 'id, username', `u(n), 'person' || n`),
    own(
      'notifications',
      20_000,
      'user_id',
      'type, title, message, is_read, created_at',
      `'system', 'News', 'A thing happened', n / 2000 > 1, ${spread('n')}`,
    ),
    own('api_keys', 4000, 'user_id', 'key_prefix, key_hash, name', `'morg_' || hex(n, 8), hex(n, 64), 'Key ' || n`),
    fill(
      'morgys',
      of(20_000),
      'id, creator_id, name, description, category, is_public, price, rating, review_count, total_purchases, created_at',
      `m(n), u(n % 500), 'Morgy for ' || ${words('n')}, 'Helps with ' || ${words('n / 3')},
       CASE WHEN n % 1000 = 3 THEN 'analyst' ELSE (ARRAY['business','social','research','technical','creative','custom','assistant'])[1 + n / 500 % 7] END,
       n % 3 <> 1, n % 90, (n * 31 % 501) / 100.0, n % 50, n % 70, ${spread('n')}`,
    ),
    fill(
      'morgy_knowledge',
      of(50_000),
      'morgy_id, owner_id, title, content, source_type, metadata',
      `m(n % ${of(20_000)}), u(n % ${of(20_000)} % 500), 'Notes on ' || ${words('n / 7')}, repeat('What is known of ' || ${words('n / 5')} || ' and ' || ${words('n / 11')} || '. ', 4), 'text', '{}'`,
    ),
    fill(
      'knowledge_chunks',
      of(50_000),
      'knowledge_id, owner_id, position, content, content_sha256',
      `k(9, n / 5), u(n % 500), n % 5, 'A part', hex(n, 64)`,
    ),
    fill(
      'morgy_templates',
      of(20_000),
      'morgy_id, owner_id, title, text',
      `m(n % ${of(20_000)}), u(n % 500), 'Ask ' || n, 'Sum up {{subject}}.'`,
    ),
    fill(
      'mcp_exports',
      of(20_000),
      'morgy_id, user_id, share_id, share_url',
      `m(n), u(n % 500), hex(n, 32), 'https://example.com/' || n`,
    ),
    fill(
      'morgy_reviews',
      of(60_000),
      'morgy_id, user_id, owner_id, rating, comment, created_at',
      `m(n / 1000), u(500 + n % 1000), u(n / 1000 % 500), 1 + n % 5, 'Said ' || n, ${spread('n')}`,
    ),
    fill(
      'morgy_analytics',
      of(200_000),
      'morgy_id, owner_id, date, views, purchases, revenue',
      `m(n / 730), u(n / 730 % 500), current_date - n % 730, n % 40, n % 3, n % 3 * 9`,
    ),
    fill(
      'marketplace_listings',
      of(20_000),
      'morgy_id, creator_id, status, visibility, price, rating',
      `m(n), u(n % 500), CASE n % 5 WHEN 0 THEN 'draft' WHEN 1 THEN 'pending' ELSE 'approved' END, CASE n % 7 WHEN 0 THEN 'private' ELSE 'public' END, n % 90, (n * 31 % 501) / 100.0`,
    ),
    fill(
      'morgy_purchases',
      of(100_000),
      'morgy_id, buyer_id, creator_id, purchase_type, price, platform_rate, platform_fee, creator_revenue, payment_status, created_at',
      `m(n % ${of(20_000)}), u(500 + (n % ${of(20_000)} * 7 + n / ${of(20_000)} * 13) % 1500), u(n % ${of(20_000)} % 500), 'one_time', 10, 0.3, 3, 7, CASE n % 47 WHEN 0 THEN 'refunded' ELSE 'completed' END, ${spread('n')}`,
    ),
    fill(
      'creator_payouts',
      6000,
      'creator_id, amount, period_start, period_end, status, created_at',
      `u(n % 500), 60, current_date - 60, current_date - 30, 'paid', ${spread('n')}`,
    ),
    own('projects', 4000, 'user_id', 'id, name', `k(6, n), 'Project ' || n`),
    fill('teams', 4000, 'project_id, owner_id, name', `k(6, n), u(n % 2000), 'Team ' || n`),
    fill('team_agents', 4000, 'team_id, instance_id, owner_id', `k(10, n), k(8, n), u(n % 2000)`),
    fill(
      'agents',
      5000,
      'id, creator_id, slug, name, tagline, description, category, github_repo_url, status, published_at, credits_per_session',
      `k(7, n), u(n % 500), 'agent-' || n, 'Agent ' || n, 'Does ' || ${words('n')}, 'An agent for ' || ${words('n / 3')}, 'research', 'https://github.com/example/a' || n, CASE n % 3 WHEN 0 THEN 'draft' ELSE 'published' END, CASE n % 3 WHEN 0 THEN NULL ELSE now() END, 5`,
    ),
    fill(
      'agent_skills',
      5000,
      'agent_id, owner_id, slug, name, skill_content',
      `k(7, n), u(n % 500), 'skill-' || n, 'Skill', 'Do it well.'`,
    ),
    fill(
      'agent_versions',
      5000,
      'agent_id, owner_id, version, docker_image',
      `k(7, n), u(n % 500), '1.0.' || n, 'example/a:' || n`,
    ),
    own(
      'agent_instances',
      6000,
      'user_id',
      'id, agent_id, fly_app_name, fly_machine_id',
      `k(8, n), k(7, n % 5000), 'app', 'machine-' || n`,
    ),
    fill(
      'agent_reviews',
      5000,
      'agent_id, user_id, owner_id, rating',
      `k(7, n), u(500 + n % 1500), u(n % 500), 1 + n % 5`,
    ),
    own('sessions', 20_000, 'user_id', 'id, instance_id', `k(11, n), k(8, n % 6000)`),
    fill(
      'messages',
      of(50_000),
      'session_id, owner_id, role, content',
      `k(11, n % 20000), u(n % 2000), 'user', 'A word'`,
    ),
    own('credit_balances', 2000, 'user_id', 'topup_credits', `n % 100`),
    heavy(
      'credit_transactions',
      of(100_000),
      'user_id',
      'type, amount, credit_type, created_at',
      `'topup_purchase', 5, 'topup', ${spread('n')}`,
    ),
    fill(
      'creator_earnings',
      of(20_000),
      'creator_id, agent_id, gross_revenue, compute_cost, creator_amount, platform_amount, created_at',
      `u(n % 500), k(7, n % 5000), 10, 1, 8.5, 1.5, ${spread('n')}`,
    ),
    own(
      'conversations',
      of(20_000),
      'user_id',
      'id, title, last_message_at, is_archived, is_starred',
      `k(12, n), 'On ' || ${words('n')}, ${spread('n')}, n / 2000 % 4 = 3, n / 2000 % 5 = 4`,
    ),
    fill(
      'chat_messages',
      of(100_000),
      'id, conversation_id, user_id, role, content, token_count, created_at',
      `k(13, n), k(12, n % ${of(20_000)}), u(n % ${of(20_000)} % 2000), 'user', 'I would like to know about ' || ${words('n')} || ' please', 12, ${spread('n')}`,
    ),
    own(
      'message_attachments',
      6000,
      'owner_id',
      'message_id, file_name, storage_path',
      `k(13, n), 'a.pdf', 'files/' || n`,
    ),
    fill(
      'plugins',
      2000,
      'id, name, display_name, source, version, tier',
      `'plugin-' || n, 'plugin-' || n, 'Plugin for ' || ${words('n')}, 'example/' || n, '1.0.0', 'free'`,
    ),
    own('licenses', 4000, 'user_id', 'plugin_id, license_key, tier', `'plugin-' || n % 2000, 'license-' || n, 'pro'`),
    own(
      'trials',
      4000,
      'user_id',
      'plugin_id, license_key, expires_at',
      `'plugin-' || n / 2000, 'trial-' || n, now() + interval '14 days'`,
    ),
    own('plugin_submissions', 4000, 'user_id', 'plugin_data', `'{}'`),
    own('workspaces', 2000, 'user_id', 'id, name', `w(n), 'Workspace ' || n`),
    { ...inWorkspace('foundations', 'company_name', `'Company ' || n`), rows: 2000 },
    inWorkspace('icp_profiles', 'name', `'Customer ' || n`),
    inWorkspace('campaigns', 'name', `'Campaign ' || n`),
    inWorkspace('moves', 'name, category', `'Move ' || n, 'ignite'`),
    inWorkspace('muse_assets', 'title, type, content', `'Asset ' || n, 'email', 'Text'`),
    inWorkspace('blackbox_strategies', 'name, focus_area', `'Strategy ' || n, 'acquisition'`),
    inWorkspace('daily_wins', 'topic, hook', `'Topic ' || n, 'Hook'`),
    inWorkspace('agent_executions', 'request_type', `'research'`),
    inWorkspace('onboarding_sessions', 'current_step', `1`),
    own('subscriptions', 2000, 'user_id', 'plan', `'free'`),
    own(
      'subscription_history',
      4000,
      'user_id',
      'tier, status, period_start, period_end',
      `'free', 'active', now(), now()`,
    ),
    own('payment_history', 4000, 'user_id', 'amount, status', `5, 'paid'`),
    own('payments', 4000, 'user_id', 'amount_inr', `500`),
    own(
      'rate_limits',
      20_000,
      'user_id',
      'endpoint, window_start, request_count',
      `'/v1/morgys', date_trunc('minute', now()) - n / 2000 * interval '1 minute', 3`,
    ),
    own(
      'usage_quotas',
      24_000,
      'user_id',
      'month, messages_used',
      `to_char(now() AT TIME ZONE 'UTC' - n / 2000 * interval '1 month', 'YYYY-MM'), 5`,
    ),
    heavy(
      'user_usage',
      of(1_000_000),
      'user_id',
      'action_type, tokens_used, created_at',
      `'message_sent', n % 500, ${spread('n')}`,
    ),
    heavy(
      'usage_events',
      of(200_000),
      'user_id',
      'plugin_id, event_type, created_at',
      `'plugin-' || n % 5, 'command_used', ${spread('n')}`,
    ),
    own('usage_aggregates', 10_000, 'user_id', 'plugin_id, period', `'plugin-' || n / 2000, '2026-01'`),
    own('usage_records', 20_000, 'user_id', 'date', `current_date - n / 2000`),
    own('usage_daily_aggregates', 20_000, 'user_id', 'date', `current_date - n / 2000`),
    own('sync_device', 4000, 'owner_id', 'id, name', `d(n), 'Laptop ' || n`),
    own(
      'sync_result',
      of(50_000),
      'owner_id',
      'device_id, number, content_sha256, outcome, table_name, row_id',
      `d(n % 4000), 1 + n / 4000, hex(n, 64), 'applied', 'morgys', m(n)`,
    ),
    own(
      'sync_conflict',
      20_000,
      'owner_id',
      'table_name, row_id, device_id, number, resolution',
      `'morgys', m(n), d(n % 4000), 1 + n / 4000, CASE n / 2000 % 5 WHEN 0 THEN 'open' ELSE 'kept' END`,
    ),
    own('sync_beacon', 2000, 'owner_id', 'tables', `'{}'`),
  ];
}

/** Indexes that no constraint stands on: faster made once over all rows than kept with every row. */
const LOOSE_INDEXES = `SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
  WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`;
const MANY_ROWS = 20_000;

/** `scale` 1 is the full volume; no table goes below 2,000 rows. Fills everything in one session, then ANALYZE. */
export async function fillVolume(db: TestDatabase, scale = 1): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query(HELPERS);
    await client.query(
      "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'",
    );
    await client.query('SET search_path = public, pg_temp');
    for (const { table, columns, values, rows } of fills(scale)) {
      const indexes =
        rows < MANY_ROWS ? [] : (await client.query<{ name: string; definition: string }>(LOOSE_INDEXES, [table])).rows;
      for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
      const withoutId = /\bid\b/.test(columns) || table === 'sync_result' || table === 'sync_beacon';
      const called = `${withoutId ? '' : 'k(20, n), '}${values}`.replaceAll(
        /\b(?<name>[umdwk]|hex)\(/g,
        'pg_temp.$<name>(',
      );
      await client.query(
        `INSERT INTO ${table} (${withoutId ? '' : 'id, '}${columns}) SELECT ${called} FROM generate_series(0, ${rows - 1}) AS n`,
      );
      for (const { definition } of indexes) await client.query(definition);
    }
    await client.query('RESET session_replication_role; RESET search_path; ANALYZE');
  } finally {
    client.release();
  }
}
