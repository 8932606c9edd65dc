/** Full-text search on each table that has it. */
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';
import type { Actor, Row } from './harness.ts';
import { shortcuts } from './shortcuts.ts';
import { agentRow, morgyRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put } = shortcuts(db);

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

test('search_public_morgys shows what anyone may see, best match first, and no draft, hidden or deleted Morgy', async () => {
  const user = await db.addUser({ role: 'creator' });
  const shown = { is_public: true };
  await put('morgys', morgyRow(user, { ...shown, name: 'Beekeeping' }));
  await put(
    'morgys',
    morgyRow(user, { ...shown, name: 'Honey', description: 'From beekeeping', category: 'research' }),
  );
  await put('morgys', morgyRow(user, { name: 'Draft on beekeeping' }));
  await put('morgys', morgyRow(user, { ...shown, is_active: false, name: 'Hidden beekeeping' }));
  await put('morgys', morgyRow(user, { ...shown, deleted_at: new Date(), name: 'Deleted beekeeping' }));
  const names = async (actor: Actor, sql: string): Promise<unknown[]> =>
    (await db.trial(actor, (client) => client.query<Row>(sql))).rows.map((row) => row['name']);
  const all = "SELECT name FROM search_public_morgys('beekeeping')";
  // Not even to their creator: the market is the same for everyone.
  for (const actor of [{ role: 'anon' }, { role: 'authenticated', userId: user }] as const)
    expect(await names(actor, all)).toEqual(['Beekeeping', 'Honey']);
  expect(await names({ role: 'anon' }, "SELECT name FROM search_public_morgys('beekeeping', 'research')")).toEqual([
    'Honey',
  ]);
  expect(await names({ role: 'anon' }, "SELECT name FROM search_public_morgys('beekeeping', NULL, 1, 1)")).toEqual([
    'Honey',
  ]);
});
