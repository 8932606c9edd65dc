/** Mutations into real PostgreSQL: the ledger, merging, refusals, and what never changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { Mutation, PushAnswer } from '../../../sync/protocol/mutation.ts';
import { registerDevice } from '../devices.ts';
import { readSnapshotPage } from '../snapshot.ts';
import { applyPush } from './apply.ts';

const AT = '2026-02-03T04:05:06.000Z';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

type Change = Partial<Mutation> & Pick<Mutation, 'table' | 'rowId'>;

/** A device that counts its mutations as the engine does. */
class Device {
  readonly id = uuidv7();
  readonly userId: string;
  next = 1;

  constructor(userId: string) {
    this.userId = userId;
  }

  static async of(userId: string): Promise<Device> {
    const device = new Device(userId);
    await registerDevice(db.pool, { userId }, { id: device.id, name: 'Test', schemaVersion: 1, startAfter: 0 });
    return device;
  }

  mutation(change: Change): Mutation {
    const mutation = {
      operation: 'update' as const,
      patch: {},
      base: {},
      baseVersions: {},
      at: AT,
      ...change,
      number: change.number ?? this.next,
    };
    this.next = mutation.number + 1;
    return mutation;
  }

  send(transactions: Mutation[][], confirmed = 0): Promise<PushAnswer> {
    return applyPush(
      db.pool,
      { userId: this.userId },
      {
        protocol: 1,
        deviceId: this.id,
        schemaVersion: 1,
        confirmed,
        transactions: transactions.map((mutations, index) => ({ transaction: index, mutations })),
      },
    );
  }

  async push(...changes: Change[]): Promise<PushAnswer['results']> {
    const answer = await this.send([changes.map((change) => this.mutation(change))]);
    return answer.results;
  }

  async morgy(patch: Mutation['patch'] = {}): Promise<string> {
    const rowId = uuidv7();
    const results = await this.push({
      table: 'morgys',
      rowId,
      operation: 'insert',
      patch: { id: rowId, creator_id: this.userId, name: 'First name', category: 'custom', ...patch },
    });
    if (results[0]?.outcome !== 'applied') throw new Error(JSON.stringify(results));
    return rowId;
  }
}

const morgyRow = async (id: string) =>
  (
    await db.query<{ name: string; description: string; tags: string[]; row_version: string; creator_id: string }>(
      'SELECT * FROM morgys WHERE id = $1',
      [id],
    )
  )[0];
const conflicts = (rowId: string) =>
  db.query('SELECT kind, columns, base, mine, theirs, resolution, device_id FROM sync_conflict WHERE row_id = $1', [
    rowId,
  ]);

describe('the ledger', () => {
  test('a repeated batch is answered as before and done once', async () => {
    const device = await Device.of(await db.addUser());
    const rowId = uuidv7();
    const batch = [
      [
        device.mutation({
          table: 'morgys',
          rowId,
          operation: 'insert',
          patch: { id: rowId, name: 'Once', category: 'custom' },
        }),
      ],
      [
        device.mutation({
          table: 'morgys',
          rowId,
          patch: { name: 'Twice' },
          base: { name: 'Once' },
          baseVersions: { name: 0 },
        }),
      ],
    ];
    const first = await device.send(batch);
    expect(first.results).toEqual([
      { number: 1, outcome: 'applied', rowVersion: 1 },
      { number: 2, outcome: 'applied', rowVersion: 2 },
    ]);
    expect(await device.send(batch)).toEqual(first);
    expect(await morgyRow(rowId)).toMatchObject({ name: 'Twice', row_version: '2' });
  });

  test('of a batch half known, the new half alone is done', async () => {
    const device = await Device.of(await db.addUser());
    const rowId = uuidv7();
    const first = device.mutation({
      table: 'morgys',
      rowId,
      operation: 'insert',
      patch: { name: 'Half', category: 'custom' },
    });
    await device.send([[first]]);
    const second = device.mutation({
      table: 'morgys',
      rowId,
      patch: { description: 'new' },
      base: { description: null },
      baseVersions: { description: 1 },
    });
    const answer = await device.send([[first], [second]]);
    expect(answer.results.map((result) => result.number)).toEqual([1, 2]);
    expect(answer.lastNumber).toBe(2);
    expect(await morgyRow(rowId)).toMatchObject({ description: 'new', row_version: '2' });
  });
});

describe('merging', () => {
  test('two devices edit two columns: both stand, and nothing is a conflict', async () => {
    const userId = await db.addUser();
    const [a, b] = [await Device.of(userId), await Device.of(userId)];
    const rowId = await a.morgy();
    await a.push({
      table: 'morgys',
      rowId,
      patch: { name: 'Name of A' },
      base: { name: 'First name' },
      baseVersions: { name: 1 },
    });
    const [result] = await b.push({
      table: 'morgys',
      rowId,
      patch: { category: 'social' },
      base: { category: 'custom' },
      baseVersions: { category: 1 },
    });
    expect(result).toMatchObject({ outcome: 'applied', rowVersion: 3 });
    expect(await morgyRow(rowId)).toMatchObject({ name: 'Name of A', category: 'social' });
    expect(await conflicts(rowId)).toEqual([]);
  });

  test('two lines of one text are merged, recorded, and nobody is asked', async () => {
    const userId = await db.addUser();
    const [a, b] = [await Device.of(userId), await Device.of(userId)];
    const base = 'one\ntwo\nthree\nfour\nfive\n';
    const rowId = await a.morgy({ description: base });
    await a.push({
      table: 'morgys',
      rowId,
      patch: { description: base.replace('one', 'ONE') },
      base: { description: base },
      baseVersions: { description: 1 },
    });
    const [result] = await b.push({
      table: 'morgys',
      rowId,
      patch: { description: base.replace('five', 'FIVE') },
      base: { description: base },
      baseVersions: { description: 1 },
    });
    expect(result?.outcome).toBe('merged');
    expect((await morgyRow(rowId))?.description).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
    expect(await conflicts(rowId)).toMatchObject([
      { kind: 'edit', columns: ['description'], resolution: 'kept', device_id: b.id },
    ]);
  });

  test('one value, two devices: the last to arrive stands, and all three sides are kept', async () => {
    const userId = await db.addUser();
    const [a, b] = [await Device.of(userId), await Device.of(userId)];
    const rowId = await a.morgy({ price: '1.00' });
    await a.push({
      table: 'morgys',
      rowId,
      patch: { price: '2.00' },
      base: { price: '1.00' },
      baseVersions: { price: 1 },
    });
    const [result] = await b.push({
      table: 'morgys',
      rowId,
      patch: { price: '3.00' },
      base: { price: '1.00' },
      baseVersions: { price: 1 },
    });
    expect(result?.outcome).toBe('conflicted');
    expect(await conflicts(rowId)).toMatchObject([
      {
        columns: ['price'],
        base: { price: '1.00' },
        mine: { price: '3.00' },
        theirs: { price: '2.00' },
        resolution: 'open',
      },
    ]);
  });
});

describe('refusals', () => {
  test('one is refused, the others stand, and the ledger goes on', async () => {
    const device = await Device.of(await db.addUser());
    const rowId = await device.morgy();
    const edit = (patch: Mutation['patch']): Change => ({
      table: 'morgys',
      rowId,
      patch,
      base: {},
      baseVersions: { name: 99, price: 99 },
    });
    const results = await device.push(edit({ name: 'Good' }), edit({ price: '5000.00' }), edit({ price: '4.00' }));
    expect(results.map((result) => result.code ?? result.outcome)).toEqual(['applied', 'rule', 'applied']);
    expect(await morgyRow(rowId)).toMatchObject({ name: 'Good', price: '4.00' });
  });
});

test('a page holds what a device keeps, in wire values, and the pages together hold every row once', async () => {
  const userId = await db.addUser();
  const device = await Device.of(userId);
  const ids = [
    await device.morgy({ price: '19.90', tags: ['a', 'b "c"'] }),
    await device.morgy(),
    await device.morgy(),
  ];
  const seen: unknown[] = [];
  let after: string | null = null;
  let pages = 0;
  do {
    const page = await readSnapshotPage(db.pool, { userId }, 'morgys', after, 2);
    seen.push(...page.rows.map((row) => Object.fromEntries(page.columns.map((name, index) => [name, row[index]]))));
    after = page.next;
    pages += 1;
  } while (after !== null);
  expect(pages).toBe(2);
  expect(seen).toHaveLength(3);
  expect(seen[0]).toMatchObject({
    id: ids[0],
    creator_id: userId,
    price: '19.90',
    total_revenue: '0.00',
    tags: ['a', 'b "c"'],
    is_public: false,
    row_version: 1,
    _fv: { '*': [1, device.id] },
  });
  expect(seen[0]).toHaveProperty('created_at', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
});
