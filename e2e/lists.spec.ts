/** What is the same everywhere in the window: keys on a selection, dropped files, commands, and where news stands. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';
import { show } from './pages/links.ts';

const names = async (desktop: Desktop): Promise<string[]> =>
  (await desktop.request('morgys.list', {})).map(({ name }) => name).toSorted();

// Would catch: keys that only work while the list itself has the focus, so that after a click on a tick nothing answers.
for (const view of ['Cards', 'Table'] as const)
  test(`${view.toLowerCase()}: all that the filter shows is taken, let go, deleted and brought back by keys`, async ({
    desktop,
  }) => {
    const { page } = desktop;
    for (const name of ['Alder One', 'Alder Two', 'Beech']) await desktop.request('morgys.create', { name });
    const library = new Library(page);
    await library.show(view);
    const bar = page.getByRole('toolbar', { name: 'Selected Morgys' });
    await library.search('Alder');
    await expect(library.grid).not.toContainText('Beech');
    // From the place in the sidebar, far from the list.
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Morgys', exact: true }).focus();
    await page.keyboard.press('Control+A');
    await expect(bar).toContainText('2 selected');
    await page.keyboard.press('Escape');
    await expect(bar).toBeHidden();

    const item = view === 'Cards' ? library.card('Alder Two') : library.row('Alder Two');
    await item.hover();
    await item.getByRole('checkbox').click();
    await expect(bar).toContainText('1 selected');
    await page.keyboard.press('Delete');
    await expect.poll(() => names(desktop)).toEqual(['Alder One', 'Beech']);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => names(desktop)).toEqual(['Alder One', 'Alder Two', 'Beech']);

    // In the search field the same keys are the field's own.
    await page.getByRole('searchbox', { name: 'Search Morgys' }).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await expect(library.grid).toContainText('Beech');
    expect(await names(desktop)).toHaveLength(3);
  });

test('documents are selected and deleted by keys, the trash asks first, and a question keeps the keys to itself', async ({
  desktop,
}) => {
  const { page } = desktop;
  const { id } = await desktop.request('morgys.create', { name: 'Keeps Papers' });
  for (const title of ['Fees', 'Tides'])
    await desktop.request('knowledge.addText', { morgyId: id, title, text: `${title} of the harbour, for the year.` });
  const count = async (): Promise<number> => (await desktop.request('knowledge.list', { morgyId: id })).length;
  await show(desktop, `morgus://morgy/${id}/knowledge`);
  await expect(page.getByRole('row', { name: 'Tides' })).toBeVisible();
  await page.getByRole('tab', { name: 'Knowledge' }).focus();
  await page.keyboard.press('Control+A');
  await expect(page.getByRole('group', { name: 'What is selected' })).toContainText('2 selected');
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Search commands and Morgys' })).toBeFocused();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox', { name: 'Search commands and Morgys' })).toBeHidden();
  expect(await count()).toBe(2);
  await page.keyboard.press('Delete');
  await expect.poll(count).toBe(0);

  await show(desktop, 'morgus://trash');
  await page.getByRole('grid', { name: 'Trash' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('alertdialog')).toContainText(/Purge (Fees|Tides)\?/);
  await page.keyboard.press('Escape');
  expect(await desktop.request('trash.list', {})).toHaveLength(2);
});

test('files dropped where no Morgy is open: it is asked which one gets them, or the filter answers', async ({
  desktop,
}) => {
  const { page } = desktop;
  const { id } = await desktop.request('morgys.create', { name: 'Harbour Desk' });
  const count = async (of: string): Promise<number> =>
    (await desktop.request('knowledge.list', { morgyId: of })).length;
  const folder = join(desktop.folder, 'dropped');
  mkdirSync(folder);
  const file = (name: string): string => {
    writeFileSync(join(folder, name), `# ${name}\n\nWhat the harbour asks of ${name}, said in a sentence or two.`);
    return join(folder, name);
  };
  await new Frame(page).open('Knowledge');
  // The page has taken the focus: what opens next gets it from there.
  await expect(page.getByRole('searchbox', { name: 'Search the knowledge' })).toBeFocused();
  await desktop.dropFiles([file('fees.md')]);
  const asked = page.getByRole('dialog', { name: 'Which Morgy gets them?' });
  await expect(asked).toContainText('“fees.md” is added to its knowledge.');
  const find = asked.getByRole('combobox', { name: 'Find a Morgy' });
  await expect(find).toBeFocused();
  await expect(asked.getByRole('option', { name: /^Harbour Desk/ })).toBeVisible();
  await find.fill('harb');
  await expect(find).toHaveValue('harb');
  await page.keyboard.press('Enter');
  await expect(new Frame(page).title).toHaveText('Harbour Desk');
  await expect.poll(() => count(id)).toBe(1);

  await show(desktop, `morgus://search?morgy=${id}`);
  await expect(page.getByRole('searchbox', { name: 'Search the knowledge' })).toBeVisible();
  await desktop.dropFiles([file('tides.md')]);
  await expect.poll(() => count(id)).toBe(2);

  await show(desktop, 'morgus://library');
  await expect(new Library(page).grid).toBeVisible();
  await desktop.dropFiles([file('berths.md')]);
  await asked.getByRole('option', { name: 'A new Morgy' }).click();
  await expect.poll(() => names(desktop)).toHaveLength(2);
  const made = (await desktop.request('morgys.list', {})).find((morgy) => morgy.id !== id);
  await expect.poll(() => count(made?.id ?? '')).toBe(1);

  // A .morgy file becomes a Morgy of its own, wherever it is let go.
  const saved = join(folder, 'desk.morgy');
  await desktop.request('morgys.exportFile', { id, path: saved });
  await show(desktop, 'morgus://settings/general');
  await expect(new Frame(page).title).toHaveText('Settings');
  await desktop.dropFiles([saved]);
  await expect.poll(() => names(desktop)).toHaveLength(3);
  await expect(asked).toBeHidden();
});

test('commands of other pages are in the palette, open their page and begin there', async ({ desktop }) => {
  const { page } = desktop;
  await desktop.request('workspaces.open', {});
  await desktop.request('morgys.create', { name: 'Harbour Desk' });
  const frame = new Frame(page);
  await frame.palette('New Campaign');
  await expect(frame.title).toHaveText('Untitled campaign');
  await frame.open('Morgys');
  const file = join(desktop.folder, 'customers.csv');
  writeFileSync(file, 'name,role\nAnna,Harbour master\n');
  await desktop.answerDialogs([file]);
  await frame.palette('Import Customer Profiles');
  await expect(page.getByRole('dialog')).toContainText('customers.csv');
  await page.keyboard.press('Escape');
  await frame.palette('Add Pasted Text');
  await page.getByRole('dialog', { name: 'Which Morgy gets the text?' }).getByText('Harbour Desk').click();
  await expect(page.getByRole('dialog', { name: 'Add text' })).toBeVisible();
  await page.keyboard.press('Escape');
  await frame.palette('Open the Demo Workspace');
  await expect(page.getByText('Demo workspace.', { exact: true })).toBeVisible();
  await frame.open('Trash');
  await frame.palette('Leave the Demo Workspace');
  await expect(frame.title).toHaveText('Earnings');
  await expect(page.getByText('Demo workspace.', { exact: true })).toBeHidden();
});

// Would catch: news that lies over the button that goes on, in a low window, so that the way on cannot be pressed until it goes.
test('news stands clear of the buttons at the foot of a page and of a dialog', async ({ desktop }) => {
  const { page } = desktop;
  await desktop.request('workspaces.open', {});
  const { id } = await desktop.request('morgys.create', { name: 'Harbour Desk' });
  const gone = await desktop.request('morgys.create', { name: 'Thrown Away' });
  await desktop.request('morgys.remove', { ids: [gone.id] });
  await desktop.inShell(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 900, height: 600 }),
  );
  const covered = (foot: string): Promise<string[]> =>
    page.evaluate(
      (selector) =>
        [...document.querySelectorAll<HTMLElement>(`${selector} button`)]
          .filter((button) => {
            const { left, top, width, height } = button.getBoundingClientRect();
            const there = document.elementFromPoint(left + width / 2, top + height / 2);
            return there !== button && !button.contains(there);
          })
          .map((button) => button.textContent ?? ''),
      foot,
    );
  await show(desktop, 'morgus://onboarding');
  const foot = page.locator('main [data-foot]');
  await expect(foot.getByRole('button', { name: 'Done, go on' })).toBeVisible();
  await new Frame(page).title.click();
  await page.keyboard.press('Control+Z');
  await expect(page.getByText(/^Undid: Move/)).toBeVisible();
  await expect.poll(() => covered('main [data-foot]')).toEqual([]);

  await show(desktop, `morgus://morgy/${id}/knowledge`);
  await desktop.clickMenu('knowledge.addText');
  await expect(page.getByRole('dialog', { name: 'Add text' })).toBeVisible();
  await desktop.clickMenu('history.redo');
  await expect(page.getByText(/^Did again: Move/)).toBeVisible();
  await expect.poll(() => covered('[role=dialog] [data-foot]')).toEqual([]);
});
