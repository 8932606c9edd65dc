/** Full-text search on each table that has it. */
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';
import type { Row } from './harness.ts';
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
