/** What a device does with a hub: pairs, refreshes, asks with its token. */
import { tokenAnswer, PAIRING_GRANT } from '../../../sync/protocol/routes.ts';
import type { TokenAnswer } from '../../../sync/protocol/routes.ts';

export const token = (url: string, form: Record<string, string>): Promise<Response> =>
  fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });

export async function pair(
  url: string,
  code: string,
  deviceId?: string,
): Promise<TokenAnswer & { refresh_token: string }> {
  const response = await token(url, {
    grant_type: PAIRING_GRANT,
    code,
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  });
  if (response.status !== 200) throw new Error(`Pairing answered ${response.status}: ${await response.text()}`);
  const answer = tokenAnswer.parse(await response.json());
  return { ...answer, refresh_token: answer.refresh_token ?? '' };
}

export const refresh = (url: string, refreshToken: string, deviceId?: string): Promise<Response> =>
  token(url, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  });

export const asked = (url: string, path: string, accessToken: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${accessToken}` } });
