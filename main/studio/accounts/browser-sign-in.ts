/**
 * Sign-in in the system's browser, as RFC 8252 asks of a native program: authorization code with PKCE, answered to a
 * loopback address that exists only while one waits.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StudioError } from '../../contract/errors.ts';
import type { GatewayConfig, TokenAnswer } from '../../../sync/protocol/routes.ts';
import { requestTokens } from './gateway.ts';

/** How long a person may take in the browser (milliseconds). */
const PATIENCE = 10 * 60_000;
const random = (): string => randomBytes(32).toString('base64url');

export interface BrowserSignIn {
  /** To be opened in the system's browser. */
  readonly url: string;
  /** @throws StudioError sign_in_failed, sign_in_cancelled, unreachable */
  readonly tokens: Promise<TokenAnswer>;
  cancel(): void;
}

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${title}</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem"><h1 style="font-size: 1.4rem">${title}</h1><p>${text}</p>`;

/** @throws StudioError no_browser_sign_in where the gateway has none. */
export async function beginBrowserSignIn(config: GatewayConfig): Promise<BrowserSignIn> {
  const { auth } = config;
  if (auth.authorizationEndpoint === null)
    throw new StudioError(
      'no_browser_sign_in',
      `${config.name} has no sign-in in the browser. Pair with it by its link.`,
    );
  const [state, verifier] = [random(), random()];
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = (status: number, title: string, text: string): void => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        connection: 'close',
      });
      response.end(page(title, text));
    };
    const given = asked.searchParams;
    if (asked.pathname !== '/callback') return answer(404, 'Nothing here', 'This address waits for a sign-in only.');
    if (given.get('state') !== state)
      return answer(400, 'Not the sign-in that was begun', 'Go back to Morgus Studio and begin again.');
    const issuer = given.get('iss');
    const got = given.get('code');
    if (got === null || (issuer !== null && issuer !== auth.issuer)) {
      answer(200, 'Not signed in', 'Nothing was changed. You can close this page and go back to Morgus Studio.');
      const why = given.get('error');
      return reject(
        why === 'access_denied'
          ? new StudioError('sign_in_cancelled', 'The sign-in was declined in the browser.')
          : new StudioError(
              'sign_in_failed',
              `The sign-in did not succeed${why === null ? '' : `: ${why}`}. Begin again.`,
            ),
      );
    }
    answer(200, 'You are signed in', 'You can close this page and go back to Morgus Studio.');
    resolve(got);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const url = new URL(auth.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: auth.clientId,
    redirect_uri: redirect,
    scope: auth.scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // OpenID Connect Core, 11: without the question there is no refresh token, and the sign-in ends with its first hour.
    ...(auth.scope.split(' ').includes('offline_access') ? { prompt: 'consent' } : {}),
    ...(auth.audience === null ? {} : { audience: auth.audience }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const cancel = (): void => reject(new StudioError('sign_in_cancelled', 'The sign-in was cancelled.'));
  const timer = setTimeout(
    () => reject(new StudioError('sign_in_failed', 'Nobody finished the sign-in in the browser. Begin again.')),
    PATIENCE,
  );
  const tokens = code
    .then((got) =>
      requestTokens(auth.tokenEndpoint, {
        grant_type: 'authorization_code',
        code: got,
        redirect_uri: redirect,
        client_id: auth.clientId,
        code_verifier: verifier,
      }),
    )
    .finally(() => {
      clearTimeout(timer);
      server.close();
    });
  // Whoever cancels before anybody waits for it leaves no unhandled failure behind.
  tokens.catch(() => undefined);
  return { url: url.href, tokens, cancel };
}
