/** Sales, payouts and taxes against a small model, step by step, and under concurrency against what must always hold. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import { cents, money, person, refusedBy, shortcuts } from './shortcuts.ts';
import { agentRow, insertRow, morgyRow, purchaseRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put } = shortcuts(db);

async function creatorWithMorgy() {
  const creator = await db.addUser({ role: 'creator' });
  const morgy = morgyRow(creator);
  await put('morgys', morgy);
  return { creator, morgy: String(morgy['id']) };
}

/** The sums that have to agree for one creator, straight from the rows. */
async function books(creator: string) {
  const [row] = await db.query(
    `SELECT
      (SELECT coalesce(sum(creator_revenue), 0) FROM morgy_purchases WHERE creator_id = $1 AND payment_status = 'completed') AS earned,
      (SELECT coalesce(sum(price), 0) FROM morgy_purchases WHERE creator_id = $1 AND payment_status = 'completed') AS gross,
      (SELECT count(*) FROM morgy_purchases WHERE creator_id = $1 AND payment_status = 'completed')::int AS sales,
      (SELECT coalesce(sum(amount), 0) FROM creator_payouts WHERE creator_id = $1 AND status <> 'failed') AS drawn,
      (SELECT coalesce(sum(total_revenue), 0) FROM morgys WHERE creator_id = $1) AS counted_revenue,
      (SELECT coalesce(sum(total_purchases), 0) FROM morgys WHERE creator_id = $1)::int AS counted_sales,
      (SELECT coalesce(sum(revenue), 0) FROM morgy_analytics WHERE owner_id = $1) AS daily_revenue,
      (SELECT coalesce(sum(purchases), 0) FROM morgy_analytics WHERE owner_id = $1)::int AS daily_sales`,
    [creator],
  );
  if (!row) throw new Error('no books');
  return row;
}

async function expectBooksToAgree(creator: string): Promise<void> {
  const found = await books(creator);
  expect(cents(found['counted_revenue'])).toBe(cents(found['gross']));
  expect(cents(found['daily_revenue'])).toBe(cents(found['gross']));
  expect(found['counted_sales']).toBe(found['sales']);
  expect(found['daily_sales']).toBe(found['sales']);
}

describe('the split of a price', () => {
  test(
    'fee and revenue add up to the price for every price and rate, and the fee is the rate to the cent',
    { timeout: 60_000 },
    async () => {
      const { morgy } = await creatorWithMorgy();
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 99_999 }),
          fc.integer({ min: 0, max: 10_000 }),
          async (price, rate) => {
            await db.trial({ role: 'owner' }, async (c) => {
              await c.query(
                "INSERT INTO revenue_terms (product_kind, platform_rate, payout_minimum, effective_from) VALUES ('morgy', $1, 50, current_date)",
                [rate / 10_000],
              );
              const buyer = uuidv7();
              await c.query('INSERT INTO users (id, email) VALUES ($1, $2)', [buyer, `${buyer}@example.com`]);
              await insertRow(
                (sql, values) => c.query(sql, values),
                'morgy_purchases',
                purchaseRow(morgy, buyer, money(price)),
              );
              const { rows } = await c.query<Record<string, string>>(
                'SELECT * FROM morgy_purchases WHERE buyer_id = $1',
                [buyer],
              );
              const fee = cents(rows[0]?.['platform_fee']);
              expect(fee + cents(rows[0]?.['creator_revenue'])).toBe(price);
              // exact in integers: half a cent goes to the platform
              expect(fee).toBe(Math.floor((price * rate + 5_000) / 10_000));
            });
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  test('a sale keeps the rate it was made under when the terms change', async () => {
    const { morgy } = await creatorWithMorgy();
    const buyer = await db.addUser();
    const rates = await db.trial({ role: 'owner' }, async (c) => {
      const add = (sql: string, values: unknown[]) => c.query(sql, values);
      await insertRow(add, 'morgy_purchases', purchaseRow(morgy, buyer, '10.00', { created_at: '2021-05-01' }));
      await c.query(
        "INSERT INTO revenue_terms (product_kind, platform_rate, payout_minimum, effective_from) VALUES ('morgy', 0.1, 50, '2021-06-01')",
      );
      await c.query("UPDATE morgy_purchases SET subscription_status = 'active' WHERE buyer_id = $1", [buyer]);
      return (await c.query('SELECT platform_rate, platform_fee FROM morgy_purchases WHERE buyer_id = $1', [buyer]))
        .rows as unknown[];
    });
    expect(rates).toEqual([{ platform_rate: '0.3000', platform_fee: '3.00' }]);
  });

  test("a completed sale's price cannot be changed afterwards, not even by the service", async () => {
    const { morgy } = await creatorWithMorgy();
    const buyer = await db.addUser();
    const sale = purchaseRow(morgy, buyer, '10.00');
    await put('morgy_purchases', sale);
    const change = db.as({ role: 'service' }, (c) =>
      c.query('UPDATE morgy_purchases SET price = 1 WHERE id = $1', [sale['id']]),
    );
    expect(await refusedBy(change)).toBe('morgy_purchases_settled');
  });

  test("a hired agent's earning splits its gross exactly and never below zero", { timeout: 60_000 }, async () => {
    const creator = await db.addUser({ role: 'creator' });
    const agent = agentRow(creator);
    await put('agents', agent);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 0, max: 5_000_000 }),
        async (gross, compute) => {
          await db.trial({ role: 'service' }, async (c) => {
            const row = { agent_id: agent['id'], gross_revenue: gross / 100, compute_cost: (compute / 1e6).toFixed(6) };
            await insertRow((sql, values) => c.query(sql, values), 'creator_earnings', row);
            const { rows } = await c.query<{ ok: boolean }>(
              `SELECT creator_amount + platform_amount = gross_revenue AND creator_amount >= 0 AND platform_amount >= 0
              AND creator_amount = round(greatest(gross_revenue - compute_cost, 0) * 0.85, 4) AS ok
              FROM creator_earnings WHERE agent_id = $1`,
              [agent['id']],
            );
            expect(rows[0]?.ok).toBe(true);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Sales and payouts as a few lines of arithmetic. */
interface Sale {
  id: string;
  revenue: number;
  state: 'completed' | 'refunded';
}
interface Payout {
  id: string;
  amount: number;
  state: 'pending' | 'paid' | 'failed';
}

describe('sales and payouts', () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('sell' as const), price: fc.integer({ min: 0, max: 40_000 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('ask' as const), amount: fc.integer({ min: 4_000, max: 40_000 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const), pick: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(20), well: fc.boolean() }) },
  );

  test('any sequence gives what the model gives', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
        const { creator, morgy } = await creatorWithMorgy();
        const sales: Sale[] = [];
        const payouts: Payout[] = [];
        const available = () =>
          sales.filter(({ state }) => state === 'completed').reduce((sum, { revenue }) => sum + revenue, 0) -
          payouts.filter(({ state }) => state !== 'failed').reduce((sum, { amount }) => sum + amount, 0);
        for (const s of steps) {
          if (s.kind === 'sell') {
            const sale = purchaseRow(morgy, await db.addUser(), money(s.price));
            await put('morgy_purchases', sale);
            sales.push({
              id: String(sale['id']),
              revenue: s.price - Math.floor((s.price * 3 + 5) / 10),
              state: 'completed',
            });
          } else if (s.kind === 'refund') {
            const sale = sales[s.pick];
            if (!sale || sale.state === 'refunded') continue;
            await db.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE id = $1", [sale.id]);
            sale.state = 'refunded';
          } else if (s.kind === 'ask') {
            const expected =
              s.amount < 5_000
                ? 'creator_payouts_minimum'
                : s.amount > available()
                  ? 'creator_payouts_balance'
                  : undefined;
            let id = '';
            const asked = db.as(person(creator), async (c) => {
              const { rows } = await c.query<{ id: string }>('SELECT request_payout($1) AS id', [money(s.amount)]);
              id = rows[0]?.id ?? '';
            });
            expect(await refusedBy(asked)).toBe(expected);
            if (expected === undefined) payouts.push({ id, amount: s.amount, state: 'pending' });
          } else {
            const payout = payouts[s.pick];
            if (payout?.state !== 'pending') continue;
            payout.state = s.well ? 'paid' : 'failed';
            await db.query('UPDATE creator_payouts SET status = $1 WHERE id = $2', [payout.state, payout.id]);
          }
          const [balance] = await db.query('SELECT available FROM creator_balance($1)', [creator]);
          expect(cents(balance?.['available'])).toBe(available());
        }
        await expectBooksToAgree(creator);
      }),
      { numRuns: 25 },
    );
  });

  test('twenty requests at once draw no more than was earned', { timeout: 60_000 }, async () => {
    const { creator, morgy } = await creatorWithMorgy();
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '500.00'));
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => refusedBy(db.as(person(creator), (c) => c.query('SELECT request_payout(60)')))),
    );
    // 350.00 earned: five times 60 fit, and a sixth would not
    expect(asked.filter((rule) => rule === undefined)).toHaveLength(5);
    expect(asked.filter((rule) => rule === 'creator_payouts_balance')).toHaveLength(15);
    const found = await books(creator);
    expect(cents(found['drawn'])).toBeLessThanOrEqual(cents(found['earned']));
  });

  test('a request is judged by the terms of the UTC day, wherever the server thinks it is', async () => {
    const { creator, morgy } = await creatorWithMorgy();
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '900.00'));
    // At any time one of the two has another date than UTC.
    for (const zone of ['Etc/GMT+12', 'Etc/GMT-14', 'UTC']) {
      const asked = db.trial({ role: 'owner' }, async (c) => {
        for (const [minimum, days] of [
          [200, 0],
          [400, 1],
        ])
          await c.query(
            `INSERT INTO revenue_terms (product_kind, platform_rate, payout_minimum, effective_from)
             VALUES ('morgy', 0.3, $1, (now() AT TIME ZONE 'UTC')::date + $2::int)`,
            [minimum, days],
          );
        await c.query(`SET LOCAL timezone = '${zone}'`);
        await c.query('INSERT INTO creator_payouts (creator_id, amount) VALUES ($1, 199)', [creator]);
      });
      await expect(asked).rejects.toThrow('a payout is at least 200.00 USD');
    }
  });

  test('a failed payout that is taken up again is checked again', async () => {
    const { creator, morgy } = await creatorWithMorgy();
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '100.00'));
    const ask = () =>
      db.as(
        person(creator),
        async (c) => (await c.query<{ id: string }>('SELECT request_payout(70) AS id')).rows[0]?.id,
      );
    const first = await ask();
    await db.query("UPDATE creator_payouts SET status = 'failed' WHERE id = $1", [first]);
    await ask();
    expect(await refusedBy(db.query("UPDATE creator_payouts SET status = 'pending' WHERE id = $1", [first]))).toBe(
      'creator_payouts_balance',
    );
  });

  test("a payout's period starts where the last one ended", async () => {
    const { creator, morgy } = await creatorWithMorgy();
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '500.00', { created_at: '2026-01-10' }));
    await put('creator_payouts', { creator_id: creator, amount: 100, status: 'paid', period_end: '2026-03-01' });
    await db.as(person(creator), (c) => c.query('SELECT request_payout(100)'));
    const rows = await db.query(
      'SELECT period_start::text, period_end::text FROM creator_payouts WHERE creator_id = $1 ORDER BY period_start',
      [creator],
    );
    expect(rows[0]).toEqual({ period_start: '2026-01-10', period_end: '2026-03-01' });
    expect(rows[1]?.['period_start']).toBe('2026-03-01');
  });

  test(
    'sales and refunds from many connections leave counters, days and rows in agreement',
    { timeout: 60_000 },
    async () => {
      const { creator, morgy } = await creatorWithMorgy();
      await put('marketplace_listings', { morgy_id: morgy, creator_id: creator, status: 'approved' });
      const buyers = await Promise.all(Array.from({ length: 30 }, () => db.addUser()));
      await Promise.all(
        buyers.map(async (buyer, index) => {
          const sale = purchaseRow(morgy, buyer, money(100 + index * 7), { created_at: `2026-02-${10 + (index % 5)}` });
          await put('morgy_purchases', sale);
          if (index % 3 === 0)
            await db.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE id = $1", [sale['id']]);
        }),
      );
      await expectBooksToAgree(creator);
      expect((await books(creator))['sales']).toBe(20);
      expect(await db.query('SELECT purchases FROM marketplace_listings WHERE morgy_id = $1', [morgy])).toEqual([
        { purchases: 20 },
      ]);
    },
  );

  test('currencies are never added up', async () => {
    const { creator, morgy } = await creatorWithMorgy();
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '100.00', { currency: 'EUR' }));
    await put('morgy_purchases', purchaseRow(morgy, await db.addUser(), '10.00'));
    const rows = await db.query(
      'SELECT currency, creator_revenue FROM creator_analytics WHERE creator_id = $1 ORDER BY 1',
      [creator],
    );
    expect(rows).toEqual([
      { currency: 'EUR', creator_revenue: '70.00' },
      { currency: 'USD', creator_revenue: '7.00' },
    ]);
    expect(await db.query('SELECT total_revenue, total_purchases FROM morgys WHERE id = $1', [morgy])).toEqual([
      { total_revenue: '10.00', total_purchases: 2 },
    ]);
    expect(await db.query("SELECT earned FROM creator_balance($1, 'EUR')", [creator])).toEqual([{ earned: '70.00' }]);
  });
});

test('a payment in rupees gets 18 % GST, to the paisa, and its total is the sum', { timeout: 30_000 }, async () => {
  const user = await db.addUser();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 99_999_99 }), async (amount) => {
      const row = await db.trial({ role: 'service' }, async (c) => {
        await insertRow((sql, values) => c.query(sql, values), 'payments', {
          user_id: user,
          amount_inr: money(amount),
        });
        return (await c.query<Record<string, string>>('SELECT * FROM payments WHERE user_id = $1', [user])).rows[0];
      });
      expect(cents(row?.['gst_amount'])).toBe(Math.floor((amount * 18 + 50) / 100));
      expect(cents(row?.['total_amount'])).toBe(amount + cents(row?.['gst_amount']));
    }),
    { numRuns: 50 },
  );
});
