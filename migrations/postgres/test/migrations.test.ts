/** The migrations as a whole: complete, reversible one by one, and the same again the second time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import type { PoolClient } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { migrateDown, migrateUp, VECTORS_NOTICE } from '../migrate.ts';
import { catalogSnapshot } from './catalog.ts';
import { createEmptyDatabase, pgliteClient } from './harness.ts';
import type { Row, TestDatabase } from './harness.ts';
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
  test(
    'each one is undone by its own down part, and all of them make the same schema again',
    { timeout: 120_000 },
    () =>
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
      }),
  );

  test('a second run does nothing and says that vectors are still left out', () =>
    withClient(async (client) => {
      const lines: string[] = [];
      const result = await migrateUp(client, { log: (line) => lines.push(line) });
      expect(result).toEqual({ ran: [], vectors: 'left-out' });
      expect(lines).toContain(VECTORS_NOTICE);
    }));

  test(
    'two runs at once: one works, the other is refused or waits, and neither breaks anything',
    { timeout: 60_000 },
    async () => {
      await withClient((client) => migrateDown(client));
      const both = await Promise.all([
        withClient((client) => migrateUp(client, { whenBusy: 'wait' })),
        withClient((client) => migrateUp(client, { whenBusy: 'wait' })),
      ]);
      const counts = both.map(({ ran }) => ran.length).toSorted((a, b) => a - b);
      expect(counts[0]).toBe(0);
      expect(counts[1]).toBeGreaterThan(15);
    },
  );

  test('every table that the documents name is there, and no table that nobody listed', () =>
    withClient(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
      );
      expect(tablesOfTheDocuments).toHaveLength(65);
      expect(rows.map(({ name }) => name)).toEqual([...tablesOfTheDocuments, ...ownTables].toSorted());
    }));
});

describe('migrations that meet trouble', () => {
  const fresh = async <T>(work: (db: TestDatabase) => Promise<T>): Promise<T> => {
    const db = await createEmptyDatabase();
    try {
      return await work(db);
    } finally {
      await db.drop();
    }
  };
  const onClient = async <T>(pool: pg.Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };
  const tables = (db: TestDatabase) =>
    db.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");

  test(
    'a failure in the middle leaves nothing half applied, and the next run does all of it',
    { timeout: 60_000 },
    () =>
      fresh(async (db) => {
        await db.query('CREATE TABLE moves (mine text)');
        await expect(onClient(db.pool, (client) => migrateUp(client))).rejects.toThrow(/"moves" already exists/);
        expect(await tables(db)).toEqual([{ tablename: 'moves' }]);
        expect(await db.query('SELECT name FROM migrations.applied')).toEqual([]);
        await db.query('DROP TABLE moves');
        const { ran } = await onClient(db.pool, (client) => migrateUp(client));
        expect(ran.length).toBeGreaterThan(15);
      }),
  );

  test('a dry run says what would run and makes no table', { timeout: 60_000 }, () =>
    fresh(async (db) => {
      const { ran } = await onClient(db.pool, (client) => migrateUp(client, { dryRun: true }));
      expect(ran).toContain('008_foundations');
      expect(await tables(db)).toEqual([]);
    }),
  );

  test('while another run holds the lock, a run is refused unless it is told to wait', { timeout: 60_000 }, () =>
    fresh((db) =>
      onClient(db.pool, async (holder) => {
        await holder.query('SELECT pg_advisory_lock(7241865325823964)');
        await expect(onClient(db.pool, (client) => migrateUp(client))).rejects.toThrow(/already running/);
        expect(await tables(db)).toEqual([]);
        await holder.query('SELECT pg_advisory_unlock(7241865325823964)');
      }),
    ),
  );

  test(
    'an owner of the database who is no superuser can migrate it, and the service and the triggers still work',
    { timeout: 60_000 },
    () =>
      fresh(async (db) => {
        const deployer = `deployer_${db.name}`;
        await db.query(`CREATE ROLE ${deployer} LOGIN PASSWORD 'x'`);
        await db.query(`ALTER DATABASE ${db.name} OWNER TO ${deployer}`);
        const url = new URL(db.url);
        url.username = deployer;
        url.password = 'x';
        const pool = new pg.Pool({ connectionString: url.href });
        pool.on('error', () => undefined);
        try {
          await onClient(pool, (client) => migrateUp(client));
          const user = await db.as({ role: 'service' }, async (client) => {
            const { rows } = await client.query<{ id: string }>(
              "INSERT INTO users (email) VALUES ('a@example.com') RETURNING id",
            );
            return rows[0]?.id ?? '';
          });
          const seen = await db.as({ role: 'authenticated', userId: user }, async (client) => {
            const { rows } = await client.query<Row>(
              'SELECT (SELECT count(*)::int FROM workspaces) AS spaces, (SELECT topup_credits FROM credit_balances) AS credits',
            );
            return rows;
          });
          expect(seen).toEqual([{ spaces: 1, credits: 100 }]);
          await onClient(pool, (client) => migrateDown(client));
          expect(await tables(db)).toEqual([]);
        } finally {
          await pool.end();
          await db.query(`REASSIGN OWNED BY ${deployer} TO postgres`);
          await db.query(`DROP OWNED BY ${deployer}`);
          await db.query(`DROP ROLE ${deployer}`);
        }
      }),
  );
});

describe('migrations where pgvector is there', () => {
  test(
    'a server that gets pgvector later gets the vectors with the next run, and they go and come again',
    { timeout: 120_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'morgus-vectors-'));
      try {
        const without = await PGlite.create(folder, { relaxedDurability: true });
        const lines: string[] = [];
        const first = await migrateUp(pgliteClient(without), { log: (line) => lines.push(line) });
        expect(first.vectors).toBe('left-out');
        expect(lines).toContain(VECTORS_NOTICE);
        await without.query("INSERT INTO users (email) VALUES ('before@example.com')");
        await without.close();
        const withVectors = await PGlite.create(folder, { relaxedDurability: true, extensions: { vector } });
        const second = await migrateUp(pgliteClient(withVectors));
        expect(second).toEqual({ ran: ['001_vectors'], vectors: 'applied' });
        const { rows } = await withVectors.query('SELECT summary_embedding FROM foundations');
        expect(rows).toEqual([{ summary_embedding: null }]);
        const client = pgliteClient(withVectors);
        const full = await catalogSnapshot(client);
        expect((await migrateDown(client)).vectors).toBe('removed');
        expect((await migrateUp(client)).vectors).toBe('applied');
        expect(await catalogSnapshot(client)).toEqual(full);
        expect(await migrateUp(client)).toEqual({ ran: [], vectors: 'present' });
        await withVectors.close();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
