/** Pictures of a screen in both themes, and what axe has against it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { ROOT } from '../../scripts/runtime.mjs';
import type { Desktop } from '../desktop.ts';

export const PICTURES = join(ROOT, 'test-results', 'screens');

/** What axe has against the window as it is; empty is what a test wants. */
export async function complaints({ page }: Pick<Desktop, 'page'>): Promise<string[]> {
  // One page, no frames: the legacy mode needs no second window, which Electron refuses.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 200)}`).join(', ')}`,
  );
}

export class Looks {
  /** Complaints so far, each with its screen. */
  readonly found: string[] = [];
  readonly #desktop: Desktop;

  constructor(desktop: Desktop) {
    this.#desktop = desktop;
  }

  /** A picture alone, in the theme that is on. */
  async picture(name: string): Promise<void> {
    const { page } = this.#desktop;
    mkdirSync(PICTURES, { recursive: true });
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  async look(name: string): Promise<void> {
    const { page } = this.#desktop;
    mkdirSync(PICTURES, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate(async (chosen) => {
        document.documentElement.dataset['theme'] = chosen;
        await document.fonts.ready;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }, theme);
      await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
      for (const complaint of await complaints(this.#desktop)) this.found.push(`${name} ${theme}: ${complaint}`);
    }
  }
}
