/** Faults caught: a token sent in the open or to a stranger's address, a sign-in that another page can finish, one account's rows in another. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { morgys } from '../../../schema/index.ts';
import type { GatewayConfig } from '../../../sync/protocol/routes.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { openStudio } from '../studio.ts';
import type { SecretStore } from '../lib/secrets.ts';
import { insertMorgy, temporaryFolder } from '../store/testing.ts';
import { beginBrowserSignIn } from './browser-sign-in.ts';
import { gatewayAddress, isOpenConnection, parsePairingLink } from './gateway.ts';
import { readRegistry, writeRegistry } from './registry.ts';
import type { Account } from './registry.ts';

describe('an address', () => {
  it('is https, or http where no stranger is in between', () => {
    expect(gatewayAddress('cloud.example.com/')).toBe('https://cloud.example.com');
    expect(gatewayAddress(' https://cloud.example.com/team/ ')).toBe('https://cloud.example.com/team');
    expect(gatewayAddress('http://127.0.0.1:4870')).toBe('http://127.0.0.1:4870');
    expect(gatewayAddress('http://192.168.1.20:4870')).toBe('http://192.168.1.20:4870');
    expect(isOpenConnection('http://192.168.1.20:4870')).toBe(true);
    expect(isOpenConnection('http://127.0.0.1:4870')).toBe(false);
  });

  it.each([
    'http://cloud.example.com',
    'http://127.0.0.1.example.com',
    'http://172.32.0.1',
    'ftp://127.0.0.1',
    'https://user:secret@cloud.example.com',
    'file:///etc/passwd',
    '',
  ])('refuses %s', (text) => {
    expect(() => gatewayAddress(text)).toThrow(/\.$/);
  });

  it('never lets http out of the private networks', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http'] }), (url) => {
        expect(() => gatewayAddress(url)).toThrow(/open connection|password/);
      }),
    );
  });

  it('comes whole out of a pairing link', () => {
    expect(parsePairingLink('morgus://pair?url=http%3A%2F%2F127.0.0.1%3A4870&code=AB-12')).toEqual({
      gateway: 'http://127.0.0.1:4870',
      code: 'AB-12',
    });
    for (const bad of [
      'https://pair?url=https%3A%2F%2Fa.example&code=1',
      'morgus://pair?code=1',
      'morgus://other',
      'x',
    ])
      expect(() => parsePairingLink(bad)).toThrow(/pairing link/);
  });

  // Fault caught: a refusal whose subject is empty, because such an address has no host.
  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'cloud.example.com'])(
    'in a pairing link is an http(s) address, not %s',
    (address) => {
      expect(() => parsePairingLink(`morgus://pair?url=${encodeURIComponent(address)}&code=1`)).toThrow(
        `“${address}” in it is not an http or https address`,
      );
    },
  );
});

/** An issuer that checks what RFC 7636 tells it to. */
async function issuer(): Promise<{ config: GatewayConfig; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push(form);
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const good = form.get('code') === challenge;
      response.writeHead(good ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          good
            ? { access_token: 'at', refresh_token: 'rt', expires_in: 60, token_type: 'Bearer' }
            : { error: 'invalid_grant' },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    config: {
      product: 'morgus-gateway',
      name: 'Test Cloud',
      protocol: { min: 1, max: 1 },
      schema: { min: 1, max: 1 },
      auth: {
        issuer: base,
        tokenEndpoint: `${base}/token`,
        authorizationEndpoint: `${base}/authorize`,
        clientId: 'morgus-studio',
        scope: 'openid',
        audience: null,
        pairing: false,
      },
    },
  };
}

describe('sign-in in the browser', () => {
  it('gives the code to the loopback address and proves with PKCE who asked', async () => {
    const { config, asked } = await issuer();
    const { url, tokens } = await beginBrowserSignIn(config);
    const sent = new URL(url).searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    const back = new URL(sent.get('redirect_uri') ?? '');
    expect(back.hostname).toBe('127.0.0.1');
    back.search = new URLSearchParams({
      code: sent.get('code_challenge') ?? '',
      state: sent.get('state') ?? '',
    }).toString();
    const page = await fetch(back);
    expect(await page.text()).toContain('You are signed in');
    expect((await tokens).refresh_token).toBe('rt');
    expect(asked[0]?.get('redirect_uri')).toBe(`${back.origin}/callback`);
    // The address is gone with the sign-in.
    await expect(fetch(back)).rejects.toThrow(/fetch failed/);
  });

  // Another page that finds the port must not be able to finish, or to end, a person's sign-in.
  it('does not take an answer without its state', async () => {
    const { config } = await issuer();
    const { url, tokens, cancel } = await beginBrowserSignIn(config);
    const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    back.search = '?code=x&state=guessed';
    expect((await fetch(back)).status).toBe(400);
    back.search = '?error=access_denied&state=guessed';
    expect((await fetch(back)).status).toBe(400);
    cancel();
    await expect(tokens).rejects.toMatchObject({ code: 'sign_in_cancelled' });
  });

  it('says when it was declined', async () => {
    const { config } = await issuer();
    const { url, tokens } = await beginBrowserSignIn(config);
    const sent = new URL(url).searchParams;
    const state = sent.get('state') ?? '';
    await fetch(`${sent.get('redirect_uri')}?${new URLSearchParams({ error: 'access_denied', state }).toString()}`);
    await expect(tokens).rejects.toMatchObject({ code: 'sign_in_cancelled' });
  });
});

const account = (change: Partial<Account> = {}): Account => ({
  id: uuidv7(),
  gateway: 'http://127.0.0.1:1',
  gatewayName: 'Nowhere',
  kind: 'hub',
  tokenEndpoint: 'http://127.0.0.1:1/token',
  clientId: 'morgus-studio',
  userId: uuidv7(),
  email: null,
  name: 'Somebody',
  folder: '',
  signedIn: true,
  joinedAt: '2026-01-01T00:00:00.000Z',
  ...change,
});
const noSecrets: SecretStore = { get: async () => null, set: async () => undefined, delete: async () => undefined };

function open(dataFolder: string) {
  const studio = openStudio({ dataFolder, secrets: noSecrets, emit: () => undefined });
  return { ...studio, client: createLocalClient(studio.server) };
}

/** What a hub answers to a device that pairs; `user` can be set up anew behind the same address. */
async function pairingHub(): Promise<{ link: (code: string) => string; base: string; user: { id: string } }> {
  const user = { id: uuidv7() };
  let base = '';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const answers: Record<string, unknown> = {
        '/v1/config': {
          product: 'morgus-gateway',
          name: 'Test Hub',
          protocol: { min: 1, max: 1 },
          schema: { min: 1, max: 1 },
          auth: {
            issuer: base,
            tokenEndpoint: `${base}/token`,
            authorizationEndpoint: null,
            clientId: 'morgus-studio',
            scope: 'openid',
            audience: null,
            pairing: true,
          },
        },
        '/v1/me': { id: user.id, email: null, name: 'Somebody' },
        ...(new URLSearchParams(body).get('code') === 'GOOD'
          ? { '/token': { access_token: 'at', expires_in: 60, token_type: 'Bearer' } }
          : {}),
      };
      const answer = answers[request.url ?? ''];
      response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { base, user, link: (code) => `morgus://pair?url=${encodeURIComponent(base)}&code=${code}` };
}

// Fault caught: "Take it into the account" that takes nothing, because the account has its own database here already.
it('says before pairing that an account of this device takes nothing along, and refuses to', async () => {
  const hub = await pairingHub();
  const dataFolder = temporaryFolder();
  const id = uuidv7();
  const former = account({
    id,
    gateway: hub.base,
    userId: hub.user.id,
    folder: `accounts/${id}`,
    signedIn: false,
  });
  await writeRegistry(dataFolder, { version: 1, current: null, localFolder: '', accounts: [former] });
  const alone = open(dataFolder);
  insertMorgy(alone.store, 'Made signed out');

  await expect(alone.client.request('accounts.beginPairing', { link: hub.link('DEAD') })).rejects.toMatchObject({
    code: 'signed_out',
  });
  const again = await alone.client.request('accounts.beginPairing', { link: hub.link('GOOD') });
  expect(again).toMatchObject({ known: true, localWork: { rows: 1 } });
  await expect(
    alone.client.request('accounts.join', { attempt: again.attempt, localWork: 'take' }),
  ).rejects.toMatchObject({ code: 'account_here', message: expect.stringMatching(/This device alone.*portable file/) });
  expect(readRegistry(dataFolder)).toMatchObject({ current: null, localFolder: '' });

  // The same attempt still opens the account, and what was made signed out stays where it is.
  await alone.client.request('accounts.join', { attempt: again.attempt, localWork: 'leave' });
  expect(readRegistry(dataFolder)).toMatchObject({ current: id, localFolder: '' });
  expect(await alone.client.request('morgys.list', {})).toHaveLength(1);

  // A hub set up anew at the same address is another account: it may take the work.
  hub.user.id = uuidv7();
  const anew = await alone.client.request('accounts.beginPairing', { link: hub.link('GOOD') });
  expect(anew.known).toBe(false);
  await alone.client.request('accounts.join', { attempt: anew.attempt, localWork: 'take' });
  expect(readRegistry(dataFolder).accounts.find((each) => each.userId === hub.user.id)?.folder).toBe('');
  await alone.close();
});

describe('databases', () => {
  it('take over the local work for an account, and keep the next account apart', async () => {
    const dataFolder = temporaryFolder();
    const local = open(dataFolder);
    const id = insertMorgy(local.store, 'Made before');
    await local.close();

    const first = account();
    const localFolder = `local/${uuidv7()}`;
    const registry = { version: 1 as const, current: first.id, localFolder, accounts: [first] };
    await writeRegistry(dataFolder, registry);
    const taken = open(dataFolder);
    expect(taken.store.ownerId()).toBe(first.userId);
    expect(taken.store.row(morgys, id)?.creator_id).toBe(first.userId);
    // Handing it over is no edit of anybody's.
    expect(taken.store.get(`SELECT count(*) AS n FROM sync_outbox`)).toEqual({ n: 1 });
    await taken.close();

    const secondId = uuidv7();
    const second = account({ id: secondId, folder: `accounts/${secondId}` });
    await writeRegistry(dataFolder, { ...registry, current: second.id, accounts: [first, second] });
    const other = open(dataFolder);
    expect(await other.client.request('morgys.list', {})).toEqual([]);
    const state = await other.client.request('accounts.state', {});
    expect(state.others).toMatchObject([{ id: first.id, waiting: 1 }]);
    await other.close();

    await writeRegistry(dataFolder, { ...registry, current: null, accounts: [first, second] });
    const alone = open(dataFolder);
    expect(await alone.client.request('morgys.list', {})).toEqual([]);
    expect(alone.account).toBeNull();
    await alone.close();
  });

  it('of one account are not opened, and not restored, in another', async () => {
    const dataFolder = temporaryFolder();
    const first = account();
    await writeRegistry(dataFolder, { version: 1, current: first.id, localFolder: '', accounts: [first] });
    const studio = open(dataFolder);
    const backup = join(dataFolder, 'of-the-first.db');
    await studio.client.request('maintenance.backup', { path: backup });
    await studio.close();

    const stranger = account();
    await writeRegistry(dataFolder, { version: 1, current: stranger.id, localFolder: '', accounts: [stranger] });
    expect(() => open(dataFolder)).toThrow(/another account/);

    const apart = account({ folder: `accounts/${uuidv7()}` });
    await writeRegistry(dataFolder, { version: 1, current: apart.id, localFolder: '', accounts: [apart] });
    const own = open(dataFolder);
    await expect(own.client.request('maintenance.restore', { path: backup })).rejects.toMatchObject({
      code: 'backup_foreign',
    });
    await own.close();
  });

  // Fault caught: a list of accounts that is whole and only cannot be read now, put aside as if it were damaged.
  it('that cannot be read is left where it is, and said', () => {
    const dataFolder = temporaryFolder();
    // Whoever runs this may read every file, so a folder stands for one that may not be read.
    mkdirSync(join(dataFolder, 'accounts.json'));
    expect(() => readRegistry(dataFolder)).toThrow(expect.objectContaining({ code: 'accounts_unreadable' }) as Error);
    expect(existsSync(join(dataFolder, 'accounts.json'))).toBe(true);
  });

  it('are opened without an account when the list of accounts cannot be read, which is kept', () => {
    const dataFolder = temporaryFolder();
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(join(dataFolder, 'accounts.json'), '{ "version": 1, "accounts": [ {');
    expect(readRegistry(dataFolder)).toMatchObject({ current: null, accounts: [] });
    expect(existsSync(join(dataFolder, 'accounts.json'))).toBe(false);
    expect(readdirSync(dataFolder).some((name) => name.startsWith('accounts.json.damaged-'))).toBe(true);
  });
});
