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

/** Pictures of the present screen in both themes, and what axe complains of. */
async function look(desktop: Desktop, name: string, found: string[]): Promise<void> {
  const { page } = desktop;
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
}

test('every screen of the foundation, both themes: a picture, and nothing that axe complains of', async ({
  desktop,
}) => {
  test.setTimeout(300_000);
  const { page } = desktop;
  mkdirSync(PICTURES, { recursive: true });
  const found: string[] = [];
  await show(desktop, 'morgus://foundation/overview');
  await look(desktop, 'foundation-empty', found);
  await show(desktop, 'morgus://foundation/facts');
  await look(desktop, 'foundation-facts-empty', found);
  await furnishGround(desktop);
  for (const section of FOUNDATION_SECTIONS) {
    await show(desktop, `morgus://foundation/${section}`);
    await look(desktop, `foundation-${section}`, found);
  }
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await look(desktop, 'foundation-rules-open', found);
  await show(desktop, 'morgus://ground?q=network');
  await expect(page.getByRole('list', { name: 'Found' })).toBeVisible();
  await look(desktop, 'ground-search', found);
  await desktop.request('workspaces.create', { name: 'Harbour Café' });
  await show(desktop, 'morgus://workspaces');
  await look(desktop, 'workspaces', found);
  expect(found).toEqual([]);
});

test('every step of the onboarding, both themes: a picture, and nothing that axe complains of', async ({ desktop }) => {
  test.setTimeout(300_000);
  mkdirSync(PICTURES, { recursive: true });
  const found: string[] = [];
  await furnishGround(desktop);
  for (let step = 1; step <= ONBOARDING_STEPS; step += 1) {
    await show(desktop, `morgus://onboarding/${step}`);
    await expect(desktop.page.getByText(`Step ${step} of ${ONBOARDING_STEPS}`)).toBeVisible();
    await look(desktop, `onboarding-${String(step).padStart(2, '0')}`, found);
  }
  expect(found).toEqual([]);
});
