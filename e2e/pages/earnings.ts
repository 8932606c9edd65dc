/** The money pages. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Desktop } from '../desktop.ts';
import { Frame } from './frame.ts';

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

/** The money pages with the demo's figures in them. */
export async function inDemo(desktop: Desktop): Promise<Earnings> {
  await new Frame(desktop.page).open('Earnings');
  const earnings = new Earnings(desktop.page);
  await earnings.openDemo();
  await expect(earnings.tile('Gross')).toBeVisible();
  return earnings;
}
