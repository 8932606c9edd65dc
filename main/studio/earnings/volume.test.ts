/** Faults caught: a page of a long ledger that reads the ledger again, a row shown twice or never while paging, a total of a page instead of the list. */
import { expect, it, vi } from 'vitest';
import { fillBusiness } from '../../../bench/earnings/fill.ts';
import { testStore } from '../store/testing.ts';
import { serve } from './testing.ts';

/** Sales, fees and what was taken back: somewhat over 200,000 ledger rows. */
const PURCHASES = 100_000;

it('pages through 200,000 rows: each row once, each page the same little work, the sum of all of them', async () => {
  const store = testStore();
  fillBusiness(store, { purchases: PURCHASES, figures: 0, morgys: 50 });
  const { client } = serve(store, { clock: () => Date.parse('2026-10-31T12:00:00Z') });
  const all = vi.spyOn(store, 'all');
  /** Rows of the database that answering took. */
  const readBy = async (work: () => Promise<unknown>): Promise<number> => {
    all.mockClear();
    await work();
    return all.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
  };
  const page = (offset: number, limit = 200) =>
    client.request('earnings.ledger', { filter: {}, sort: { column: 'amount', direction: 'asc' }, offset, limit });

  const first = await page(0);
  expect(first.count).toBeGreaterThan(200_000);
  const plain = store.get<{ rows: number; cents: number }>(
    `SELECT sum(CASE WHEN payment_status = 'refunded' THEN 4 ELSE 2 END) AS rows,
       sum(CASE WHEN payment_status = 'refunded' THEN 0 ELSE creator_revenue END) AS cents FROM morgy_purchases`,
  );
  expect(first.count).toBe(plain?.rows);
  expect(first.totals.reduce((sum, { micros }) => sum + micros, 0)).toBe((plain?.cents ?? 0) * 10_000);

  // Once the ledger is in memory, a page far down reads no more of the database than one at the top.
  const near = await readBy(() => page(200));
  expect(await readBy(() => page(first.count - 200))).toBe(near);
  // The names of 50 Morgys, and their listings.
  expect(near).toBe(50);

  const seen = new Set<string>();
  let last = Number.NEGATIVE_INFINITY;
  for (let offset = 0; offset < first.count; offset += 1000) {
    const { rows } = await page(offset, 1000);
    expect(rows).toHaveLength(Math.min(1000, first.count - offset));
    for (const { id, micros } of rows) {
      expect(micros >= last).toBe(true);
      last = micros;
      seen.add(id);
    }
  }
  expect(seen.size).toBe(first.count);
  store.close();
}, 240_000);
