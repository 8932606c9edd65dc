/** What a creator asks of the platform: a payout, a listing, an API key, a price. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from './desktop.ts';
import { inDemo } from './pages/earnings.ts';
import { Editor } from './pages/editor.ts';
import { complaints, Looks } from './pages/looks.ts';

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

  // What waits is in the figures, and each opens the rows whose sum it is.
  await expect(page.getByRole('region', { name: 'Terms' })).toContainText(
    'keeps 30 % of a sale; the smallest payout is $50.00 or €50.00, the same number in every currency. In force since 1 Jan 2020.',
  );
  for (const [place, sign, title] of [
    [0, '', 'Available in USD'],
    [1, '-', 'Pending in USD'],
  ] as const) {
    const figure = card.getByRole('definition').nth(place).getByRole('button');
    const said = (await figure.innerText()).replaceAll(/\s/g, '');
    await figure.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(title)).toBeVisible();
    const sum = page.getByRole('status').filter({ hasText: /rows/ });
    await expect.poll(async () => (await sum.innerText()).replaceAll(/\s/g, '')).toContain(`${sign}${said}`);
    await expect(earnings.grid('Ledger').getByRole('row').filter({ hasText: 'Requested' }).first()).toContainText(
      '-$75.00',
    );
    await earnings.tab('Payouts');
  }
  // In the window as it opens nothing of the row is cut: neither behind the table's edge nor within its cell.
  const takeBack = row.getByRole('button', { name: 'Take back' });
  await takeBack.scrollIntoViewIfNeeded();
  const cut = await takeBack.evaluate((button) => {
    const grid = button.closest('[role=grid]')?.getBoundingClientRect();
    const cell = button.closest('[role=gridcell]');
    const right = button.getBoundingClientRect().right;
    return {
      table: right > (grid?.right ?? 0),
      cell: right > (cell?.getBoundingClientRect().right ?? 0),
      button: button.scrollWidth > button.clientWidth,
    };
  });
  expect(cut).toEqual({ table: false, cell: false, button: false });
  await takeBack.click();
  await expect(row).toHaveCount(0);

  const file = join(desktop.folder, 'statement.pdf');
  await desktop.answerDialogs([file]);
  await page.getByRole('button', { name: 'Save as PDF…' }).click();
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  const document = await getDocument({ data: new Uint8Array(readFileSync(file)) }).promise;
  const { items } = await (await document.getPage(1)).getTextContent();
  const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
  const statement = await desktop.request('earnings.statement', { year: 2026, month: 10, currency: 'USD' });
  const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });
  for (const shown of [statement.opening, statement.sums.gross, statement.closing])
    expect(words).toContain(money.format(shown / 1_000_000));
  expect(words).toContain('Demo data of an invented creator');
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

test('a price that is none is said in words that fit it, and one of nothing is not taken without a word', async ({
  desktop,
}) => {
  const { page } = desktop;
  await page.getByRole('button', { name: 'New Morgy' }).click();
  const editor = new Editor(page);
  await expect(editor.name).toBeVisible();
  await editor.tab('Licence and price');
  await page.getByText('One price', { exact: true }).click();
  const price = page.getByRole('textbox', { name: 'Price' });
  for (const [typed, said] of [
    ['0', 'At $0.00 nobody pays anything'],
    ['-5', 'A price is not negative'],
    ['0.001', 'two digits after the point at most'],
    ['1234567890123', 'A price is at most $999.99.'],
    ['0.49', 'a price there is $0.50 or more'],
    ['12', 'You receive $8.40'],
  ] as const) {
    await price.fill(typed);
    await expect(page.getByText(said)).toBeVisible();
  }
  expect(await complaints(desktop)).toEqual([]);
  await new Looks(desktop).picture('licence-price');
  await editor.settle();
  await expect.poll(async () => (await desktop.request('morgys.list', {}))[0]?.price).toBe(1200);
});
