/** Faults caught: a key made on a device that the real gateway does not take, or that opens nothing once it has. */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { startGateway } from '../../../apps/gateway/testing/gateway.ts';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { Account } from '../accounts/index.ts';
import { testStore } from '../store/testing.ts';
import { createKeyCloud } from './cloud.ts';
import { createKey, exchangeKeys, listKeys, revokeKey } from './keys.ts';

it('a key made offline opens the cloud after it was handed in, and not before or after it is revoked', async () => {
  const database = await createTestDatabase();
  const gateway = await startGateway(database.pool, { limits: 'off' });
  try {
    const userId = uuidv7();
    const access = (): Promise<string> => gateway.token(userId);
    const cloud = createKeyCloud({ gateway: gateway.url } as Account, { access });
    const open = async (key: string): Promise<number> =>
      (await fetch(`${gateway.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status;
    await gateway.fetch(userId, '/v1/me');

    const store = testStore();
    const { key, record } = createKey(store, { name: 'Build server', scopes: ['morgys:read'], expiresAt: null });
    expect(await open(key)).toBe(401);
    await exchangeKeys(store, cloud);
    expect(listKeys(store)).toMatchObject([{ id: record.id, state: 'active' }]);
    expect(await open(key)).toBe(200);
    await exchangeKeys(store, cloud);
    expect(await cloud.list()).toHaveLength(1);
    expect(gateway.log.join('')).not.toContain(key);

    revokeKey(store, record.id);
    await exchangeKeys(store, cloud);
    expect(listKeys(store)[0]?.state).toBe('revoked');
    expect(await open(key)).toBe(401);

    // The cloud counts ten for itself, whatever a device thinks.
    const other = testStore();
    for (let n = 0; n < 10; n += 1) createKey(store, { name: `Key ${n}`, scopes: ['morgys:read'], expiresAt: null });
    await exchangeKeys(store, cloud);
    createKey(other, { name: 'One too many', scopes: ['morgys:read'], expiresAt: null });
    await exchangeKeys(other, cloud);
    expect(listKeys(other).find((each) => each.name === 'One too many')).toMatchObject({
      state: 'refused',
      note: expect.stringMatching(/ten active keys/) as string,
    });
  } finally {
    await gateway.close();
    await database.drop();
  }
}, 120_000);
