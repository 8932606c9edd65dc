/** The hub as a device meets it: pairing, tokens, what is kept from one start to the next, and who is kept out. */
import { readFile, stat } from 'node:fs/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { gatewayConfig, me, PAIRING_GRANT, tokenAnswer } from '../../sync/protocol/routes.ts';
import { DEMO_CREATOR } from '../../migrations/seed/demo-business.ts';
import { pairingLink, startHub } from './hub.ts';
import type { Hub } from './hub.ts';
import { asked, pair, refresh, token } from './testing/device.ts';
import { hubFolder } from './testing/folder.ts';

// Several starts of a durable database in one test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let folder: Awaited<ReturnType<typeof hubFolder>>;
let hub: Hub;

beforeAll(async () => {
  folder = await hubFolder();
  hub = await startHub({ folder: folder.path, port: 0 });
});

afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

async function query<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: hub.databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

describe('pairing', () => {
  test('a device finds all it needs at one address, and a standard library verifies the token', async () => {
    const config = gatewayConfig.parse(await (await fetch(`${hub.url}/v1/config`)).json());
    expect(config.auth).toMatchObject({ issuer: hub.url, pairing: true, authorizationEndpoint: null });
    const discovery = (await (await fetch(`${hub.url}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >;
    expect(discovery['issuer']).toBe(hub.url);
    expect(discovery['token_endpoint']).toBe(config.auth.tokenEndpoint);
    const { access_token } = await pair(hub.url, hub.newCode());
    const keys = createRemoteJWKSet(new URL(discovery['jwks_uri'] ?? ''));
    const { payload } = await jwtVerify(access_token, keys, { issuer: hub.url, audience: config.auth.audience ?? '' });
    expect(payload.sub).toBe(hub.account.id);
    const own = me.parse(await (await asked(hub.url, '/v1/me', access_token)).json());
    expect(own.id).toBe(hub.account.id);
  });

  test('a code works once; typed small, without its dash and with an O for a zero it is the same', async () => {
    const code = hub.newCode();
    await pair(hub.url, code.toLowerCase().replace('-', ' ').replaceAll('0', 'o'));
    const second = await token(hub.url, { grant_type: PAIRING_GRANT, code });
    expect(second.status).toBe(400);
    expect(await second.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('the link that the desktop opens carries address and code', () => {
    const link = new URL(pairingLink(hub.url, 'ABCDE-12345'));
    expect(link.protocol).toBe('morgus:');
    expect(link.searchParams.get('url')).toBe(hub.url);
    expect(link.searchParams.get('code')).toBe('ABCDE-12345');
  });

  test.each([
    ['another grant', { grant_type: 'password', username: 'x', password: 'y' }, 'unsupported_grant_type'],
    ['no grant', {}, 'invalid_request'],
    ['no code', { grant_type: PAIRING_GRANT }, 'invalid_request'],
    ['another client', { grant_type: PAIRING_GRANT, code: 'x', client_id: 'other' }, 'invalid_client'],
    ['a refresh token of nobody', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
  ])('%s is refused as OAuth says', async (_what, form, error) => {
    const response = await token(hub.url, form);
    expect([400, 401]).toContain(response.status);
    expect(await response.json()).toMatchObject({ error, error_description: expect.stringMatching(/\.$/) });
  });
});

describe('tokens', () => {
  test('a refresh token is replaced at each use; one whose answer was lost still works, an older one does not', async () => {
    const first = await pair(hub.url, hub.newCode());
    const second = tokenAnswer.parse(await (await refresh(hub.url, first.refresh_token)).json());
    expect(second.refresh_token).not.toBe(first.refresh_token);
    // The answer above never arrived: the device asks again with what it has.
    const again = tokenAnswer.parse(await (await refresh(hub.url, first.refresh_token)).json());
    const third = tokenAnswer.parse(await (await refresh(hub.url, again.refresh_token ?? '')).json());
    expect((await asked(hub.url, '/v1/me', third.access_token)).status).toBe(200);
    expect((await refresh(hub.url, first.refresh_token)).status).toBe(400);
  });

  test('a device that was signed out gets no new token, and neither does another with its token', async () => {
    const device = uuidv7();
    const paired = await pair(hub.url, hub.newCode(), device);
    const register = { id: device, name: 'Test device', schemaVersion: 1, startAfter: 0 };
    const registered = await asked(hub.url, '/v1/devices', paired.access_token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(register),
    });
    expect(registered.status).toBe(200);
    expect((await refresh(hub.url, paired.refresh_token, uuidv7())).status).toBe(400);
    const next = tokenAnswer.parse(await (await refresh(hub.url, paired.refresh_token, device)).json());
    expect((await asked(hub.url, `/v1/devices/${device}`, next.access_token, { method: 'DELETE' })).ok).toBe(true);
    const refused = await refresh(hub.url, next.refresh_token ?? '', device);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('a token of another key, and one of another hub, open nothing', async () => {
    const { access_token } = await pair(hub.url, hub.newCode());
    const [head, body] = access_token.split('.');
    expect((await asked(hub.url, '/v1/me', `${head}.${body}.${'A'.repeat(86)}`)).status).toBe(401);
    expect((await fetch(`${hub.url}/v1/me`)).status).toBe(401);
  });

  test('the signing key is a file that only its owner reads, and nothing of it is in Postgres or in the ledger', async () => {
    const { mode } = await stat(hub.folder.signingKey);
    expect(mode & 0o077).toBe(0);
    const { d } = JSON.parse(await readFile(hub.folder.signingKey, 'utf8')) as { d: string };
    expect(d.length).toBeGreaterThan(20);
    expect((await readFile(hub.folder.database)).includes(d)).toBe(false);
    const tables = await query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    for (const { name } of tables) {
      const rows = await query(`SELECT 1 FROM ${name} t WHERE position($1 IN t::text) > 0 LIMIT 1`, [d]);
      expect({ name, rows }).toEqual({ name, rows: [] });
    }
  });
});

describe('from one start to the next', () => {
  test('account, sessions, shapes and their handles stay; nobody else may have the folder meanwhile', async () => {
    await expect(startHub({ folder: folder.path, port: 0 })).rejects.toMatchObject({ code: 'running' });
    const device = await pair(hub.url, hub.newCode());
    const before = { account: hub.account.id, port: Number(new URL(hub.url).port) };
    const shape = await asked(hub.url, '/v1/shape?table=workspaces&offset=now', device.access_token);
    const handle = shape.headers.get('electric-handle') ?? '';
    const offset = shape.headers.get('electric-offset') ?? '';
    await hub.stop();
    hub = await startHub({ folder: folder.path, port: before.port });
    expect(hub.account.id).toBe(before.account);
    expect(hub.migrated).toEqual([]);
    const next = tokenAnswer.parse(await (await refresh(hub.url, device.refresh_token)).json());
    await query('INSERT INTO workspaces (user_id, name) VALUES ($1, $2)', [hub.account.id, 'after the restart']);
    const live = await asked(
      hub.url,
      `/v1/shape?table=workspaces&handle=${handle}&offset=${offset}&live=true`,
      next.access_token,
    );
    expect(live.status).toBe(200);
    expect(await live.text()).toContain('after the restart');
  });

  test('a port that is in use is said, and what had been started is stopped again', async () => {
    const other = await hubFolder();
    const port = Number(new URL(hub.url).port);
    await expect(startHub({ folder: other.path, port })).rejects.toMatchObject({ code: 'port_taken' });
    // Nothing holds the folder: another start succeeds.
    const second = await startHub({ folder: other.path, port: 0 });
    await second.stop();
    await other.remove();
  });

  test('demo data is for a new hub, whose account is then its creator', async () => {
    const other = await hubFolder();
    const demo = await startHub({ folder: other.path, port: 0, demo: true });
    expect(demo.account.id).toBe(DEMO_CREATOR);
    const { access_token } = await pair(demo.url, demo.newCode());
    const page = (await (await asked(demo.url, '/v1/snapshot/morgys?limit=100', access_token)).json()) as {
      rows: unknown[];
    };
    expect(page.rows.length).toBe(12);
    await demo.stop();
    await other.remove();
    const { port } = new URL(hub.url);
    await hub.stop();
    await expect(startHub({ folder: folder.path, port: 0, demo: true })).rejects.toMatchObject({
      code: 'demo_needs_new',
    });
    hub = await startHub({ folder: folder.path, port: Number(port) });
  });
});

// Last: it uses up the minute's guesses.
describe('guessing', () => {
  test('ten wrong codes a minute, then even a right one waits; devices that are paired refresh meanwhile', async () => {
    const paired = await pair(hub.url, hub.newCode());
    const right = hub.newCode();
    let refused: Response | undefined;
    for (let n = 0; n < 11 && !refused; n += 1) {
      const response = await token(hub.url, { grant_type: PAIRING_GRANT, code: `WRONG-0000${n % 10}` });
      if (response.status === 429) refused = response;
      else expect(response.status).toBe(400);
    }
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await token(hub.url, { grant_type: PAIRING_GRANT, code: right })).status).toBe(429);
    expect((await refresh(hub.url, paired.refresh_token)).status).toBe(200);
  });
});
