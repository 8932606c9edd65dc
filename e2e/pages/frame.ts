/** What surrounds every page: the places, the palette, the news at the foot, the banner. */
import type { Locator, Page } from '@playwright/test';

export type Place = 'Morgys' | 'Knowledge' | 'Exports' | 'Earnings' | 'Trash' | 'Settings';

export class Frame {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get title(): Locator {
    // A document may begin with a heading of the same rank.
    return this.page.locator('main > header').getByRole('heading', { level: 1 });
  }

  async open(place: Place): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: place, exact: true }).click();
  }

  /** By keyboard: opens the palette, types, takes the first entry. */
  async palette(words: string): Promise<void> {
    await this.page.keyboard.press('Control+K');
    const input = this.page.getByRole('combobox', { name: 'Search commands and Morgys' });
    await input.fill(words);
    await this.page.getByRole('option').first().waitFor();
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }
}
