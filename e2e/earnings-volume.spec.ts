/** A ledger of 200,000 rows in the real window: only what is in view is in the page, wherever a hand goes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fillBusiness } from '../bench/earnings/fill.ts';
import { openStore } from '../main/studio/store/open.ts';
import { expect, test } from './desktop.ts';
import { Earnings } from './pages/earnings.ts';
import { Frame } from './pages/frame.ts';

const PURCHASES = 100_000;
/** Rows in the page at once: those in view on the largest screen, and a few above and below. */
const MOST = 80;

test('200,000 rows are flung through, jumped over, walked and sorted with a few dozen in the page', async ({
  profile: desktop,
}) => {
  test.setTimeout(300_000);
  const folder = join(desktop.folder, 'profile', 'studio');
  mkdirSync(folder, { recursive: true });
  const { store } = openStore(join(folder, 'studio.db'));
  fillBusiness(store, { purchases: PURCHASES, figures: 0, morgys: 50 });
  store.close();
  const page = await desktop.start();
  await new Frame(page).open('Earnings');
  const earnings = new Earnings(page);
  await earnings.tab('Ledger');
  await page.getByRole('combobox', { name: 'Range' }).click();
  await page.getByRole('option', { name: 'All time' }).click();
  const grid = earnings.grid('Ledger');
  const count = async (): Promise<number> => Number(await grid.getAttribute('aria-rowcount')) - 1;
  await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(200_000);
  const rows = await count();
  const { totals } = await desktop.request('earnings.ledger', { filter: {}, limit: 0 });
  const said = page.getByRole('status').filter({ hasText: /row/ });
  for (const { currency, micros } of totals)
    await expect(said).toContainText(
      new Intl.NumberFormat('en', { style: 'currency', currency }).format(micros / 1_000_000),
    );

  // Counts rows whenever some come or go, so that a moment with too many does not pass unseen.
  await grid.evaluate((element) => {
    const note = (): void => {
      const now = element.querySelectorAll('[role=row]').length - 1;
      element.dataset['most'] = String(Math.max(now, Number(element.dataset['most'] ?? 0)));
    };
    new MutationObserver(note).observe(element, { childList: true, subtree: true });
    note();
  });
  const shown = (index: number) => grid.locator(`[data-row="${index}"]`);

  await grid.focus();
  await page.keyboard.press('End');
  await expect(shown(rows - 1)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(shown(0)).toBeVisible();
  for (let n = 0; n < 12; n += 1) await page.keyboard.press('PageDown');
  await expect(grid.locator('[class*=active]')).toBeVisible();
  await expect(grid.locator('[aria-busy]')).toHaveCount(0);

  // Dragged by its bar from end to end, and let go in the middle.
  await grid.evaluate(async (element) => {
    const whole = element.scrollHeight - element.clientHeight;
    for (let step = 0; step <= 60; step += 1) {
      element.scrollTop = whole * ((step * 0.37) % 1);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    element.scrollTop = whole / 2;
  });
  await expect(grid.locator('[aria-busy]')).toHaveCount(0);
  const middle = Number(await grid.locator('[data-row]').first().getAttribute('data-row'));
  expect(Math.abs(middle - rows / 2)).toBeLessThan(200);

  await grid.getByRole('button', { name: 'Amount' }).click();
  await grid.focus();
  await page.keyboard.press('End');
  await expect(shown(rows - 1)).toBeVisible();
  const greatest = await desktop.request('earnings.ledger', {
    filter: {},
    sort: { column: 'amount', direction: 'asc' },
    offset: rows - 1,
    limit: 1,
  });
  const [last] = greatest.rows;
  await expect(shown(rows - 1)).toContainText(((last?.micros ?? 0) / 1_000_000).toFixed(2));

  expect(Number(await grid.getAttribute('data-most'))).toBeLessThanOrEqual(MOST);
  expect(desktop.problems).toEqual([]);
});
