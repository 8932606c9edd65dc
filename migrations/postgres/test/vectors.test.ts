/** Semantic search where the server has pgvector (here: PGlite with its extension). */
import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createPgliteDatabase } from './harness.ts';

let lite: PGlite;
const owner = uuidv7();
const other = uuidv7();
const morgy = uuidv7();

/** A vector of 384 that points mostly along one axis. */
const along = (axis: number, noise = 0): string =>
  `[${Array.from({ length: 384 }, (_, i) => (i === axis ? 1 : i === (axis + 1) % 384 ? noise : 0)).join(',')}]`;

beforeAll(async () => {
  lite = await createPgliteDatabase();
  for (const id of [owner, other])
    await lite.query('INSERT INTO users (id, email) VALUES ($1, $2)', [id, `${id}@example.com`]);
  await lite.query("INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'Helper', 'research')", [
    morgy,
    owner,
  ]);
  const knowledge = uuidv7();
  await lite.query(
    "INSERT INTO morgy_knowledge (id, morgy_id, owner_id, title, content, source_type) VALUES ($1, $2, $3, 'T', 'C', 'text')",
    [knowledge, morgy, owner],
  );
  await lite.query(
    `INSERT INTO knowledge_chunks (knowledge_id, owner_id, position, content, content_sha256, embedding)
      SELECT $1, $2, i, 'chunk ' || i, repeat('a', 64), ('[' || array_to_string(ARRAY(SELECT CASE WHEN a = i THEN 1 ELSE 0 END FROM generate_series(0, 383) a), ',') || ']')::vector
      FROM generate_series(0, 199) i`,
    [knowledge, owner],
  );
}, 120_000);
afterAll(() => lite.close());

const matchAs = (user: string, axis: number) =>
  lite.transaction(async (tx) => {
    await tx.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: user })]);
    await tx.exec('SET LOCAL ROLE authenticated');
    const { rows } = await tx.query<{ content: string; similarity: number }>(
      'SELECT content, similarity FROM match_knowledge_chunks($1, $2, 3)',
      [morgy, along(axis, 0.1)],
    );
    return rows;
  });

test('the nearest chunks come first, for their owner', async () => {
  const rows = await matchAs(owner, 42);
  expect(rows.map(({ content }) => content).slice(0, 2)).toEqual(['chunk 42', 'chunk 43']);
  expect(rows[0]?.similarity).toBeGreaterThan(0.99);
});

test('another person gets nothing', async () => {
  expect(await matchAs(other, 42)).toEqual([]);
});

test('the HNSW indexes are there and serve the order by distance', async () => {
  const { rows } = await lite.query<{ indexname: string }>(
    "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%USING hnsw%' ORDER BY 1",
  );
  expect(rows.map(({ indexname }) => indexname)).toEqual([
    'idx_foundations_embedding',
    'idx_icp_profiles_embedding',
    'idx_knowledge_chunks_embedding',
  ]);
  await lite.exec('ANALYZE knowledge_chunks; SET enable_seqscan = off');
  const plan = await lite.query<{ 'QUERY PLAN': string }>(
    'EXPLAIN SELECT id FROM knowledge_chunks ORDER BY embedding <=> $1 LIMIT 5',
    [along(1)],
  );
  expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('idx_knowledge_chunks_embedding');
});

test('a vector of another size is refused', async () => {
  await expect(lite.query("UPDATE foundations SET summary_embedding = '[1,2,3]'")).rejects.toThrow(
    /expected 384 dimensions/,
  );
});
