/** What the specs of sync share: a hub of the test's own, a second desktop, and the pairing of the two. */
import { Desktop, test as base } from './desktop.ts';
import { Hub } from './hub.ts';
import { Sync } from './pages/sync.ts';

export const test = base.extend<{ hubArgs: string[]; hub: Hub; other: Desktop }>({
  /** Further options of the hub. */
  hubArgs: [[], { option: true }],
  hub: async ({ hubArgs }, provide) => {
    const hub = new Hub();
    try {
      await hub.start(...hubArgs);
      await provide(hub);
    } finally {
      await hub.dispose();
    }
  },
  // Playwright reads the names of the fixtures from this pattern.
  other: async ({}, provide) => {
    const other = new Desktop();
    await provide(other);
    await other.dispose();
  },
});

/** Pairs through the window, up to “All synced”. `choice`: what becomes of the work of this device, where it is asked. */
export async function pair(desktop: Desktop, hub: Hub, choice: 'take' | 'leave' | null = null): Promise<Sync> {
  const sync = new Sync(desktop.page);
  await sync.giveLink(await hub.link());
  await sync.confirm(choice);
  await sync.synced();
  return sync;
}

/** Changes of this device that have not come back from the cloud. */
export async function unsent(desktop: Desktop): Promise<number | undefined> {
  return (await desktop.request('accounts.state', {})).current?.waiting;
}
