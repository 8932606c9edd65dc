/** Credits: ledger and balance against a small model, step by step, and under concurrency. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import { refusedBy, shortcuts } from './shortcuts.ts';
import { agentRow, instanceRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put } = shortcuts(db);

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
