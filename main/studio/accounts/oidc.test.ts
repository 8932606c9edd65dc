/**
 * Signing in to a cloud, with a certified OpenID provider, the real gateway and a real PostgreSQL. Faults caught: a request
 * that only a lenient issuer takes, a sign-in that ends with its first token, a refresh token used twice, an end of the
 * sign-in at the issuer that nobody is told of.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startGateway } from '../../../apps/gateway/testing/gateway.ts';
import type { TestGateway } from '../../../apps/gateway/testing/gateway.ts';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { openStudio } from '../studio.ts';
import type { SecretStore } from '../lib/secrets.ts';
import { temporaryFolder } from '../store/testing.ts';

const AUDIENCE = 'https://cloud.test';
/** Shorter than what the studio keeps in reserve: it refreshes before every request. */
const TOKEN_SECONDS = 20;

/** An issuer as an operator sets one up: a public client, rotating refresh tokens, tokens for one audience as JWT. */
async function startIssuer() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const provider = new Provider(base, {
    clients: [
      {
        client_id: 'morgus-studio',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    jwks: { keys: [{ ...key, kid: 'one', alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['only for this test'] },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    rotateRefreshToken: true,
    ttl: { AccessToken: TOKEN_SECONDS },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'openid profile email offline_access',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  server.on('request', (request, response) => void provider.callback()(request, response));
  let refreshes = 0;
  provider.on('grant.success', (context) => {
    if (context.oidc.params?.['grant_type'] === 'refresh_token') refreshes += 1;
  });
  return {
    base,
    provider,
    refreshes: () => refreshes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a person does in the browser: follows, gives a name, agrees. @returns the page on which it ended */
async function browse(start: string, name: string): Promise<string> {
  const cookies = new Map<string, string>();
  let [url, form]: [string, URLSearchParams | null] = [start, null];
  for (let step = 0; step < 30; step += 1) {
    const answer: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(key, value);
    }
    const next = answer.headers.get('location');
    const text = await answer.text();
    if (next !== null) [url, form] = [new URL(next, url).href, null];
    else {
      const action = /<form[^>]* action="([^"]+)" method="post"/.exec(text)?.[1];
      if (action === undefined) return text;
      url = new URL(action, url).href;
      form = text.includes('name="login"')
        ? new URLSearchParams({ prompt: 'login', login: name, password: 'any' })
        : new URLSearchParams({ prompt: 'consent' });
    }
  }
  throw new Error('The browser was sent round and round.');
}

/** A keychain, as the shell gives the studio one. */
function keychain(): SecretStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    set: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
}

let database: TestDatabase;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createTestDatabase();
  issuer = await startIssuer();
  const said = (await (await fetch(`${issuer.base}/.well-known/openid-configuration`)).json()) as Record<
    string,
    string
  >;
  gateway = await startGateway(database.pool, {
    limits: 'off',
    tokens: { issuer: issuer.base, audience: AUDIENCE, algorithms: ['ES256'], keys: new URL(said['jwks_uri'] ?? '') },
    auth: {
      issuer: issuer.base,
      tokenEndpoint: said['token_endpoint'] ?? '',
      authorizationEndpoint: said['authorization_endpoint'] ?? '',
      clientId: 'morgus-studio',
      scope: 'openid profile email offline_access',
      audience: AUDIENCE,
      pairing: false,
    },
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  issuer.close();
  await database.drop();
});

it('signs in in the browser, stays signed in over its tokens and a restart, and says when the issuer ended it', async () => {
  const dataFolder = temporaryFolder();
  const secrets = keychain();
  const open = () => {
    const studio = openStudio({ dataFolder, secrets, emit: () => undefined });
    return { ...studio, client: createLocalClient(studio.server) };
  };
  let studio = open();
  const begun = await studio.client.request('accounts.beginSignIn', { gateway: gateway.url });
  expect(begun).toMatchObject({ kind: 'cloud', unencrypted: false });
  const waiting = studio.client.request('accounts.awaitSignIn', { attempt: begun.attempt });
  expect(await browse(begun.url, 'harbour-master')).toContain('You are signed in');
  expect(await waiting).toMatchObject({ known: false });
  await studio.client.request('accounts.join', { attempt: begun.attempt, localWork: 'take' });
  await studio.close();

  // Nothing of the sign-in is on the disk but in the keychain; the next start goes on with it.
  studio = open();
  const { current } = await studio.client.request('accounts.state', {});
  expect(current).toMatchObject({ kind: 'cloud', signedIn: true, gateway: gateway.url });
  expect([...secrets.kept.keys()]).toEqual([`account:${current?.id}:refresh`]);
  const first = [...secrets.kept.values()][0];
  await studio.client.request('morgys.create', { name: 'Harbour Master' });
  studio.start();
  const inTheCloud = () => database.query<{ name: string }>('SELECT name FROM morgys');
  await vi.waitFor(async () => expect(await inTheCloud()).toMatchObject([{ name: 'Harbour Master' }]), {
    timeout: 60_000,
    interval: 100,
  });
  expect(issuer.refreshes()).toBeGreaterThan(0);
  expect([...secrets.kept.values()][0]).not.toBe(first);

  // The issuer ends it: the person is told, and what they wrote stays.
  const token = await issuer.provider.RefreshToken.find([...secrets.kept.values()][0] ?? '');
  await issuer.provider.RefreshToken.revokeByGrantId(token?.grantId ?? '');
  await studio.client.request('morgys.create', { name: 'Pilot' });
  await vi.waitFor(
    async () =>
      expect(await studio.client.request('sync.state', {})).toMatchObject({
        phase: 'blocked',
        problem: { code: 'signed_out' },
      }),
    { timeout: 60_000, interval: 100 },
  );
  expect((await studio.client.request('morgys.list', {})).length).toBe(2);
  await studio.close();
}, 240_000);
