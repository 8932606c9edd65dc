/** The money pages. */
import type { Locator, Page } from '@playwright/test';

export class Earnings {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async openDemo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open the demo' }).click();
    await this.page.getByRole('note').filter({ hasText: 'Demo workspace' }).waitFor();
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** A figure of the overview; its text begins with its name. */
  tile(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
  }

  grid(name: string): Locator {
    return this.page.getByRole('grid', { name });
  }
}
