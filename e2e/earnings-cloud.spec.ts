/** Payouts against a real hub: PostgreSQL, gateway and sync engine decide, and what they refuse is said where it was asked. */
import pg from 'pg';
import { databaseOf } from '../apps/hub/testing/process.ts';
import { DEMO_CREATOR } from '../migrations/seed/demo-business.ts';
import { pair, test as base } from './cloud.ts';
import { expect } from './desktop.ts';
import { Earnings } from './pages/earnings.ts';
import { Frame } from './pages/frame.ts';

const test = base.extend<{ cloud: pg.Client }>({
  /** The cloud's own side: what happens there while a person sits at the desktop. */
  cloud: async ({ hub }, provide) => {
    const client = new pg.Client({ connectionString: (await databaseOf(hub.data)).url });
    await client.connect();
    await provide(client);
    await client.end();
  },
});
test.use({ hubArgs: ['--demo'] });
test.setTimeout(300_000);

const micros = (text: string): number => Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 1_000_000);

async function available(cloud: pg.Client): Promise<number> {
  const { rows } = await cloud.query<{ available: string }>(
    `SELECT (SELECT coalesce(sum(creator_revenue), 0) FROM morgy_purchases
         WHERE creator_id = $1 AND currency = 'USD' AND payment_status = 'completed')
       - (SELECT coalesce(sum(amount), 0) FROM creator_payouts
         WHERE creator_id = $1 AND currency = 'USD' AND status <> 'failed') AS available`,
    [DEMO_CREATOR],
  );
  return Math.round(Number(rows[0]?.available) * 1_000_000);
}

test('a payout that the cloud refuses says why at the request, by keyboard, and leads on', async ({
  desktop,
  hub,
  cloud,
}, info) => {
  const { page } = desktop;
  const sync = await pair(desktop, hub);
  await new Frame(page).open('Earnings');
  const earnings = new Earnings(page);
  await earnings.tab('Payouts');
  const card = page.getByRole('region', { name: 'Balance in USD' });
  const figure = card.getByRole('definition').first();
  await expect.poll(async () => micros(await figure.innerText()), { timeout: 60_000 }).toBe(await available(cloud));
  const before = await available(cloud);

  // While the request is on its way buyers get their money back: the cloud's lock holds it up until then.
  await cloud.query('BEGIN');
  await cloud.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [DEMO_CREATOR]);
  await cloud.query(
    `UPDATE morgy_purchases SET payment_status = 'refunded' WHERE id IN (
       SELECT id FROM morgy_purchases WHERE creator_id = $1 AND currency = 'USD' AND payment_status = 'completed' AND price > 0
       ORDER BY created_at DESC LIMIT 20)`,
    [DEMO_CREATOR],
  );
  await card.getByRole('button', { name: 'Request a payout…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Request a payout' });
  const amount = dialog.getByRole('textbox', { name: 'Amount in USD' });
  await expect(amount).toHaveValue((before / 1_000_000).toFixed(2));
  await dialog.getByRole('button', { name: 'Request', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect
    .poll(
      async () =>
        (
          await cloud.query<{ n: string }>(
            `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
        ).rows[0]?.n,
      { timeout: 60_000 },
    )
    .toBe('1');
  await cloud.query('COMMIT');
  const now = await available(cloud);
  expect(now).toBeLessThan(before);

  const refused = page.getByRole('alert').filter({ hasText: 'was refused' });
  await expect(refused).toContainText('more than the', { timeout: 60_000 });
  await expect(refused).toContainText('Nothing was drawn.');
  await expect(sync.mark).toHaveText('Needs you');
  await expect.poll(async () => micros(await figure.innerText()), { timeout: 60_000 }).toBe(now);
  await page.screenshot({ path: info.outputPath('refused.png') });

  // The way on, by keyboard: the refused one goes, another is asked, and the cloud takes it.
  await refused.getByRole('button', { name: 'Request another amount…' }).focus();
  await page.keyboard.press('Enter');
  await expect(amount).toHaveValue((now / 1_000_000).toFixed(2));
  await amount.fill('75');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(refused).toHaveCount(0);
  await sync.synced();
  const rows = earnings.grid('Payouts').getByRole('row').filter({ hasText: '$75.00' });
  await expect(rows).toContainText('Requested');
  expect(await available(cloud)).toBe(now - 75_000_000);
  await expect.poll(async () => micros(await figure.innerText())).toBe(now - 75_000_000);

  // New terms come down by themselves, and hold here at once.
  const fromNowOn = (minimum: number, daysAgo: number) =>
    cloud.query(
      `INSERT INTO revenue_terms (id, product_kind, platform_rate, payout_minimum, effective_from)
       VALUES (gen_random_uuid(), 'morgy', 0.25, $1, (now() AT TIME ZONE 'UTC')::date - $2::int)`,
      [minimum, daysAgo],
    );
  const terms = page.getByRole('region', { name: 'Terms' });
  await expect(terms).toContainText('keeps 30 % of a sale');
  await fromNowOn(200, 1);
  await expect(terms).toContainText('keeps 25 % of a sale; the smallest payout is $200.00', { timeout: 60_000 });
  await terms.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('terms.png') });
  await expect(desktop.request('earnings.requestPayout', { currency: 'USD', micros: 60_000_000 })).rejects.toThrow(
    /at least \$200/,
  );

  // Terms that this device has not heard of yet: the cloud decides by its own.
  await desktop.request('sync.pause', { paused: true });
  await fromNowOn(230, 0);
  await desktop.request('earnings.requestPayout', { currency: 'USD', micros: 210_000_000 });
  await desktop.request('sync.pause', { paused: false });
  await expect(refused).toContainText('at least 230', { timeout: 60_000 });
  await refused.getByRole('button', { name: 'Let go of it' }).focus();
  await page.keyboard.press('Enter');
  await expect(refused).toHaveCount(0);
  await sync.synced();

  // Asked and taken back while the cloud is away: it never hears of it.
  const asked = (await cloud.query('SELECT 1 FROM creator_payouts WHERE creator_id = $1', [DEMO_CREATOR])).rowCount;
  await desktop.request('sync.pause', { paused: true });
  await desktop.request('earnings.requestPayout', { currency: 'USD', micros: 250_000_000 });
  const waiting = earnings.grid('Payouts').getByRole('row').filter({ hasText: 'Waits for the cloud' });
  await waiting.getByRole('button', { name: 'Take back' }).focus();
  await page.keyboard.press('Enter');
  await expect(waiting).toHaveCount(0);
  await desktop.request('sync.pause', { paused: false });
  await sync.synced();
  expect((await cloud.query('SELECT 1 FROM creator_payouts WHERE creator_id = $1', [DEMO_CREATOR])).rowCount).toBe(
    asked,
  );
  expect(await available(cloud)).toBe(now - 75_000_000);
});
