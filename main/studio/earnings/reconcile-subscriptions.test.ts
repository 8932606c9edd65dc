/** Faults caught: a subscription that is counted twice, forgotten, renewed after its end, or taken for money that came in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, later, PATIENCE, purchases, RUNS, shelf } from './random-books.ts';

/** Every month the same day and time, or the month's last day, for six years: by the calendar, not by the code under test. */
function anniversaries(start: string): string[] {
  const [year = 0, month = 0, dayOfMonth = 0] = start.slice(0, 10).split('-').map(Number);
  return Array.from({ length: 72 }, (_, n) => {
    const months = month + n;
    const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, months, Math.min(dayOfMonth, last))).toISOString().slice(0, 10) + start.slice(10);
  });
}

describe('the subscriptions of random books', () => {
  it(
    'count subscriptions so that what ran, began and ended come to what runs',
    async () => {
      const open = shelf();
      await fc.assert(
        fc.asyncProperty(purchases, day, fc.integer({ min: 0, max: 300 }), async (bought, from, length) => {
          const { client } = await open({ purchases: bought }, 'UTC', Date.UTC(2029, 0, 1));
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
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'reckon a month’s worth and renewals apart from money that came in, each as plain SQL and the calendar say',
    async () => {
      const open = shelf();
      await fc.assert(
        fc.asyncProperty(purchases, day, fc.integer({ min: 0, max: 300 }), async (bought, from, length) => {
          const { client, store } = await open({ purchases: bought }, 'UTC', Date.UTC(2029, 0, 1));
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
          expect(balances.find(({ currency: code }) => code === 'USD')?.balance ?? 0).toBe((kept?.cents ?? 0) * 10_000);
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );
});
