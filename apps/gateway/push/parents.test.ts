/**
 * Children and parents in a push. Faults caught: a child refused that only came before its parent; a child without a parent
 * that is found at the commit, where nothing can be answered any more and the batch comes again for ever.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, endingQuietly } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { MutationResult } from '../../../sync/protocol/mutation.ts';
import { TestDevice } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const morgy = (rowId: string = uuidv7()): Change => ({
  table: 'morgys',
  rowId,
  operation: 'insert',
  patch: { name: 'Inserted', category: 'custom' },
});
const document = (morgyId: string): Change => ({
  table: 'morgy_knowledge',
  rowId: uuidv7(),
  operation: 'insert',
  patch: { morgy_id: morgyId, title: 'T', content: 'C', source_type: 'text' },
});
const template = (morgyId: string): Change => ({
  table: 'morgy_templates',
  rowId: uuidv7(),
  operation: 'insert',
  patch: { morgy_id: morgyId, title: 'T', text: 'x', arguments: [] },
});
/** The database itself refuses it, so that the batch is taken again with care. */
const tooDear = (): Change => ({ ...morgy(), patch: { name: 'Too dear', category: 'custom', price: '5000.00' } });
const words = (results: readonly MutationResult[]): string[] => results.map((one) => one.code ?? one.outcome);

describe.each([
  ['a connection that waits for each answer', false],
  ['a pipelined connection', true],
])('on %s', (_connection, pipeline) => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = endingQuietly(new pg.Pool({ connectionString: db.url, max: 4, pipeline }));
  });
  afterAll(() => pool.end());

  const newDevice = async (): Promise<TestDevice> => TestDevice.of(pool, await db.addUser());
  /** @returns what the cloud answered to these local transactions in one batch */
  const send = async (device: TestDevice, ...transactions: Change[][]): Promise<string[]> => {
    const batch = transactions.map((changes) => changes.map((change) => device.mutation(change)));
    return words((await device.send(batch)).results);
  };

  test('a parent that never comes refuses its children alone, wherever they stand', async () => {
    const device = await newDevice();
    const good = await device.morgy();
    expect(words(await device.push(document(good), document(uuidv7()), document(good)))).toEqual([
      'applied',
      'missing_parent',
      'applied',
    ]);
  });

  test('within a local transaction a child may come before its parent', async () => {
    const device = await newDevice();
    const id = uuidv7();
    expect(words(await device.push(template(id), morgy(id)))).toEqual(['applied', 'applied']);
  });

  test('an orphan is found behind a good local transaction whose keys were put off', async () => {
    const device = await newDevice();
    const [first, second] = [uuidv7(), uuidv7()];
    expect(await send(device, [morgy(first), morgy(second)], [document(first), document(uuidv7()), tooDear()])).toEqual(
      ['applied', 'applied', 'applied', 'missing_parent', 'rule'],
    );
  });

  test('orphans of several tables in several local transactions are each found, and those between them stand', async () => {
    const device = await newDevice();
    const [a, b] = [uuidv7(), uuidv7()];
    expect(
      await send(
        device,
        [template(a), morgy(a)],
        [document(uuidv7()), template(a)],
        [morgy(b), document(b)],
        [template(uuidv7())],
        [document(b), template(uuidv7()), tooDear()],
        [template(b), document(a)],
      ),
    ).toEqual([
      'applied',
      'applied',
      // The second local transaction.
      'missing_parent',
      'applied',
      'applied',
      'applied',
      // The fourth, the fifth and the last.
      'missing_parent',
      'applied',
      'missing_parent',
      'rule',
      'applied',
      'applied',
    ]);
    expect(await db.query('SELECT 1 FROM morgy_knowledge WHERE morgy_id = ANY ($1)', [[a, b]])).toHaveLength(3);
    expect(await db.query('SELECT 1 FROM morgy_templates WHERE morgy_id = ANY ($1)', [[a, b]])).toHaveLength(3);
  });
});
