/** Ratings, counters and stamps that the database keeps by itself, and the view of a creator's figures. */
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';
import { shortcuts } from './shortcuts.ts';
import { agentRow, instanceRow, morgyRow, purchaseRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put, one } = shortcuts(db);

describe('ratings', () => {
  test('follow every review: added, changed, put in the trash, taken back, deleted', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    await put('marketplace_listings', { morgy_id: morgy, creator_id: creator, status: 'approved' });
    const rating = () =>
      one(
        'SELECT m.rating, m.review_count, l.rating AS listed FROM morgys m JOIN marketplace_listings l ON l.morgy_id = m.id WHERE m.id = $1',
        [morgy],
      );
    const review = async (stars: number) =>
      put('morgy_reviews', { morgy_id: morgy, user_id: await db.addUser(), owner_id: creator, rating: stars });
    const first = await review(5);
    const second = await review(2);
    expect(await rating()).toEqual({ rating: '3.50', review_count: 2, listed: '3.50' });
    await db.query('UPDATE morgy_reviews SET rating = 3 WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '4.00', review_count: 2, listed: '4.00' });
    await db.query('UPDATE morgy_reviews SET deleted_at = now() WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '5.00', review_count: 1, listed: '5.00' });
    await db.query('UPDATE morgy_reviews SET deleted_at = NULL WHERE id = $1', [second]);
    // The fault of the original: the rating stayed when a review went.
    await db.query('DELETE FROM morgy_reviews WHERE id = $1', [first]);
    expect(await rating()).toEqual({ rating: '3.00', review_count: 1, listed: '3.00' });
    await db.query('DELETE FROM morgy_reviews WHERE id = $1', [second]);
    expect(await rating()).toEqual({ rating: '0.00', review_count: 0, listed: '0.00' });
  });

  test('thirty reviews at once are all counted', { timeout: 30_000 }, async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    const users = await Promise.all(Array.from({ length: 30 }, () => db.addUser()));
    await Promise.all(
      users.map((user, i) =>
        put('morgy_reviews', { morgy_id: morgy, user_id: user, owner_id: creator, rating: (i % 5) + 1 }),
      ),
    );
    expect(await one('SELECT rating, review_count FROM morgys WHERE id = $1', [morgy])).toEqual({
      rating: '3.00',
      review_count: 30,
    });
  });

  test('of agents and plugins follow as well', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const agent = await put('agents', agentRow(creator, { status: 'published' }));
    const plugin = await put('plugins', {
      id: 'rated',
      name: 'r',
      display_name: 'R',
      source: 'a/b',
      version: '1.0.0',
      tier: 'free',
    });
    const user = await db.addUser();
    const ofAgent = await put('agent_reviews', { agent_id: agent, user_id: user, owner_id: creator, rating: 4 });
    const ofPlugin = await put('plugin_reviews', { plugin_id: plugin, user_id: user, rating: 2 });
    expect(await one('SELECT avg_rating, total_reviews FROM agents WHERE id = $1', [agent])).toEqual({
      avg_rating: '4.0',
      total_reviews: 1,
    });
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '2.00' });
    await db.query('DELETE FROM agent_reviews WHERE id = $1', [ofAgent]);
    await db.query('DELETE FROM plugin_reviews WHERE id = $1', [ofPlugin]);
    expect(await one('SELECT avg_rating, total_reviews FROM agents WHERE id = $1', [agent])).toEqual({
      avg_rating: '0.0',
      total_reviews: 0,
    });
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '0.00' });
    await db.query('UPDATE plugins SET rating = 3 WHERE id = $1', [plugin]);
    await db.query('SELECT update_plugin_rating($1)', [plugin]);
    expect(await one('SELECT rating FROM plugins WHERE id = $1', [plugin])).toEqual({ rating: '0.00' });
  });
});

describe('counters and stamps', () => {
  test('every table with updated_at stamps it on a change', async () => {
    const missing = await db.query(
      `SELECT c.table_name FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = c.table_schema
        WHERE c.table_schema = 'public' AND c.column_name = 'updated_at'
          AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = format('public.%I', c.table_name)::regclass AND g.tgname = 'update_updated_at')`,
    );
    expect(missing).toEqual([]);
    const creator = await db.addUser();
    const morgy = await put('morgys', morgyRow(creator));
    const listing = await put('marketplace_listings', { morgy_id: morgy, creator_id: creator });
    for (const [table, id] of [
      ['morgys', morgy],
      ['marketplace_listings', listing],
    ] as const) {
      const { later } = await one(
        `WITH changed AS (UPDATE ${table} SET price = 1 WHERE id = $1 RETURNING updated_at, created_at) SELECT updated_at > created_at AS later FROM changed`,
        [id],
      );
      expect(later).toBe(true);
    }
  });

  test('increment_morgy_stats, views, downloads and hires add up when many come at once', async () => {
    const creator = await db.addUser({ role: 'creator' });
    const morgy = await put('morgys', morgyRow(creator));
    const plugin = await put('plugins', {
      id: 'counted',
      name: 'c',
      display_name: 'C',
      source: 'a/b',
      version: '1.0.0',
      tier: 'free',
    });
    await put('mcp_exports', { morgy_id: morgy, user_id: creator, share_id: 'f'.repeat(32), share_url: 'u' });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await db.query('SELECT increment_morgy_stats($1, 2, 1.25)', [morgy]);
        await db.query('SELECT record_morgy_view($1)', [morgy]);
        await db.query('SELECT increment_downloads($1)', [plugin]);
        await db.query('SELECT record_export_download($1)', ['f'.repeat(32)]);
      }),
    );
    expect(await one('SELECT total_purchases, total_revenue, view_count FROM morgys WHERE id = $1', [morgy])).toEqual({
      total_purchases: 40,
      total_revenue: '25.00',
      view_count: 20,
    });
    expect(await one('SELECT views FROM morgy_analytics WHERE morgy_id = $1', [morgy])).toEqual({ views: 20 });
    expect(await one('SELECT downloads FROM plugins WHERE id = $1', [plugin])).toEqual({ downloads: 20 });
    expect(await one('SELECT downloads FROM mcp_exports WHERE morgy_id = $1', [morgy])).toEqual({ downloads: 20 });
    expect(await one("SELECT record_export_download('nothing') AS found")).toEqual({ found: false });
    await db.query('SELECT increment_morgy_stats($1)', [morgy]);
    expect(await one('SELECT total_purchases FROM morgys WHERE id = $1', [morgy])).toEqual({ total_purchases: 40 });
  });

  test('an agent can be hired again after it was let go, and each hire counts', async () => {
    const agent = await put('agents', agentRow(await db.addUser({ role: 'creator' }), { status: 'published' }));
    const user = await db.addUser();
    const first = await put('agent_instances', instanceRow(user, agent));
    await expect(put('agent_instances', instanceRow(user, agent))).rejects.toMatchObject({ code: '23505' });
    await db.query("UPDATE agent_instances SET status = 'destroyed' WHERE id = $1", [first]);
    await put('agent_instances', instanceRow(user, agent));
    expect(await one('SELECT total_hires FROM agents WHERE id = $1', [agent])).toEqual({ total_hires: 2 });
  });

  test('published_at is the first time, and stays', async () => {
    const morgy = await put('morgys', morgyRow(await db.addUser()));
    expect(await one('SELECT published_at FROM morgys WHERE id = $1', [morgy])).toEqual({ published_at: null });
    await db.query('UPDATE morgys SET is_public = true WHERE id = $1', [morgy]);
    const { published_at } = await one('SELECT published_at FROM morgys WHERE id = $1', [morgy]);
    expect(published_at).toBeInstanceOf(Date);
    await db.query('UPDATE morgys SET is_public = false WHERE id = $1', [morgy]);
    await db.query('UPDATE morgys SET is_public = true WHERE id = $1', [morgy]);
    expect(await one('SELECT published_at FROM morgys WHERE id = $1', [morgy])).toEqual({ published_at });
  });
});

test('creator_analytics: tiers at 10, 50 and 100 sales; a refund does not count', { timeout: 60_000 }, async () => {
  const creator = await db.addUser({ role: 'creator' });
  const morgy = await put('morgys', morgyRow(creator));
  const buyers = await Promise.all(Array.from({ length: 101 }, () => db.addUser()));
  const tierAt: Record<number, unknown> = {};
  for (const [index, buyer] of buyers.entries()) {
    if ([9, 10, 49, 50, 99, 100].includes(index))
      tierAt[index] = (await one('SELECT creator_tier FROM creator_analytics WHERE creator_id = $1', [creator]))[
        'creator_tier'
      ];
    await put('morgy_purchases', purchaseRow(morgy, buyer, '1.00'));
  }
  expect(tierAt).toEqual({ 9: 'bronze', 10: 'silver', 49: 'silver', 50: 'gold', 99: 'gold', 100: 'platinum' });
  await db.query("UPDATE morgy_purchases SET payment_status = 'refunded' WHERE buyer_id = ANY($1)", [
    buyers.slice(0, 2),
  ]);
  expect(
    await one(
      'SELECT creator_tier, total_sales, gross_revenue, platform_fees, creator_revenue FROM creator_analytics WHERE creator_id = $1',
      [creator],
    ),
  ).toEqual({
    creator_tier: 'gold',
    total_sales: '99',
    gross_revenue: '99.00',
    platform_fees: '29.70',
    creator_revenue: '69.30',
  });
});
