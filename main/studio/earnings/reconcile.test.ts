/** Faults caught: a total that is not the sum of its rows, a day that a change of clocks lost, money that appears in a sum of another currency. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { creatorEarnings, creatorPayouts, morgyPurchases, PatchOf } from '../../../schema/index.ts';
import { testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import type { Dimension, LedgerFilterInput, Sums } from './contract.ts';
import { GRANULARITIES } from '../lib/period/types.ts';
import { DIMENSIONS } from './contract.ts';
import { addSubjects, AGENT_ID, arrive, idOf, MORGY_IDS, plainLedger, serve } from './testing.ts';
import type { EarningsClient } from './testing.ts';

/** `RECONCILE_RUNS=2000` is the long mode. */
const RUNS = Number(process.env['RECONCILE_RUNS'] ?? 25);
const PATIENCE = 60_000 + RUNS * 4_000;

const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 900_000, max: Date.UTC(2026, 11, 31) / 900_000 })
  .map((quarter) => new Date(quarter * 900_000).toISOString());
/** The hours around both changes of the clocks in Europe and North America, where a day is easily lost. */
const tricky = fc
  .constantFrom('2025-03-30', '2025-10-26', '2026-03-08', '2026-11-01', '2024-12-31', '2025-01-01')
  .chain((day) =>
    fc.integer({ min: -24, max: 48 }).map((hour) => new Date(Date.parse(day) + hour * 3_600_000).toISOString()),
  );
const when = fc.oneof({ weight: 2, arbitrary: instant }, { weight: 1, arbitrary: tricky });
const currency = fc.constantFrom('USD', 'USD', 'USD', 'EUR', 'JPY');
const later = (at: string, days: number): string => new Date(Date.parse(at) + days * 86_400_000).toISOString();

const purchases = fc
  .array(
    fc.record({
      morgy: fc.constantFrom(...MORGY_IDS),
      buyer: fc.integer({ min: 0, max: 30 }),
      type: fc.constantFrom('one_time' as const, 'subscription' as const),
      price: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 99_999 })),
      currency: fc.oneof({ weight: 9, arbitrary: currency }, { weight: 1, arbitrary: fc.constant('QQQ') }),
      status: fc.constantFrom(
        'completed' as const,
        'completed' as const,
        'refunded' as const,
        'pending' as const,
        'failed' as const,
      ),
      at: when,
      days: fc.integer({ min: -2, max: 200 }),
      off: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 7),
      ended: fc.option(fc.integer({ min: 0, max: 400 })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) =>
    list.map((each, n): PatchOf<typeof morgyPurchases> => {
      const fee = Math.round(each.price * 0.3);
      return {
        id: idOf(`purchase ${n}`),
        morgy_id: each.morgy,
        buyer_id: idOf(`buyer ${each.buyer}`),
        creator_id: idOf('creator'),
        purchase_type: each.type,
        price: each.price,
        currency: each.currency,
        platform_rate: 3000,
        platform_fee: fee + each.off,
        creator_revenue: each.price - fee,
        payment_status: each.status,
        subscription_status: each.type === 'subscription' ? (each.ended === null ? 'active' : 'cancelled') : null,
        subscription_start: each.type === 'subscription' ? each.at : null,
        subscription_end: each.type === 'subscription' && each.ended !== null ? later(each.at, each.ended) : null,
        created_at: each.at,
        updated_at: later(each.at, each.days),
      };
    }),
  );
const earnings = fc
  .array(
    fc.record({
      gross: fc.integer({ min: 0, max: 50_000 }),
      cost: fc.integer({ min: 0, max: 6_000_000 }),
      at: when,
      paid: fc.boolean(),
    }),
    {
      maxLength: 20,
    },
  )
  .map((list) =>
    list.map(({ gross, cost, at, paid }, n): PatchOf<typeof creatorEarnings> => {
      const creator = Math.floor((Math.max(gross * 100 - cost, 0) * 85 + 5000) / 10_000);
      return {
        id: idOf(`earning ${n}`),
        creator_id: idOf('creator'),
        agent_id: AGENT_ID,
        gross_revenue: gross,
        compute_cost: cost,
        creator_amount: creator,
        platform_amount: gross - creator,
        paid_out: paid,
        paid_out_at: paid ? later(at, 20) : null,
        created_at: at,
      };
    }),
  );
const payouts = fc
  .array(
    fc.record({
      amount: fc.integer({ min: 5000, max: 200_000 }),
      currency,
      status: fc.constantFrom('paid' as const, 'pending' as const, 'processing' as const, 'failed' as const),
      at: when,
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map(({ amount, currency: code, status, at }, n): PatchOf<typeof creatorPayouts> & { row_version: number } => ({
      id: idOf(`payout ${n}`),
      creator_id: idOf('creator'),
      amount,
      currency: code,
      period_start: '2024-01-01',
      period_end: '2024-02-01',
      status,
      paid_at: status === 'paid' ? later(at, 3) : null,
      created_at: at,
      row_version: 1,
    })),
  );
const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'America/St_Johns',
);
const day = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 86_400_000, max: Date.UTC(2026, 11, 31) / 86_400_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10));

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

/** Every month the same day and time, or the month's last day, for six years: by the calendar, not by the code under test. */
function anniversaries(start: string): string[] {
  const [year = 0, month = 0, dayOfMonth = 0] = start.slice(0, 10).split('-').map(Number);
  return Array.from({ length: 72 }, (_, n) => {
    const months = month + n;
    const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, months, Math.min(dayOfMonth, last))).toISOString().slice(0, 10) + start.slice(10);
  });
}

describe('the figures of random books', () => {
  it(
    'equal plain SQL over the ledger, in every time zone, and open the rows they are made of',
    async () => {
      expect.hasAssertions();
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
            const store = testStore();
            try {
              addSubjects(store);
              arrive(store, { purchases: bought, earnings: earned, payouts: paid });
              plainLedger(store, name);
              const { client } = serve(store, { clock: () => Date.UTC(2027, 0, 15) });
              await client.request('earnings.setPreferences', { timeZone: name });
              const [from, to] = a <= b ? [a, b] : [b, a];
              await checkOverview(client, store, from, to, code);
              await checkDrillDown(client, { from, to, currency: code });
            } finally {
              store.close();
            }
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
      await fc.assert(
        fc.asyncProperty(purchases, earnings, payouts, zone, async (bought, earned, paid, name) => {
          const store = testStore();
          try {
            addSubjects(store);
            arrive(store, { purchases: bought, earnings: earned, payouts: paid });
            plainLedger(store, name);
            const { client } = serve(store);
            await client.request('earnings.setPreferences', { timeZone: name });
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
          } finally {
            store.close();
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'count subscriptions so that what ran, began and ended come to what runs',
    async () => {
      await fc.assert(
        fc.asyncProperty(purchases, day, fc.integer({ min: 0, max: 300 }), async (bought, from, length) => {
          const store = testStore();
          try {
            addSubjects(store);
            arrive(store, { purchases: bought });
            const { client } = serve(store, { clock: () => Date.UTC(2029, 0, 1) });
            const to = later(`${from}T00:00:00.000Z`, length).slice(0, 10);
            const { current, previous } = await client.request('earnings.overview', {
              filter: { from, to, currency: 'USD' },
            });
            expect(current.subscriptions.running).toBe(
              previous.subscriptions.running + current.subscriptions.began - current.subscriptions.churned,
            );
            expect(current.subscriptions.renewed).toBeLessThanOrEqual(
              previous.subscriptions.running + current.subscriptions.began,
            );
          } finally {
            store.close();
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'reckon a month’s worth and renewals apart from money that came in, each as plain SQL and the calendar say',
    async () => {
      await fc.assert(
        fc.asyncProperty(purchases, day, fc.integer({ min: 0, max: 300 }), async (bought, from, length) => {
          const store = testStore();
          try {
            addSubjects(store);
            arrive(store, { purchases: bought });
            plainLedger(store, 'UTC');
            const { client } = serve(store, { clock: () => Date.UTC(2029, 0, 1) });
            await client.request('earnings.setPreferences', { timeZone: 'UTC' });
            const to = later(`${from}T00:00:00.000Z`, length).slice(0, 10);
            const until = later(`${to}T00:00:00.000Z`, 1);
            const filter = { from, to, currency: 'USD' };
            const { current, series } = await client.request('earnings.overview', { filter, by: 'month' });
            const subscriptions = store.all<{ start: string; end: string | null; price: number }>(
              `SELECT coalesce(subscription_start, created_at) AS start, price,
                 coalesce(subscription_end, CASE WHEN subscription_status IN ('cancelled', 'expired') THEN updated_at END) AS end
               FROM good_purchase WHERE purchase_type = 'subscription' AND payment_status = 'completed' AND currency = 'USD'`,
            );
            const ended = ({ start, end }: { start: string; end: string | null }): string =>
              end === null ? '9999' : end < start ? start : end;
            const running = subscriptions.filter((each) => each.start < until && ended(each) >= until);
            expect(current.subscriptions.mrr).toBe(running.reduce((sum, { price }) => sum + price * 10_000, 0));
            const renewed = subscriptions.filter((each) =>
              anniversaries(each.start).some((on) => on >= `${from}T` && on < until && on < ended(each)),
            );
            expect(current.subscriptions.renewed).toBe(renewed.length);
            // Going on adds nothing to what came in, on no tab: one payment, one sale, once in the balance.
            const paid = store.get<{ cents: number | null }>(
              `SELECT sum(price) AS cents FROM good_purchase WHERE currency = 'USD' AND created_at >= ? AND created_at < ?`,
              [`${from}T`, until],
            );
            expect(current.sums.gross).toBe((paid?.cents ?? 0) * 10_000);
            expect(series.reduce((sum, bucket) => sum + bucket.sums.gross, 0)).toBe(current.sums.gross);
            const kept = store.get<{ cents: number | null }>(
              `SELECT sum(creator_revenue) AS cents FROM good_purchase WHERE currency = 'USD' AND payment_status = 'completed'`,
            );
            const { balances } = await client.request('earnings.payouts', {});
            expect(balances.find(({ currency: code }) => code === 'USD')?.balance ?? 0).toBe(
              (kept?.cents ?? 0) * 10_000,
            );
          } finally {
            store.close();
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );
});
