/** The account's devices: listed from their synced rows, renamed and signed out at the gateway. */
import { ROUTES } from '../../../sync/protocol/routes.ts';
import { syncDevice } from '../../../schema/index.ts';
import { askGateway } from '../accounts/index.ts';
import type { Account, Tokens } from '../accounts/index.ts';
import type { Store } from '../store/store.ts';
import type { DeviceView } from './contract.ts';

/** Characters of an id's end: its beginning is the time, alike in devices that came together. */
const MARK_LENGTH = 4;

/** The end of an id, where another device has the same name. */
const markOf = (store: Store, { id, name }: { id: string; name: string }): string | null =>
  store.get('SELECT 1 FROM sync_device WHERE name = ? AND id <> ? LIMIT 1', [name, id]) === undefined
    ? null
    : id.slice(-MARK_LENGTH);

/** As a person tells it from the others: "vm", or "vm · 3f2a". */
export function deviceCalled(store: Store, id: string): string {
  const device = store.row(syncDevice, id);
  if (!device?.name) return 'another device';
  const mark = markOf(store, device);
  return mark === null ? device.name : `${device.name} · ${mark}`;
}

/** In sync_meta, written by the engine: when this device was last in step, by its own clock. */
export const LAST_SYNCED = 'sync_last_synced';

export function listDevices(store: Store): DeviceView[] {
  const own = store.meta('device_id');
  // The cloud notes it of every device from time to time; this one knows it of itself.
  const lastSynced = store.meta(LAST_SYNCED) ?? '';
  return store
    .rows(syncDevice, '1 ORDER BY revoked_at IS NOT NULL, last_seen_at DESC, id')
    .map((device) => ({
      id: device.id,
      name: device.name,
      mark: markOf(store, device),
      thisDevice: device.id === own,
      lastSeenAt: device.id === own && lastSynced > (device.last_seen_at ?? '') ? lastSynced : device.last_seen_at,
      signedOut: device.revoked_at !== null,
      addedAt: device.created_at,
    }))
    .toSorted((a, b) => Number(b.thisDevice) - Number(a.thisDevice));
}

export async function renameDevice(account: Account, tokens: Tokens, id: string, name: string): Promise<void> {
  await askGateway(account, tokens, ROUTES.device(id), () => ({
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  }));
}

export async function signOutDevice(account: Account, tokens: Tokens, id: string): Promise<void> {
  await askGateway(account, tokens, ROUTES.device(id), () => ({ method: 'DELETE' }));
}
