/**
 * Faults caught: other terms on a device than the cloud chooses on the same day, terms that hold before their day, an
 * assumption that is passed off as the platform's word.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { revenueTerms } from '../../../schema/index.ts';
import { testStore } from '../store/testing.ts';
import { termsAfter, termsOn } from './terms.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 240_000);
afterAll(() => database.drop());

const kind = fc.constantFrom('morgy' as const, 'hired_agent' as const);
const day = fc
  .integer({ min: Date.UTC(2024, 1, 20) / 86_400_000, max: Date.UTC(2024, 2, 10) / 86_400_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10));
const terms = fc.uniqueArray(
  fc.record({
    id: fc.uuid({ version: 7 }),
    product_kind: kind,
    platform_rate: fc.integer({ min: 0, max: 10_000 }),
    payout_minimum: fc.integer({ min: 0, max: 99_999_999 }),
    effective_from: day,
  }),
  { maxLength: 8, selector: (row) => `${row.product_kind} ${row.effective_from}` },
);

describe('the terms in force', () => {
  it('are on every day those that the cloud goes by', async () => {
    await fc.assert(
      fc.asyncProperty(terms, fc.array(fc.tuple(kind, day), { minLength: 1, maxLength: 4 }), async (rows, asked) => {
        const store = testStore();
        try {
          store.write('Arrived', () =>
            store.uncaptured([], () => {
              for (const row of rows) store.insert(revenueTerms, row);
            }),
          );
          await database.trial({ role: 'owner' }, async (client) => {
            await client.query('DELETE FROM revenue_terms');
            for (const row of rows)
              await client.query(
                `INSERT INTO revenue_terms (id, product_kind, platform_rate, payout_minimum, effective_from)
                 VALUES ($1, $2, $3::numeric / 10000, $4::numeric / 100, $5)`,
                [row.id, row.product_kind, row.platform_rate, row.payout_minimum, row.effective_from],
              );
            for (const [product, on] of asked) {
              const here = termsOn(store, product, on);
              const announced = termsAfter(store, product, on).map(({ since }) => since);
              expect(announced).toEqual(announced.toSorted());
              expect(announced.filter((since) => since <= on)).toEqual([]);
              const due = rows.filter((row) => row.product_kind === product && row.effective_from <= on);
              if (due.length === 0) {
                // The cloud has no terms for that day, and refuses; the device says that it only assumes.
                expect(here.since).toBeNull();
                continue;
              }
              const { rows: said } = await client.query<{ rate: number; minimum: string; since: string }>(
                `SELECT (platform_rate * 10000)::int AS rate, (payout_minimum * 1000000)::bigint AS minimum,
                   effective_from::text AS since FROM revenue_terms_on($1, $2)`,
                [product, on],
              );
              expect(said).toEqual([{ rate: here.feeRate, minimum: String(here.minimum), since: here.since }]);
            }
          });
        } finally {
          store.close();
        }
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});
