/** Two desktops and a real hub: what one writes is on the other's screen, nothing is lost, and a person decides the rest. */
import { expect, test as base } from './desktop.ts';
import { Desktop } from './desktop.ts';
import { Hub } from './hub.ts';
import { Library } from './pages/library.ts';
import { Sync } from './pages/sync.ts';

const test = base.extend<{ hub: Hub; other: Desktop }>({
  // Playwright reads the names of the fixtures from this pattern.
  // oxlint-disable-next-line no-empty-pattern
  hub: async ({}, provide) => {
    const hub = new Hub();
    await hub.start();
    await provide(hub);
    await hub.dispose();
  },
  // oxlint-disable-next-line no-empty-pattern
  other: async ({}, provide) => {
    const other = new Desktop();
    await provide(other);
    await other.dispose();
  },
});
test.setTimeout(240_000);

async function pair(desktop: Desktop, hub: Hub, choice: 'take' | 'leave' | null = null): Promise<Sync> {
  const sync = new Sync(desktop.page);
  await sync.giveLink(await hub.link());
  await sync.confirm(choice);
  await sync.synced();
  return sync;
}

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
  await other.app.evaluate(
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
