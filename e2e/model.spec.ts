/** A model that a person names: checked and saved in the settings, told where texts go before they do, stopped on the way, its proposals marked and taken one by one. */
import { chatServer } from '../main/studio/model/testing.ts';
import { expect, test } from './desktop.ts';
import { ABOUT, furnishGround } from './pages/ground.ts';
import { show } from './pages/links.ts';
import { Looks } from './pages/looks.ts';

const QUOTE = ABOUT.split('\n').find((line) => line.includes('.')) ?? '';

test('a model is named, asked for more and stopped; what it proposes is marked, proved and taken by hand', async ({
  desktop,
}) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const server = await chatServer(() => 'Ready.');
  try {
    const workspaceId = await furnishGround(desktop);
    await show(desktop, 'morgus://onboarding/2');
    await page.getByRole('button', { name: 'Name a model' }).click();
    const form = page.getByRole('form', { name: 'Model' });
    await looks.look('settings-model-empty');
    await form.getByRole('button', { name: 'Use this model' }).click();
    await expect(form.getByText('The address of the model’s server is missing.')).toBeVisible();
    const address = form.getByRole('combobox', { name: 'Address of its server' });
    const writeAddress = async (text: string): Promise<void> => {
      await address.fill(text);
      // Its suggestions close when it is left; until then they cover the rest.
      await address.press('Tab');
    };
    await writeAddress('http://models.example.com/v1');
    await form.getByRole('textbox', { name: 'Name of the model' }).fill('tiny');
    await page.keyboard.press('Enter');
    await expect(form.getByText(/only asked over https/)).toBeVisible();
    await writeAddress(server.baseUrl);
    await form.getByRole('button', { name: 'Check' }).click();
    await expect(form.getByText(/answered after .+: “Ready\.”/)).toBeVisible();
    // Checked is not kept.
    expect(await desktop.request('model.get', {})).toEqual({ model: null });
    await form.getByRole('button', { name: 'Use this model' }).click();
    await expect(page.getByText(`Its server is on this computer (${server.host})`, { exact: false })).toBeVisible();
    await looks.look('settings-model');

    // The first question is never answered; it is stopped.
    server.answer = () => null;
    await show(desktop, 'morgus://onboarding/2');
    await page.getByRole('button', { name: 'Ask the model for more…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ask tiny for more' });
    await expect(dialog.getByRole('list', { name: 'Texts to send' })).toContainText('about.md');
    await expect(dialog).toContainText(server.host);
    await looks.look('propose');
    const before = server.asked.length;
    await dialog.getByRole('checkbox', { name: 'Send about.md' }).click();
    await expect(dialog.getByRole('button', { name: 'Ask it' })).toBeDisabled();
    await dialog.getByRole('checkbox', { name: 'Send about.md' }).click();
    expect(server.asked).toHaveLength(before);
    await dialog.getByRole('button', { name: 'Ask it' }).click();
    await expect(dialog.getByRole('progressbar')).toBeVisible();
    await expect.poll(() => server.asked.length).toBeGreaterThan(before);
    await looks.look('propose-asking');
    await dialog.getByRole('button', { name: 'Stop asking' }).click();
    await expect(dialog.getByText('It was cancelled.', { exact: false })).toBeVisible();

    server.answer = () =>
      JSON.stringify({
        proposals: [
          {
            list: 'facts',
            category: 'company',
            field: 'What a text says',
            value: QUOTE.split(' ').slice(0, 4).join(' '),
            quote: QUOTE,
          },
          {
            list: 'facts',
            category: 'team',
            field: 'Staff',
            value: '900 people',
            quote: 'We are 900 people in 9 countries.',
          },
        ],
      });
    await dialog.getByRole('button', { name: 'Ask it' }).click();
    await expect(dialog.getByText('tiny proposed 1 new fact', { exact: false })).toBeVisible();
    await expect(dialog.getByText('its sentence does not stand in your evidence', { exact: false })).toBeVisible();
    await looks.look('propose-done');
    await dialog.getByRole('button', { name: 'Look at them' }).click();
    const found = page.getByRole('listitem', { name: /^What a text says/ });
    await expect(found).toContainText('proposed by tiny');
    await found.scrollIntoViewIfNeeded();
    await looks.look('onboarding-02-proposed');
    await found.getByRole('button', { name: /^Take/ }).click();
    await expect(found).toBeHidden();
    const { truth_sheet } = await desktop.request('foundations.get', { workspaceId });
    expect(truth_sheet.entries.at(-1)).toMatchObject({ source: 'about.md, proposed by tiny', verified: false });
    expect(looks.found).toEqual([]);
  } finally {
    await server.close();
  }
});
