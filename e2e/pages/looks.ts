/** Pictures of a screen in both themes, and what axe has against it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ROOT } from '../../scripts/runtime.mjs';
import type { Desktop } from '../desktop.ts';

export const PICTURES = join(ROOT, 'test-results', 'screens');

/** Something that fades is pale on its way only: what axe has against a window in motion is asked again this often. */
const ASKED = 3;

/** Waits until fonts are there and nothing moves any more but what always does. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ending = document
      .getAnimations()
      .filter(
        ({ playState, effect }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime),
      );
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** What axe has against the window as it is; empty is what a test wants. */
export async function complaints({ page }: Pick<Desktop, 'page'>): Promise<string[]> {
  let found: string[] = [];
  for (let time = 0; time < ASKED; time += 1) {
    // One page, no frames: the legacy mode needs no second window, which Electron refuses.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    found = violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 200)}`).join(', ')}`,
    );
    if (found.length === 0) break;
    await atRest(page);
  }
  return found;
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
    await atRest(page);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  async look(name: string): Promise<void> {
    const { page } = this.#desktop;
    mkdirSync(PICTURES, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset['theme'] = chosen;
      }, theme);
      await atRest(page);
      await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
      for (const complaint of await complaints(this.#desktop)) this.found.push(`${name} ${theme}: ${complaint}`);
    }
  }
}
