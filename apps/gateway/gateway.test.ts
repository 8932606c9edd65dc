/** The gateway over HTTP: who may in, what goes through, what is refused with which word, and what is never said. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { errorBody } from '../../sync/protocol/errors.ts';
import { gatewayConfig } from '../../sync/protocol/routes.ts';
import { accountId } from './auth/tokens.ts';
import { AUDIENCE, ISSUER, startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

let db: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool, { metricsToken: 'a-token-of-metrics' });
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
const withToken = (token: string, path = '/v1/me', init: RequestInit = {}): Promise<Response> =>
  fetch(`${gateway.url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  errorBody.parse(await response.json()).code,
];
/** Text that must appear in no answer and no log line. */
const SECRET = 'zzsecretzz';

async function device(userId: string, id = uuidv7()): Promise<string> {
  const answer = await gateway.fetch(userId, '/v1/devices', {
    method: 'POST',
    body: JSON.stringify({ id, name: 'Laptop', schemaVersion: 1, startAfter: 0 }),
  });
  expect(answer.status).toBe(200);
  return id;
}

const pushBody = (deviceId: string, change: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    protocol: 1,
    deviceId,
    schemaVersion: 1,
    confirmed: 0,
    transactions: [
      {
        transaction: 1,
        mutations: [
          {
            number: 1,
            table: 'morgys',
            operation: 'insert',
            base: {},
            baseVersions: {},
            at: '2026-01-01T00:00:00.000Z',
            ...change,
          },
        ],
      },
    ],
    ...more,
  });
const push = (userId: string, body: string): Promise<Response> =>
  gateway.fetch(userId, '/v1/mutations', { method: 'POST', body });

describe('signing in', () => {
  test('the description needs no token and is what the protocol says', async () => {
    const response = await gateway.fetch(null, '/v1/config');
    expect(gatewayConfig.parse(await response.json())).toMatchObject({ name: 'Test', schema: { min: 1, max: 3 } });
  });

  test('the first call makes the account, later ones find it', async () => {
    const id = uuidv7();
    const first = await withToken(await gateway.token(id, { email: 'first@example.com', name: 'First' }));
    expect(await json(first)).toEqual({ id, email: 'first@example.com', name: 'First' });
    expect((await gateway.fetch(id, '/v1/me')).status).toBe(200);
    expect(await db.query('SELECT count(*)::int AS n FROM users WHERE id = $1', [id])).toEqual([{ n: 1 }]);
  });

  test('two first calls at once make one account', async () => {
    const id = uuidv7();
    const answers = await Promise.all([1, 2, 3].map(() => gateway.fetch(id, '/v1/me')));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  });

  test('a subject that is no UUID has one account of its own; an address in use is left to whoever has it', async () => {
    const token = await gateway.token('auth0|12345', { email: 'shared@example.com' });
    const me = await json(await withToken(token));
    expect(me).toEqual({ id: accountId(ISSUER, 'auth0|12345'), email: 'shared@example.com', name: null });
    expect(await json(await withToken(token))).toEqual(me);
    const other = uuidv7();
    expect(await json(await withToken(await gateway.token(other, { email: 'shared@example.com' })))).toEqual({
      id: other,
      email: null,
      name: null,
    });
  });

  test('no token, a forged, an expired, a foreign one: 401, and nobody is made', async () => {
    const sub = uuidv7();
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject(sub)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .sign(privateKey);
    const shared = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: 'test' })
      .setSubject(sub)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('a secret of thirty-two characters'));
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub, iss: ISSUER, aud: AUDIENCE, exp: 9_999_999_999 };
    const good = await gateway.token(sub);
    for (const token of [
      forged,
      shared,
      `${part({ alg: 'none' })}.${part(claims)}.`,
      `${good.split('.')[0]}.${part(claims)}.${good.split('.')[2]}`,
      await gateway.token(sub, { expires: '-1h' }),
      await gateway.token(sub, { issuer: 'https://other.test' }),
      await gateway.token(sub, { audience: 'another' }),
      'x',
      'a.b.c',
      'x'.repeat(10_000),
      `morg_${'0'.repeat(64)}`,
    ]) {
      const answer = await withToken(token);
      expect(await codeOf(answer)).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await codeOf(await gateway.fetch(null, '/v1/me'))).toEqual([401, 'unauthenticated']);
    expect(await db.query('SELECT 1 FROM users WHERE id = $1', [sub])).toEqual([]);
  });

  test('an issuer whose keys cannot be fetched is passing trouble, not a bad token', async () => {
    const elsewhere = await startGateway(db.pool, {
      tokens: { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], keys: new URL('http://127.0.0.1:9/jwks') },
    });
    const answer = await elsewhere.fetch(uuidv7(), '/v1/me');
    expect(await codeOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBe('5');
    await elsewhere.close();
  });
});

describe('devices', () => {
  test('registering is idempotent, and an id belongs to one account', async () => {
    const [mine, other] = [uuidv7(), uuidv7()];
    const id = await device(mine);
    await device(mine, id);
    const answer = await gateway.fetch(other, '/v1/devices', {
      method: 'POST',
      body: JSON.stringify({ id, name: 'Thief', schemaVersion: 1, startAfter: 5 }),
    });
    expect(await codeOf(answer)).toEqual([403, 'forbidden']);
    expect(await db.query('SELECT owner_id, name FROM sync_device WHERE id = $1', [id])).toEqual([
      { owner_id: mine, name: 'Laptop' },
    ]);
  });

  test('a device that begins after 40 is asked for 41 next', async () => {
    const userId = uuidv7();
    const id = uuidv7();
    const answer = await gateway.fetch(userId, '/v1/devices', {
      method: 'POST',
      body: JSON.stringify({ id, name: 'Restored', schemaVersion: 1, startAfter: 40 }),
    });
    expect(await json(answer)).toMatchObject({ lastNumber: 40, cloud: { past: [] } });
    const early = await push(userId, pushBody(id, { rowId: uuidv7(), patch: {} }));
    expect(await json(early)).toMatchObject({ code: 'number_gap', expected: 41 });
  });

  test('renamed and signed out by its owner alone; signed out, it reads and writes nothing', async () => {
    const [mine, other] = [uuidv7(), uuidv7()];
    const id = await device(mine);
    const rename = { method: 'PATCH', body: JSON.stringify({ name: 'Desk' }) };
    expect(await codeOf(await gateway.fetch(other, `/v1/devices/${id}`, rename))).toEqual([404, 'unknown_device']);
    expect(await codeOf(await gateway.fetch(other, `/v1/devices/${id}`, { method: 'DELETE' }))).toEqual([
      404,
      'unknown_device',
    ]);
    expect((await gateway.fetch(mine, `/v1/devices/${id}`, rename)).status).toBe(204);
    expect(await db.query('SELECT name, revoked_at FROM sync_device WHERE id = $1', [id])).toEqual([
      { name: 'Desk', revoked_at: null },
    ]);
    expect((await gateway.fetch(mine, `/v1/devices/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await gateway.fetch(mine, `/v1/devices/${id}`, { method: 'DELETE' })).status).toBe(204);
    const named = { headers: { 'morgus-device': id } };
    expect(await codeOf(await gateway.fetch(mine, '/v1/snapshot/morgys', named))).toEqual([403, 'revoked']);
    expect(await codeOf(await gateway.fetch(mine, '/v1/shape?table=morgys&offset=-1', named))).toEqual([
      403,
      'revoked',
    ]);
    expect(await codeOf(await push(mine, pushBody(id, { rowId: uuidv7(), patch: {} })))).toEqual([403, 'revoked']);
    const again = await gateway.fetch(mine, '/v1/devices', {
      method: 'POST',
      body: JSON.stringify({ id, name: 'Back', schemaVersion: 1, startAfter: 0 }),
    });
    expect(await codeOf(again)).toEqual([403, 'revoked']);
  });
});

describe('mutations', () => {
  test('a push is applied and read back by a page; a key called __proto__ is a key', async () => {
    const userId = uuidv7();
    const rowId = uuidv7();
    const aiConfig = JSON.parse('{"__proto__": {"polluted": true}, "systemPrompt": "x"}') as unknown;
    const pushed = await push(
      userId,
      pushBody(await device(userId), { rowId, patch: { name: 'By wire', category: 'custom', ai_config: aiConfig } }),
    );
    expect(await json(pushed)).toMatchObject({
      results: [{ number: 1, outcome: 'applied', rowVersion: 1 }],
      lastNumber: 1,
    });
    const answer = await gateway.fetch(userId, '/v1/snapshot/morgys');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const page = await json(answer);
    expect(page).toMatchObject({ next: null, rows: [expect.arrayContaining([rowId, userId, 'By wire'])] });
    expect(JSON.stringify(page)).toContain('"__proto__":{"polluted":true}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each<[string, (deviceId: string) => string, number, string]>([
    ['what is no JSON', () => '{"protocol": 1,', 400, 'invalid'],
    ['an empty body', () => '', 400, 'invalid'],
    ['null', () => 'null', 400, 'invalid'],
    ['a list', () => '[]', 400, 'invalid'],
    ['no mutations', (id) => pushBody(id, {}, { transactions: [] }), 400, 'invalid'],
    ['an extra field', (id) => pushBody(id, { rowId: uuidv7(), patch: {}, owner: SECRET }), 400, 'invalid'],
    ['a row id with SQL', (id) => pushBody(id, { rowId: "x'; DROP TABLE users", patch: {} }), 400, 'invalid'],
    ['a table with SQL', (id) => pushBody(id, { rowId: uuidv7(), patch: {}, table: 'morgys"; --' }), 400, 'invalid'],
    ['a number below one', (id) => pushBody(id, { rowId: uuidv7(), patch: {}, number: 0 }), 400, 'invalid'],
    ['a device that is no id', () => pushBody('mine', { rowId: uuidv7(), patch: {} }), 400, 'invalid'],
    ['an unknown device', () => pushBody(uuidv7(), { rowId: uuidv7(), patch: {} }), 404, 'unknown_device'],
    ['a gap', (id) => pushBody(id, { rowId: uuidv7(), patch: {}, number: 3 }), 409, 'number_gap'],
    ['a newer protocol', (id) => pushBody(id, { rowId: uuidv7(), patch: {} }, { protocol: 99 }), 426, 'schema_too_new'],
    [
      'a newer schema',
      (id) => pushBody(id, { rowId: uuidv7(), patch: {} }, { schemaVersion: 4 }),
      426,
      'schema_too_new',
    ],
    [
      'lists in lists without end',
      (id) =>
        pushBody(id, { rowId: uuidv7(), patch: { x: '#' } }).replace(
          '"#"',
          `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
        ),
      400,
      'invalid',
    ],
  ])('%s', async (_what, body, status, code) => {
    const userId = uuidv7();
    const answer = await push(userId, body(await device(userId)));
    expect(await codeOf(answer)).toEqual([status, code]);
    expect(await db.query('SELECT last_number::int FROM sync_device WHERE owner_id = $1', [userId])).toEqual([
      { last_number: 0 },
    ]);
  });

  test('50 MB: 413 with a token, 401 without, and the gateway goes on', async () => {
    const userId = uuidv7();
    await device(userId);
    const body = Buffer.alloc(50 * 1024 * 1024, 0x20);
    const headers = { 'content-type': 'application/json' };
    // The gateway closes while the body is still coming; a client may see that first.
    const send = async (sub: string | null): Promise<[number, string] | 'closed'> => {
      try {
        return await codeOf(await gateway.fetch(sub, '/v1/mutations', { method: 'POST', body, headers }));
      } catch {
        return 'closed';
      }
    };
    expect([[413, 'too_large'], 'closed']).toContainEqual(await send(userId));
    expect([[401, 'unauthenticated'], 'closed']).toContainEqual(await send(null));
    expect((await gateway.fetch(userId, '/v1/me')).status).toBe(200);
  });

  test('a wrong content type is not guessed at', async () => {
    const userId = uuidv7();
    const answer = await gateway.fetch(userId, '/v1/mutations', {
      method: 'POST',
      body: pushBody(await device(userId), { rowId: uuidv7(), patch: {} }),
      headers: { 'content-type': 'text/plain' },
    });
    expect(await codeOf(answer)).toEqual([400, 'invalid']);
  });
});

describe('what is never said', () => {
  test('no answer and no log line holds a name, a prompt, a token or an id of a row that somebody sent', async () => {
    const userId = uuidv7();
    const id = await device(userId);
    const rowId = uuidv7();
    const patch = { name: SECRET, category: SECRET, ai_config: { systemPrompt: SECRET }, [SECRET]: 1 };
    await push(userId, pushBody(id, { rowId, patch: { name: SECRET, category: SECRET } }));
    await push(userId, pushBody(id, { rowId, patch, number: 2 }));
    await push(userId, pushBody(id, { rowId, patch, number: SECRET }));
    await gateway.fetch(userId, `/v1/snapshot/${SECRET}?after=${SECRET}`);
    await gateway.fetch(userId, `/v1/shape?table=morgys&where=${SECRET}&offset=-1`);
    await gateway.fetch(userId, `/v1/nowhere/${SECRET}`);
    await withToken(SECRET);
    await gateway.fetch(userId, '/v1/mutations', { method: 'POST', body: `{"${SECRET}"` });
    const log = gateway.log.join('');
    expect(log).not.toContain(SECRET);
    expect(log).not.toContain(rowId);
    expect(log).not.toContain('electric-secret');
    expect(log).not.toContain((await gateway.token(userId)).split('.')[0]);
    const lines = gateway.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'push',
        user: userId,
        device: id,
        rejected: 1,
        refusals: { unknown_column: 1 },
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'request',
        method: 'POST',
        route: '/v1/mutations',
        status: 400,
        code: 'invalid',
        user: userId,
      }),
    );
  });

  test('a fault of the database is told without its words', async () => {
    const pool = Object.assign(Object.create(db.pool) as typeof db.pool, {
      connect: () => Promise.reject(Object.assign(new Error(`password ${SECRET}`), { code: 'ECONNREFUSED' })),
    });
    const elsewhere = await startGateway(pool);
    const answer = await elsewhere.fetch(uuidv7(), '/v1/me');
    expect(answer.headers.get('retry-after')).toBe('5');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'unavailable' });
    expect(text).not.toContain(SECRET);
    await elsewhere.close();
  });
});

describe('running it', () => {
  test('health says what is there and what is not', async () => {
    gateway.upstream = (_request, response) => response.writeHead(200).end('{"status":"active"}');
    expect(await json(await gateway.fetch(null, '/health'))).toEqual({
      status: 'active',
      database: true,
      electric: true,
    });
    gateway.upstream = (_request, response) => response.writeHead(503).end();
    expect(await json(await gateway.fetch(null, '/health'))).toEqual({
      status: 'active',
      database: true,
      electric: false,
    });
  });

  test('metrics are for whoever has their token', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(401);
    const answer = await withToken('a-token-of-metrics', '/metrics');
    expect(await answer.text()).toMatch(/morgus_mutations_total\{outcome="rejected"\} \d+/);
  });

  test.each([
    ['one that waits for Electric', true],
    ['one that is only just coming in', false],
  ])('a stop does not wait for a long poll: %s', async (_what, waits) => {
    const stopping = await startGateway(db.pool);
    const userId = uuidv7();
    const asked = new Promise<void>((resolve) => {
      stopping.upstream = () => resolve();
    });
    const poll = stopping.fetch(userId, '/v1/shape?table=morgys&offset=0_0&handle=x&live=true').then(
      (answer) => answer.status,
      () => 'closed',
    );
    if (waits) await asked;
    else await sleep(5);
    await stopping.close();
    // Electric never answers: only the stop can have ended it.
    expect([503, 'closed']).toContain(await poll);
  });

  test('what is not HTTP is told so and closed', async () => {
    const { hostname, port } = new URL(gateway.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('400');
  });
});
