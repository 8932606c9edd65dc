/** What a signed-in person may try against others and against the till. Each of these must fail, and change nothing. */
import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Actor } from './harness.ts';
import { agentRow, insertRow, makeWorld, morgyRow, purchaseRow } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());

const user = (id: string): Actor => ({ role: 'authenticated', userId: id });
const buyer = user(world.buyer);
const other = user(world.other);

interface Refusal {
  code?: string;
  constraint?: string;
}

/** The error of an attempt; undefined when it went through. Never leaves anything behind. */
async function attempt(actor: Actor, work: (client: PoolClient) => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await db.trial(actor, work);
    return undefined;
  } catch (error) {
    const { code, constraint } = error as Refusal;
    return { ...(code ? { code } : {}), ...(constraint ? { constraint } : {}) };
  }
}
const denied = { code: '42501' };
const run = (actor: Actor, sql: string, values: unknown[] = []) => attempt(actor, (c) => c.query(sql, values));
const insert = (actor: Actor, table: string, row: Record<string, unknown>) =>
  attempt(actor, (c) => insertRow((sql, values) => c.query(sql, values), table, row));
const seen = (actor: Actor, sql: string, values: unknown[] = []) =>
  db.trial(actor, async (c) => (await c.query(sql, values)).rows as Record<string, unknown>[]);

describe('rights', () => {
  test('no one raises the own role, tier or budget', async () => {
    for (const [column, value] of [
      ['role', 'admin'],
      ['subscription_tier', 'enterprise'],
      ['budget_limit_monthly', 5000],
    ])
      expect(await run(buyer, `UPDATE users SET ${String(column)} = $1 WHERE id = $2`, [value, world.buyer])).toEqual(
        denied,
      );
    expect(
      await run(buyer, "UPDATE user_profiles SET subscription_tier = 'enterprise' WHERE id = $1", [world.buyer]),
    ).toEqual(denied);
    expect(await run(buyer, "SELECT set_user_role($1, 'admin')", [world.buyer])).toEqual(denied);
    expect(await run(buyer, "SELECT set_user_tier($1, 'enterprise')", [world.buyer])).toEqual(denied);
  });

  test('an admin sets a role, and the service as well', async () => {
    for (const actor of [user(world.admin), { role: 'service' } as const])
      expect(await run(actor, "SELECT set_user_role($1, 'creator')", [world.buyer])).toBeUndefined();
  });

  test('a forged claim of another role gives nothing: the database role decides', async () => {
    const refusal = await attempt(buyer, async (c) => {
      await c.query("SELECT set_config('request.jwt.claims', $1, true)", [
        JSON.stringify({ sub: world.buyer, role: 'service_role' }),
      ]);
      await c.query("SELECT set_user_tier($1, 'enterprise')", [world.buyer]);
    });
    expect(refusal).toEqual(denied);
  });

  test('the admin check of a policy on users does not ask itself again without end', async () => {
    const rows = await seen(user(world.admin), 'SELECT count(*)::int AS n FROM users');
    expect(rows[0]?.['n']).toBe(4);
    expect(await seen(buyer, 'SELECT count(*)::int AS n FROM users')).toEqual([{ n: 1 }]);
  });

  test("no one reads another's sessions, secrets or log by asking a function for them", async () => {
    for (const call of [
      'get_user_stats($1)',
      'get_user_current_usage($1)',
      'creator_balance($1)',
      "check_rate_limit($1, 'messages')",
    ])
      expect({ call, refusal: await run(buyer, `SELECT * FROM ${call}`, [world.owner]) }).toEqual({
        call,
        refusal: denied,
      });
  });

  test('functions of the service are closed to people and to anyone unknown', async () => {
    const calls = [
      'increment_morgy_stats(gen_random_uuid(), 5, 500)',
      "grant_credits(gen_random_uuid(), 'refund', 500, 'topup')",
      'record_usage_event(null, gen_random_uuid(), gen_random_uuid(), 0, 0, 0, 0, 0)',
      "refresh_subscription_credits(gen_random_uuid(), 500, 0, 'x')",
      "track_user_usage(gen_random_uuid(), 'x')",
      "increment_usage(gen_random_uuid(), 'x', '2026-01', 'issues', 1)",
      "increment_downloads('x')",
      "update_plugin_rating('x')",
      'settle_session(gen_random_uuid())',
      'sweep_creator_earnings()',
      'daily_cleanup()',
      'cleanup_old_rate_limits()',
      "record_export_download('x')",
      "check_rate_limit(gen_random_uuid(), '/x', 1, 60)",
    ];
    for (const call of calls) {
      expect({ call, refusal: await run(buyer, `SELECT ${call}`) }).toEqual({ call, refusal: denied });
      expect({ call, refusal: await run({ role: 'anon' }, `SELECT ${call}`) }).toEqual({ call, refusal: denied });
    }
  });

  test('every SECURITY DEFINER function has a fixed search path', async () => {
    const rows = await db.query<{ name: string }>(
      `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
       AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=%'`,
    );
    expect(rows).toEqual([]);
  });
});

describe("another's work", () => {
  test('drafts, knowledge, templates, keys and chats of another do not show', async () => {
    const hidden = await seen(
      other,
      `SELECT (SELECT count(*) FROM morgys WHERE id = $1)::int AS drafts, (SELECT count(*) FROM morgy_knowledge)::int AS knowledge,
        (SELECT count(*) FROM chat_messages)::int AS messages, (SELECT count(*) FROM conversations)::int AS conversations,
        (SELECT count(*) FROM api_keys)::int AS keys, (SELECT count(*) FROM morgy_purchases)::int AS purchases,
        (SELECT count(*) FROM creator_payouts)::int AS payouts, (SELECT count(*) FROM morgy_analytics)::int AS analytics,
        (SELECT count(*) FROM foundations WHERE owner_id = $2)::int AS foundations,
        (SELECT count(*) FROM credit_balances WHERE user_id = $2)::int AS credits,
        (SELECT count(*) FROM notifications WHERE user_id = $2)::int AS notifications`,
      [world.draft, world.owner],
    );
    expect(new Set(Object.values(hidden[0] ?? { none: 1 }))).toEqual(new Set([0]));
  });

  test('a public Morgy shows to all, its revenue to its creator alone', async () => {
    for (const actor of [other, { role: 'anon' } as const]) {
      expect(await seen(actor, 'SELECT name FROM morgys WHERE id = $1', [world.morgy])).toEqual([{ name: 'Helper' }]);
      expect(await run(actor, 'SELECT total_revenue FROM morgys WHERE id = $1', [world.morgy])).toEqual(denied);
    }
    expect(await seen(other, 'SELECT * FROM morgy_revenue WHERE morgy_id = $1', [world.morgy])).toEqual([]);
    expect(
      await seen(user(world.owner), 'SELECT total_revenue FROM morgy_revenue WHERE morgy_id = $1', [world.morgy]),
    ).toEqual([{ total_revenue: '900.00' }]);
  });

  test("creator_analytics shows one's own figures only", async () => {
    const mine = await seen(user(world.owner), 'SELECT creator_id, creator_revenue FROM creator_analytics');
    expect(mine).toEqual([{ creator_id: world.owner, creator_revenue: '630.00' }]);
    expect(await seen(buyer, 'SELECT * FROM creator_analytics')).toEqual([]);
  });

  test("the platform's own figures are for admins", async () => {
    expect(await seen(buyer, 'SELECT total_users FROM active_users_summary')).toEqual([{ total_users: '0' }]);
    expect(await seen(user(world.admin), 'SELECT total_users FROM active_users_summary')).toEqual([
      { total_users: '4' },
    ]);
  });

  test("search finds one's own messages only", async () => {
    expect(await seen(user(world.owner), "SELECT message_id FROM search_messages('pelicans')")).toEqual([
      { message_id: world.message },
    ]);
    expect(await seen(other, "SELECT message_id FROM search_messages('pelicans')")).toEqual([]);
  });

  test("a knowledge document cannot be put under another's Morgy, nor a message into another's conversation", async () => {
    expect(
      await insert(other, 'morgy_knowledge', {
        morgy_id: world.morgy,
        owner_id: world.other,
        title: 'T',
        content: 'C',
        source_type: 'text',
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'chat_messages', {
        conversation_id: world.conversation,
        user_id: world.other,
        role: 'user',
        content: 'C',
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'mcp_exports', {
        morgy_id: world.morgy,
        user_id: world.other,
        share_id: '0'.repeat(32),
        share_url: 'u',
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'agent_skills', {
        agent_id: world.agent,
        owner_id: world.other,
        slug: 's',
        name: 'S',
        skill_content: 'C',
      }),
    ).toEqual(denied);
  });

  test("a listing of another's Morgy goes to that Morgy's creator, so it is refused", async () => {
    expect(
      await insert(other, 'marketplace_listings', {
        morgy_id: world.draft,
        creator_id: world.other,
        status: 'pending',
      }),
    ).toEqual(denied);
  });

  test('a row cannot be given away', async () => {
    expect(
      await run(other, 'UPDATE agents SET creator_id = $1 WHERE creator_id = $2', [world.owner, world.other]),
    ).toEqual(denied);
    expect(await insert(other, 'morgys', morgyRow(world.owner))).toEqual(denied);
  });

  test('a campaign cannot aim at an ideal customer of another workspace', async () => {
    const icp = uuidv7();
    await db.query("INSERT INTO icp_profiles (id, workspace_id, owner_id, name) VALUES ($1, $2, $3, 'ICP')", [
      icp,
      world.workspace,
      world.owner,
    ]);
    const [space] = await db.query<{ id: string }>('SELECT id FROM workspaces WHERE user_id = $1', [world.other]);
    const row = { workspace_id: space?.id, owner_id: world.other, name: 'C', target_icp_id: icp };
    expect(await insert(other, 'campaigns', row)).toEqual({ code: '23514', constraint: 'campaigns_same_workspace' });
  });
});

describe('the till', () => {
  test('no one grants oneself a licence, a subscription, a trial, credits or a purchase', async () => {
    const mine = { user_id: world.other, plugin_id: world.plugin };
    expect(await insert(other, 'licenses', { ...mine, license_key: 'k', tier: 'enterprise' })).toEqual(denied);
    expect(await insert(other, 'subscriptions', { ...mine, tier: 'enterprise', license_key: 'k' })).toEqual(denied);
    expect(await insert(other, 'trials', { ...mine, license_key: 'k', expires_at: '2040-01-01' })).toEqual(denied);
    expect(
      await insert(other, 'credit_transactions', {
        user_id: world.other,
        type: 'refund',
        amount: 5,
        credit_type: 'topup',
      }),
    ).toEqual(denied);
    expect(
      await run(other, 'UPDATE credit_balances SET topup_credits = 1000000 WHERE user_id = $1', [world.other]),
    ).toEqual(denied);
    expect(await insert(other, 'morgy_purchases', purchaseRow(world.draft, world.other, '0.00'))).toEqual(denied);
    expect(await insert(other, 'purchases', { buyer_id: world.other, agent_id: world.agent })).toEqual(denied);
  });

  test('a buyer changes neither price nor state of a purchase', async () => {
    expect(await run(buyer, 'UPDATE morgy_purchases SET price = 0 WHERE buyer_id = $1', [world.buyer])).toEqual(denied);
    expect(
      await run(buyer, "UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = $1", [world.buyer]),
    ).toEqual(denied);
  });

  test('counters, ratings and revenue are not for their creator to set', async () => {
    const owner = user(world.owner);
    for (const column of [
      'rating = 5',
      'review_count = 100',
      'total_revenue = 1',
      'total_purchases = 1',
      'view_count = 1',
      'is_premium = true',
      'published_at = now()',
      'row_version = 99',
      "_fv = '{}'",
    ])
      expect({ column, refusal: await run(owner, `UPDATE morgys SET ${column} WHERE id = $1`, [world.morgy]) }).toEqual(
        { column, refusal: denied },
      );
    for (const column of ['avg_rating = 5', 'total_hires = 100', "docker_image = 'x'"])
      expect({ column, refusal: await run(owner, `UPDATE agents SET ${column} WHERE id = $1`, [world.agent]) }).toEqual(
        { column, refusal: denied },
      );
    expect(await run(owner, 'UPDATE plugins SET rating = 5, downloads = 10 WHERE id = $1', [world.plugin])).toEqual(
      denied,
    );
    expect(await run(owner, 'UPDATE plugins SET verified = true WHERE id = $1', [world.plugin])).toEqual(denied);
    expect(
      await run(user(world.admin), 'UPDATE plugins SET verified = true WHERE id = $1', [world.plugin]),
    ).toBeUndefined();
  });

  test("no review without buying, hiring or holding, and none of one's own work", async () => {
    expect(
      await insert(other, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.other,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.buyer,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'agent_reviews', {
        agent_id: world.agent,
        user_id: world.other,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(await insert(other, 'plugin_reviews', { plugin_id: world.plugin, user_id: world.other, rating: 1 })).toEqual(
      denied,
    );
    const owner = user(world.owner);
    expect(
      await insert(owner, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.owner,
        owner_id: world.owner,
        rating: 5,
      }),
    ).toEqual(denied);
    expect(await insert(owner, 'plugin_reviews', { plugin_id: world.plugin, user_id: world.owner, rating: 5 })).toEqual(
      denied,
    );
  });

  test('a refunded purchase no longer lets its buyer review', async () => {
    const refusal = await attempt({ role: 'owner' }, async (c) => {
      await c.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = $1", [world.buyer]);
      await c.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: world.buyer })]);
      await c.query('SET LOCAL ROLE authenticated');
      await insertRow((sql, values) => c.query(sql, values), 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.buyer,
        owner_id: world.owner,
        rating: 1,
      });
    });
    expect(refusal).toEqual(denied);
  });

  test('a creator cannot buy the own Morgy', async () => {
    expect(
      await insert({ role: 'service' }, 'morgy_purchases', purchaseRow(world.draft, world.owner, '5.00')),
    ).toMatchObject({ code: '23514' });
  });

  test("a payout is at least 50 USD, at most what is left, always pending and always one's own", async () => {
    const owner = user(world.owner);
    expect(await run(owner, 'SELECT request_payout(49.99)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_minimum',
    });
    expect(await run(owner, 'SELECT request_payout(630.01)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await run(owner, "SELECT request_payout(50, 'EUR')")).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await run(buyer, 'SELECT request_payout(50)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await insert(other, 'creator_payouts', { creator_id: world.owner, amount: '50' })).toEqual(denied);
    expect(await insert(owner, 'creator_payouts', { creator_id: world.owner, amount: '50', status: 'paid' })).toEqual(
      denied,
    );
    const rows = await db.trial(owner, async (c) => {
      await c.query('SELECT request_payout(600)');
      return (await c.query('SELECT amount, status FROM creator_payouts')).rows as unknown[];
    });
    expect(rows).toEqual([{ amount: '600.00', status: 'pending' }]);
    const twice = await attempt(owner, async (c) => {
      await c.query('SELECT request_payout(600)');
      await c.query('SELECT request_payout(50)');
    });
    expect(twice).toEqual({ code: '23514', constraint: 'creator_payouts_balance' });
  });

  test('a creator submits a listing or an agent, and only an admin approves it', async () => {
    const owner = user(world.owner);
    const id = uuidv7();
    await db.query("INSERT INTO marketplace_listings (id, morgy_id, creator_id, status) VALUES ($1, $2, $3, 'draft')", [
      id,
      world.draft,
      world.owner,
    ]);
    const set = (actor: Actor, status: string) =>
      run(actor, 'UPDATE marketplace_listings SET status = $1 WHERE id = $2', [status, id]);
    expect(await set(owner, 'pending')).toBeUndefined();
    for (const status of ['approved', 'rejected', 'archived'])
      expect({ status, refusal: await set(owner, status) }).toEqual({ status, refusal: denied });
    expect(await set(user(world.admin), 'approved')).toBeUndefined();
    expect(await insert(owner, 'agents', agentRow(world.owner, { status: 'published' }))).toEqual(denied);
    expect(await insert(owner, 'agents', agentRow(world.owner, { status: 'review' }))).toBeUndefined();
    const submission = { user_id: world.owner, plugin_data: {}, id: uuidv7() };
    await db.query(
      'INSERT INTO plugin_submissions (id, user_id, plugin_data) VALUES ($1, $2, $3)',
      Object.values({ a: submission.id, b: world.owner, c: {} }),
    );
    expect(
      await run(owner, "UPDATE plugin_submissions SET status = 'approved', quality_score = 100 WHERE id = $1", [
        submission.id,
      ]),
    ).toEqual(denied);
    expect(
      await run(
        user(world.admin),
        "UPDATE plugin_submissions SET status = 'approved', quality_score = 79 WHERE id = $1",
        [submission.id],
      ),
    ).toEqual({
      code: '23514',
      constraint: 'plugin_submissions_quality_check',
    });
  });
});

describe('API keys', () => {
  const key = () => {
    const whole = `morg_${randomBytes(32).toString('hex')}`;
    return { key_prefix: whole.slice(0, 13), key_hash: createHash('sha256').update(whole).digest('hex'), name: 'ci' };
  };
  test('ten active ones are the most, also when twenty are asked for at once; a revoked one stays revoked', async () => {
    const person = await db.addUser();
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        db.as(user(person), (c) =>
          insertRow((sql, values) => c.query(sql, values), 'api_keys', { user_id: person, ...key() }),
        ),
      ),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const result of asked)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ constraint: 'api_keys_ten_active' });
    await db.as(user(person), (c) =>
      c.query(
        'UPDATE api_keys SET is_active = false WHERE user_id = $1 AND id = (SELECT min(id::text)::uuid FROM api_keys)',
        [person],
      ),
    );
    expect(await insert(user(person), 'api_keys', { user_id: person, ...key() })).toBeUndefined();
    expect(await run(user(person), 'UPDATE api_keys SET is_active = true WHERE NOT is_active')).toEqual({
      code: '23514',
      constraint: 'api_keys_revoked',
    });
  });

  test('a hash cannot be read back, and a key in the clear cannot be stored', async () => {
    expect(await run(buyer, 'SELECT key_hash FROM api_keys')).toEqual(denied);
    expect(
      await insert(buyer, 'api_keys', { user_id: world.buyer, ...key(), key_hash: `morg_${'0'.repeat(64)}` }),
    ).toMatchObject({ code: '23514' });
    expect(await insert(buyer, 'api_keys', { user_id: world.buyer, ...key(), scopes: '["everything"]' })).toMatchObject(
      { code: '23514' },
    );
  });
});
