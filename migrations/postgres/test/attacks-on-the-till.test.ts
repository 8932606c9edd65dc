/** What a signed-in person may try against money, ratings, licences and keys. Each must fail, and change nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Actor } from './harness.ts';
import { attempts, denied, person } from './shortcuts.ts';
import { agentRow, insertRow, makeWorld, purchaseRow } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());
const { attempt, insert, run } = attempts(db);
const buyer = person(world.buyer);
const other = person(world.other);

describe('the till', () => {
  test('no one grants oneself a licence, a subscription, a trial, credits or a purchase', async () => {
    const mine = { user_id: world.other, plugin_id: world.plugin };
    expect(await insert(other, 'licenses', { ...mine, license_key: 'k', tier: 'enterprise' })).toEqual(denied);
    expect(await insert(other, 'subscriptions', { ...mine, tier: 'enterprise', license_key: 'k' })).toEqual(denied);
    expect(await insert(other, 'trials', { ...mine, license_key: 'k', expires_at: '2040-01-01' })).toEqual(denied);
    expect(
      await insert(other, 'credit_transactions', {
        user_id: world.other,
        type: 'refund',
        amount: 5,
        credit_type: 'topup',
      }),
    ).toEqual(denied);
    expect(
      await run(other, 'UPDATE credit_balances SET topup_credits = 1000000 WHERE user_id = $1', [world.other]),
    ).toEqual(denied);
    expect(await insert(other, 'morgy_purchases', purchaseRow(world.draft, world.other, '0.00'))).toEqual(denied);
    expect(await insert(other, 'purchases', { buyer_id: world.other, agent_id: world.agent })).toEqual(denied);
  });

  test('a buyer changes neither price nor state of a purchase', async () => {
    expect(await run(buyer, 'UPDATE morgy_purchases SET price = 0 WHERE buyer_id = $1', [world.buyer])).toEqual(denied);
    expect(
      await run(buyer, "UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = $1", [world.buyer]),
    ).toEqual(denied);
  });

  test('counters, ratings and revenue are not for their creator to set', async () => {
    const owner = person(world.owner);
    for (const column of [
      'rating = 5',
      'review_count = 100',
      'total_revenue = 1',
      'total_purchases = 1',
      'view_count = 1',
      'is_premium = true',
      'published_at = now()',
      'row_version = 99',
      "_fv = '{}'",
    ])
      expect({ column, refusal: await run(owner, `UPDATE morgys SET ${column} WHERE id = $1`, [world.morgy]) }).toEqual(
        { column, refusal: denied },
      );
    for (const column of ['avg_rating = 5', 'total_hires = 100', "docker_image = 'x'"])
      expect({ column, refusal: await run(owner, `UPDATE agents SET ${column} WHERE id = $1`, [world.agent]) }).toEqual(
        { column, refusal: denied },
      );
    expect(await run(owner, 'UPDATE plugins SET rating = 5, downloads = 10 WHERE id = $1', [world.plugin])).toEqual(
      denied,
    );
    expect(await run(owner, 'UPDATE plugins SET verified = true WHERE id = $1', [world.plugin])).toEqual(denied);
    expect(
      await run(person(world.admin), 'UPDATE plugins SET verified = true WHERE id = $1', [world.plugin]),
    ).toBeUndefined();
  });

  test("no review without buying, hiring or holding, and none of one's own work", async () => {
    expect(
      await insert(other, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.other,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.buyer,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(
      await insert(other, 'agent_reviews', {
        agent_id: world.agent,
        user_id: world.other,
        owner_id: world.owner,
        rating: 1,
      }),
    ).toEqual(denied);
    expect(await insert(other, 'plugin_reviews', { plugin_id: world.plugin, user_id: world.other, rating: 1 })).toEqual(
      denied,
    );
    const owner = person(world.owner);
    expect(
      await insert(owner, 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.owner,
        owner_id: world.owner,
        rating: 5,
      }),
    ).toEqual(denied);
    expect(await insert(owner, 'plugin_reviews', { plugin_id: world.plugin, user_id: world.owner, rating: 5 })).toEqual(
      denied,
    );
  });

  test('a refunded purchase no longer lets its buyer review', async () => {
    const refusal = await attempt({ role: 'owner' }, async (c) => {
      await c.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = $1", [world.buyer]);
      await c.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: world.buyer })]);
      await c.query('SET LOCAL ROLE authenticated');
      await insertRow((sql, values) => c.query(sql, values), 'morgy_reviews', {
        morgy_id: world.morgy,
        user_id: world.buyer,
        owner_id: world.owner,
        rating: 1,
      });
    });
    expect(refusal).toEqual(denied);
  });

  test('a creator cannot buy the own Morgy', async () => {
    expect(
      await insert({ role: 'service' }, 'morgy_purchases', purchaseRow(world.draft, world.owner, '5.00')),
    ).toMatchObject({ code: '23514' });
  });

  test("a payout is at least 50 USD, at most what is left, always pending and always one's own", async () => {
    const owner = person(world.owner);
    expect(await run(owner, 'SELECT request_payout(49.99)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_minimum',
    });
    expect(await run(owner, 'SELECT request_payout(630.01)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await run(owner, "SELECT request_payout(50, 'EUR')")).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await run(buyer, 'SELECT request_payout(50)')).toEqual({
      code: '23514',
      constraint: 'creator_payouts_balance',
    });
    expect(await insert(other, 'creator_payouts', { creator_id: world.owner, amount: '50' })).toEqual(denied);
    expect(await insert(owner, 'creator_payouts', { creator_id: world.owner, amount: '50', status: 'paid' })).toEqual(
      denied,
    );
    const rows = await db.trial(owner, async (c) => {
      await c.query('SELECT request_payout(600)');
      return (await c.query('SELECT amount, status FROM creator_payouts')).rows as unknown[];
    });
    expect(rows).toEqual([{ amount: '600.00', status: 'pending' }]);
    const twice = await attempt(owner, async (c) => {
      await c.query('SELECT request_payout(600)');
      await c.query('SELECT request_payout(50)');
    });
    expect(twice).toEqual({ code: '23514', constraint: 'creator_payouts_balance' });
  });

  test('a creator submits a listing or an agent, and only an admin approves it', async () => {
    const owner = person(world.owner);
    const id = uuidv7();
    await db.query("INSERT INTO marketplace_listings (id, morgy_id, creator_id, status) VALUES ($1, $2, $3, 'draft')", [
      id,
      world.draft,
      world.owner,
    ]);
    const set = (actor: Actor, status: string) =>
      run(actor, 'UPDATE marketplace_listings SET status = $1 WHERE id = $2', [status, id]);
    expect(await set(owner, 'pending')).toBeUndefined();
    for (const status of ['approved', 'rejected', 'archived'])
      expect({ status, refusal: await set(owner, status) }).toEqual({ status, refusal: denied });
    expect(await set(person(world.admin), 'approved')).toBeUndefined();
    expect(await insert(owner, 'agents', agentRow(world.owner, { status: 'published' }))).toEqual(denied);
    expect(await insert(owner, 'agents', agentRow(world.owner, { status: 'review' }))).toBeUndefined();
    const submission = { user_id: world.owner, plugin_data: {}, id: uuidv7() };
    await db.query(
      'INSERT INTO plugin_submissions (id, user_id, plugin_data) VALUES ($1, $2, $3)',
      Object.values({ a: submission.id, b: world.owner, c: {} }),
    );
    expect(
      await run(owner, "UPDATE plugin_submissions SET status = 'approved', quality_score = 100 WHERE id = $1", [
        submission.id,
      ]),
    ).toEqual(denied);
    expect(
      await run(
        person(world.admin),
        "UPDATE plugin_submissions SET status = 'approved', quality_score = 79 WHERE id = $1",
        [submission.id],
      ),
    ).toEqual({
      code: '23514',
      constraint: 'plugin_submissions_quality_check',
    });
  });
});

describe('API keys', () => {
  const key = () => {
    const whole = `morg_${randomBytes(32).toString('hex')}`;
    return { key_prefix: whole.slice(0, 13), key_hash: createHash('sha256').update(whole).digest('hex'), name: 'ci' };
  };
  test('ten active ones are the most, also when twenty are asked for at once; a revoked one stays revoked', async () => {
    const holder = await db.addUser();
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        db.as(person(holder), (c) =>
          insertRow((sql, values) => c.query(sql, values), 'api_keys', { user_id: holder, ...key() }),
        ),
      ),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const result of asked)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ constraint: 'api_keys_ten_active' });
    await db.as(person(holder), (c) =>
      c.query(
        'UPDATE api_keys SET is_active = false WHERE user_id = $1 AND id = (SELECT min(id::text)::uuid FROM api_keys)',
        [holder],
      ),
    );
    expect(await insert(person(holder), 'api_keys', { user_id: holder, ...key() })).toBeUndefined();
    expect(await run(person(holder), 'UPDATE api_keys SET is_active = true WHERE NOT is_active')).toEqual({
      code: '23514',
      constraint: 'api_keys_revoked',
    });
  });

  test('a hash cannot be read back, and a key in the clear cannot be stored', async () => {
    expect(await run(buyer, 'SELECT key_hash FROM api_keys')).toEqual(denied);
    expect(
      await insert(buyer, 'api_keys', { user_id: world.buyer, ...key(), key_hash: `morg_${'0'.repeat(64)}` }),
    ).toMatchObject({ code: '23514' });
    expect(await insert(buyer, 'api_keys', { user_id: world.buyer, ...key(), scopes: '["everything"]' })).toMatchObject(
      { code: '23514' },
    );
  });
});
