/** The documents' functions, triggers and views, one behaviour after another (money and rights have tests of their own). */
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Actor, Row } from './harness.ts';
import { agentRow, insertRow, instanceRow, morgyRow, purchaseRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());

const person = (userId: string): Actor => ({ role: 'authenticated', userId });
const put = async (table: string, row: Row): Promise<string> => {
  const whole = { id: uuidv7(), ...row };
  await insertRow((sql, values) => db.query(sql, values), table, whole);
  return String(whole.id);
};
const one = async (sql: string, values: readonly unknown[] = []): Promise<Row> => {
  const [row] = await db.query(sql, values);
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
};
const asPerson = (userId: string, sql: string, values: unknown[] = []) =>
  db.as(person(userId), async (c) => (await c.query<Row>(sql, values)).rows);

describe('ratings', () => {
  test('follow every review: added, changed, put in the trash, taken back, deleted', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    await put('marketplace_listings', { morgy_id: morgy, creator_id: creator, status: 'approved' });
    const rating = () =>
      one(
        'SELECT m.rating, m.review_count, l.rating AS listed FROM morgys m JOIN marketplace_listings l ON l.morgy_id = m.id WHERE m.id = $1',
        [morgy],
      );
    const review = async (stars: number) =>
      put('morgy_reviews', { morgy_id: morgy, user_id: await db.addUser(), owner_id: creator, rating: stars });
    const first = await review(5);
    const second = await review(2);
    expect(await rating()).toEqual({ rating: '3.50', review_count: 2, listed: '3.50' });
    await db.query('UPDATE morgy_reviews SET rating = 3 WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '4.00', review_count: 2, listed: '4.00' });
    await db.query('UPDATE morgy_reviews SET deleted_at = now() WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '5.00', review_count: 1, listed: '5.00' });
    await db.query('UPDATE morgy_reviews SET deleted_at = NULL WHERE id = $1', [second]);
    // The fault of the original: the rating stayed when a review went.
    await db.query('DELETE FROM morgy_reviews WHERE id = $1', [first]);
    expect(await rating()).toEqual({ rating: '3.00', review_count: 1, listed: '3.00' });
    await db.query('DELETE FROM morgy_reviews WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '0.00', review_count: 0, listed: '0.00' });
  });

  test('thirty reviews at once are all counted', { timeout: 30_000 }, async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    const users = await Promise.all(Array.from({ length: 30 }, () => db.addUser()));
    await Promise.all(
      users.map((user, i) =>
        put('morgy_reviews', { morgy_id: morgy, user_id: user, owner_id: creator, rating: (i % 5) + 1 }),
      ),
    );
    expect(await one('SELECT rating, review_count FROM morgys WHERE id = $1', [morgy])).toEqual({
      rating: '3.00',
      review_count: 30,
    });
  });

  test('of agents and plugins follow as well', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const agent = await put('agents', agentRow(creator, { status: 'published' }));
    const plugin = await put('plugins', {
      id: 'rated',
      name: 'r',
      display_name: 'R',
      source: 'a/b',
      version: '1.0.0',
      tier: 'free',
    });
    const user = await db.addUser();
    const ofAgent = await put('agent_reviews', { agent_id: agent, user_id: user, owner_id: creator, rating: 4 });
    const ofPlugin = await put('plugin_reviews', { plugin_id: plugin, user_id: user, rating: 2 });
    expect(await one('SELECT avg_rating, total_reviews FROM agents WHERE id = $1', [agent])).toEqual({
      avg_rating: '4.0',
      total_reviews: 1,
    });
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '2.00' });
    await db.query('DELETE FROM agent_reviews WHERE id = $1', [ofAgent]);
    await db.query('DELETE FROM plugin_reviews WHERE id = $1', [ofPlugin]);
    expect(await one('SELECT avg_rating, total_reviews FROM agents WHERE id = $1', [agent])).toEqual({
      avg_rating: '0.0',
      total_reviews: 0,
    });
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '0.00' });
    await db.query('UPDATE plugins SET rating = 3 WHERE id = $1', [plugin]);
    await db.query('SELECT update_plugin_rating($1)', [plugin]);
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '0.00' });
  });
});

describe('counters and stamps', () => {
  test('every table with updated_at stamps it on a change', async () => {
    const missing = await db.query(
      `SELECT c.table_name FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = c.table_schema
        WHERE c.table_schema = 'public' AND c.column_name = 'updated_at'
          AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = format('public.%I', c.table_name)::regclass AND g.tgname = 'update_updated_at')`,
    );
    expect(missing).toEqual([]);
    const creator = await db.addUser();
    const morgy = await put('morgys', morgyRow(creator));
    const listing = await put('marketplace_listings', { morgy_id: morgy, creator_id: creator });
    for (const [table, id] of [
      ['morgys', morgy],
      ['marketplace_listings', listing],
    ] as const) {
      const { later } = await one(
        `WITH changed AS (UPDATE ${table} SET price = 1 WHERE id = $1 RETURNING updated_at, created_at) SELECT updated_at > created_at AS later FROM changed`,
        [id],
      );
      expect(later).toBe(true);
    }
  });

  test('increment_morgy_stats, views, downloads and hires add up when many come at once', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    const plugin = await put('plugins', {
      id: 'counted',
      name: 'c',
      display_name: 'C',
      source: 'a/b',
      version: '1.0.0',
      tier: 'free',
    });
    await put('mcp_exports', { morgy_id: morgy, user_id: creator, share_id: 'f'.repeat(32), share_url: 'u' });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await db.query('SELECT increment_morgy_stats($1, 2, 1.25)', [morgy]);
        await db.query('SELECT record_morgy_view($1)', [morgy]);
        await db.query('SELECT increment_downloads($1)', [plugin]);
        await db.query('SELECT record_export_download($1)', ['f'.repeat(32)]);
      }),
    );
    expect(await one('SELECT total_purchases, total_revenue, view_count FROM morgys WHERE id = $1', [morgy])).toEqual({
      total_purchases: 40,
      total_revenue: '25.00',
      view_count: 20,
    });
    expect(await one('SELECT views FROM morgy_analytics WHERE morgy_id = $1', [morgy])).toEqual({ views: 20 });
    expect(await one('SELECT downloads FROM plugins WHERE id = $1', [plugin])).toEqual({ downloads: 20 });
    expect(await one('SELECT downloads FROM mcp_exports WHERE morgy_id = $1', [morgy])).toEqual({ downloads: 20 });
    expect(await one("SELECT record_export_download('nothing') AS found")).toEqual({ found: false });
    await db.query('SELECT increment_morgy_stats($1)', [morgy]);
    expect(await one('SELECT total_purchases FROM morgys WHERE id = $1', [morgy])).toEqual({ total_purchases: 40 });
  });

  test('an agent can be hired again after it was let go, and each hire counts', async () => {
    const agent = await put('agents', agentRow(await db.addUser({ role: 'creator' }), { status: 'published' }));
    const user = await db.addUser();
    const first = await put('agent_instances', instanceRow(user, agent));
    await expect(put('agent_instances', instanceRow(user, agent))).rejects.toMatchObject({ code: '23505' });
    await db.query("UPDATE agent_instances SET status = 'destroyed' WHERE id = $1", [first]);
    await put('agent_instances', instanceRow(user, agent));
    expect(await one('SELECT total_hires FROM agents WHERE id = $1', [agent])).toEqual({ total_hires: 2 });
  });

  test('published_at is the first time, and stays', async () => {
    const morgy = await put('morgys', morgyRow(await db.addUser()));
    expect(await one('SELECT published_at FROM morgys WHERE id = $1', [morgy])).toEqual({ published_at: null });
    await db.query('UPDATE morgys SET is_public = true WHERE id = $1', [morgy]);
    const { published_at } = await one('SELECT published_at FROM morgys WHERE id = $1', [morgy]);
    expect(published_at).toBeInstanceOf(Date);
    await db.query('UPDATE morgys SET is_public = false WHERE id = $1', [morgy]);
    await db.query('UPDATE morgys SET is_public = true WHERE id = $1', [morgy]);
    expect(await one('SELECT published_at FROM morgys WHERE id = $1', [morgy])).toEqual({ published_at });
  });
});

describe('rate limits', () => {
  test(
    'document 1: sixty a minute by default, counted exactly when a hundred ask at once',
    { timeout: 30_000 },
    async () => {
      const user = await db.addUser();
      const answers = await db.trial({ role: 'service' }, async (c) => {
        const found: boolean[] = [];
        for (let i = 0; i < 62; i += 1)
          found.push(
            (await c.query<{ ok: boolean }>("SELECT check_rate_limit($1, '/api/morgys') AS ok", [user])).rows[0]?.ok ??
              false,
          );
        return found;
      });
      expect(answers.filter(Boolean)).toHaveLength(60);
      // A window of a year, so that the run cannot cross into the next one.
      const many = await Promise.all(
        Array.from({ length: 100 }, () =>
          db.query<{ ok: boolean }>("SELECT check_rate_limit($1, '/api/other', 525600, 30) AS ok", [user]),
        ),
      );
      expect(many.filter(([row]) => row?.ok)).toHaveLength(30);
      expect(
        await one("SELECT request_count FROM rate_limits WHERE user_id = $1 AND endpoint = '/api/other'", [user]),
      ).toEqual({ request_count: 30 });
    },
  );

  test('document 3: 100 messages and 10 conversations a day, each from midnight, and no other type', async () => {
    const user = await db.addUser();
    for (const [type, most] of [
      ['messages', 100],
      ['conversations', 10],
    ] as const) {
      const allowed = await db.trial(person(user), async (c) => {
        let count = 0;
        for (let i = 0; i < most + 3; i += 1) {
          const { rows } = await c.query<{ ok: boolean }>('SELECT check_rate_limit($1, $2) AS ok', [user, type]);
          if (rows[0]?.ok) count += 1;
        }
        return count;
      });
      expect(allowed).toBe(most);
    }
    await db.query(
      "INSERT INTO rate_limits (user_id, endpoint, window_start, window_seconds, request_count) VALUES ($1, 'messages', date_trunc('day', now(), 'UTC') - interval '1 day', 86400, 100)",
      [user],
    );
    expect(await asPerson(user, "SELECT check_rate_limit($1, 'messages') AS ok", [user])).toEqual([{ ok: true }]);
    await expect(asPerson(user, "SELECT check_rate_limit($1, 'pictures')", [user])).rejects.toMatchObject({
      code: '22023',
    });
  });

  test('cleanup_old_rate_limits takes windows that are over and leaves the others', async () => {
    const user = await db.addUser();
    await db.query(
      "INSERT INTO rate_limits (user_id, endpoint, window_start, window_seconds) VALUES ($1, '/old', now() - interval '3 days', 60), ($1, '/long', now() - interval '3 days', 604800), ($1, '/new', now(), 60)",
      [user],
    );
    await db.query('SELECT cleanup_old_rate_limits()');
    expect(await db.query('SELECT endpoint FROM rate_limits WHERE user_id = $1 ORDER BY 1', [user])).toEqual([
      { endpoint: '/long' },
      { endpoint: '/new' },
    ]);
  });
});

describe('quotas and plugin usage', () => {
  test('track_user_usage logs and adds to the month: messages, tokens, cost, each tool', async () => {
    const user = await db.addUser();
    await Promise.all([
      ...Array.from({ length: 10 }, () => db.query("SELECT track_user_usage($1, 'message_sent', 100, 0.01)", [user])),
      ...Array.from({ length: 5 }, () =>
        db.query('SELECT track_user_usage($1, \'tool_used\', 1, 0, \'{"tool_name": "search"}\')', [user]),
      ),
      db.query('SELECT track_user_usage($1, \'tool_used\', 0, 0, \'{"tool_name": "fetch"}\')', [user]),
    ]);
    const [mine] = await asPerson(user, 'SELECT * FROM get_user_current_usage($1)', [user]);
    expect(mine).toMatchObject({
      messages_used: 10,
      tokens_used: '1005',
      cost_usd: '0.1000',
      tools_used: { search: 5, fetch: 1 },
      messages_limit: 100,
      tokens_limit: '100000',
    });
    expect(await one('SELECT count(*)::int AS n FROM user_usage WHERE user_id = $1', [user])).toEqual({ n: 16 });
  });

  test('can_user_perform_action says no at the limit of messages or tokens, and a higher tier says yes again', async () => {
    const user = await db.addUser();
    const may = async () => (await asPerson(user, 'SELECT can_user_perform_action($1) AS may', [user]))[0]?.['may'];
    expect(await may()).toBe(true);
    await db.query("SELECT track_user_usage($1, 'x', 100000)", [user]);
    expect(await may()).toBe(false);
    await db.query("SELECT set_user_tier($1, 'starter')", [user]);
    expect(await may()).toBe(true);
    await db.query('UPDATE usage_quotas SET messages_used = 1000 WHERE user_id = $1', [user]);
    expect(await may()).toBe(false);
    expect(await one('SELECT can_user_perform_action(gen_random_uuid()) AS may')).toEqual({ may: false });
  });

  test('increment_usage counts issues and tokens at once from many, and refuses any other metric', async () => {
    const user = await db.addUser();
    const plugin = await put('plugins', {
      id: 'used',
      name: 'u',
      display_name: 'U',
      source: 'a/b',
      version: '1.0.0',
      tier: 'free',
    });
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await db.query("SELECT increment_usage($1, $2, '2026-05', $3, 2)", [user, plugin, i % 2 ? 'issues' : 'tokens']);
        await db.query("SELECT increment_agent_execution($1, $2, '2026-05', $3)", [
          user,
          plugin,
          i % 4 ? 'coordinator' : 'reviewer',
        ]);
      }),
    );
    expect(
      await one('SELECT issues, tokens, agent_executions FROM usage_aggregates WHERE user_id = $1', [user]),
    ).toEqual({
      issues: 20,
      tokens: '20',
      agent_executions: { coordinator: 15, reviewer: 5 },
    });
    await expect(
      db.query("SELECT increment_usage($1, $2, '2026-05', 'agents', 1)", [user, plugin]),
    ).rejects.toMatchObject({ code: '22023' });
    await expect(db.query("SELECT increment_usage($1, $2, 'May', 'issues', 1)", [user, plugin])).rejects.toMatchObject({
      code: '23514',
    });
  });

  test('a revoked licence is known by its key, without showing the list', async () => {
    const user = await db.addUser();
    await db.query("INSERT INTO revoked_licenses (license_key) VALUES ('stolen')");
    expect(await asPerson(user, "SELECT is_license_revoked('stolen') AS a, is_license_revoked('good') AS b")).toEqual([
      { a: true, b: false },
    ]);
    expect(await asPerson(user, 'SELECT * FROM revoked_licenses')).toEqual([]);
  });
});

describe('signing up', () => {
  test('makes a workspace, an empty foundation, an onboarding session, a profile, a welcome and 100 credits', async () => {
    await db.query("INSERT INTO waitlist (email) VALUES ('ada@example.com')");
    const user = await db.addUser({ email: 'ada@example.com' });
    expect(
      await one(
        `SELECT w.name, f.onboarding_completed, o.current_step, p.subscription_tier, n.type, b.topup_credits, l.user_id = $1 AS converted
          FROM workspaces w JOIN foundations f ON f.workspace_id = w.id JOIN onboarding_sessions o ON o.workspace_id = w.id
          JOIN user_profiles p ON p.id = w.user_id JOIN notifications n ON n.user_id = w.user_id
          JOIN credit_balances b ON b.user_id = w.user_id JOIN waitlist l ON l.email = p.email
          WHERE w.user_id = $1 AND f.owner_id = $1 AND o.owner_id = $1`,
        [user],
      ),
    ).toEqual({
      name: "ada's workspace",
      onboarding_completed: false,
      current_step: 1,
      subscription_tier: 'free',
      type: 'system',
      topup_credits: 100,
      converted: true,
    });
  });

  test('an account that Supabase makes becomes a user', async () => {
    await db.trial({ role: 'owner' }, async (c) => {
      await c.query('CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, raw_user_meta_data jsonb)');
      await c.query('CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_auth_user()');
      const id = uuidv7();
      await c.query('INSERT INTO auth.users VALUES ($1, \'new@example.com\', \'{"full_name": "New One"}\')', [id]);
      expect((await c.query('SELECT email, full_name FROM users WHERE id = $1', [id])).rows).toEqual([
        { email: 'new@example.com', full_name: 'New One' },
      ]);
    });
  });

  test('a workspace has one primary ideal customer at most, and a user one live plan', async () => {
    const user = await db.addUser();
    const { id: workspace_id } = await one('SELECT id FROM workspaces WHERE user_id = $1', [user]);
    const icp = { workspace_id, owner_id: user, name: 'A', is_primary: true };
    await put('icp_profiles', icp);
    await expect(put('icp_profiles', icp)).rejects.toMatchObject({ code: '23505' });
    const plan = { user_id: user, plan: 'growth', status: 'active' };
    const first = await put('subscriptions', plan);
    await expect(put('subscriptions', { ...plan, plan: 'starter' })).rejects.toMatchObject({ code: '23505' });
    await db.query("UPDATE subscriptions SET status = 'cancelled' WHERE id = $1", [first]);
    await put('subscriptions', plan);
    await expect(put('subscriptions', { ...plan, status: 'canceled' })).rejects.toMatchObject({ code: '23514' });
  });
});

describe('chat', () => {
  async function chatter() {
    const user = await db.addUser();
    const conversation = await put('conversations', { user_id: user, title: 'Birds', model: 'm1' });
    const say = (content: string, more: Row = {}) =>
      put('chat_messages', { conversation_id: conversation, user_id: user, role: 'user', content, ...more });
    return { user, conversation, say };
  }

  test("messages keep the conversation's, the person's and the day's figures", async () => {
    const { user, conversation, say } = await chatter();
    await say('How do herons fish?', { token_count: 10, model: 'm1' });
    const answer = await say('They wait.', { role: 'assistant', token_count: 20, model: 'm2' });
    const figures = () => one('SELECT message_count, total_tokens FROM conversations WHERE id = $1', [conversation]);
    expect(await figures()).toEqual({ message_count: 2, total_tokens: '30' });
    await db.query('UPDATE chat_messages SET deleted_at = now() WHERE id = $1', [answer]);
    expect(await figures()).toEqual({ message_count: 1, total_tokens: '10' });
    await db.query('UPDATE chat_messages SET deleted_at = NULL WHERE id = $1', [answer]);
    await db.query('DELETE FROM chat_messages WHERE id = $1', [answer]);
    expect(await figures()).toEqual({ message_count: 1, total_tokens: '10' });
    expect(
      await one(
        'SELECT daily_message_count, total_message_count, last_seen_at IS NOT NULL AS seen FROM user_profiles WHERE id = $1',
        [user],
      ),
    ).toEqual({
      daily_message_count: 1,
      total_message_count: '1',
      seen: true,
    });
    expect(
      await one(
        'SELECT message_count, conversation_count, total_tokens, model_usage FROM usage_daily_aggregates WHERE user_id = $1',
        [user],
      ),
    ).toEqual({
      message_count: 2,
      conversation_count: 1,
      total_tokens: '30',
      model_usage: { m1: 10, m2: 20 },
    });
    expect(
      await one(
        "SELECT event_data ->> 'conversation_id' AS id FROM analytics_events WHERE user_id = $1 AND event_type = 'conversation_created'",
        [user],
      ),
    ).toEqual({ id: conversation });
  });

  test("the day's message count starts again after midnight", async () => {
    const { user, say } = await chatter();
    await say('one');
    await db.query(
      "UPDATE user_profiles SET last_seen_at = now() - interval '1 day', daily_message_count = 40 WHERE id = $1",
      [user],
    );
    await say('two');
    expect(
      await one('SELECT daily_message_count, total_message_count FROM user_profiles WHERE id = $1', [user]),
    ).toEqual({ daily_message_count: 1, total_message_count: '2' });
  });

  test('search_messages finds by meaning of words, best first, with the place marked', async () => {
    const { user, conversation, say } = await chatter();
    const weak = await say(
      'A long text about many things among which fishing is one, and there are others besides it.',
    );
    const strong = await say('fishing fishing fishing');
    await say('nothing of the kind');
    const gone = await say('fishing, but deleted');
    await db.query('UPDATE chat_messages SET deleted_at = now() WHERE id = $1', [gone]);
    const found = await asPerson(
      user,
      "SELECT message_id, conversation_id, title, snippet FROM search_messages('fish')",
    );
    expect(found.map((row) => row['message_id'])).toEqual([strong, weak]);
    expect(found[1]).toMatchObject({
      conversation_id: conversation,
      title: 'Birds',
      snippet: expect.stringContaining('**fishing**') as string,
    });
    expect(await asPerson(user, "SELECT message_id FROM search_messages('fish', 1, 1)")).toEqual([
      { message_id: weak },
    ]);
    expect(await asPerson(user, 'SELECT message_id FROM search_messages($1)', ["'; DROP TABLE users; --"])).toEqual([]);
  });

  test('get_conversations_with_last_message: starred first, then recent, with a preview of 200 characters', async () => {
    const { user, conversation, say } = await chatter();
    await say('x'.repeat(500), { created_at: '2026-01-01' });
    const starred = await put('conversations', { user_id: user, is_starred: true, created_at: '2020-01-01' });
    const archived = await put('conversations', { user_id: user, is_archived: true });
    await put('conversations', { user_id: user, deleted_at: '2026-01-01' });
    const list = await asPerson(
      user,
      'SELECT id, length(last_message) AS preview FROM get_conversations_with_last_message()',
    );
    expect(list).toEqual([
      { id: starred, preview: null },
      { id: conversation, preview: 200 },
    ]);
    const all = await asPerson(user, 'SELECT id FROM get_conversations_with_last_message(20, 0, true)');
    expect(all.map(({ id }) => id)).toContain(archived);
  });

  test('get_user_stats and track_event are about the caller', async () => {
    const { user, conversation, say } = await chatter();
    await say('now', { token_count: 7 });
    await say('before', { token_count: 5, created_at: '2026-01-01' });
    await put('conversations', { user_id: user, created_at: '2026-01-01' });
    expect(await asPerson(user, 'SELECT * FROM get_user_stats($1)', [user])).toEqual([
      {
        total_conversations: '2',
        total_messages: '2',
        conversations_this_week: '1',
        messages_today: '1',
        total_tokens_used: '12',
      },
    ]);
    await asPerson(user, "SELECT track_event('exported', $1)", [{ conversation }]);
    expect(
      await asPerson(user, "SELECT user_id, event_data FROM analytics_events WHERE event_type = 'exported'"),
    ).toEqual([{ user_id: user, event_data: { conversation } }]);
    await expect(asPerson(user, "SELECT track_event('big', $1)", [{ a: 'x'.repeat(9000) }])).rejects.toMatchObject({
      code: '22023',
    });
  });

  test('daily_cleanup keeps 30 days of events and a week of read notifications', async () => {
    const user = await db.addUser();
    await db.query('DELETE FROM notifications WHERE user_id = $1', [user]);
    const notify = (age: string, is_read: boolean) =>
      db.query(
        "INSERT INTO notifications (user_id, type, title, message, is_read, created_at) VALUES ($1, 'feature', $2, 'M', $3, now() - $4::interval)",
        [user, age, is_read, age],
      );
    await notify('8 days', true);
    await notify('9 days', false);
    await notify('6 days', true);
    await db.query(
      "INSERT INTO analytics_events (user_id, event_type, created_at) VALUES ($1, 'old', now() - interval '31 days'), ($1, 'new', now() - interval '29 days')",
      [user],
    );
    const done = await db.as(
      { role: 'service' },
      async (c) => (await c.query<{ done: Record<string, number> }>('SELECT daily_cleanup() AS done')).rows[0]?.done,
    );
    expect(done).toMatchObject({ analytics_events: 1, notifications: 1 });
    expect(await db.query('SELECT title FROM notifications WHERE user_id = $1 ORDER BY 1', [user])).toEqual([
      { title: '6 days' },
      { title: '9 days' },
    ]);
    expect(await db.query('SELECT event_type FROM analytics_events WHERE user_id = $1', [user])).toEqual([
      { event_type: 'new' },
    ]);
  });

  test('active_users_summary and feature_usage count what was seen and said', async () => {
    const fresh = await createTestDatabase();
    try {
      const [now, week, long] = [await fresh.addUser(), await fresh.addUser(), await fresh.addUser()];
      const conversation = uuidv7();
      await fresh.query('INSERT INTO conversations (id, user_id) VALUES ($1, $2)', [conversation, now]);
      await fresh.query(
        "INSERT INTO chat_messages (conversation_id, user_id, role, content, token_count) VALUES ($1, $2, 'user', 'a', 3), ($1, $2, 'assistant', 'b', 4)",
        [conversation, now],
      );
      await fresh.query("UPDATE user_profiles SET last_seen_at = now() - interval '3 days' WHERE id = $1", [week]);
      await fresh.query("UPDATE user_profiles SET last_seen_at = now() - interval '60 days' WHERE id = $1", [long]);
      expect(await fresh.query('SELECT * FROM active_users_summary')).toEqual([
        { daily_active: '1', weekly_active: '2', monthly_active: '2', total_users: '3' },
      ]);
      expect(await fresh.query('SELECT messages, conversations, users, tokens FROM feature_usage')).toEqual([
        { messages: '2', conversations: '1', users: '1', tokens: '7' },
      ]);
    } finally {
      await fresh.drop();
    }
  });
});

test('creator_analytics: tiers at 10, 50 and 100 sales; a refund does not count', { timeout: 60_000 }, async () => {
  const creator = await db.addUser({ role: 'creator' });
  const morgy = await put('morgys', morgyRow(creator));
  const buyers = await Promise.all(Array.from({ length: 101 }, () => db.addUser()));
  const tierAt: Record<number, unknown> = {};
  for (const [index, buyer] of buyers.entries()) {
    if ([9, 10, 49, 50, 99, 100].includes(index))
      tierAt[index] = (await one('SELECT creator_tier FROM creator_analytics WHERE creator_id = $1', [creator]))[
        'creator_tier'
      ];
    await put('morgy_purchases', purchaseRow(morgy, buyer, '1.00'));
  }
  expect(tierAt).toEqual({ 9: 'bronze', 10: 'silver', 49: 'silver', 50: 'gold', 99: 'gold', 100: 'platinum' });
  await db.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = ANY($1)", [
    buyers.slice(0, 2),
  ]);
  expect(
    await one(
      'SELECT creator_tier, total_sales, gross_revenue, platform_fees, creator_revenue FROM creator_analytics WHERE creator_id = $1',
      [creator],
    ),
  ).toEqual({
    creator_tier: 'gold',
    total_sales: '99',
    gross_revenue: '99.00',
    platform_fees: '29.70',
    creator_revenue: '69.30',
  });
});

describe('audit log', () => {
  test('says who changed what, with only the changed columns, and leaves secrets and bulk out', async () => {
    const user = await db.addUser();
    const morgy = uuidv7();
    await asPerson(user, "INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'First', 'business')", [
      morgy,
      user,
    ]);
    await asPerson(user, "UPDATE morgys SET name = 'Second' WHERE id = $1", [morgy]);
    await db.query("UPDATE morgys SET name = 'Second' WHERE id = $1", [morgy]);
    await asPerson(user, 'DELETE FROM morgys WHERE id = $1', [morgy]);
    const log = await db.query(
      'SELECT operation, actor_id, actor_role, before, after FROM audit_log WHERE row_id = $1 ORDER BY id',
      [morgy],
    );
    expect(log).toHaveLength(3);
    expect(log[0]).toMatchObject({ operation: 'INSERT', actor_id: user, actor_role: 'authenticated', before: null });
    expect(log[1]).toMatchObject({ operation: 'UPDATE', before: { name: 'First' }, after: { name: 'Second' } });
    expect(log[2]).toMatchObject({ operation: 'DELETE', after: null });
    const key = await put('api_keys', {
      user_id: user,
      key_prefix: 'morg_00000000',
      key_hash: 'b'.repeat(64),
      name: 'k',
    });
    const [entry] = await db.query<{ after: Row }>('SELECT after FROM audit_log WHERE row_id = $1', [key]);
    expect(Object.keys(entry?.after ?? {})).not.toContain('key_hash');
  });

  test('a change of nothing but a long text is logged, without the text', async () => {
    const user = await db.addUser();
    const morgy = await put('morgys', morgyRow(user));
    const id = await put('morgy_knowledge', {
      morgy_id: morgy,
      owner_id: user,
      title: 'T',
      content: 'secret',
      source_type: 'text',
    });
    await asPerson(user, "UPDATE morgy_knowledge SET content = 'a longer secret' WHERE id = $1", [id]);
    const [entry] = await db.query('SELECT before, after FROM audit_log WHERE row_id = $1 AND operation = $2', [
      id,
      'UPDATE',
    ]);
    expect(entry).toEqual({ before: { content_length: 6 }, after: { content_length: 15 } });
    expect(await db.query('SELECT _fv FROM morgy_knowledge WHERE id = $1', [id])).toEqual([
      { _fv: { '*': [1, ''], content: [2, ''] } },
    ]);
    expect(
      await db.query("SELECT 1 FROM audit_log WHERE before::text LIKE '%secret%' OR after::text LIKE '%secret%'"),
    ).toEqual([]);
  });

  test('is append-only for everyone', async () => {
    for (const sql of ['UPDATE audit_log SET actor_id = NULL', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])
      await expect(db.query(sql)).rejects.toMatchObject({ code: '23001' });
    await expect(db.as({ role: 'service' }, (c) => c.query('DELETE FROM audit_log'))).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('full-text search', () => {
  test.each([
    ['morgys', 'name', 'gardening'],
    ['morgy_knowledge', 'content', 'gardening'],
    ['agents', 'tagline', 'gardening'],
    ['plugins', 'display_name', 'gardening'],
    ['chat_messages', 'content', 'gardening'],
  ])('%s finds a word in its %s by another form of it', async (table, column, word) => {
    const user = await db.addUser({ role: 'creator' });
    const rows: Record<string, () => Promise<Row>> = {
      morgys: async () => morgyRow(user, { name: `All about ${word}` }),
      morgy_knowledge: async () => ({
        morgy_id: await put('morgys', morgyRow(user)),
        owner_id: user,
        title: 'T',
        content: `On ${word}.`,
        source_type: 'text',
      }),
      agents: async () => agentRow(user, { tagline: `Knows about ${word}` }),
      plugins: async () => ({
        id: 'garden',
        name: 'g',
        display_name: `The ${word} plugin`,
        source: 'a/b',
        version: '1.0.0',
        tier: 'free',
      }),
      chat_messages: async () => ({
        conversation_id: await put('conversations', { user_id: user }),
        user_id: user,
        role: 'user',
        content: `Is ${word} hard?`,
      }),
    };
    const id = await put(table, (await rows[table]?.()) ?? {});
    const found = await db.query(
      `SELECT id FROM ${table} WHERE search @@ websearch_to_tsquery('english', 'gardens') AND id = $1`,
      [id],
    );
    expect(found).toEqual([{ id }]);
    const [index] = await db.query(
      "SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = $1 AND indexdef LIKE '%USING gin (search)%'",
      [table],
    );
    expect({ column, indexes: index?.['n'] }).toEqual({ column, indexes: 1 });
  });
});
