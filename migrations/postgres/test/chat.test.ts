/** Chat: figures kept by triggers, search, lists, events, the daily clean-up. */
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Row } from './harness.ts';
import { shortcuts } from './shortcuts.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put, one, asPerson } = shortcuts(db);

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

  // Counted one by one, a statement of thousands takes minutes; counted wrongly, it is somebody else's day.
  test('conversations of one statement are counted at once, for each person, and only those that were made', async () => {
    const [many, few] = [await db.addUser(), await db.addUser()];
    const made = uuidv7();
    const insert = (more: string): Promise<unknown> =>
      db.query(
        `INSERT INTO conversations (id, user_id, title, model)
           SELECT CASE n WHEN 1 THEN $3::uuid ELSE gen_random_uuid() END,
             CASE WHEN n <= 40 THEN $1::uuid ELSE $2::uuid END, 'Birds', 'm' || n FROM generate_series(1, 50) AS n ${more}
           ON CONFLICT (id) DO NOTHING`,
        [many, few, made],
      );
    const day = (user: string) =>
      one('SELECT conversation_count, row_version FROM usage_daily_aggregates WHERE user_id = $1', [user]);
    await insert('');
    expect([await day(many), await day(few)]).toEqual([
      { conversation_count: 40, row_version: '1' },
      { conversation_count: 10, row_version: '1' },
    ]);
    // The first is there already; then nothing is made at all.
    await insert('WHERE n <= 3');
    await insert('WHERE n = 1');
    expect([await day(many), await day(few)]).toEqual([
      { conversation_count: 42, row_version: '2' },
      { conversation_count: 10, row_version: '1' },
    ]);
    const events = await db.query<{ events: string; models: string; named: boolean }>(
      `SELECT count(*) AS events, count(DISTINCT event_data ->> 'model') AS models,
         bool_and(EXISTS (SELECT FROM conversations c WHERE c.id = (event_data ->> 'conversation_id')::uuid AND c.user_id = e.user_id)) AS named
       FROM analytics_events e WHERE user_id = ANY ($1) AND event_type = 'conversation_created'`,
      [[many, few]],
    );
    expect(events).toEqual([{ events: '52', models: '50', named: true }]);
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
