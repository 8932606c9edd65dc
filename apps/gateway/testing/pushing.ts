/** What the tests of pushing share: a database, devices on it, and what a mutation may look like. */
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, endingQuietly } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { Mutation } from '../../../sync/protocol/mutation.ts';
import { TestDevice } from './device.ts';
import type { Change } from './device.ts';

/** The same tests run on a connection that waits for each answer and on one that does not. */
export const CONNECTIONS: readonly [what: string, pipeline: boolean][] = [
  ['a connection that waits for each answer', false],
  ['a pipelined connection', true],
];

interface MorgyRow {
  [column: string]: unknown;
  name: string;
  description: string | null;
  row_version: string;
}

export const edit = (rowId: string, name: string, mine: unknown, base: unknown, version: number): Change => ({
  table: 'morgys',
  rowId,
  patch: { [name]: mine as string },
  base: { [name]: base as string },
  baseVersions: { [name]: version },
});

export const insert = (rowId: string, patch: Mutation['patch'] = {}): Change => ({
  table: 'morgys',
  rowId,
  operation: 'insert',
  patch: { name: 'Inserted', category: 'custom', ...patch },
});

/** A database and a pool of the gateway's kind for the tests of one `describe`. */
export function pushWorld(pipeline: boolean) {
  let db: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    db = await createTestDatabase();
    pool = endingQuietly(new pg.Pool({ connectionString: db.url, max: 20, pipeline }));
  });
  afterAll(async () => {
    await pool.end();
    await db.drop();
  });
  const newDevice = async (userId?: string): Promise<TestDevice> => TestDevice.of(pool, userId ?? (await db.addUser()));
  return {
    get db(): TestDatabase {
      return db;
    },
    get pool(): pg.Pool {
      return pool;
    },
    newDevice,
    async twoDevices(): Promise<[TestDevice, TestDevice]> {
      const userId = await db.addUser();
      return [await newDevice(userId), await newDevice(userId)];
    },
    async morgyRow(id: string): Promise<MorgyRow> {
      const [row] = await db.query<MorgyRow>('SELECT * FROM morgys WHERE id = $1', [id]);
      if (!row) throw new Error('There is no such Morgy.');
      return row;
    },
    conflicts: (rowId: string) =>
      db.query('SELECT kind, columns, base, mine, theirs, resolution, device_id FROM sync_conflict WHERE row_id = $1', [
        rowId,
      ]),
    /** Everything that a push could have changed. */
    everything: async (userId: string) => ({
      morgys: await db.query('SELECT * FROM morgys WHERE creator_id = $1 ORDER BY id', [userId]),
      ledger: await db.query('SELECT * FROM sync_device WHERE owner_id = $1 ORDER BY id', [userId]),
      results: await db.query('SELECT * FROM sync_result WHERE owner_id = $1 ORDER BY device_id, number', [userId]),
      conflicts: await db.query('SELECT * FROM sync_conflict WHERE owner_id = $1', [userId]),
    }),
  };
}
