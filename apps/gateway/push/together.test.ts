/**
 * Devices of one account that push at the same moment, rows in any order, from what each had last seen. Faults caught: an
 * edit that is answered and nowhere to be found; two pushes that wait for each other; a repeat that counts twice.
 */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, endingQuietly } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { Mutation, MutationResult } from '../../../sync/protocol/mutation.ts';
import { TestDevice } from '../testing/device.ts';

let db: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  db = await createTestDatabase();
  pool = endingQuietly(new pg.Pool({ connectionString: db.url, max: 20, pipeline: true }));
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

interface Seen {
  [column: string]: unknown;
  row_version: number;
  tags: string[];
  description: string;
  price: string;
}

const read = async (rowId: string): Promise<Seen> => {
  const [row] = await db.query<Seen>(
    'SELECT row_version::int, tags, description, price::text FROM morgys WHERE id = $1',
    [rowId],
  );
  if (!row) throw new Error('The row is gone.');
  return row;
};

interface Edit {
  readonly rowId: string;
  readonly mutation: Mutation;
  readonly result: MutationResult;
}

/** What a device does in one round: which rows in which order, whether it looks first, whether its answer gets lost. */
const step = fc.record({
  rows: fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 3 }),
  looks: fc.boolean(),
  repeats: fc.boolean(),
});
const histories = fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 2, maxLength: 4 });

test('every edit that was answered is in the row, or was seen by whoever replaced it, or is kept in a conflict', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(histories, async (scripts) => {
      const userId = await db.addUser();
      const first = await TestDevice.of(pool, userId);
      const rows: string[] = [];
      for (let n = 0; n < 3; n += 1) rows.push(await first.morgy({ tags: [], description: 'start\n', price: '0.00' }));
      const edits: Edit[] = [];
      await Promise.all(
        scripts.map(async (steps) => {
          const device = await TestDevice.of(pool, userId);
          const seen = new Map<string, Seen>();
          for (const { rows: touched, looks, repeats } of steps) {
            const batch: Mutation[] = [];
            for (const index of touched) {
              const rowId = rows[index] ?? '';
              const base = (looks ? undefined : seen.get(rowId)) ?? (await read(rowId));
              count += 1;
              const mine = {
                tags: [...base.tags, `t${count}`],
                description: `${base.description}line ${count}\n`,
                price: `${count % 900}.${String(count % 100).padStart(2, '0')}`,
              };
              batch.push(
                device.mutation({
                  table: 'morgys',
                  rowId,
                  patch: mine,
                  base: { tags: base.tags, description: base.description, price: base.price },
                  baseVersions: { tags: base.row_version, description: base.row_version, price: base.row_version },
                }),
              );
              // What it has written itself it has seen; the version stays the oldest that is unanswered.
              seen.set(rowId, { ...base, ...mine });
            }
            const sends = repeats ? [device.send([batch]), device.send([batch])] : [device.send([batch])];
            const [answer, again] = await Promise.all(sends);
            if (!answer) throw new Error('No answer.');
            if (again) expect(again.results).toEqual(answer.results);
            batch.forEach((mutation, index) => {
              const result = answer.results[index];
              if (!result) throw new Error('No result.');
              edits.push({ rowId: mutation.rowId, mutation, result });
            });
          }
        }),
      );
      for (const rowId of rows) {
        const now = await read(rowId);
        const kept = JSON.stringify(
          await db.query('SELECT mine, theirs FROM sync_conflict WHERE row_id = $1', [rowId]),
        );
        const here = edits.filter((edit) => edit.rowId === rowId);
        for (const { mutation, result } of here) {
          expect(result.outcome).not.toBe('rejected');
          const tag = (mutation.patch['tags'] as string[]).at(-1) ?? '';
          expect(now.tags).toContain(tag);
          const line = String(mutation.patch['description']).split('\n').at(-2) ?? '';
          expect(now.description.includes(line) || kept.includes(line)).toBe(true);
          const price = String(mutation.patch['price']);
          const replacedKnowingly = here.some(({ mutation: later }) => later.base['price'] === price);
          expect(now.price === price || kept.includes(`"${price}"`) || replacedKnowingly).toBe(true);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('two devices that lock the same rows in opposite orders both get through', async () => {
  const userId = await db.addUser();
  const [a, b] = [await TestDevice.of(pool, userId), await TestDevice.of(pool, userId)];
  const rows = [await a.morgy(), await a.morgy(), await a.morgy(), await a.morgy()];
  const touch = (device: TestDevice, order: string[], round: number): Mutation[] =>
    order.map((rowId) =>
      device.mutation({
        table: 'morgys',
        rowId,
        patch: { description: `${device.id} ${round}` },
        base: {},
        baseVersions: { description: 1_000_000 },
      }),
    );
  for (let round = 0; round < 15; round += 1) {
    const ways = [a.send([touch(a, rows, round)]), b.send([touch(b, rows.toReversed(), round)])];
    for (const answer of await Promise.all(ways)) expect(answer.results).toHaveLength(4);
  }
});
