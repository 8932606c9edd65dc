/** The ground by hand: the whole onboarding by keyboard alone, left and taken up again; the map; workspaces. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STEPS } from '../main/studio/onboarding/contract.ts';
import { expect, test } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { ABOUT, furnishGround, Onboarding } from './pages/ground.ts';
import { show } from './pages/links.ts';
import { Looks } from './pages/looks.ts';

test('the whole onboarding by keyboard alone, left in the middle and taken up after a restart', async ({
  desktop,
  profile,
}) => {
  test.setTimeout(900_000);
  let frame = new Frame(desktop.page);
  let way = new Onboarding(desktop.page);
  await frame.palette('Onboarding');
  // Looking makes none.
  expect(await profile.request('workspaces.list', {})).toEqual([]);
  await way.press(way.page.getByRole('button', { name: 'Make a workspace' }));
  const next = async (): Promise<void> => way.press(way.page.getByRole('button', { name: 'Done, go on' }));
  const field = (name: string) => way.page.getByRole('textbox', { name, exact: true });
  const add = async (thing: string, values: readonly (readonly [string, string])[]): Promise<void> => {
    await way.press(way.page.getByRole('button', { name: `Add ${thing}` }));
    const form = way.page.getByRole('form', { name: /^New / });
    for (const [name, value] of values) await way.write(form.getByRole('textbox', { name, exact: true }), value);
    await way.press(form.getByRole('button', { name: 'Add', exact: true }));
    await expect(form).toBeHidden();
  };

  await test.step('1 evidence: a bad address says so and keeps what was typed; a text is added', async () => {
    await expect(way.step('Evidence vault')).toBeVisible();
    await way.write(field('Web pages'), 'ftp://example.org');
    await way.press(way.page.getByRole('button', { name: 'Add the pages' }));
    await expect(way.page.getByRole('form', { name: 'Web pages' })).toContainText('https://');
    await expect(field('Web pages')).toHaveValue('ftp://example.org');
    await way.write(field('Web pages'), '');
    await way.write(field('Name of a text'), 'about.md');
    await way.write(field('Text'), ABOUT);
    await way.press(way.page.getByRole('button', { name: 'Add the text' }));
    await expect(way.page.getByRole('list', { name: 'Evidence' })).toContainText('about.md');
    await next();
  });
  await test.step('2 extraction: facts with their sentence, taken, changed and refused', async () => {
    await expect(way.step('Extraction')).toBeVisible();
    await way.press(way.page.getByRole('button', { name: 'Look for facts' }));
    const founded = way.page.getByRole('listitem', { name: 'Founded: March 2014' });
    await expect(founded).toContainText(
      'Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway.',
    );
    await way.write(field('What is taken: Company name'), 'Tidewater Tools');
    await way.press(way.page.getByRole('button', { name: /^Take Company name/ }));
    await expect(way.page.getByRole('listitem', { name: /^Company name/ })).toBeHidden();
    await way.press(way.page.getByRole('button', { name: /^Take Founded/ }));
    await expect(founded).toBeHidden();
    await way.press(way.page.getByRole('button', { name: /^Refuse Location/ }));
    await expect(way.page.getByRole('listitem', { name: /^Location/ })).toBeHidden();
    await next();
  });
  await test.step('3 issues: what was not found is asked for', async () => {
    await way.write(field('What does it cost?'), '€29 per month');
    await way.page.keyboard.press('Enter');
    await expect(field('What does it cost?')).toBeHidden();
    await next();
  });
  await test.step('4 facts, then away: the studio is closed and opened again', async () => {
    await expect(way.step('Facts')).toContainText('€29 per month');
    await add('a fact', [
      ['What it is about', 'Harbours'],
      ['What is true', '240 in 9 countries'],
    ]);
    await next();
    await expect(way.step('Offer')).toBeVisible();
    await way.write(field('What do you sell, in one sentence?'), 'A harbour book');
    await expect
      .poll(async () => (await profile.request('drafts.list', { prefix: 'onboarding/' })).map(({ value }) => value))
      .toContain('A harbour book');
    await profile.restart();
    frame = new Frame(profile.page);
    way = new Onboarding(profile.page);
  });
  await test.step('5 offer: the same step, with the half answer still there', async () => {
    await expect(way.step('Offer')).toBeVisible();
    await expect(field('What do you sell, in one sentence?')).toHaveValue('A harbour book');
    await way.tabTo(field('What do you sell, in one sentence?'));
    await way.page.keyboard.press('Enter');
    await expect(way.page.getByRole('list').filter({ hasText: 'A harbour book' }).first()).toBeVisible();
    await next();
  });
  const skip = async (title: string): Promise<void> => {
    await expect(way.step(title)).toBeVisible();
    await way.press(way.page.getByRole('button', { name: 'Skip', exact: true }));
  };
  await skip('Research brief');
  await test.step('7 to 8 alternatives, and the map by arrow keys', async () => {
    await add('an alternative', [
      ['Name', 'Paper slips'],
      ['What it promises', 'Nothing to learn'],
    ]);
    await next();
    await way.press(way.page.getByRole('button', { name: 'Put Paper slips on it' }));
    const point = way.page
      .getByRole('group', { name: 'Positioning map' })
      .getByRole('button', { name: /^Paper slips/ });
    await way.tabTo(point);
    await way.page.keyboard.press('Shift+ArrowLeft');
    await way.page.keyboard.press('ArrowDown');
    await expect(point).toHaveAccessibleName(/^Paper slips: 40 % towards Powerful, 49 % towards High price/);
    await expect
      .poll(async () => {
        const { id } = await profile.request('workspaces.open', {});
        const { competitors } = await profile.request('foundations.get', { workspaceId: id });
        return [competitors[0]?.mapX, competitors[0]?.mapY];
      })
      .toEqual([40, 49]);
    await next();
  });
  await test.step('9 to 13 positioning', async () => {
    await way.write(field('Category'), 'Harbour management software');
    await next();
    await expect(way.step('Differentiators')).toBeVisible();
    await way.write(way.page.getByRole('combobox', { name: 'Add to Differentiators' }), 'Works without a network');
    await way.page.keyboard.press('Enter');
    await next();
    await expect(way.step('Capability matrix')).toBeVisible();
    await way.write(field('New capability'), 'Works without a network');
    await way.page.keyboard.press('Enter');
    await expect(way.page.getByRole('region', { name: 'Capability matrix', exact: true })).toBeVisible();
    await next();
    await expect(way.step('Positioning statements')).toBeVisible();
    await way.write(
      field('Statement'),
      'For harbour masters who are tired of paper, the book that works without a network.',
    );
    await next();
    await expect(way.step('Strategic focus')).toBeVisible();
    await way.write(field('What you go for now'), 'Thirty more harbours.');
    await next();
  });
  await test.step('14 to 18 customers, voice, rules, soundbites and messages', async () => {
    await way.write(field('Whom do you want most?'), 'Harbour master, alone on duty');
    await way.page.keyboard.press('Enter');
    await expect(way.page.getByRole('list', { name: 'Ideal customers' })).toContainText('alone on duty');
    await next();
    await skip('Buying process');
    await expect(way.step('Messaging rules')).toBeVisible();
    await way.write(field('Voice'), 'Short sentences.');
    await add('a rule', [['The rule', 'Do not say “guaranteed”']]);
    await next();
    await expect(way.step('Soundbites')).toBeVisible();
    await add('a soundbite', [['The sentence', 'A harbour should not stop when the signal does.']]);
    await next();
    await expect(way.step('Message hierarchy')).toBeVisible();
    await add('a message', [['The message', 'Your harbour, on one screen.']]);
    await next();
  });
  await skip('Brand assets');
  await expect(way.step('Channel strategy')).toBeVisible();
  await add('a channel', [['Channel', 'Letters']]);
  await next();
  await test.step('21 market size: a wrong amount says so and stays', async () => {
    const whole = way.page.getByRole('textbox', { name: 'Everyone who could use it' });
    await way.write(whole, 'lots');
    await way.page.keyboard.press('Tab');
    await expect(way.page.getByText('An amount is a number such as 2,500,000 or 1.5 million.')).toBeVisible();
    await expect(whole).toHaveValue('lots');
    await way.write(whole, '1.5 million');
    await way.page.keyboard.press('Tab');
    await expect(whole).toHaveValue('1,500,000');
    await next();
  });
  await skip('Validation tasks');
  await test.step('23 to 24 the summary, and the end', async () => {
    await expect(way.step('Synthesis')).toBeVisible();
    await way.press(way.page.getByRole('button', { name: 'Make it now' }));
    await expect(field('Summary')).toHaveValue(/# Tidewater Tools[\s\S]*- Do not say “guaranteed”/);
    await next();
    await expect(way.step('Export')).toBeVisible();
    await way.press(way.page.getByRole('button', { name: 'Finish the onboarding' }));
    await expect(frame.title).toHaveText('Tidewater Tools');
  });
  const { id } = await profile.request('workspaces.open', {});
  const session = await profile.request('onboarding.get', { workspaceId: id });
  expect(session.status).toBe('completed');
  expect([...session.completed_steps, ...session.skipped_steps].toSorted((a, b) => a - b)).toEqual(
    STEPS.map((step) => step.number),
  );
  expect((await profile.request('workspaces.open', {})).onboarding_completed).toBe(true);
});

test('a point of the map is dragged, and undo brings it back', async ({ desktop }) => {
  const workspaceId = await furnishGround(desktop);
  const { page } = desktop;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Foundation' }).click();
  await page.getByRole('tab', { name: 'Competitors' }).click();
  const point = page.getByRole('group', { name: 'Positioning map' }).getByRole('button', { name: /^Dockly/ });
  await point.scrollIntoViewIfNeeded();
  const box = await point.boundingBox();
  if (!box) throw new Error('The point is not on the page.');
  const start = { x: box.x + 10, y: box.y + box.height / 2 };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x - 60, start.y - 40, { steps: 6 });
  await page.mouse.up();
  const place = async (): Promise<[number, number]> => {
    const { competitors } = await desktop.request('foundations.get', { workspaceId });
    const dockly = competitors.find(({ name }) => name === 'Dockly');
    return [dockly?.mapX ?? -1, dockly?.mapY ?? -1];
  };
  await expect.poll(async () => (await place())[0]).toBeLessThan(55);
  expect((await place())[1]).toBeGreaterThan(45);
  await desktop.request('history.undo', {});
  expect(await place()).toEqual([60, 40]);
});

test('workspaces are made, switched, saved as a file, imported, deleted and brought back', async ({
  desktop,
  profile,
}) => {
  await furnishGround(desktop);
  const { page } = desktop;
  const frame = new Frame(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Foundation' }).click();
  await expect(frame.title).toHaveText('Tidewater Tools');
  await frame.palette('New Workspace');
  const dialog = page.getByRole('dialog', { name: 'New workspace' });
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect(dialog).toContainText('A workspace needs a name.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Harbour Café');
  await page.keyboard.press('Enter');
  await expect(frame.title).toHaveText('Harbour Café');
  await page.getByRole('button', { name: 'Workspace: Harbour Café' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Tidewater' }).click();
  await expect(frame.title).toHaveText('Tidewater Tools');

  const path = join(profile.folder, 'tidewater.ground');
  await desktop.answerDialogs([path]);
  await desktop.clickMenu('workspace.exportFile');
  await expect(page.getByText('Saved tidewater.ground')).toBeVisible();
  await desktop.clickMenu('workspace.import');
  await expect(page.getByRole('button', { name: 'Workspace: Tidewater 2' })).toBeVisible();
  await expect(frame.title).toHaveText('Tidewater Tools');
  writeFileSync(path, '{"format":"something else"}');
  await desktop.clickMenu('workspace.import');
  await expect(page.getByRole('alert')).toContainText('it is not a workspace that Morgus Studio wrote');

  await desktop.clickMenu('workspace.remove');
  await expect(page.getByText('Moved Tidewater 2 to the trash')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Workspace: (?!Tidewater 2)/ })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByRole('button', { name: 'Workspace: Tidewater 2' })).toBeVisible();
});

test('two prices are shown side by side with their sentences, told as open until one is chosen, and a text in another language is marked by hand', async ({
  desktop,
}) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  for (const [name, text] of [
    ['Price list', 'Tidewater costs €29 per month.'],
    ['Flyer', 'Die Tidewater GmbH wurde im März 2014 gegründet. Der Tarif Kai kostet bei uns 39 € pro Monat.'],
    [
      'Chi siamo',
      'Siamo una piccola azienda di Genova e lavoriamo con i porti della costa. La nostra società è nata nel 2014 e la squadra è composta da persone che conoscono il mare.',
    ],
  ] as const)
    await desktop.request('onboarding.addText', { workspaceId, name, text });
  await show(desktop, 'morgus://onboarding/2');
  await page.getByRole('button', { name: 'Look for facts' }).click();
  await expect(page.getByText('“Chi siamo” looks like Italian')).toBeVisible();
  await page.getByRole('button', { name: 'Take Price: €29 per month' }).click();
  await page.getByRole('button', { name: 'Take Price: 39 € pro Monat' }).click();
  await page.getByRole('button', { name: 'Take Founded: März 2014' }).click();
  await page.getByRole('button', { name: 'Show Chi siamo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Chi siamo' });
  await dialog.getByRole('textbox', { name: 'What it is about' }).fill('Location');
  await dialog.getByRole('textbox', { name: 'Words of the text' }).fill('Milano');
  await dialog.getByRole('button', { name: 'Write it down' }).click();
  await expect(dialog.getByText('“Milano” does not stand in “Chi siamo”')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Words of the text' }).fill('Genova');
  await looks.look('evidence-mark');
  await dialog.getByRole('button', { name: 'Write it down' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Words of the text' })).toHaveValue('');
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await show(desktop, 'morgus://onboarding/3');
  const says = page.getByRole('list', { name: 'What is said of Price' });
  await expect(says).toContainText('Tidewater costs €29 per month.');
  await expect(says).toContainText('Der Tarif Kai kostet bei uns 39 € pro Monat.');
  await looks.look('contradiction');
  await show(desktop, 'morgus://foundation/summary');
  const summary = page.getByRole('textbox', { name: 'Summary' });
  await expect(summary).toHaveValue(/Price: open, the sources contradict each other/);
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByRole('button', { name: 'Price is 39 € pro Monat' }).click();
  await expect(says).toBeHidden();
  await show(desktop, 'morgus://foundation/summary');
  await expect(summary).toHaveValue(/- Price: 39 € pro Monat$/m);
  await expect(summary).not.toHaveValue(/€29/);
  const { truth_sheet } = await desktop.request('foundations.get', { workspaceId });
  expect(truth_sheet.entries.map(({ field_name, value, quote }) => [field_name, value, quote])).toEqual([
    ['Price', '39 € pro Monat', 'Der Tarif Kai kostet bei uns 39 € pro Monat.'],
    ['Founded', 'März 2014', 'Die Tidewater GmbH wurde im März 2014 gegründet.'],
    ['Location', 'Genova', 'Siamo una piccola azienda di Genova e lavoriamo con i porti della costa.'],
  ]);
  await page.keyboard.press('Control+Z');
  await expect(summary).toHaveValue(/Price: open/);
  expect(looks.found).toEqual([]);
});
