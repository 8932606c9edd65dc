/** The account's devices: listed from their synced rows, renamed and signed out at the gateway. */
import { ROUTES } from '../../../sync/protocol/routes.ts';
import { errorBody } from '../../../sync/protocol/errors.ts';
import { syncDevice } from '../../../schema/index.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Account, Tokens } from '../accounts/index.ts';
import type { Store } from '../store/store.ts';
import type { DeviceView } from './contract.ts';

/** Milliseconds for one answer. */
const PATIENCE = 15_000;

export function listDevices(store: Store): DeviceView[] {
  const own = store.meta('device_id');
  return store
    .rows(syncDevice, '1 ORDER BY revoked_at IS NOT NULL, last_seen_at DESC, id')
    .map((device) => ({
      id: device.id,
      name: device.name,
      thisDevice: device.id === own,
      lastSeenAt: device.last_seen_at,
      signedOut: device.revoked_at !== null,
      addedAt: device.created_at,
    }))
    .toSorted((a, b) => Number(b.thisDevice) - Number(a.thisDevice));
}

/** @throws StudioError unreachable, refused */
export async function askGateway(
  account: Account,
  tokens: Tokens,
  path: string,
  init: RequestInit & { readonly signal?: AbortSignal },
): Promise<Response> {
  const send = async (force: boolean): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await tokens.access(force)}`);
    try {
      return await fetch(account.gateway + path, {
        ...init,
        headers,
        redirect: 'error',
        signal: init.signal ?? AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      if (init.signal?.aborted) throw new StudioError('cancelled', 'It was cancelled.');
      const why = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      throw new StudioError(
        'unreachable',
        `${account.gatewayName} did not answer${why}. This needs the network; try again later.`,
      );
    }
  };
  let answer = await send(false);
  if (answer.status === 401) answer = await send(true);
  if (answer.ok) return answer;
  const said = errorBody.safeParse(await answer.json().catch(() => null));
  throw new StudioError(
    said.success ? said.data.code : 'refused',
    `${account.gatewayName} refused: ${said.success ? said.data.message : `it answered ${answer.status}`}`,
  );
}

export async function renameDevice(account: Account, tokens: Tokens, id: string, name: string): Promise<void> {
  await askGateway(account, tokens, ROUTES.device(id), {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
}

export async function signOutDevice(account: Account, tokens: Tokens, id: string): Promise<void> {
  await askGateway(account, tokens, ROUTES.device(id), { method: 'DELETE' });
}
