/** Money as a creator meets it: the demo, every figure down to its rows, payouts, listings, keys; by keyboard, in both themes. */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { EARNINGS_TABS } from '../renderer/app/routes.ts';
import { ROOT } from '../scripts/runtime.mjs';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Earnings } from './pages/earnings.ts';
import { Frame } from './pages/frame.ts';

const PICTURES = join(ROOT, 'test-results', 'screens');

async function inDemo(desktop: Desktop): Promise<Earnings> {
  await new Frame(desktop.page).open('Earnings');
  const earnings = new Earnings(desktop.page);
  await earnings.openDemo();
  await expect(earnings.tile('Gross')).toBeVisible();
  return earnings;
}

const micros = (text: string): number => Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 1_000_000);

async function complaints(desktop: Desktop): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: desktop.page }).setLegacyMode().analyze();
  return violations.map(
    (violation) =>
      `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`).join(', ')}`,
  );
}

async function picture(desktop: Desktop, name: string, path: string): Promise<void> {
  await desktop.page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  await desktop.page.screenshot({ path });
  mkdirSync(PICTURES, { recursive: true });
  copyFileSync(path, join(PICTURES, `${name}.png`));
}

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

test('the ledger is walked, sorted, copied and saved as CSV by keyboard and mouse', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await earnings.tab('Ledger');
  const grid = earnings.grid('Ledger');
  await expect(grid.getByRole('row').nth(2)).toBeVisible();
  await grid.getByRole('button', { name: 'Amount' }).click();
  await expect(grid.getByRole('columnheader', { name: 'Amount' })).toHaveAttribute('aria-sort', 'ascending');
  await grid.focus();
  await page.keyboard.press('End');
  const active = grid.locator('[class*=active]');
  await expect(active).toContainText('$49.00');
  await page.keyboard.press('Home');
  for (let n = 0; n < 4; n += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Copied 5 rows')).toBeVisible();
  const copied = await desktop.app.evaluate(({ clipboard }) => clipboard.readText());
  expect((await copied).split('\n')).toHaveLength(6);

  await page.getByRole('button', { name: 'Export CSV…' }).click();
  const file = join(desktop.folder, 'ledger.csv');
  await desktop.answerDialogs([file]);
  await page.getByRole('checkbox', { name: 'Listing', exact: true }).click();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await expect.poll(() => existsSync(file)).toBe(true);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(lines[0]).toContain('Listing');
  const rows = Number(
    (await page.getByRole('status').filter({ hasText: /rows/ }).innerText())
      .replaceAll(/\D.*$/gs, '')
      .replaceAll(',', ''),
  );
  expect(lines.length - 1).toBeGreaterThan(1000);
  expect(rows).toBeGreaterThan(0);

  await desktop.answerDialogs([join(desktop.folder, 'nowhere', 'ledger.csv')]);
  await page.getByRole('button', { name: 'Export CSV…' }).click();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await expect(page.getByText('The CSV was not written').first()).toBeVisible();
});

test('a payout is requested and taken back; a statement becomes a PDF; too much is refused at the field', async ({
  desktop,
}) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await earnings.tab('Payouts');
  const card = page.getByRole('region', { name: 'Balance in USD' });
  await card.getByRole('button', { name: 'Request a payout…' }).click();
  const amount = page.getByRole('textbox', { name: 'Amount in USD' });
  await amount.fill('49.99');
  await expect(page.getByText('At least $50.00.')).toBeVisible();
  await amount.fill('9999999');
  await expect(page.getByText(/^At most \$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Request', exact: true })).toBeDisabled();
  await amount.fill('75');
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  const row = earnings.grid('Payouts').getByRole('row').filter({ hasText: 'Waits for the cloud' });
  await expect(row).toContainText('$75.00');
  await row.getByRole('button', { name: 'Take back' }).click();
  await expect(row).toHaveCount(0);

  const file = join(desktop.folder, 'statement.pdf');
  await desktop.answerDialogs([file]);
  await page.getByRole('button', { name: 'Save as PDF…' }).click();
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a range backwards is said at the field; a view is kept and comes back', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await page.getByRole('textbox', { name: 'From' }).or(page.getByLabel('From')).first().fill('2026-10-20');
  await page.getByLabel('To', { exact: true }).fill('2026-10-01');
  await expect(page.getByText('The range ends before it begins.')).toBeVisible();
  await page.getByLabel('To', { exact: true }).fill('2026-10-31');
  await expect(page.getByText('The range ends before it begins.')).toBeHidden();
  const gross = await earnings.tile('Gross').innerText();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Late October');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('combobox', { name: 'Range' }).click();
  await page.getByRole('option', { name: 'All time' }).click();
  await expect(earnings.tile('Gross')).not.toHaveText(gross);
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Late October', exact: true }).click();
  await expect.poll(() => earnings.tile('Gross').innerText()).toBe(gross);
});

test('a chart is read and looked into by keyboard, shown as a table, and copied as a picture', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  const chart = page.getByRole('slider', { name: /^Earnings over time/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(chart).toHaveAttribute('aria-valuetext', /November 2025: Gross/);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2025-12-31');
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2026-10-31');
  await page.getByRole('button', { name: 'Copy Earnings over time as PNG' }).click();
  await expect(page.getByText('Copied a picture of Earnings over time')).toBeVisible();
  await page.getByRole('button', { name: 'Show Earnings over time as a table' }).click();
  const table = page.getByRole('table', { name: 'Earnings over time' });
  await expect(table.getByRole('row')).toHaveCount(13);
  await table.getByRole('button', { name: 'October 2026' }).click();
  await expect(earnings.grid('Ledger')).toBeVisible();
});

test('a listing is put right and handed in; a key is made and seen once', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await earnings.tab('Listings');
  await earnings
    .grid('Listings')
    .getByRole('row', { name: /Atlas Guide/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Atlas Guide' });
  await expect(dialog.getByRole('button', { name: 'Hand in for approval' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Seen by' }).click();
  await page.getByRole('option', { name: 'Public' }).click();
  await dialog.getByRole('button', { name: 'Hand in for approval' }).click();
  await expect(dialog.getByText('Handed in.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();

  await earnings.tab('API keys');
  await page.getByRole('button', { name: 'New key…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Build server');
  await page.getByRole('checkbox', { name: 'Read Morgys' }).click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = await page.getByText(/^morg_[0-9a-f]{64}$/).innerText();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  const row = earnings.grid('API keys').getByRole('row', { name: /Build server/ });
  await expect(row).toContainText('Waits for the cloud');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).last().click();
  await expect(row).toContainText('Revoked');
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

test('every money page without complaints, in both themes', async ({ desktop }, info) => {
  test.setTimeout(180_000);
  const earnings = await inDemo(desktop);
  for (const theme of ['light', 'dark'] as const) {
    await desktop.request('settings.set', { theme });
    await desktop.page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
    for (const tab of EARNINGS_TABS) {
      await earnings.tab(tab === 'keys' ? 'API keys' : tab.charAt(0).toUpperCase() + tab.slice(1));
      await expect(desktop.page.getByRole('tabpanel')).toBeVisible();
      await picture(desktop, `earnings-${tab}-${theme}`, info.outputPath(`${tab}-${theme}.png`));
      expect(await complaints(desktop), `${tab}, ${theme}`).toEqual([]);
    }
  }
});
