/** For tests: random books of a creator, with what real ones have of trouble, and one database that holds them in turn. */
import fc from 'fast-check';
import type { creatorEarnings, creatorPayouts, morgyPurchases, PatchOf } from '../../../schema/index.ts';
import type { Store } from '../store/store.ts';
import { testStore } from '../store/testing.ts';
import { addSubjects, AGENT_ID, arrive, clearMoney, idOf, MORGY_IDS, plainLedger, serve } from './testing.ts';
import type { EarningsClient, Rows } from './testing.ts';

/** `RECONCILE_RUNS=2000` is the long mode. */
export const RUNS = Number(process.env['RECONCILE_RUNS'] ?? 25);
/** Milliseconds. */
export const PATIENCE = 60_000 + RUNS * 4_000;

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
export const currency = fc.constantFrom('USD', 'USD', 'USD', 'EUR', 'JPY');
export const later = (at: string, days: number): string => new Date(Date.parse(at) + days * 86_400_000).toISOString();

export const purchases = fc
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
export const earnings = fc
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
export const payouts = fc
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
export const zone = fc.constantFrom(
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
export const day = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 86_400_000, max: Date.UTC(2026, 11, 31) / 86_400_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10));

/**
 * Opening a database costs far more than everything that is asked of one book, so that one holds all books of a test, each
 * instead of the one before.
 */
export function shelf(): (
  rows: Rows,
  timeZone: string,
  clock: number,
) => Promise<{ store: Store; client: EarningsClient }> {
  const store = testStore();
  addSubjects(store);
  return async (rows, timeZone, clock) => {
    clearMoney(store);
    arrive(store, rows);
    plainLedger(store, timeZone);
    const { client } = serve(store, { clock: () => clock });
    await client.request('earnings.setPreferences', { timeZone });
    return { store, client };
  };
}
