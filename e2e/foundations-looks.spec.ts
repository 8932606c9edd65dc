/** Every screen of the ground in both themes: a picture of it, and axe without complaints. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { FOUNDATION_SECTIONS, ONBOARDING_STEPS } from '../renderer/app/routes.ts';
import { ROOT } from '../scripts/runtime.mjs';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { furnishGround } from './pages/ground.ts';

const PICTURES = join(ROOT, 'test-results', 'screens');

async function show(desktop: Desktop, link: string): Promise<void> {
  await desktop.app.evaluate(({ BrowserWindow }, target) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('studio:command', {
      id: 'system.openMorgy',
      args: { link: target },
    });
  }, link);
}

test('every screen of the ground, both themes: a picture, and nothing that axe complains of', async ({ desktop }) => {
  test.setTimeout(240_000);
  const { page } = desktop;
  mkdirSync(PICTURES, { recursive: true });
  const found: string[] = [];
  const look = async (name: string): Promise<void> => {
    await expect(page.locator('main')).toBeVisible();
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((value) => {
        document.documentElement.dataset['theme'] = value;
      }, theme);
      // Colours that change over a moment would be judged half way.
      await page.waitForTimeout(220);
      await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      for (const { id, nodes } of violations)
        found.push(
          `${name} (${theme}): ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`).join(', ')}`,
        );
    }
  };
  await show(desktop, 'morgus://foundation/overview');
  await look('foundation-empty');
  await show(desktop, 'morgus://foundation/facts');
  await look('foundation-facts-empty');
  await furnishGround(desktop);
  for (const section of FOUNDATION_SECTIONS) {
    await show(desktop, `morgus://foundation/${section}`);
    await look(`foundation-${section}`);
  }
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: /Do not say “guaranteed”/, expanded: false }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await look('foundation-rules-open');
  for (let step = 1; step <= ONBOARDING_STEPS; step += 1) {
    await show(desktop, `morgus://onboarding/${step}`);
    await look(`onboarding-${String(step).padStart(2, '0')}`);
  }
  await show(desktop, 'morgus://ground?q=network');
  await expect(page.getByRole('list', { name: 'Found' })).toBeVisible();
  await look('ground-search');
  await desktop.request('workspaces.create', { name: 'Harbour Café' });
  await show(desktop, 'morgus://workspaces');
  await look('workspaces');
  expect(found).toEqual([]);
});
