/** Two desktops and a real hub: what one writes is on the other's screen, nothing is lost, and a person decides the rest. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pair, test, unsent } from './cloud.ts';
import { expect } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Editor } from './pages/editor.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';
import { Looks } from './pages/looks.ts';
import { Sync } from './pages/sync.ts';

test.setTimeout(240_000);

test('a hub is paired with a question that names it, and an edit in one window appears in the other', async ({
  desktop,
  other,
  hub,
}) => {
  const { id } = await desktop.request('morgys.create', { name: 'Harbour Master' });
  const sync = new Sync(desktop.page);
  await expect(sync.mark).toHaveText('All saved here');
  await sync.giveLink(await hub.link());
  await expect(desktop.page.getByRole('dialog')).toContainText('1 Morgy');
  await sync.confirm('take');
  await sync.synced();

  // The second one gets its link from the system, as when it is clicked in a terminal or a mail.
  await other.start();
  await other.inShell(
    ({ app }, link) => void app.emit('second-instance', {}, ['morgus-studio', link], '/'),
    await hub.link(),
  );
  const second = new Sync(other.page);
  await second.confirm(null);
  await second.synced();
  await other.page.getByRole('button', { name: 'Morgys', exact: true }).click();
  await expect(new Library(other.page).card('Harbour Master')).toBeVisible();

  const shown = other.page.getByText('Pilot of the Bay');
  const since = Date.now();
  await desktop.request('morgys.update', { id, patch: { name: 'Pilot of the Bay' } });
  await expect(shown.first()).toBeVisible();
  test.info().annotations.push({ type: 'on the other screen after', description: `${Date.now() - since} ms` });

  await sync.settings();
  const devices = desktop.page.getByRole('region', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: 'This device' })).toHaveCount(1);
});

test('two edits of one name while the cloud was away: both are kept, and a person chooses', async ({
  desktop,
  other,
  hub,
}) => {
  const { id } = await desktop.request('morgys.create', { name: 'Ada', patch: { description: 'The first' } });
  const sync = await pair(desktop, hub, 'take');
  await other.start();
  const second = await pair(other, hub);
  await hub.stop();
  await expect(sync.mark).toHaveText(/^Offline/, { timeout: 30_000 });
  await desktop.request('morgys.update', { id, patch: { name: 'Ada of the North' } });
  await other.request('morgys.update', { id, patch: { name: 'Ada of the South', tags: ['sea'] } });
  await expect(sync.mark).toHaveText('Offline, 1 waiting');
  await sync.mark.click();
  await expect(desktop.page.getByRole('button', { name: /Morgy “Ada of the North”/ })).toContainText('Changed: Name');

  await hub.start();
  await desktop.request('sync.now', {});
  await other.request('sync.now', {});
  await expect(second.mark).toHaveText('Needs you');
  await expect(sync.mark).toHaveText('Needs you');
  await second.mark.click();
  await other.page.getByRole('button', { name: /Morgy “Ada of the/ }).click();
  await expect(other.page.getByRole('region', { name: 'Name: before both' })).toContainText('Ada');
  const stands = other.page.getByRole('region', { name: /^Name: / }).filter({ hasText: 'Stands now' });
  await expect(stands).toContainText('Ada of the South');
  await other.page.getByRole('button', { name: /^Take “What the cloud held”/ }).click();

  await expect(stands).toContainText('Ada of the North');
  await second.synced();
  await sync.synced();
  expect((await desktop.request('morgys.get', { id })).name).toBe('Ada of the North');
  expect((await desktop.request('morgys.get', { id })).tags).toEqual(['sea']);

  // Taking it back opens the question again, on both.
  await other.request('history.undo', {});
  await expect(sync.mark).toHaveText('Needs you');
  expect((await other.request('morgys.get', { id })).name).toBe('Ada of the South');
});

/** As a script of the person's own does it: past every check of the studio, but not past its capture. */
function writeOutside(desktop: Desktop, sql: string): void {
  const db = new Database(join(desktop.folder, 'profile', 'studio', 'studio.db'));
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

test('what the cloud refuses waits with its reason, is corrected and sent again, or let go', async ({
  desktop,
  hub,
}) => {
  const { page } = desktop;
  const first = await desktop.request('morgys.create', { name: 'Lighthouse' });
  const second = await desktop.request('morgys.create', { name: 'Ferry' });
  const sync = await pair(desktop, hub, 'take');
  writeOutside(desktop, `UPDATE morgys SET name = 'Li' WHERE id = '${first.id}'`);
  writeOutside(desktop, `UPDATE morgys SET name = 'Fe' WHERE id = '${second.id}'`);
  await expect(sync.mark).toHaveText('Needs you', { timeout: 30_000 });
  await sync.mark.click();
  const list = page.getByRole('tabpanel', { name: /^Refused/ });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list).toContainText('The name is too short: it has at least 3 characters.');

  const item = list.getByRole('listitem').filter({ hasText: 'Morgy “Li”' });
  await item.getByRole('button', { name: 'Open and edit' }).click();
  await new Editor(page).name.fill('Lighthouse Keeper');
  await new Editor(page).settle();
  await sync.mark.click();
  await list.getByRole('button', { name: 'Send again' }).first().click();
  await expect(list.getByRole('listitem')).toHaveCount(1);

  await list.getByRole('button', { name: 'Let go' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Let go' }).click();
  await sync.synced();
  expect((await desktop.request('morgys.get', { id: first.id })).name).toBe('Lighthouse Keeper');
  expect((await desktop.request('morgys.get', { id: second.id })).name).toBe('Ferry');
});

test('kill -9 of the studio in the middle of sending loses nothing and doubles nothing', async ({
  desktop,
  other,
  hub,
}) => {
  const sync = await pair(desktop, hub);
  const { id } = await desktop.request('morgys.create', { name: 'Archive' });
  const count = 600;
  await desktop.request('sync.pause', { paused: true });
  for (let n = 0; n < count; n += 1)
    await desktop.request('templates.create', { morgyId: id, title: `Note ${n}`, text: `Text ${n}` });
  await desktop.request('sync.pause', { paused: false });
  const waiting = async (): Promise<number> => {
    const view = await desktop.request('sync.state', {});
    return view.kind === 'account' ? view.waiting : -1;
  };
  // Three times, each while something is on its way.
  for (let kill = 0; kill < 3; kill += 1) {
    const before = await waiting();
    if (before === 0) break;
    await expect.poll(waiting, { intervals: [5] }).toBeLessThan(before);
    process.kill(desktop.studioPid(), 'SIGKILL');
    await expect.poll(() => waiting().catch(() => -1), { timeout: 30_000 }).toBeGreaterThanOrEqual(0);
  }
  await sync.synced();
  await other.start();
  await pair(other, hub);
  const titles = async (desk: Desktop): Promise<string[]> =>
    (await desk.request('templates.list', { morgyId: id })).map((template) => template.title).toSorted();
  const wanted = Array.from({ length: count }, (_, n) => `Note ${n}`).toSorted();
  await expect.poll(() => titles(other), { timeout: 60_000 }).toEqual(wanted);
  expect(await titles(desktop)).toEqual(wanted);
  desktop.problems = [];
});

test('signing out hides the account, keeps what was not sent, and the next sign-in goes on', async ({
  desktop,
  hub,
}) => {
  const { page } = desktop;
  await desktop.request('morgys.create', { name: 'Before any account' });
  const sync = await pair(desktop, hub, 'leave');
  expect(await desktop.request('morgys.list', {})).toEqual([]);
  const { id } = await desktop.request('morgys.create', { name: 'Of the account' });
  await expect.poll(() => unsent(desktop)).toBe(0);
  await hub.stop();
  await desktop.request('morgys.update', { id, patch: { name: 'Not sent yet' } });
  await sync.settings();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('1 change of yours has not been taken');
  await question.getByRole('button', { name: 'Sign out' }).click();
  await expect(sync.mark).toHaveText('All saved here');
  expect((await desktop.request('morgys.list', {})).map((morgy) => morgy.name)).toEqual(['Before any account']);
  const signedOut = page.getByRole('region', { name: 'Also on this device' });
  await expect(signedOut).toContainText('1 change not sent');
  const saved = join(desktop.folder, 'waiting.json');
  await desktop.answerDialogs([saved]);
  await signedOut.getByRole('button', { name: /^Save what waits/ }).click();
  await expect.poll(() => (existsSync(saved) ? readFileSync(saved, 'utf8') : '')).toContain('Not sent yet');

  await hub.start();
  // The account has its database here already: nothing is asked, and the work of this device stays apart.
  await pair(desktop, hub);
  expect((await desktop.request('morgys.list', {})).map((morgy) => morgy.name)).toEqual(['Not sent yet']);
  await expect.poll(() => unsent(desktop)).toBe(0);
});

test('a finished bundle is shared by a link, and the link is taken back', async ({ desktop, hub }) => {
  const { page } = desktop;
  const { id } = await desktop.request('morgys.create', {
    name: 'Harbour Master',
    patch: { ai_config: { systemPrompt: 'You keep the harbour in order.' } },
  });
  const made = await desktop.request('exports.create', { morgyId: id, exportKey: crypto.randomUUID() });
  const openExport = async (): Promise<void> => {
    await new Frame(page).open('Exports');
    await page.getByRole('button', { name: /^Harbour Master/ }).click();
  };
  const share = page.getByRole('region', { name: 'Share by a link' });
  await openExport();
  await expect(share).toContainText('A link needs a cloud that answers it.');
  await page.keyboard.press('Escape');
  await pair(desktop, hub, 'take');
  await openExport();
  await share.getByRole('button', { name: 'Make a link' }).click();
  const link = (await share.getByRole('code').textContent()) ?? '';
  const download = await fetch(link);
  expect(download.status).toBe(200);
  const bytes = Buffer.from(await download.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
  await expect(share).toContainText('1 download');
  await share.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(share.getByRole('button', { name: 'Make a link' })).toBeVisible();
  const answer = await fetch(link);
  expect(answer.status).toBe(410);
  await answer.body?.cancel();
});

test('all of it by keyboard alone: pairing, the lists, a decision', async ({ desktop, other, hub }) => {
  const { page } = desktop;
  const frame = new Frame(page);
  // A panel that can be scrolled takes the focus, too, and begins with the words of its first button.
  const focused = (): Promise<string> => page.evaluate(() => document.querySelector('button:focus')?.textContent ?? '');
  const tabTo = async (wanted: string): Promise<void> => {
    for (let step = 0; step < 60 && (await focused()).trim() !== wanted; step += 1) await page.keyboard.press('Tab');
    expect((await focused()).trim()).toBe(wanted);
  };
  const { id } = await desktop.request('morgys.create', { name: 'Ada' });
  await frame.palette('accounts and sync');
  await expect(page.getByRole('textbox', { name: 'Pairing link' })).toBeVisible();
  for (let step = 0; step < 60; step += 1) {
    if (await page.getByRole('textbox', { name: 'Pairing link' }).evaluate((field) => field === document.activeElement))
      break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.insertText(await hub.link());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo('Pair');
  await page.keyboard.press('Enter');
  const sync = new Sync(page);
  await sync.synced();

  await other.start();
  await pair(other, hub);
  await desktop.request('sync.pause', { paused: true });
  await other.request('morgys.update', { id, patch: { name: 'Ada of the South' } });
  await expect.poll(() => unsent(other)).toBe(0);
  await desktop.request('morgys.update', { id, patch: { name: 'Ada of the North' } });
  await desktop.request('sync.pause', { paused: false });
  await expect(sync.mark).toHaveText('Needs you');
  await frame.palette('changes and conflicts');
  // It leads to what needs a person.
  const conflicts = page.getByRole('list', { name: 'Open conflicts' });
  await expect(conflicts).toBeVisible();
  for (let step = 0; step < 60 && !(await focused()).startsWith('Conflicts'); step += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing was refused')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(conflicts).toBeVisible();
  await page.keyboard.press('Tab');
  for (let step = 0; step < 10 && !(await focused()).startsWith('Morgy “Ada'); step += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Keep what stands' })).toBeVisible();
  await tabTo('Take “What the cloud held”');
  await page.keyboard.press('Enter');
  await sync.synced();
  expect((await desktop.request('morgys.get', { id })).name).toBe('Ada of the South');
});

async function resize(desktop: Desktop, width: number): Promise<void> {
  await desktop.inShell(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size, 760),
    width,
  );
  await expect.poll(() => desktop.page.evaluate(() => innerWidth)).toBe(width);
}

test('every screen of sync in both themes, without complaints of axe', async ({ desktop, other, hub }) => {
  const { page } = desktop;
  const text = 'Berth seven is kept free.\nThe fee is due on arrival.\nBoats are greeted by name.';
  const { id } = await desktop.request('morgys.create', {
    name: 'Harbour Master',
    patch: { description: 'Knows the rules', ai_config: { systemPrompt: text } },
  });
  const note = await desktop.request('morgys.create', { name: 'Tide Table' });
  const looks = new Looks(desktop);
  const sync = new Sync(page);
  await sync.settings();
  await looks.look('sync-settings-alone');
  await sync.giveLink(await hub.link());
  await expect(page.getByRole('dialog')).toContainText('Take it into the account');
  await looks.look('sync-join');
  await resize(desktop, 900);
  await looks.look('sync-join-narrow');
  await resize(desktop, 1240);
  await sync.confirm('take');
  await sync.synced();
  await other.start();
  await pair(other, hub);
  await expect.poll(async () => (await desktop.request('sync.devices', {})).length).toBe(2);
  await sync.settings();
  await looks.look('sync-settings');

  await desktop.request('sync.pause', { paused: true });
  await other.request('sync.pause', { paused: true });
  const prompt = (change: string) => ({ ai_config: { systemPrompt: text.replace('on arrival', change) } });
  await other.request('morgys.update', { id, patch: { name: 'Harbour Mistress', ...prompt('before Easter') } });
  await desktop.request('morgys.update', { id, patch: { name: 'Harbour Pilot', ...prompt('within a week') } });
  await desktop.request('morgys.update', { id: note.id, patch: { name: 'Tides', tags: ['sea', 'moon'] } });
  await expect(sync.mark).toHaveText(/waiting$/);
  await sync.mark.click();
  await page.getByRole('button', { name: /^Morgy “Harbour Pilot”/ }).click();
  await expect(page.getByRole('group', { name: 'Difference of Name' })).toBeVisible();
  await looks.look('sync-waiting');
  await other.request('sync.pause', { paused: false });
  await expect.poll(() => unsent(other)).toBe(0);
  writeOutside(desktop, `UPDATE morgys SET name = 'Ti' WHERE id = '${note.id}'`);
  await desktop.request('sync.pause', { paused: false });
  await expect(sync.mark).toHaveText('Needs you');
  await sync.mark.click();
  await expect(page.getByRole('tabpanel', { name: /^Refused/ }).getByRole('listitem')).toHaveCount(1);
  await looks.look('sync-refused');
  await page.getByRole('tab', { name: /^Conflicts/ }).click();
  await expect(page.getByRole('list', { name: 'Open conflicts' }).getByRole('listitem')).toHaveCount(1);
  await looks.look('sync-conflicts');
  await page.getByRole('tab', { name: 'Merged' }).click();
  await looks.look('sync-merged');
  await page.getByRole('tab', { name: /^Conflicts/ }).click();
  await page.getByRole('list', { name: 'Open conflicts' }).getByRole('button').click();
  await expect(page.getByRole('button', { name: 'Keep what stands' })).toBeVisible();
  await looks.look('sync-conflict');
  await resize(desktop, 900);
  await looks.look('sync-conflict-narrow');
  // Fault caught: a word that says how the conflict stands, cut off at the edge of the bar.
  const cut = await page
    .getByText('Two edits, one place')
    .evaluate((badge) => badge.scrollWidth > badge.clientWidth || badge.getBoundingClientRect().right > innerWidth);
  expect(cut).toBe(false);
  await page.getByRole('button', { name: 'Write it anew' }).click();
  await looks.look('sync-conflict-edit');
  expect(looks.found).toEqual([]);
});
