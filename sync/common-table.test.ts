/**
 * The table that is nobody's, on a device. Faults caught: terms that never come down or come with an owner's filter, a change
 * of them that no beacon tells of, one that shows before or after the rest of its transaction, terms that stay after the
 * cloud has taken them away, a device that writes them.
 */
import { join } from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { startHub } from '../apps/hub/hub.ts';
import type { Hub } from '../apps/hub/hub.ts';
import { pair } from '../apps/hub/testing/device.ts';
import { hubFolder } from '../apps/hub/testing/folder.ts';
import { openConnection } from '../main/studio/store/connection.ts';
import { openStore } from '../main/studio/store/open.ts';
import { temporaryFolder, testStore } from '../main/studio/store/testing.ts';
import { morgys, revenueTerms } from '../schema/index.ts';
import { adoptOwner } from './device/adopt-owner.ts';
import { createSyncEngine } from './engine.ts';

let folder: Awaited<ReturnType<typeof hubFolder>>;
let hub: Hub;
let database: pg.Pool;

beforeAll(async () => {
  folder = await hubFolder();
  hub = await startHub({ folder: folder.path, port: 0 });
  database = new pg.Pool({ connectionString: hub.databaseUrl, max: 4 });
}, 240_000);
afterAll(async () => {
  await database.end();
  await hub.stop();
  await folder.remove();
});

const PATIENCE = { timeout: 60_000, interval: 50 };
const ADD = `INSERT INTO revenue_terms (id, product_kind, platform_rate, payout_minimum, effective_from)
  VALUES ($1, 'morgy', $2, $3, $4)`;

async function signedIn(onApplied: (tables: readonly string[]) => void = () => undefined) {
  const { store } = openStore(join(temporaryFolder(), 'studio.db'));
  const own = openConnection(store.file);
  own.pragma('foreign_keys = OFF');
  adoptOwner(own, store.ownerId(), hub.account.id);
  const token = await pair(hub.url, hub.newCode());
  const engine = createSyncEngine({
    database: own,
    gatewayUrl: hub.url,
    deviceName: 'Test',
    accessToken: () => Promise.resolve(token.access_token),
    onApplied,
  });
  onTestFinished(async () => {
    await engine.stop();
    own.close();
    store.close();
  });
  const terms = () =>
    store.all<{ id: string; kind: string; rate: number; minimum: number; version: number }>(
      `SELECT id, product_kind AS kind, platform_rate AS rate, payout_minimum AS minimum, row_version AS version
       FROM revenue_terms ORDER BY id`,
    );
  const inStep = () =>
    vi.waitFor(() => expect(engine.state()).toMatchObject({ phase: 'in_step', waiting: 0, parked: 0 }), PATIENCE);
  return { store, engine, terms, inStep };
}

it('comes down whole, is told of by the beacon, and lands with the rest of its transaction', async () => {
  const seen: { name: string | undefined; rows: number }[] = [];
  const morgy = uuidv7();
  const device = await signedIn(() => {
    seen.push({ name: device.store.row(morgys, morgy)?.name, rows: device.terms().length });
  });
  const { store, engine, terms, inStep } = device;
  store.write('New Morgy', () =>
    store.insert(morgys, { id: morgy, creator_id: store.ownerId(), name: 'Before', category: 'custom' }),
  );
  engine.start();
  await inStep();
  expect(terms().map(({ kind, rate, minimum, version }) => ({ kind, rate, minimum, version }))).toEqual([
    { kind: 'morgy', rate: 3000, minimum: 5000, version: 1 },
    { kind: 'hired_agent', rate: 1500, minimum: 2500, version: 1 },
    { kind: 'plugin', rate: 2000, minimum: 5000, version: 1 },
  ]);

  seen.length = 0;
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE morgys SET name = $2 WHERE id = $1', [morgy, 'After']);
    await client.query(ADD, [uuidv7(), '0.25', '60', '2060-01-01']);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await vi.waitFor(() => expect(store.row(morgys, morgy)?.name).toBe('After'), PATIENCE);
  expect(terms()).toHaveLength(4);
  expect(seen.filter(({ name, rows }) => (name === 'After') !== (rows === 4))).toEqual([]);
  await inStep();

  // Nothing else changes this time: the beacon alone says that there is something to fetch.
  await database.query(ADD, [uuidv7(), '0.2', '70', '2061-01-01']);
  await vi.waitFor(() => expect(terms()).toHaveLength(5), PATIENCE);
}, 240_000);

it('is fetched anew when its log is gone: what the cloud took away goes, what it added comes', async () => {
  const { engine, store, terms, inStep } = await signedIn();
  const [going, coming] = [uuidv7(), uuidv7()];
  await database.query(ADD, [going, '0.1', '10', '2070-01-01']);
  engine.start();
  await inStep();
  expect(terms().map(({ id }) => id)).toContain(going);
  await engine.stop();
  store.connection.prepare(`UPDATE sync_shape SET handle = 'gone-1' WHERE table_name = 'revenue_terms'`).run();
  await database.query('DELETE FROM revenue_terms WHERE id = $1', [going]);
  await database.query(ADD, [coming, '0.2', '20', '2071-01-01']);
  engine.start();
  await vi.waitFor(() => expect(terms().map(({ id }) => id)).toContain(coming), PATIENCE);
  await inStep();
  const { rows } = await database.query<{ id: string }>('SELECT id FROM revenue_terms ORDER BY id');
  expect(terms().map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
}, 240_000);

it('is read-only on a device, and nobody’s: an account that takes a database over leaves it as it is', () => {
  const store = testStore();
  const row = {
    id: uuidv7(),
    product_kind: 'morgy',
    platform_rate: 3000,
    payout_minimum: 5000,
    effective_from: '2020-01-01',
  } as const;
  expect(() => store.write('Better terms', () => store.insert(revenueTerms, { ...row, platform_rate: 0 }))).toThrow(
    /read-only/,
  );
  store.write('Arrived', () => store.uncaptured([], () => store.insert(revenueTerms, row)));
  expect(adoptOwner(store.connection, store.ownerId(), uuidv7())).not.toContain('revenue_terms');
  expect(store.row(revenueTerms, row.id)).toMatchObject(row);
});
