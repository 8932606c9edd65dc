/** The migrations as a whole: complete, reversible one by one, and the same again the second time. */
import type { PoolClient } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { migrateDown, migrateUp, VECTORS_NOTICE } from '../migrate.ts';
import { catalogSnapshot } from './catalog.ts';
import { createEmptyDatabase, createPgliteDatabase, pgliteClient } from './harness.ts';
import { ownTables, tablesOfTheDocuments } from './inventory.ts';

const database = await createEmptyDatabase();
afterAll(() => database.drop());

async function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

describe('migrations on PostgreSQL', () => {
  test('each one is undone by its own down part, and all of them make the same schema again', () =>
    withClient(async (client) => {
      const states = [await catalogSnapshot(client)];
      for (;;) {
        const { ran } = await migrateUp(client, { count: 1 });
        if (ran.length === 0) break;
        states.push(await catalogSnapshot(client));
      }
      expect(states.length).toBeGreaterThan(15);
      const full = states.at(-1);
      for (let index = states.length - 2; index >= 0; index -= 1) {
        const { ran } = await migrateDown(client, { count: 1 });
        expect(await catalogSnapshot(client), `after the down part of ${ran[0]}`).toEqual(states[index]);
      }
      const again = await migrateUp(client);
      expect(await catalogSnapshot(client)).toEqual(full);
      expect(again.vectors).toBe('left-out');
    }));

  test('a second run does nothing and says that vectors are still left out', () =>
    withClient(async (client) => {
      const lines: string[] = [];
      const result = await migrateUp(client, { log: (line) => lines.push(line) });
      expect(result).toEqual({ ran: [], vectors: 'left-out' });
      expect(lines).toContain(VECTORS_NOTICE);
    }));

  test('two runs at once: one works, the other is refused or waits, and neither breaks anything', async () => {
    await withClient((client) => migrateDown(client));
    const both = await Promise.all([
      withClient((client) => migrateUp(client, { whenBusy: 'wait' })),
      withClient((client) => migrateUp(client, { whenBusy: 'wait' })),
    ]);
    const counts = both.map(({ ran }) => ran.length).toSorted((a, b) => a - b);
    expect(counts[0]).toBe(0);
    expect(counts[1]).toBeGreaterThan(15);
  });

  test('every table that the documents name is there, and no table that nobody listed', () =>
    withClient(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
      );
      expect(tablesOfTheDocuments).toHaveLength(65);
      expect(rows.map(({ name }) => name)).toEqual([...tablesOfTheDocuments, ...ownTables].toSorted());
    }));
});

describe('migrations where pgvector is there', () => {
  test('vectors are added, found by HNSW, and taken away again', async () => {
    const lite = await createPgliteDatabase();
    const client = pgliteClient(lite);
    expect(await migrateUp(client)).toEqual({ ran: [], vectors: 'present' });
    const full = await catalogSnapshot(client);
    const down = await migrateDown(client);
    expect(down.vectors).toBe('removed');
    const again = await migrateUp(client);
    expect(again.vectors).toBe('applied');
    expect(await catalogSnapshot(client)).toEqual(full);
    await lite.close();
  }, 60_000);
});
