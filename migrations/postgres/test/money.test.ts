/** Money against a small model, step by step, and under concurrency against what must always hold. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Actor } from './harness.ts';
import { agentRow, insertRow, instanceRow, morgyRow, purchaseRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());

const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
const money = (amount: number): string => (amount / 100).toFixed(2);
const put = (table: string, row: Record<string, unknown>) =>
  insertRow((sql, values) => db.query(sql, values), table, row);
const person = (userId: string): Actor => ({ role: 'authenticated', userId });
/** The rule that refused; anything else that goes wrong is a failure of the test. */
async function refusedBy(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (!constraint) throw error;
    return constraint;
  }
}

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

async function hirer() {
  const user = await db.addUser();
  const agent = agentRow(await db.addUser({ role: 'creator' }), { status: 'published' });
  await put('agents', agent);
  const instance = instanceRow(user, String(agent['id']));
  await put('agent_instances', instance);
  const session = uuidv7();
  await put('sessions', { id: session, instance_id: instance['id'], user_id: user });
  return { user, agent: String(agent['id']), instance: String(instance['id']), session };
}
type Hirer = Awaited<ReturnType<typeof hirer>>;

const use = (h: Hirer, credits: number) =>
  db.as({ role: 'service' }, (c) =>
    c.query('SELECT record_usage_event($1, $2, $3, 10, 20, 3, $4, 0.001)', [h.session, h.user, h.instance, credits]),
  );

async function expectLedgerToAgree(
  h: Hirer,
  uses: readonly number[],
): Promise<{ subscription: number; topup: number }> {
  const [row] = await db.query<Record<string, number>>(
    `SELECT b.subscription_credits AS subscription, b.topup_credits AS topup,
      (SELECT coalesce(sum(amount), 0)::int FROM credit_transactions WHERE user_id = $1 AND credit_type = 'subscription') AS ledger_subscription,
      (SELECT coalesce(sum(amount), 0)::int FROM credit_transactions WHERE user_id = $1 AND credit_type = 'topup') AS ledger_topup,
      (SELECT coalesce(-sum(amount), 0)::int FROM credit_transactions WHERE user_id = $1 AND type = 'session_deduct') AS deducted,
      (SELECT coalesce(sum(credits_consumed), 0)::int FROM usage_events WHERE user_id = $1) AS consumed,
      (SELECT count(*)::int FROM usage_events WHERE user_id = $1) AS events,
      s.total_credits_consumed AS session_credits, s.total_input_tokens AS session_tokens
      FROM credit_balances b, sessions s WHERE b.user_id = $1 AND s.id = $2`,
    [h.user, h.session],
  );
  if (!row) throw new Error('no balance');
  const total = uses.reduce((sum, credits) => sum + credits, 0);
  expect(row).toMatchObject({
    ledger_subscription: row['subscription'],
    ledger_topup: row['topup'],
    deducted: total,
    consumed: total,
    session_credits: total,
    events: uses.length,
    session_tokens: uses.length * 10,
  });
  const balance = { subscription: Number(row['subscription']), topup: Number(row['topup']) };
  expect(Math.min(balance.subscription, balance.topup)).toBeGreaterThanOrEqual(0);
  return balance;
}

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

describe('credits', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('use' as const), credits: fc.integer({ min: 0, max: 120 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('topup' as const), credits: fc.integer({ min: 1, max: 200 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('month' as const),
        credits: fc.integer({ min: 1, max: 200 }),
        rollover: fc.nat(80),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const) }) },
  );

  test(
    'any sequence of months, top-ups, repeated webhooks and uses gives what the model gives',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
          const h = await hirer();
          const model = { subscription: 0, topup: 100 };
          const uses: number[] = [];
          let payment = '';
          for (const s of steps) {
            if (s.kind === 'use') {
              const enough = s.credits <= model.subscription + model.topup;
              expect(await refusedBy(use(h, s.credits))).toBe(enough ? undefined : 'credit_balance_overdraft');
              if (!enough) continue;
              uses.push(s.credits);
              const first = Math.min(s.credits, model.subscription);
              model.subscription -= first;
              model.topup -= s.credits - first;
            } else if (s.kind === 'topup') {
              payment = uuidv7();
              await db.query("SELECT grant_credits($1, 'topup_purchase', $2, 'topup', 'top-up', $3)", [
                h.user,
                s.credits,
                payment,
              ]);
              model.topup += s.credits;
            } else if (s.kind === 'month') {
              await db.query('SELECT refresh_subscription_credits($1, $2, $3, $4)', [
                h.user,
                s.credits,
                s.rollover,
                uuidv7(),
              ]);
              model.subscription = Math.min(model.subscription, s.rollover) + s.credits;
            } else if (payment) {
              const [again] = await db.query(
                "SELECT grant_credits($1, 'topup_purchase', 999, 'topup', 'top-up', $2) AS added",
                [h.user, payment],
              );
              expect(again?.['added']).toBe(false);
            }
          }
          expect(await expectLedgerToAgree(h, uses)).toEqual(model);
        }),
        { numRuns: 25 },
      );
    },
  );

  test(
    'uses from many connections at once never overdraw, and each is booked whole or not at all',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 15, maxLength: 40 }),
          async (demands) => {
            const h = await hirer();
            await db.query('SELECT refresh_subscription_credits($1, 150, 0, $2)', [h.user, uuidv7()]);
            const answers = await Promise.all(demands.map((credits) => refusedBy(use(h, credits))));
            const done = demands.filter((_, index) => answers[index] === undefined);
            const balance = await expectLedgerToAgree(h, done);
            const left = balance.subscription + balance.topup;
            expect(left).toBe(250 - done.reduce((sum, credits) => sum + credits, 0));
            // What was refused really did not fit at its turn, so it does not fit now either.
            for (const [index, rule] of answers.entries())
              if (rule !== undefined) {
                expect(rule).toBe('credit_balance_overdraft');
                expect(demands[index]).toBeGreaterThan(left);
              }
          },
        ),
        { numRuns: 10 },
      );
    },
  );

  test('a new account has 100 free credits, and the ledger says why', async () => {
    const user = await db.addUser();
    expect(await db.query('SELECT type, amount FROM credit_transactions WHERE user_id = $1', [user])).toEqual([
      { type: 'free_trial', amount: 100 },
    ]);
    expect(
      await db.query('SELECT subscription_credits + topup_credits AS credits FROM credit_balances WHERE user_id = $1', [
        user,
      ]),
    ).toEqual([{ credits: 100 }]);
  });

  test('the balance cannot be written past the ledger, and the ledger cannot be rewritten, by the superuser either', async () => {
    const user = await db.addUser();
    for (const sql of [
      'UPDATE credit_balances SET topup_credits = 1 WHERE user_id = $1',
      'DELETE FROM credit_balances WHERE user_id = $1',
      'UPDATE credit_transactions SET amount = 1 WHERE user_id = $1',
      'DELETE FROM credit_transactions WHERE user_id = $1',
    ])
      await expect(db.query(sql, [user])).rejects.toMatchObject({ code: '23001' });
  });

  test('a session of another person or instance cannot be charged', async () => {
    const [mine, theirs] = [await hirer(), await hirer()];
    await expect(use({ ...mine, instance: theirs.instance }, 1)).rejects.toMatchObject({ code: 'P0002' });
    await expect(use({ ...mine, session: theirs.session }, 1)).rejects.toMatchObject({ code: 'P0002' });
    await expectLedgerToAgree(mine, []);
  });

  test(
    "settling a session books its creator's share once, and the sweep pays from 25 USD on",
    { timeout: 60_000 },
    async () => {
      const h = await hirer();
      await db.query("SELECT grant_credits($1, 'topup_purchase', 10000, 'topup')", [h.user]);
      await use(h, 2000);
      const settle = () =>
        db.as({ role: 'service' }, (c) =>
          c.query<{ id: string | null }>('SELECT settle_session($1) AS id', [h.session]),
        );
      const [first, second] = await Promise.all([settle(), settle()]);
      expect([first.rows[0]?.id, second.rows[0]?.id].filter((id) => id !== null)).toHaveLength(1);
      const [earning] = await db.query(
        'SELECT gross_revenue, compute_cost, creator_amount, platform_amount FROM creator_earnings WHERE session_id = $1',
        [h.session],
      );
      // 2,000 credits are 20 USD; 85 % of what is left after 0.001 USD for the machine
      expect(earning).toEqual({
        gross_revenue: '20.0000',
        compute_cost: '0.001000',
        creator_amount: '16.9992',
        platform_amount: '3.0008',
      });
      const sweep = () =>
        db.as(
          { role: 'service' },
          async (c) =>
            (await c.query("SELECT amount, earnings FROM sweep_creator_earnings(now() + interval '1 day')"))
              .rows as unknown[],
        );
      expect(await sweep()).toEqual([]);
      const next = uuidv7();
      await put('sessions', { id: next, instance_id: h.instance, user_id: h.user });
      await use({ ...h, session: next }, 2000);
      await db.query('SELECT settle_session($1)', [next]);
      expect(await sweep()).toEqual([{ amount: '33.9984', earnings: '2' }]);
      expect(await sweep()).toEqual([]);
    },
  );
});
