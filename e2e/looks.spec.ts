/** Every screen in both themes: a picture of it, and axe without complaints; large type, reduced motion, a narrow window. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EDITOR_TABS, SETTINGS_SECTIONS } from '../renderer/app/routes.ts';
import { ROOT } from '../scripts/runtime.mjs';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { show } from './pages/links.ts';
import { complaints, PICTURES } from './pages/looks.ts';

const THEMES = ['light', 'dark'] as const;

async function settled(desktop: Desktop): Promise<void> {
  await expect(desktop.page.locator('main')).toBeVisible();
  await desktop.page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => setTimeout(resolve, 250));
  });
}

async function furnish(desktop: Desktop): Promise<{ id: string; documentId: string }> {
  const starters = await desktop.request('morgys.starters', {});
  for (const starter of starters.slice(0, 7)) await desktop.request('morgys.createFromStarter', { key: starter.key });
  const made = await desktop.request('morgys.createFromStarter', { key: starters[0]?.key ?? '' });
  const { id: documentId } = await desktop.request('knowledge.addText', {
    morgyId: made.id,
    title: 'Harbour handbook',
    text: '# Harbour handbook\n\n## Berths\n\nBerth seven is kept free for the pilot boat.\n\n## Fees\n\nThe fee is due on the day of arrival.',
  });
  await desktop.request('knowledge.addText', {
    morgyId: made.id,
    title: 'Tides',
    text: 'High water on Monday is at twelve minutes past six.',
  });
  await desktop.request('morgys.update', {
    id: made.id,
    patch: { name: 'Harbour Master', description: 'Knows the rules of the harbour and says them kindly.' },
  });
  const gone = await desktop.request('morgys.create', { name: 'Thrown away' });
  await desktop.request('morgys.remove', { ids: [gone.id] });
  await desktop.request('exports.create', { morgyId: made.id, exportKey: crypto.randomUUID() });
  return { id: made.id, documentId };
}

test('every screen, both themes: a picture, and nothing that axe complains of', async ({ desktop }) => {
  test.setTimeout(180_000);
  const { page } = desktop;
  mkdirSync(PICTURES, { recursive: true });
  const found: string[] = [];
  const look = async (name: string): Promise<void> => {
    await settled(desktop);
    for (const theme of THEMES) {
      await page.evaluate((value) => {
        document.documentElement.dataset['theme'] = value;
      }, theme);
      // Colours that change over a moment would be judged half way.
      await page.waitForTimeout(220);
      await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
      for (const complaint of await complaints(desktop)) found.push(`${name} (${theme}): ${complaint}`);
    }
  };
  await look('library-empty');
  const { id, documentId } = await furnish(desktop);
  await look('library-cards');
  await desktop.request('settings.set', { libraryView: 'table' });
  await look('library-table');
  await show(desktop, 'morgus://gallery');
  await look('gallery');
  for (const tab of EDITOR_TABS) {
    await show(desktop, `morgus://morgy/${id}/${tab}`);
    await look(`editor-${tab}`);
  }
  await show(desktop, `morgus://document/${documentId}`);
  await look('document');
  await show(desktop, 'morgus://search?q=fee');
  await look('search');
  await show(desktop, 'morgus://exports');
  await look('exports');
  await show(desktop, 'morgus://trash');
  await look('trash');
  for (const section of SETTINGS_SECTIONS) {
    await show(desktop, `morgus://settings/${section}`);
    await look(`settings-${section}`);
  }
  await page.keyboard.press('Control+K');
  await look('palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+/');
  await look('shortcuts');
  await page.keyboard.press('Escape');

  if (process.env['MORGUS_SCREENSHOT']) {
    copyFileSync(join(PICTURES, 'editor-identity-light.png'), join(ROOT, 'docs', 'screenshot.png'));
  }
  expect(found).toEqual([]);
});

test('at 200 % nothing is cut off sideways and the main path still works', async ({ desktop }) => {
  const { page } = desktop;
  const { id } = await desktop.request('morgys.create', { name: 'Large Print' });
  await desktop.inShell(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setBounds({ x: 0, y: 0, width: 1240, height: 820 });
    window?.webContents.setZoomFactor(2);
  });
  for (const link of ['library', `morgy/${id}/identity`, `morgy/${id}/model`, 'exports', 'trash', 'settings/general']) {
    await show(desktop, `morgus://${link}`);
    await settled(desktop);
    const [seen, needed] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    expect(needed, link).toBeLessThanOrEqual(seen ?? 0);
  }
  await page.screenshot({ path: join(PICTURES, 'zoom-200.png') });
  await new Frame(page).open('Morgys');
  await expect(new Frame(page).title).toHaveText('Morgys');
});

// Would catch: a page longer than the window that nothing lets a person scroll, so that its end is never seen.
test('in a small window the end of every page can be scrolled to', async ({ desktop }) => {
  test.setTimeout(180_000);
  const { page } = desktop;
  const { id, documentId } = await furnish(desktop);
  await desktop.inShell(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 900, height: 520 });
  });
  const links = [
    'library',
    'gallery',
    ...EDITOR_TABS.map((tab) => `morgy/${id}/${tab}`),
    `document/${documentId}`,
    'search?q=fee',
    'exports',
    'trash',
    ...SETTINGS_SECTIONS.map((section) => `settings/${section}`),
  ];
  for (const link of links) {
    await show(desktop, `morgus://${link}`);
    await settled(desktop);
    // Whatever is drawn below the window must lie in something that scrolls.
    const lost = await page.evaluate(() =>
      [...document.querySelectorAll('main button, main input, main p, main h2, main li')]
        .filter((element) => {
          if (element.getBoundingClientRect().bottom <= innerHeight + 1) return false;
          for (let above = element.parentElement; above; above = above.parentElement) {
            const { overflowY } = getComputedStyle(above);
            if (overflowY === 'auto' || overflowY === 'scroll') return false;
          }
          return true;
        })
        .map((element) => element.textContent?.trim().slice(0, 60)),
    );
    expect(lost, link).toEqual([]);
  }
});

test('who asks for less motion gets none', async ({ desktop }) => {
  const { page } = desktop;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Search commands and Morgys' })).toBeVisible();
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => {
        const style = getComputedStyle(element);
        const longest = Math.max(
          ...`${style.transitionDuration},${style.animationDuration}`.split(',').map((part) => Number.parseFloat(part)),
        );
        return longest > 0.01;
      }).length,
  );
  expect(moving).toBe(0);
});
