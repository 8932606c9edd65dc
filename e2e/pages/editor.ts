/** The editor of one Morgy. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class Editor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get name(): Locator {
    return this.page.getByRole('textbox', { name: 'Name', exact: true });
  }

  get description(): Locator {
    return this.page.getByRole('textbox', { name: 'Description' });
  }

  /** The state of saving, as the person reads it. */
  get saved(): Locator {
    return this.page.locator('header [role=status]');
  }

  async tab(label: string): Promise<void> {
    await this.page.getByRole('tab', { name: label }).click();
  }

  /** The text area of the prompt or a template, a CodeMirror editor. */
  text(label: string): Locator {
    return this.page.getByRole('textbox', { name: label });
  }

  async settle(): Promise<void> {
    await expect(this.saved).toHaveText('Saved');
  }
}
