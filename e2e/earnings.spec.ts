/** Money as a creator meets it: the demo, every figure down to its rows, ranges and views, what is left out; by keyboard. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addSubjects, arrive, idOf, purchase } from '../main/studio/earnings/testing.ts';
import { openStore } from '../main/studio/store/open.ts';
import { expect, test } from './desktop.ts';
import { Earnings, inDemo } from './pages/earnings.ts';
import { Frame } from './pages/frame.ts';
import { complaints } from './pages/looks.ts';

const micros = (text: string): number => Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 1_000_000);

test('without a cloud the pages say so, and the demo is one click there and one click back', async ({ desktop }) => {
  const { page } = desktop;
  await new Frame(page).open('Earnings');
  await expect(page.getByText('No cloud connected')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No sale has arrived yet' })).toBeVisible();
  const earnings = new Earnings(page);
  await earnings.openDemo();
  await expect(earnings.tile('Gross')).toContainText('$');
  await page.getByRole('button', { name: 'Leave the demo' }).click();
  await expect(page.getByRole('heading', { name: 'No sale has arrived yet' })).toBeVisible();
  expect((await desktop.request('earnings.context', {})).rows).toBe(0);
});

test('every figure opens the rows whose sum it is', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  const frame = new Frame(page);
  for (const name of ['Gross', 'Refunds', 'Fees', 'Net', 'MRR']) {
    const value = micros(await earnings.tile(name).locator('span').nth(1).innerText());
    await earnings.tile(name).click();
    await expect(earnings.grid('Ledger')).toBeVisible();
    const sum = page.getByRole('status').filter({ hasText: /row/ }).locator('strong');
    await expect.poll(async () => micros(await sum.innerText())).toBe(value);
    await page.keyboard.press('Control+[');
    await expect(frame.title).toHaveText('Earnings');
    await earnings.tab('Overview');
  }
});

test('a figure that is no plain sum can be reckoned again from what it opens, and sums say of what they are', async ({
  desktop,
}) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  // Twelve months: the range before is the one of a year ago, and is compared with once.
  await expect(earnings.tile('Gross')).toContainText('vs. the year before');
  await expect(earnings.tile('Gross').getByText('vs.')).toHaveCount(1);
  await expect(earnings.tile('MRR')).toContainText('not in gross');
  await expect(earnings.tile('Renewed')).toContainText('not in gross');
  const value = (name: string): Promise<string> => earnings.tile(name).locator('span').nth(1).innerText();
  const grid = earnings.grid('Ledger');
  const status = page.getByRole('status').filter({ hasText: /row/ });
  for (const [name, said, column] of [
    ['MRR', /not money that came in/, 'Until'],
    ['Renewed', /the months that followed are not in gross/, 'Until'],
    ['Churned', /each as the sale it began with and the time when it ended/, 'Ended'],
    ['ARPU', /persons who paid/, 'Person'],
    ['Conversion', /sales for [\d,]+ views/, 'Time'],
  ] as const) {
    const figure = await value(name);
    await earnings.tile(name).click();
    const how = page.getByRole('paragraph').filter({ hasText: said });
    await expect(how).toBeVisible();
    await expect(grid.getByRole('columnheader', { name: column })).toBeVisible();
    if (name === 'Churned') {
      await expect(status).toContainText(`${figure} rows`);
      await expect(
        grid
          .getByRole('row')
          .nth(1)
          .getByRole('gridcell')
          .filter({ hasText: /20\d\d, / }),
      ).toHaveCount(2);
    }
    if (name === 'Renewed') await expect(status).toContainText(`${figure} rows`);
    if (name === 'ARPU' || name === 'Conversion') {
      await expect(how).toContainText(figure);
      const words = (await how.innerText()).replaceAll(/\s+/g, ' ');
      const numbers = /([\d,.]+) (?:sales for|from) ([\d,]+)/.exec(words);
      const [over, under] = [numbers?.[1], numbers?.[2]].map((text) => Number((text ?? '').replaceAll(',', '')));
      const reckoned = ((over ?? 0) / (under ?? 1)) * (name === 'ARPU' ? 1 : 100);
      expect(reckoned.toFixed(2)).toBe(figure.replaceAll(/[^\d.]/g, ''));
    }
    await earnings.tab('Overview');
  }
  const net = await value('Net');
  await earnings.tab('Ledger');
  await page.getByRole('button', { name: 'All rows' }).click();
  const all = status.locator('span').filter({ hasText: 'paid out' }).first();
  await expect(all).toContainText(`Net ${net}`);
  const [of, less, sum] = ((await all.innerText()).match(/[\d,]+\.\d+/g) ?? []).map(micros);
  expect((of ?? 0) - (less ?? 0)).toBe(sum);
});

test('rows that cannot be right are shown with the reason and in no total; a clock that is behind is pointed out', async ({
  profile: desktop,
}) => {
  const folder = join(desktop.folder, 'profile', 'studio');
  mkdirSync(folder, { recursive: true });
  const { store } = openStore(join(folder, 'studio.db'));
  addSubjects(store);
  // To rows of 2099 every clock of today is one that was set back.
  const next = '2099-01-05T00:00:00.000Z';
  arrive(store, {
    purchases: [
      purchase('good', { created_at: next, updated_at: next }),
      purchase('odd money', { currency: 'QQQ' }),
      purchase('twice', { buyer_id: idOf('buyer good') }),
      purchase('refund', { payment_status: 'refunded', creator_revenue: 900 }),
    ],
  });
  store.close();
  const page = await desktop.start();
  await new Frame(page).open('Earnings');
  const earnings = new Earnings(page);
  await expect(earnings.tile('Gross')).toContainText('$10.00');
  await expect(earnings.tile('Net')).toContainText('$7.00');
  await expect(page.getByText('This computer’s clock may be behind')).toBeVisible();
  await expect(page.getByText('2 rows are dated after it.')).toBeVisible();
  await earnings.tab('Ledger');
  await page.getByRole('button', { name: '3 left out' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Left out: 3 rows' });
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  for (const reason of ['not one that exists', 'bought the same Morgy before', 'give back more than the sale took'])
    await expect(dialog).toContainText(reason);
  expect(await complaints(desktop)).toEqual([]);
  await page.keyboard.press('Escape');
  await earnings.tab('Payouts');
  const card = page.getByRole('region', { name: 'Balance in USD' });
  await expect(card.getByRole('definition').first()).toContainText('$7.00');
  await expect(card.getByRole('button', { name: 'Request a payout…' })).toBeDisabled();
  await expect(page.getByRole('region', { name: /^Balance in/ })).toHaveCount(1);
  // No cloud has sent its terms: what stands in for them is not passed off as theirs.
  const terms = page.getByRole('region', { name: 'Terms' });
  await expect(terms).toContainText('have not arrived on this device yet');
  await expect(terms).not.toContainText('In force since');
  expect(desktop.problems).toEqual([]);
});

test('a range backwards is said at the field; a view is kept and comes back', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  const year = await earnings.tile('Gross').innerText();
  await page.getByRole('textbox', { name: 'From' }).or(page.getByLabel('From')).first().fill('2026-10-20');
  const to = page.getByLabel('To', { exact: true });
  // What was there stays until the figures of the new range have come.
  await expect(earnings.tile('Gross')).not.toHaveText(year, { useInnerText: true });
  const gross = await earnings.tile('Gross').innerText();
  await to.fill('2026-10-01');
  await expect(page.getByText('The range ends before it begins.')).toContainText(/Shown: 20\b.*Oct/);
  // What is shown stays what it says that it is.
  await expect(earnings.tile('Gross')).toHaveText(gross, { useInnerText: true });
  await to.fill('2026-10-31');
  await expect(page.getByText('The range ends before it begins.')).toBeHidden();
  // Typed key by key, the year is for a while that of the first Caesars.
  const from = page.getByRole('textbox', { name: 'From' }).or(page.getByLabel('From')).first();
  const { current } = await desktop.request('earnings.overview', {
    filter: { from: '2026-10-15', to: '2026-10-31', currency: 'USD' },
  });
  const longer = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 }).format(
    current.sums.gross / 1_000_000,
  );
  await from.focus();
  // Month and day can be used with the year that stands there; the first digit of another cannot.
  await page.keyboard.type('1015');
  await expect(earnings.tile('Gross')).toContainText(longer);
  await page.keyboard.type('2');
  await expect(page.getByText('Dates run from the year 2000 to 2099.')).toContainText(/Shown: 15\b.*Oct/);
  await expect(earnings.tile('Gross')).toContainText(longer);
  await page.keyboard.type('026');
  await expect(page.getByText('Dates run from the year 2000 to 2099.')).toBeHidden();
  await expect(from).toHaveValue('2026-10-15');
  await expect(earnings.tile('Gross')).toContainText(longer);
  await from.fill('2026-10-20');
  await expect(earnings.tile('Gross')).toHaveText(gross, { useInnerText: true });
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Late October');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('combobox', { name: 'Range' }).click();
  await page.getByRole('option', { name: 'All time' }).click();
  await expect(earnings.tile('Gross')).not.toHaveText(gross, { useInnerText: true });
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Late October', exact: true }).click();
  await expect.poll(() => earnings.tile('Gross').innerText()).toBe(gross);
});

test('by keyboard alone: to the page, into the demo, from a figure to its rows and back', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = new Earnings(page);
  const keyboard = new Frame(page);
  await keyboard.palette('Open the Demo');
  await expect(earnings.tile('Gross')).toBeVisible();
  await page.getByRole('tab', { name: 'Overview' }).focus();
  for (let n = 0; n < 30; n += 1) {
    await page.keyboard.press('Tab');
    if (await earnings.tile('Net').evaluate((element) => element === document.activeElement)) break;
  }
  await expect(earnings.tile('Net')).toBeFocused();
  await page.keyboard.press('Enter');
  const grid = earnings.grid('Ledger');
  await expect(grid).toBeVisible();
  for (let n = 0; n < 30; n += 1) {
    await page.keyboard.press('Tab');
    if (await grid.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(grid).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(grid.locator('[class*=active]')).toHaveAttribute('aria-rowindex', '3');
  await keyboard.palette('Leave the Demo');
  await expect(page.getByText('No cloud connected')).toBeVisible();
});
