/** The library: cards or a table of all Morgys. */
import type { Locator, Page } from '@playwright/test';

export class Library {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Morgys' });
  }

  card(name: string): Locator {
    return this.grid.getByRole('gridcell', { name, exact: true });
  }

  row(name: string): Locator {
    return this.grid.getByRole('row', { name, exact: true });
  }

  async act(name: string, action: string): Promise<void> {
    await this.card(name).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async show(view: 'Cards' | 'Table'): Promise<void> {
    await this.page.getByRole('group', { name: 'View' }).getByRole('button', { name: view }).click();
  }

  async search(words: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search Morgys' }).fill(words);
  }
}
