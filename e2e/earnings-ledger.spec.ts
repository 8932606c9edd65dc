/** The lists of earnings as tables: walked, sorted, copied, saved as CSV, and as they were left after a restart. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import { inDemo } from './pages/earnings.ts';

test('every table leaves days and times as ISO and numbers plain in its CSV', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await earnings.tab('API keys');
  await page.getByRole('button', { name: 'New key…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Build server');
  await page.getByRole('checkbox', { name: 'Read Morgys' }).click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  for (const [tab, table, dates] of [
    ['API keys', 'API keys', ['Expires']],
    ['Payouts', 'Payouts', ['When', 'For']],
    ['Listings', 'Listings', []],
    ['Reviews', 'Reviews', ['When']],
    ['Usage', 'Metered actions', ['Time']],
  ] as const) {
    await earnings.tab(tab);
    const file = join(desktop.folder, `${table}.csv`);
    await desktop.answerDialogs([file]);
    await page
      .getByRole('toolbar', { name: `${table}: tools` })
      .getByRole('button', { name: 'Export CSV…' })
      .click();
    await expect.poll(() => existsSync(file)).toBe(true);
    const text = readFileSync(file, 'utf8').replace('\uFEFF', '');
    // As a person reads them: "31 Oct 2026", "$19.00", "1,204".
    expect([tab, text.match(/\b\d{1,2} [A-Z][a-z]{2,3} \d{4}\b|[$€¥]|"\d{1,3}(?:,\d{3})+"/)?.[0]]).toEqual([
      tab,
      undefined,
    ]);
    const lines = text.trimEnd().split('\r\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const name of dates) {
      const place = lines[0]?.split(',').indexOf(name) ?? -1;
      expect([tab, name, place]).not.toContain(-1);
      expect(text).toMatch(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/);
    }
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
  const copied = await desktop.inShell(({ clipboard }) => clipboard.readText());
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

test('columns, widths, sort and kept views are there after a restart', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('As it was');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await earnings.tab('Ledger');
  const grid = earnings.grid('Ledger');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Product' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Licence' }).click();
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('columnheader', { name: /^Licence/ })).toBeVisible();
  await grid.getByRole('button', { name: 'Amount' }).click();
  const kind = grid.getByRole('columnheader', { name: /^Kind/ });
  const width = async (): Promise<number> => Math.round((await kind.boundingBox())?.width ?? 0);
  const before = await width();
  await grid.getByRole('button', { name: 'Kind' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(width).toBe(before + 32);
  const edge = grid.getByRole('separator', { name: 'Width of Kind' });
  const box = await edge.boundingBox();
  if (!box) throw new Error('The edge is not there.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBe(before + 72);
  await expect
    .poll(async () => (await desktop.request('tables.looks', {}))['ledger'])
    .toEqual({
      sort: { column: 'amount', direction: 'asc' },
      shown: { product: false, licence: true },
      widths: { kind: before + 72 },
    });

  await desktop.restart();
  const again = await inDemo(desktop);
  await again.tab('Ledger');
  const table = again.grid('Ledger');
  await expect(table.getByRole('columnheader', { name: /^Amount/ })).toHaveAttribute('aria-sort', 'ascending');
  await expect(table.getByRole('columnheader', { name: /^Licence/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /^Product/ })).toHaveCount(0);
  expect(Math.round((await table.getByRole('columnheader', { name: /^Kind/ }).boundingBox())?.width ?? 0)).toBe(
    before + 72,
  );
  await desktop.page.getByRole('button', { name: 'Views' }).click();
  await expect(desktop.page.getByRole('menuitem', { name: 'As it was', exact: true })).toBeVisible();
  await desktop.page.keyboard.press('Escape');
  // And it can be as it came.
  await desktop.page.getByRole('button', { name: 'Columns' }).click();
  await desktop.page.getByRole('menuitem', { name: 'As it comes' }).click();
  await expect(table.getByRole('columnheader', { name: /^Product/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /^Time/ })).toHaveAttribute('aria-sort', 'descending');
});
