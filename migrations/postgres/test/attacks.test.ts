/** What a signed-in person may try against others: rights, drafts, knowledge, chats. Each must fail, and change nothing. */
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import { attempts, denied, person } from './shortcuts.ts';
import { makeWorld, morgyRow } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());
const { attempt, insert, run, seen } = attempts(db);
const buyer = person(world.buyer);
const other = person(world.other);

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
    for (const actor of [person(world.admin), { role: 'service' } as const])
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
    const rows = await seen(person(world.admin), 'SELECT count(*)::int AS n FROM users');
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
      await seen(person(world.owner), 'SELECT total_revenue FROM morgy_revenue WHERE morgy_id = $1', [world.morgy]),
    ).toEqual([{ total_revenue: '900.00' }]);
  });

  test("creator_analytics shows one's own figures only", async () => {
    const mine = await seen(person(world.owner), 'SELECT creator_id, creator_revenue FROM creator_analytics');
    expect(mine).toEqual([{ creator_id: world.owner, creator_revenue: '630.00' }]);
    expect(await seen(buyer, 'SELECT * FROM creator_analytics')).toEqual([]);
  });

  test("the platform's own figures are for admins", async () => {
    expect(await seen(buyer, 'SELECT total_users FROM active_users_summary')).toEqual([{ total_users: '0' }]);
    expect(await seen(person(world.admin), 'SELECT total_users FROM active_users_summary')).toEqual([
      { total_users: '4' },
    ]);
  });

  test("search finds one's own messages only", async () => {
    expect(await seen(person(world.owner), "SELECT message_id FROM search_messages('pelicans')")).toEqual([
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
