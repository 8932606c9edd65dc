/** Rate limits of documents 1 and 3, monthly quotas, plugin usage. */
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';
import { person, shortcuts } from './shortcuts.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put, one, asPerson } = shortcuts(db);

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
