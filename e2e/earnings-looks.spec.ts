/** Every money page and dialog in both themes, wide and narrow: a picture, axe without complaints, nothing that holds the keyboard. */
import { EARNINGS_TABS } from '../renderer/app/routes.ts';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { inDemo } from './pages/earnings.ts';
import { complaints, Looks } from './pages/looks.ts';

/** Content of the window in pixels. */
async function resize(desktop: Desktop, width: number, height: number): Promise<void> {
  await desktop.inShell(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
  await expect.poll(() => desktop.page.evaluate(() => innerWidth)).toBe(width);
}

async function inTheme(desktop: Desktop, theme: 'light' | 'dark'): Promise<void> {
  await desktop.request('settings.set', { theme });
  await desktop.page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
}

const tabName = (tab: (typeof EARNINGS_TABS)[number]): string =>
  tab === 'keys' ? 'API keys' : tab.charAt(0).toUpperCase() + tab.slice(1);

const THEMES = ['light', 'dark'] as const;
const LOOKS = [
  ['', 1240, 800],
  ['-900', 900, 700],
] as const;
for (const [theme, [size, width, height]] of THEMES.flatMap((each) => LOOKS.map((look) => [each, look] as const))) {
  test(`every money page without complaints, ${theme}, ${width} wide`, async ({ desktop }) => {
    test.setTimeout(300_000);
    const earnings = await inDemo(desktop);
    await resize(desktop, width, height);
    await inTheme(desktop, theme);
    for (const tab of EARNINGS_TABS) {
      await earnings.tab(tabName(tab));
      await expect(desktop.page.getByRole('tabpanel')).toBeVisible();
      await new Looks(desktop).picture(`earnings-${tab}-${theme}${size}`);
      expect(await complaints(desktop), `${tab}, ${theme}`).toEqual([]);
      // Nothing reaches out of the window sideways: what is wide is scrolled in its own frame.
      expect(
        await desktop.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        `${tab}, ${theme}`,
      ).toBe(0);
    }
  });
}

for (const theme of THEMES)
  test(`every dialog and every chart as a table without complaints, ${theme}`, async ({ desktop }) => {
    test.setTimeout(300_000);
    const { page } = desktop;
    const earnings = await inDemo(desktop);
    const look = async (name: string): Promise<void> => {
      await new Looks(desktop).picture(`earnings-${name}-${theme}`);
      expect(await complaints(desktop), `${name}, ${theme}`).toEqual([]);
    };
    await inTheme(desktop, theme);
    await earnings.tab('Overview');
    for (const name of ['Earnings over time', 'Net by part', 'From gross to net'])
      await page.getByRole('button', { name: `Show ${name} as a table` }).click();
    await page.getByRole('figure', { name: 'From gross to net' }).scrollIntoViewIfNeeded();
    await look('tables');
    for (const name of ['Earnings over time', 'Net by part', 'From gross to net'])
      await page.getByRole('button', { name: `Show ${name} as a picture` }).click();
    await look('waterfall');
    const chart = page.getByRole('slider', { name: /^Earnings over time/ });
    await chart.scrollIntoViewIfNeeded();
    await chart.focus();
    await page.keyboard.press('End');
    await look('tip');

    const dialogs: [tab: string, open: () => Promise<void>, name: string][] = [
      ['Ledger', () => page.getByRole('button', { name: 'Export CSV…' }).click(), 'csv-dialog'],
      [
        'Payouts',
        () =>
          page
            .getByRole('region', { name: 'Balance in USD' })
            .getByRole('button', { name: 'Request a payout…' })
            .click(),
        'payout-dialog',
      ],
      [
        'Listings',
        () =>
          earnings
            .grid('Listings')
            .getByRole('row', { name: /Atlas Guide/ })
            .click(),
        'listing-dialog',
      ],
      ['API keys', () => page.getByRole('button', { name: 'New key…' }).click(), 'key-dialog'],
    ];
    for (const [tab, open, name] of dialogs) {
      await earnings.tab(tab);
      await open();
      await expect(page.getByRole('dialog')).toBeVisible();
      await look(name);
      if (name === 'payout-dialog') {
        await page.getByRole('textbox', { name: 'Amount in USD' }).fill('12');
        await look('payout-dialog-wrong');
      }
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await earnings.tab('Payouts');
    await page.getByRole('heading', { name: 'Statements' }).scrollIntoViewIfNeeded();
    await look('statements');
  });

test('by keyboard alone: every tab, everything in it, and nothing that holds the keyboard', async ({ desktop }) => {
  test.setTimeout(240_000);
  const { page } = desktop;
  await inDemo(desktop);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  for (const tab of EARNINGS_TABS) {
    const name = tabName(tab);
    await expect(page.getByRole('tab', { name, exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
    const panel = page.getByRole('tabpanel');
    await expect(panel.getByRole('button').or(panel.getByRole('grid')).first()).toBeVisible();
    const stops: string[] = [];
    for (let n = 0; n < 400; n += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || !element.closest('[role=tabpanel]')) return null;
        const said =
          element.getAttribute('aria-label') ??
          (element as HTMLInputElement).labels?.[0]?.textContent ??
          element.textContent ??
          '';
        return said.trim() === '' && element.getAttribute('role') !== 'tabpanel'
          ? `nameless ${element.outerHTML.slice(0, 120)}`
          : said.trim().slice(0, 60);
      });
      if (stop === null) break;
      stops.push(stop);
    }
    expect(stops.length, name).toBeGreaterThan(1);
    expect(stops.length, `${name} holds the keyboard`).toBeLessThan(400);
    expect(
      stops.filter((stop) => stop.startsWith('nameless')),
      name,
    ).toEqual([]);
    // Back to the row of tabs, and one further.
    await page.getByRole('tab', { name, exact: true }).focus();
    await page.keyboard.press('ArrowRight');
  }
});
