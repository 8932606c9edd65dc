/** The table that is nobody's: that everybody gets all of it, in order, and that nobody can send any of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { tables } from '../../schema/index.ts';
import { readSnapshotPage } from './snapshot.ts';
import { TestDevice } from './testing/device.ts';
import { startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

let db: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool);
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

const rowsOf = async (userId: string, table: string, limit = 5000): Promise<Record<string, unknown>[]> => {
  const rows: Record<string, unknown>[] = [];
  let after: string | null = null;
  do {
    const page = await readSnapshotPage(db.pool, { userId }, table, after, limit);
    rows.push(...page.rows.map((row) => Object.fromEntries(page.columns.map((name, i) => [name, row[i]]))));
    after = page.next;
  } while (after !== null);
  return rows;
};

test('every account reads the same terms, page by page, those from before the table travelled too', async () => {
  const [one, other] = [await db.addUser(), await db.addUser()];
  const late = uuidv7();
  await db.query(
    `INSERT INTO revenue_terms (id, product_kind, platform_rate, payout_minimum, effective_from) VALUES ($1, 'morgy', 0.1250, 75, '2049-01-01')`,
    [late],
  );
  const seen = await rowsOf(one, 'revenue_terms', 2);
  expect(seen).toHaveLength(4);
  expect(await rowsOf(other, 'revenue_terms')).toEqual(seen);
  // A version of nought would mean a row that no cloud has seen.
  expect(seen.map((row) => row['row_version'])).toEqual([1, 1, 1, 1]);
  expect(seen.at(-1)).toMatchObject({
    id: late,
    product_kind: 'morgy',
    platform_rate: '0.1250',
    payout_minimum: '75.00',
    currency: 'USD',
    effective_from: '2049-01-01',
    _fv: { '*': [1, ''] },
  });
});

test('no other table is read without its owner', async () => {
  const [owner, stranger] = [await db.addUser(), await db.addUser()];
  const device = await TestDevice.of(db.pool, owner);
  await device.morgy({ is_public: true });
  const filled: string[] = [];
  for (const { name, sync, ownerColumn } of tables) {
    if (sync === 'none') continue;
    const rows = await rowsOf(stranger, name);
    if (ownerColumn === null) filled.push(name);
    else expect(rows.filter((row) => row[ownerColumn] !== stranger)).toEqual([]);
  }
  expect(filled).toEqual(['revenue_terms']);
});

test('nobody without a sign-in reads them here, and no account writes them through a device', async () => {
  expect((await gateway.fetch(null, '/v1/snapshot/revenue_terms')).status).toBe(401);
  const device = await TestDevice.of(db.pool, await db.addUser({ role: 'admin' }));
  const answer = await device.one({
    table: 'revenue_terms',
    rowId: uuidv7(),
    operation: 'insert',
    patch: { product_kind: 'morgy', platform_rate: '0.0000', payout_minimum: '0.00', effective_from: '2048-01-01' },
  });
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'read_only_table' });
  expect(await db.query(`SELECT 1 FROM revenue_terms WHERE effective_from = '2048-01-01'`)).toEqual([]);
});
