/** First words with a gateway: its address, what it is, whose token one holds. Nothing here keeps anything. */
import type { z } from 'zod';
import { gatewayConfig, me, ROUTES, tokenAnswer } from '../../../sync/protocol/routes.ts';
import type { GatewayConfig, Me, TokenAnswer } from '../../../sync/protocol/routes.ts';
import { errorBody } from '../../../sync/protocol/errors.ts';
import { StudioError } from '../../contract/errors.ts';

/** Milliseconds for one answer. */
const PATIENCE = 15_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** Addresses that only a private network has (RFC 1918, RFC 4193, RFC 6762). */
const PRIVATE =
  /^(?:10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|\[f[cd][0-9a-f:]+\]|[a-z0-9-]+\.local)$/;

/** What a stranger's link says is repeated up to this many characters. */
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/**
 * The address of a gateway from what a person typed or a link said: https, because a token travels with every request; or
 * http on this machine and in a private network, where a hub may be (the person is told). @throws StudioError bad_address
 */
export function gatewayAddress(text: string): string {
  const typed = text.trim();
  const url = URL.canParse(typed)
    ? new URL(typed)
    : URL.canParse(`https://${typed}`)
      ? new URL(`https://${typed}`)
      : null;
  if (!url || typed === '')
    throw new StudioError('bad_address', `“${typed}” is not an address. It looks like https://cloud.example.com.`);
  if (url.username !== '' || url.password !== '')
    throw new StudioError('bad_address', 'The address carries a password. Give the address alone.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new StudioError('bad_address', `“${shortened(typed)}” is not an http or https address.`);
  const near = LOOPBACK.has(url.hostname) || PRIVATE.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && near))
    throw new StudioError(
      'bad_address',
      `${url.host} is asked over an open connection. Only https is used, or http to a hub on this machine or in a private network.`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether everyone in between can read what travels. */
export function isOpenConnection(gateway: string): boolean {
  const { protocol, hostname } = new URL(gateway);
  return protocol === 'http:' && !LOOPBACK.has(hostname);
}

/** `morgus://pair?url=…&code=…`. @throws StudioError bad_link */
export function parsePairingLink(text: string): { gateway: string; code: string } {
  const link = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const [gateway, code] = [link?.searchParams.get('url'), link?.searchParams.get('code')];
  if (link?.protocol !== 'morgus:' || link.hostname !== 'pair' || !gateway || !code || code.length > 500)
    throw new StudioError(
      'bad_link',
      'This is not a pairing link. It begins with morgus://pair and is shown by the hub when it starts.',
    );
  if (!/^https?:/i.test(gateway))
    throw new StudioError(
      'bad_link',
      `This pairing link cannot be used: “${shortened(gateway)}” in it is not an http or https address. Ask the hub for a new link.`,
    );
  return { gateway: gatewayAddress(gateway), code };
}

async function ask<S extends z.ZodType>(
  schema: S,
  place: string,
  url: string,
  init: RequestInit,
): Promise<z.output<S>> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new StudioError(
      'unreachable',
      `${place} did not answer. Check the address and the connection, and that it is running.`,
    );
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const said = errorBody.safeParse(body);
    if (answer.status >= 500 || answer.status === 429)
      throw new StudioError('unreachable', `${place} answered ${answer.status}. Try again in a moment.`);
    throw new StudioError(
      'refused',
      `${place} refused: ${said.success ? said.data.message : `it answered ${answer.status}`}`,
    );
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    throw new StudioError(
      'not_a_gateway',
      `${place} answers, but not as a gateway of Morgus Studio. Check the address.`,
    );
  return parsed.data;
}

export const readConfig = (gateway: string): Promise<GatewayConfig> =>
  ask(gatewayConfig, new URL(gateway).host, gateway + ROUTES.config, {});

export const readMe = (gateway: string, token: string): Promise<Me> =>
  ask(me, new URL(gateway).host, gateway + ROUTES.me, { headers: { authorization: `Bearer ${token}` } });

/** The token endpoint's own errors (RFC 6749, 5.2) as codes: `invalid_grant` becomes signed_out. */
export async function requestTokens(endpoint: string, form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const place = new URL(gatewayAddress(endpoint)).host;
  let answer: Response;
  try {
    answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new StudioError('unreachable', `${place} did not answer. Check the connection and try again.`);
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) {
    const tokens = tokenAnswer.safeParse(body);
    if (tokens.success) return tokens.data;
    throw new StudioError('not_a_gateway', `${place} gave no token that can be used.`);
  }
  if (answer.status >= 500 || answer.status === 429)
    throw new StudioError('unreachable', `${place} answered ${answer.status}. Try again in a moment.`);
  throw new StudioError(
    'signed_out',
    form['grant_type'] === 'refresh_token'
      ? `${place} no longer takes this device's sign-in. Sign in again; nothing on this device is lost.`
      : `${place} did not take the code. It may have been used already, or be too old: ask for a new one.`,
  );
}
