/** Money as a creator meets it: the demo, every figure down to its rows, payouts, listings, keys; by keyboard. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSubjects, arrive, idOf, purchase } from '../main/studio/earnings/testing.ts';
import { openStore } from '../main/studio/store/open.ts';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from './desktop.ts';
import { Earnings, inDemo } from './pages/earnings.ts';
import { Editor } from './pages/editor.ts';
import { Frame } from './pages/frame.ts';
import { complaints, Looks } from './pages/looks.ts';

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
    // As a person reads them: "Oct 31, 2026", "12:00 AM", "$19.00", "1,204".
    expect([tab, text.match(/[A-Z][a-z]{2} \d{1,2}\b|\d [AP]M\b|[$€¥]|"\d{1,3}(?:,\d{3})+"/)?.[0]]).toEqual([
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
    'keeps 30 % of a sale; the smallest payout is $50.00 or €50.00, the same number in every currency. In force since Jan 1, 2020.',
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
  await expect(page.getByText('The range ends before it begins.')).toContainText('Shown: Oct 20');
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
  await expect(page.getByText('Dates run from the year 2000 to 2099.')).toContainText('Shown: Oct 15');
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
