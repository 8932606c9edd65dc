/** The gateway over HTTP: who may in, what goes through, and what is never said. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { gatewayConfig } from '../../sync/protocol/routes.ts';
import { startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

let db: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool);
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

test('the description needs no token and is what the protocol says', async () => {
  const response = await gateway.fetch(null, '/v1/config');
  expect(gatewayConfig.parse(await response.json())).toMatchObject({ name: 'Test', schema: { min: 1, max: 3 } });
});

test('the first call makes the account, later ones find it', async () => {
  const id = uuidv7();
  const first = await fetch(`${gateway.url}/v1/me`, {
    headers: { authorization: `Bearer ${await gateway.token(id, { email: 'first@example.com', name: 'First' })}` },
  });
  expect(await json(first)).toEqual({ id, email: 'first@example.com', name: 'First' });
  expect((await gateway.fetch(id, '/v1/me')).status).toBe(200);
  expect(await db.query('SELECT count(*)::int AS n FROM users WHERE id = $1', [id])).toEqual([{ n: 1 }]);
});

test('a push over HTTP is applied and read back by a page', async () => {
  const id = uuidv7();
  const deviceId = uuidv7();
  const rowId = uuidv7();
  const registered = await gateway.fetch(id, '/v1/devices', {
    method: 'POST',
    body: JSON.stringify({ id: deviceId, name: 'Laptop', schemaVersion: 1, startAfter: 0 }),
  });
  expect(await json(registered)).toEqual({ lastNumber: 0 });
  const pushed = await gateway.fetch(id, '/v1/mutations', {
    method: 'POST',
    body: JSON.stringify({
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
              rowId,
              operation: 'insert',
              patch: { name: 'By wire', category: 'custom', ai_config: { ['__proto__']: 1, systemPrompt: 'x' } },
              base: {},
              baseVersions: {},
              at: '2026-01-01T00:00:00.000Z',
            },
          ],
        },
      ],
    }),
  });
  expect(await json(pushed)).toMatchObject({
    results: [{ number: 1, outcome: 'applied', rowVersion: 1 }],
    lastNumber: 1,
  });
  const page = await json(await gateway.fetch(id, '/v1/snapshot/morgys'));
  expect(page).toMatchObject({ next: null, rows: [expect.arrayContaining([rowId, id, 'By wire'])] });
});
