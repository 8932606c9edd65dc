/** What happens around sync: another device signed out, a sleep, a network that goes and comes, a cloud that lost much, a cancelled upload. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pair, test, unsent } from './cloud.ts';
import { expect } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';
import { Looks } from './pages/looks.ts';
import { Sync } from './pages/sync.ts';

test.setTimeout(600_000);

const names = async (desktop: Desktop): Promise<string[]> =>
  (await desktop.request('morgys.list', {})).map((morgy) => morgy.name).toSorted();
/** Of a download that is broken off at its first byte. */
async function statusOf(link: string): Promise<number> {
  const answer = await fetch(link);
  await answer.body?.cancel();
  return answer.status;
}
test('a device signed out from another one reads and sends nothing, keeps what it has, and comes back by pairing', async ({
  desktop,
  other,
  hub,
}) => {
  const sync = await pair(desktop, hub, null);
  await other.start();
  const second = await pair(other, hub);
  await desktop.request('morgys.create', { name: 'Harbour Master' });
  await expect.poll(() => names(other), { timeout: 60_000 }).toEqual(['Harbour Master']);

  await sync.settings();
  const devices = desktop.page.getByRole('region', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await devices.getByRole('button', { name: /^Sign .* out$/ }).click();
  const question = desktop.page.getByRole('alertdialog');
  await expect(question).toContainText('It reads and sends nothing from its next request on.');
  await question.getByRole('button', { name: 'Sign out' }).click();
  await expect(question).toBeHidden();
  await expect(devices.filter({ hasText: 'Signed out' })).toHaveCount(1, { timeout: 60_000 });

  // The other one is told, with what it can do; what it writes stays on it.
  await other.request('morgys.create', { name: 'Written after' });
  await expect(second.mark).toHaveText('Signed out', { timeout: 60_000 });
  await second.settings();
  await expect(other.page.getByText('Pair again', { exact: true })).toBeVisible();
  const looks = new Looks(other);
  await looks.look('sync-signed-out-elsewhere');
  expect(looks.found).toEqual([]);
  expect(await names(other)).toEqual(['Harbour Master', 'Written after']);
  await desktop.request('morgys.create', { name: 'Not for the other' });
  await expect.poll(() => unsent(desktop), { timeout: 60_000 }).toBe(0);
  expect(await names(other)).not.toContain('Not for the other');
  expect(await names(desktop)).not.toContain('Written after');

  await second.giveLink(await hub.link());
  await second.confirm(null);
  await second.synced();
  const all = ['Harbour Master', 'Not for the other', 'Written after'];
  await expect.poll(() => names(other), { timeout: 60_000 }).toEqual(all);
  await expect.poll(() => names(desktop), { timeout: 60_000 }).toEqual(all);
});

test('a sleep and a network that comes back wake sync at once, however long it would have waited', async ({
  desktop,
  hub,
}) => {
  const sync = await pair(desktop, hub, null);
  for (const back of ['resume', 'online'] as const) {
    await hub.stop();
    await expect(sync.mark).toHaveText(/^Offline/, { timeout: 60_000 });
    await desktop.request('morgys.create', { name: `Before ${back}` });
    await hub.start();
    // The wait between two tries grows up to half a minute; each of these ends it.
    if (back === 'resume') await desktop.inShell(({ powerMonitor }) => void powerMonitor.emit('resume'));
    else await desktop.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await sync.synced();
    const sent = await hub.query('SELECT 1 FROM morgys WHERE name = $1', [`Before ${back}`]);
    expect(sent).toHaveLength(1);
  }
});

test('a cloud that lost more than half of a table is asked about in the window, and both answers are kept', async ({
  desktop,
  hub,
}) => {
  const { page } = desktop;
  for (let n = 0; n < 30; n += 1)
    await desktop.request('morgys.create', { name: `Berth ${String(n).padStart(2, '0')}` });
  const sync = await pair(desktop, hub, 'take');
  await sync.settings();
  const callout = page.getByText(/^The cloud no longer has 20 of your 30 Morgys$/);
  const lose = async (): Promise<void> => {
    await desktop.request('sync.pause', { paused: true });
    await hub.query(`DELETE FROM morgys WHERE name >= 'Berth 10'`);
    await hub.stop();
    hub.forgetShapes();
    await hub.start();
    await desktop.request('sync.pause', { paused: false });
    await expect(callout).toBeVisible({ timeout: 60_000 });
  };
  await lose();
  await expect(sync.mark).toHaveText('Needs you');
  expect(await names(desktop)).toHaveLength(30);
  const looks = new Looks(desktop);
  await looks.look('sync-held');
  expect(looks.found).toEqual([]);
  await page.getByRole('button', { name: 'Keep them here' }).click();
  expect(await names(desktop)).toHaveLength(30);
  // Asked again at the next sync, because the cloud still lacks them.
  await desktop.request('sync.now', {});
  await expect(callout).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Remove them here too' }).click();
  await expect.poll(() => names(desktop).then((list) => list.length), { timeout: 60_000 }).toBe(10);
  await sync.synced();
});

test('an upload that is cancelled leaves no link, and the next one makes it', async ({ desktop, hub }) => {
  const { page } = desktop;
  const { id } = await desktop.request('morgys.create', {
    name: 'Harbour Master',
    patch: { ai_config: { systemPrompt: 'You keep the harbour in order.' } },
  });
  // Words that cannot be packed small, so that the upload takes a moment.
  const long = randomBytes(3_000_000)
    .toString('base64')
    .replaceAll(/(.{60})/g, '$1 ');
  for (let n = 0; n < 4; n += 1)
    await desktop.request('knowledge.addText', { morgyId: id, title: `Tides ${n}`, text: long.slice(n) });
  await desktop.request('exports.create', { morgyId: id, exportKey: crypto.randomUUID() });
  await pair(desktop, hub, 'take');
  await new Frame(page).open('Exports');
  await page.getByRole('button', { name: /^Harbour Master/ }).click();
  const share = page.getByRole('region', { name: 'Share by a link' });
  await share.getByRole('button', { name: 'Make a link' }).click();
  await share.getByRole('button', { name: 'Cancel' }).click();
  await expect(share.getByRole('button', { name: 'Make a link' })).toBeVisible({ timeout: 60_000 });
  const [row] = await hub.query('SELECT share_id FROM mcp_exports');
  const view = await desktop.request('accounts.state', {});
  const link = `${view.current?.gateway}/api/mcp-exports/${String(row?.['share_id'])}`;
  expect(await statusOf(link)).toBe(404);
  await share.getByRole('button', { name: 'Make a link' }).click();
  await expect(share.getByRole('code')).toHaveText(link, { timeout: 60_000 });
  expect(await statusOf(link)).toBe(200);
});

test('a large first sync shows how far it is, and the window works meanwhile', async ({ desktop, other, hub }) => {
  const rows = Number(process.env['MORGUS_E2E_ROWS'] ?? 20_000);
  await pair(desktop, hub, null);
  const [user] = await hub.query('SELECT id FROM users');
  // Each transaction counts its rows on one row of the account, which takes the longer the more they are.
  for (let from = 0; from < rows; from += 1000)
    await hub.query(
      `INSERT INTO conversations (user_id, title, model, provider, system_prompt)
         SELECT $1, 'Times of the tide ' || n, 'large', 'local', repeat('The harbour office prints the times. ', 6)
         FROM generate_series($2::int + 1, least($2::int + 1000, $3::int)) n`,
      [user?.['id'], from, rows],
    );
  await other.start();
  const sync = new Sync(other.page);
  await sync.giveLink(await hub.link());
  await sync.confirm(null);
  await sync.settings();
  const bar = other.page.getByRole('progressbar', { name: 'First sync' });
  // A quick machine may have everything before the page is open; then there is nothing to show.
  await expect(bar.or(sync.mark.filter({ hasText: 'All synced' })).first()).toBeVisible({ timeout: 60_000 });
  // An edit each moment, until all is here: none of them may wait for the fetch.
  const waits: number[] = [];
  let edits = 0;
  const made = await other.request('morgys.create', { name: 'Made meanwhile' });
  // Files are read into it at the same time.
  const files = Array.from({ length: 12 }, (_, n) => join(other.folder, `berth-${n}.md`));
  for (const [n, file] of files.entries())
    writeFileSync(file, `# Berth ${n}\n\n${'The fee is due on arrival, at the office by the pier.\n\n'.repeat(200)}`);
  await other.request('knowledge.addPaths', { morgyId: made.id, paths: files });
  const isDone = async (): Promise<boolean> => {
    const view = await other.request('sync.state', {});
    return view.kind === 'account' && view.firstSync === null;
  };
  do {
    const since = performance.now();
    await other.request('morgys.update', { id: made.id, patch: { description: `Edit ${(edits += 1)}` } });
    waits.push(performance.now() - since);
  } while (!(await isDone()));
  await sync.synced();
  const sorted = waits.toSorted((a, b) => a - b);
  test.info().annotations.push({
    type: 'an edit during the first sync took',
    description: `median ${sorted[sorted.length >> 1]?.toFixed(0)} ms, at most ${sorted.at(-1)?.toFixed(0)} ms, of ${sorted.length}`,
  });
  console.log(test.info().annotations.at(-1)?.description);
  expect((await other.request('morgys.get', { id: made.id })).description).toBe(`Edit ${edits}`);
  await expect
    .poll(async () => (await hub.query('SELECT description FROM morgys'))[0]?.['description'])
    .toBe(`Edit ${edits}`);
  const documents = async (): Promise<number> => (await other.request('knowledge.list', { morgyId: made.id })).length;
  await expect.poll(documents, { timeout: 120_000 }).toBe(files.length);
  await expect
    .poll(async () => (await hub.query('SELECT FROM morgy_knowledge')).length, { timeout: 120_000 })
    .toBe(files.length);
  await new Frame(other.page).open('Morgys');
  await expect(new Library(other.page).card('Made meanwhile')).toBeVisible();
});
