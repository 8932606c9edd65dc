/** Campaigns, moves, texts and strategies in the real desktop: plans that are changed at their place, tasks by keyboard on board and calendar, rules under a text. */
import { expect, test } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { show } from './pages/links.ts';
import { Looks } from './pages/looks.ts';

test('a campaign gets phases, refuses one that ends before it starts and keeps what was typed, and its progress follows from tasks that are ticked', async ({
  desktop,
}) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  await show(desktop, 'morgus://campaigns');
  await looks.look('campaigns-empty');
  await page.getByRole('button', { name: 'New campaign' }).first().click();
  await page.getByRole('menuitem', { name: /Product launch/ }).click();
  const frame = new Frame(page);
  await expect(frame.title).toHaveText('Product launch');
  const first = page.getByRole('textbox', { name: 'First day', exact: true }).first();
  await first.fill('2026-05-04');
  await first.press('Enter');
  await expect(page.getByText('4 May – 17 May, 14 days, 0 %')).toBeVisible();
  const last = page.getByRole('listitem', { name: 'Warm up' }).getByRole('textbox', { name: 'Last day' });
  await last.fill('2026-05-01');
  await last.press('Enter');
  await expect(
    page.getByText('“Warm up” would end on 1 May 2026, before it starts on 4 May 2026. Choose a later last day.'),
  ).toBeVisible();
  // Whoever goes elsewhere with it loses neither what was typed nor the reason; what was saved stays meanwhile.
  await expect(page.getByText('Kept as a draft: Last day')).toBeVisible();
  await show(desktop, 'morgus://strategies');
  await frame.title.filter({ hasText: 'Strategies' }).waitFor();
  const { 0: kept } = await desktop.request('campaigns.list', { workspaceId });
  await show(desktop, `morgus://campaign/${kept?.id ?? ''}`);
  await expect(last).toHaveValue('2026-05-01');
  await expect(page.getByText(/^“Warm up” would end on 1 May 2026/)).toBeVisible();
  await expect(page.getByText('4 May – 17 May, 14 days, 0 %')).toBeVisible();
  await last.fill('2026-05-20');
  await last.press('Enter');
  await expect(page.getByText('4 May – 20 May, 17 days, 0 %')).toBeVisible();
  const { 0: campaign } = await desktop.request('campaigns.list', { workspaceId });
  const move = await desktop.request('moves.create', {
    workspaceId,
    category: 'ignite',
    start: '2026-05-04',
    patch: { campaign_id: campaign?.id ?? null },
  });
  await expect(page.getByRole('button', { name: /Ignite/ })).toBeVisible();
  await looks.look('campaign');

  await show(desktop, `morgus://move/${move.id}`);
  const task = move.execution[0]?.tasks[0];
  await page.getByRole('checkbox', { name: `Done: ${task?.title ?? ''}` }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toHaveAttribute('aria-valuetext', /^1 of/);
  await looks.look('move');
  await page.keyboard.press('Control+Z');
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toHaveAttribute('aria-valuetext', /^0 of/);
  // What the days cannot give up is said at the place.
  const days = page.getByRole('textbox', { name: 'Days', exact: true });
  await days.fill('2');
  await days.press('Enter');
  const refused = page.getByText(/^Day 3 has \d tasks? in it/);
  await expect(refused).toBeVisible();
  // Nor does another view say that it is saved: the reason stands there as well, and the days of the move are shown.
  const views = page.getByRole('group', { name: 'View' });
  await views.getByRole('button', { name: 'Calendar' }).click();
  await expect(page.getByRole('grid', { name: 'Tasks in May 2026' })).toBeVisible();
  await expect(refused.filter({ visible: true })).toBeVisible();
  await expect(page.getByText('Kept as a draft: Days')).toBeVisible();
  await looks.look('move-calendar-draft');
  await views.getByRole('button', { name: 'Board' }).click();
  await expect(refused.filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'To the days' }).click();
  await expect(days).toHaveValue('2');

  await show(desktop, 'morgus://campaigns');
  await page.getByRole('row', { name: 'Product launch' }).waitFor();
  await looks.look('campaigns-list');
  await show(desktop, 'morgus://campaigns/moves');
  await page.getByRole('row', { name: 'Ignite' }).waitFor();
  await looks.look('moves-list');
  expect(looks.found).toEqual([]);
});

test('board and calendar are walked and changed by keyboard', async ({ desktop }) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  const today = await page.evaluate(() => {
    const now = new Date();
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  });
  const move = await desktop.request('moves.create', { workspaceId, category: 'capture', start: today });
  await show(desktop, 'morgus://campaigns/board');
  const todo = page.getByRole('listbox', { name: /^To do/ });
  await todo.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('listbox', { name: 'Doing: 1 task' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('listbox', { name: 'Done: 1 task' })).toBeVisible();
  const looks = new Looks(desktop);
  await looks.look('campaigns-board');
  const first = move.execution[0]?.tasks[0];
  expect((await desktop.request('moves.get', { id: move.id })).execution[0]?.tasks[0]).toMatchObject({
    id: first?.id,
    status: 'done',
  });
  await show(desktop, 'morgus://campaigns/calendar');
  const grid = page.getByRole('grid', { name: /^Tasks in/ });
  await grid.locator('[tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { level: 3 })).not.toHaveText('');
  await expect(grid.locator('[aria-selected="true"]')).toHaveAttribute('aria-label', /2 open/);
  await looks.look('campaigns-calendar');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Enter');
  await expect(new Frame(page).title).toHaveText('Capture');
  expect(looks.found).toEqual([]);
});

test('a text is held against the rules while it is typed, and keeps its versions with their difference', async ({
  desktop,
}) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  for (const item of [
    { type: 'dont', text: 'Never say “cheap”', reason: 'It sounds poor.', severity: 'error', category: 'tone' },
    { type: 'dont', text: 'No exclamation marks', reason: 'We do not shout.', severity: 'warning', category: 'tone' },
    { type: 'do', text: 'Write as if to a friend', reason: '', severity: 'suggestion', category: 'tone' },
  ])
    await desktop.request('foundations.putItem', { workspaceId, list: 'guardrails', item });
  await show(desktop, 'morgus://assets');
  await looks.look('assets-empty');
  await new Frame(page).palette('New Text');
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  await text.focus();
  await page.keyboard.type('Our help desk is cheap, and it answers at once!');
  const broken = page.getByRole('button', { name: /Never say “cheap”\. .*Why: It sounds poor\./ });
  await expect(broken).toBeVisible();
  await expect(page.getByText('1 rule for you to judge')).toBeVisible();
  await broken.press('Enter');
  await expect(text).toBeFocused();
  expect(await text.evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.selectionEnd])).toEqual([
    17, 22,
  ]);
  await looks.look('asset-rules');
  // The lines lie where the letters are.
  const line = await page.locator('[data-severity=error]').first().boundingBox();
  expect(line?.width).toBeGreaterThan(20);
  await page.keyboard.type('fair');
  await expect(broken).toBeHidden();
  await expect(page.locator('header [role=status]')).toHaveText('Saved');
  await page.getByRole('button', { name: 'New version' }).click();
  await expect(page.getByText('Version 2')).toBeVisible();
  await text.fill('Our help desk answers at once.');
  await expect(page.locator('header [role=status]')).toHaveText('Saved');
  await page.getByRole('button', { name: 'Difference' }).click();
  await expect(
    page.getByRole('dialog', { name: 'What changed' }).getByText('Our help desk answers at once.'),
  ).toBeVisible();
  await looks.look('asset-difference');
  await page.keyboard.press('Escape');
  for (const template of ['landing-one', 'email-first', 'social-story'])
    await desktop.request('assets.create', { workspaceId, template });
  await show(desktop, 'morgus://assets');
  await page.getByRole('option', { name: /^Landing page/ }).waitFor();
  await looks.look('assets-list');
  expect(looks.found).toEqual([]);
});

test('a strategy is proposed, weighed and accepted into a move; the day has its win', async ({ desktop }) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  await show(desktop, 'morgus://strategies');
  await page.getByRole('button', { name: 'Make a workspace' }).click();
  await page.getByRole('button', { name: 'Propose three' }).click();
  await expect(page.getByText('Say what should come of it.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Outcome' }).fill('Ten paying customers by June');
  await page.getByRole('button', { name: 'Propose three' }).click();
  await expect(page.getByRole('button', { name: 'Accept as a move' })).toHaveCount(3);
  await looks.look('strategies');
  await page.getByRole('button', { name: 'Accept as a move' }).first().click();
  await expect(new Frame(page).title).toHaveText('Solve a small part for free');
  await show(desktop, 'morgus://strategies/wins');
  await looks.look('wins-empty');
  await page.getByRole('button', { name: 'Today’s win' }).click();
  await page.getByRole('button', { name: 'Posted' }).click();
  await expect(page.getByRole('button', { name: 'Not posted' })).toBeVisible();
  await looks.look('wins');
  expect(looks.found).toEqual([]);
});
