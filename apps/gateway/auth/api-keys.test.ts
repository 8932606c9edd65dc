/** Keys for programs: shown once, kept as a hash, allowed what their scopes say, and nothing when they are over. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { startGateway } from '../testing/gateway.ts';
import type { TestGateway } from '../testing/gateway.ts';

let db: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool, { limits: 'off' });
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

interface Key {
  id: string;
  key: string;
  prefix: string;
}
const make = (userId: string, body: Record<string, unknown> = {}): Promise<Response> =>
  gateway.fetch(userId, '/api/api-keys', {
    method: 'POST',
    body: JSON.stringify({ name: 'Program', scopes: ['morgys:read'], ...body }),
  });
const made = async (userId: string, body: Record<string, unknown> = {}): Promise<Key> =>
  (await (await make(userId, body)).json()) as Key;
const use = (key: string, path = '/v1/me', init: RequestInit = {}): Promise<Response> =>
  fetch(`${gateway.url}${path}`, {
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  });
const statusCode = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test('a key is shown once and kept as its hash', async () => {
  const userId = uuidv7();
  const answer = await make(userId);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  const { id, key, prefix } = (await answer.json()) as Key;
  expect(key).toMatch(/^morg_[0-9a-f]{64}$/);
  expect(prefix).toBe(key.slice(0, 13));
  expect(await db.query('SELECT key_hash FROM api_keys WHERE id = $1', [id])).toEqual([
    { key_hash: createHash('sha256').update(key).digest('hex') },
  ]);
  const list = await (await gateway.fetch(userId, '/api/api-keys')).text();
  expect(JSON.parse(list)).toMatchObject({ keys: [{ id, prefix, isActive: true, lastUsedAt: null }] });
  expect(list).not.toContain(key);
  expect(gateway.log.join('')).not.toContain(key);
  expect((await use(key)).status).toBe(200);
  expect(await (await gateway.fetch(userId, '/api/api-keys')).json()).toMatchObject({
    keys: [{ lastUsedAt: expect.any(String) as string }],
  });
});

test('a scope opens what it names and nothing else', async () => {
  const userId = uuidv7();
  const { key } = await made(userId, { scopes: ['morgys:read'] });
  expect((await use(key, '/v1/snapshot/morgys')).status).toBe(200);
  expect((await use(key, '/v1/snapshot/morgy_templates')).status).toBe(200);
  for (const path of [
    '/v1/snapshot/morgy_knowledge',
    '/v1/snapshot/users',
    '/v1/shape?table=users&offset=-1',
    '/api/api-keys',
  ]) {
    expect(await statusCode(await use(key, path))).toEqual([403, 'forbidden']);
  }
  const device = { id: uuidv7(), name: 'Program', schemaVersion: 1, startAfter: 0 };
  expect(await statusCode(await use(key, '/v1/devices', { method: 'POST', body: JSON.stringify(device) }))).toEqual([
    403,
    'forbidden',
  ]);
  expect(
    await statusCode(
      await use(key, '/api/api-keys', {
        method: 'POST',
        body: JSON.stringify({ name: 'More', scopes: ['morgys:write'] }),
      }),
    ),
  ).toEqual([403, 'forbidden']);
  expect(
    await statusCode(await use(key, `/api/mcp-exports/${'0'.repeat(32)}`, { method: 'DELETE', body: '{}' })),
  ).toEqual([403, 'forbidden']);
});

test('a key of another account opens that account’s rows alone', async () => {
  const [mine, other] = [uuidv7(), uuidv7()];
  const { key } = await made(mine);
  await made(other);
  await db.query("INSERT INTO morgys (creator_id, name, category) VALUES ($1, 'Theirs', 'custom')", [other]);
  expect(await (await use(key, '/v1/snapshot/morgys')).json()).toMatchObject({ rows: [] });
});

test('revoked, expired, unknown: no more, and revoking is the owner’s', async () => {
  const [userId, other] = [uuidv7(), uuidv7()];
  const { id, key } = await made(userId);
  expect(await statusCode(await gateway.fetch(other, `/api/api-keys/${id}`, { method: 'DELETE' }))).toEqual([
    404,
    'not_found',
  ]);
  expect((await use(key)).status).toBe(200);
  expect((await gateway.fetch(userId, `/api/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await statusCode(await use(key))).toEqual([401, 'unauthenticated']);
  const later = await made(userId, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
  expect((await use(later.key)).status).toBe(200);
  await db.query("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [later.id]);
  expect(await statusCode(await use(later.key))).toEqual([401, 'unauthenticated']);
  for (const bad of ['morg_', `morg_${'g'.repeat(64)}`, `morg_${'0'.repeat(63)}`, `${key}0`]) {
    expect((await use(bad)).status).toBe(401);
  }
});

test('ten active keys are the most, also when asked for at once', async () => {
  const userId = uuidv7();
  await gateway.fetch(userId, '/v1/me');
  const answers = await Promise.all(Array.from({ length: 14 }, () => make(userId)));
  const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 409, 409, 409, 409]);
});

test.each<[string, Record<string, unknown>]>([
  ['an unknown scope', { scopes: ['morgys:read', 'admin'] }],
  ['no scope', { scopes: [] }],
  ['no name', { name: ' ' }],
  ['a time that is over', { expiresAt: '2020-01-01T00:00:00Z' }],
  ['a key of one’s own choice', { key: `morg_${'0'.repeat(64)}` }],
])('%s is refused', async (_what, body) => {
  expect(await statusCode(await make(uuidv7(), body))).toEqual([400, 'invalid']);
});
