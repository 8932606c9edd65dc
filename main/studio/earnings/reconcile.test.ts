/** Faults caught: a total that is not the sum of its rows, a day that a change of clocks lost, money that appears in a sum of another currency. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../store/store.ts';
import type { Dimension, LedgerFilterInput, Sums } from './contract.ts';
import { GRANULARITIES } from '../lib/period/types.ts';
import { DIMENSIONS } from './contract.ts';
import { currency, day, earnings, PATIENCE, payouts, purchases, RUNS, shelf, zone } from './random-books.ts';
import type { EarningsClient } from './testing.ts';

const KINDS: Record<keyof Omit<Sums, 'sales' | 'refunded'>, string> = {
  gross: `'sale'`,
  refunds: `'refund'`,
  fees: `'fee', 'fee_refund'`,
  costs: `'adjustment'`,
  net: `'sale', 'refund', 'fee', 'fee_refund', 'adjustment'`,
  payouts: `'payout'`,
};

/** What plain SQL says of the same rows. */
function sqlSums(store: Store, from: string, to: string, where = '1', values: string[] = []): Sums {
  const names = Object.entries(KINDS).map(
    ([name, kinds]) => `coalesce(sum(micros) FILTER (WHERE kind IN (${kinds})), 0) AS ${name}`,
  );
  return store.get<Record<string, number>>(
    `SELECT ${names.join(', ')}, count(*) FILTER (WHERE kind = 'sale') AS sales, count(*) FILTER (WHERE kind = 'refund') AS refunded
     FROM plain WHERE day BETWEEN ? AND ? AND ${where}`,
    [from, to, ...values],
  ) as unknown as Sums;
}

const COLUMN: Record<Exclude<Dimension, 'listing'>, string> = {
  subject: 'subject',
  licence: 'licence',
  product: 'product',
  currency: 'currency',
};

async function checkOverview(
  client: EarningsClient,
  store: Store,
  from: string,
  to: string,
  code: string,
): Promise<void> {
  for (const [n, by] of GRANULARITIES.entries()) {
    const dimension = DIMENSIONS.filter((each) => each !== 'listing')[n % 4] ?? 'subject';
    const overview = await client.request('earnings.overview', { filter: { from, to, currency: code }, by, dimension });
    for (const period of [overview.current, overview.previous, overview.yearBefore])
      expect(period.sums).toEqual(sqlSums(store, period.from, period.to, 'currency = ?', [code]));
    for (const bucket of [...overview.series, ...overview.previousSeries])
      expect(bucket.sums).toEqual(sqlSums(store, bucket.from, bucket.to, 'currency = ?', [code]));
    const net = overview.series.reduce((sum, bucket) => sum + bucket.sums.net, 0);
    expect(net).toBe(overview.current.sums.net);
    const own = dimension === 'currency' ? '1' : 'currency = ?';
    for (const part of overview.breakdown) {
      const said = sqlSums(store, from, to, `kind <> 'payout' AND ${COLUMN[dimension as 'subject']} = ? AND ${own}`, [
        part.key,
        ...(own === '1' ? [] : [code]),
      ]);
      expect(part.sums).toEqual(said);
    }
    if (dimension !== 'currency')
      expect(overview.breakdown.reduce((sum, part) => sum + part.sums.net, 0)).toBe(overview.current.sums.net);
  }
}

/** Every figure's drill-down: the rows it opens come to the figure. */
async function checkDrillDown(client: EarningsClient, filter: LedgerFilterInput): Promise<void> {
  const { current } = await client.request('earnings.overview', { filter });
  const range = { ...filter, from: current.from, to: current.to };
  const sumOf = async (more: LedgerFilterInput): Promise<{ micros: number; count: number }> => {
    const { totals, count, rows } = await client.request('earnings.ledger', {
      filter: { ...range, ...more },
      limit: 1000,
    });
    expect(rows.reduce((sum, row) => sum + row.micros, 0)).toBe(totals.reduce((sum, each) => sum + each.micros, 0));
    return { micros: totals.reduce((sum, each) => sum + each.micros, 0), count };
  };
  expect((await sumOf({ kinds: ['sale'] })).micros).toBe(current.sums.gross);
  expect((await sumOf({ kinds: ['fee', 'fee_refund'] })).micros).toBe(current.sums.fees);
  expect((await sumOf({ kinds: ['refund'] })).micros).toBe(current.sums.refunds);
  expect((await sumOf({ kinds: ['payout'] })).micros).toBe(current.sums.payouts);
  expect((await sumOf({ kinds: ['sale', 'fee', 'refund', 'fee_refund', 'adjustment'] })).micros).toBe(current.sums.net);
  expect(await sumOf({ cohort: 'running' })).toEqual({
    micros: current.subscriptions.mrr,
    count: current.subscriptions.running,
  });
  expect((await sumOf({ cohort: 'new' })).count).toBe(current.subscriptions.began);
  expect((await sumOf({ cohort: 'renewed' })).count).toBe(current.subscriptions.renewed);
  expect((await sumOf({ cohort: 'churned' })).count).toBe(current.subscriptions.churned);
}

describe('the figures of random books', () => {
  it(
    'equal plain SQL over the ledger, in every time zone, and open the rows they are made of',
    async () => {
      expect.hasAssertions();
      const open = shelf();
      await fc.assert(
        fc.asyncProperty(
          purchases,
          earnings,
          payouts,
          zone,
          day,
          day,
          currency,
          async (bought, earned, paid, name, a, b, code) => {
            const rows = { purchases: bought, earnings: earned, payouts: paid };
            const { client, store } = await open(rows, name, Date.UTC(2027, 0, 15));
            const [from, to] = a <= b ? [a, b] : [b, a];
            await checkOverview(client, store, from, to, code);
            await checkDrillDown(client, { from, to, currency: code });
          },
        ),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'keep payouts plus balance equal to net, and a statement’s ends equal to what lies between them',
    async () => {
      const open = shelf();
      await fc.assert(
        fc.asyncProperty(purchases, earnings, payouts, zone, async (bought, earned, paid, name) => {
          const rows = { purchases: bought, earnings: earned, payouts: paid };
          const { client, store } = await open(rows, name, Date.UTC(2026, 10, 20));
          const { balances } = await client.request('earnings.payouts', {});
          for (const each of balances) {
            const said = sqlSums(store, '0000-01-01', '9999-12-31', 'currency = ?', [each.currency]);
            expect(each.net).toBe(said.net);
            expect(each.paid + said.payouts).toBe(0);
            expect(each.paid + each.balance).toBe(each.net);
            expect(each.available + each.pending + each.held).toBe(each.balance);
            // Each figure of the card opens rows whose sum it is, and no row twice.
            const opened = async (filter: LedgerFilterInput) => {
              const page = await client.request('earnings.ledger', {
                filter: { currency: each.currency, ...filter },
                limit: 1000,
              });
              expect(page.rows).toHaveLength(page.count);
              expect(new Set(page.rows.map(({ id }) => id)).size).toBe(page.count);
              const sum = page.rows.reduce((total, { micros }) => total + micros, 0);
              expect(page.totals.map(({ micros }) => micros)).toEqual(page.count === 0 ? [] : [sum]);
              return sum;
            };
            expect(await opened({ part: 'available' })).toBe(each.available);
            expect((await opened({ part: 'pending' })) + each.pending).toBe(0);
            expect(await opened({ products: ['hired_agent'] })).toBe(each.held);
            expect(await opened({})).toBe(each.balance);
            let opening = 0;
            for (const [year, month] of [
              [2024, null],
              [2025, 1],
              [2025, 2],
              [2025, 3],
            ] as const) {
              const statement = await client.request('earnings.statement', { year, month, currency: each.currency });
              expect(statement.opening).toBe(opening + (year === 2024 ? statement.opening : 0));
              expect(statement.closing).toBe(statement.opening + statement.sums.net + statement.sums.payouts);
              expect(statement.sums).toEqual(
                sqlSums(store, statement.from, statement.to, 'currency = ?', [each.currency]),
              );
              expect(statement.lines.reduce((sum, line) => sum + line.sums.net, 0)).toBe(statement.sums.net);
              expect(statement.payouts.reduce((sum, line) => sum + line.micros, 0)).toBe(statement.sums.payouts);
              opening = statement.closing;
            }
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );
});
