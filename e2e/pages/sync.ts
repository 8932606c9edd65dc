/** Settings > Sync, the mark, the list of changes and the conflict page. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class Sync {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The quiet mark at the foot of the frame. */
  get mark(): Locator {
    return this.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Sync: / });
  }

  async settings(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: 'Settings', exact: true })
      .click();
    await this.page.getByRole('tab', { name: 'Sync', exact: true }).click();
  }

  /** Types the link as a person pastes it, up to the question. */
  async giveLink(link: string): Promise<void> {
    await this.settings();
    await this.page.getByRole('textbox', { name: 'Pairing link' }).fill(link);
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /** Answers the question that names the hub. */
  async confirm(choice: 'take' | 'leave' | null): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: /^Pair with Hub on / });
    await expect(dialog).toBeVisible();
    if (choice)
      await dialog
        .getByRole('radio', { name: choice === 'take' ? 'Take it into the account' : 'Keep it apart' })
        .check();
    await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  async synced(): Promise<void> {
    await expect(this.mark).toHaveText('All synced', { timeout: 60_000 });
  }
}
