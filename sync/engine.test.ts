/**
 * The engine against the hub: real PostgreSQL, the gateway, the shape service, Electric's own client. Faults caught: a step
 * that works alone and not with the others, a change that needs a second sync, a failure that is not outlived.
 */
import { join } from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startHub } from '../apps/hub/hub.ts';
import type { Hub } from '../apps/hub/hub.ts';
import { pair } from '../apps/hub/testing/device.ts';
import { hubFolder } from '../apps/hub/testing/folder.ts';
import { openConnection } from '../main/studio/store/connection.ts';
import { openStore } from '../main/studio/store/open.ts';
import { temporaryFolder } from '../main/studio/store/testing.ts';
import type { Store } from '../main/studio/store/store.ts';
import { morgyKnowledge, morgys, syncConflict } from '../schema/index.ts';
import { adoptOwner } from './device/adopt-owner.ts';
import { outboxEntries } from './device/inspect.ts';
import { createSyncEngine } from './engine.ts';
import type { SyncEngine, SyncEngineOptions, SyncState } from './types.ts';

let folder: Awaited<ReturnType<typeof hubFolder>>;
let hub: Hub;
let database: pg.Pool;

beforeAll(async () => {
  folder = await hubFolder();
  hub = await startHub({ folder: folder.path, port: 0 });
  database = new pg.Pool({ connectionString: hub.databaseUrl, max: 4 });
});
afterAll(async () => {
  await database.end();
  await hub.stop();
  await folder.remove();
});

interface TestDevice {
  readonly store: Store;
  readonly engine: SyncEngine;
  readonly states: SyncState[];
  readonly applied: string[];
  rename(id: string, name: string): void;
}

async function device(options: Partial<SyncEngineOptions> = {}): Promise<TestDevice> {
  const { store } = openStore(join(temporaryFolder(), 'studio.db'));
  const own = openConnection(store.file);
  own.pragma('foreign_keys = OFF');
  adoptOwner(own, store.ownerId(), hub.account.id);
  const token = await pair(hub.url, hub.newCode());
  const states: SyncState[] = [];
  const applied: string[] = [];
  const engine = createSyncEngine({
    database: own,
    gatewayUrl: hub.url,
    deviceName: 'Test',
    accessToken: () => Promise.resolve(token.access_token),
    onState: (state) => states.push(state),
    onApplied: (tables) => applied.push(...tables),
    ...options,
  });
  onTestFinished(async () => {
    await engine.stop();
    own.close();
    store.close();
  });
  return {
    store,
    engine,
    states,
    applied,
    rename(id, name) {
      store.write('Rename', () => store.update(morgys, id, { name }));
      engine.localWrite();
    },
  };
}

function addMorgy({ store, engine }: TestDevice, name: string): { morgy: string; document: string } {
  const [morgy, document] = [uuidv7(), uuidv7()];
  store.write('New Morgy', () => {
    store.insert(morgys, { id: morgy, creator_id: store.ownerId(), name, category: 'custom', tags: ['sea'] });
    store.insert(morgyKnowledge, {
      id: document,
      morgy_id: morgy,
      owner_id: store.ownerId(),
      title: 'Tides',
      content: 'High water twice a day.',
      source_type: 'text',
    });
  });
  engine.localWrite();
  return { morgy, document };
}

const inStep = (one: TestDevice): Promise<void> =>
  vi.waitFor(() => expect(one.engine.state()).toMatchObject({ phase: 'in_step', waiting: 0, parked: 0 }), {
    timeout: 120_000,
  });

describe('two devices and a hub', () => {
  it('bring each other in step, offline edits and a conflict included', async () => {
    const [here, there] = [await device(), await device()];
    const { morgy, document } = addMorgy(here, 'Almanac');
    here.engine.start();
    await inStep(here);
    expect(here.states.some((state) => state.phase === 'first_sync')).toBe(true);
    there.engine.start();
    await inStep(there);
    expect(there.store.row(morgys, morgy)).toMatchObject({ name: 'Almanac', tags: ['sea'], row_version: 1 });
    expect(there.store.row(morgyKnowledge, document)?.content).toBe('High water twice a day.');

    // Live, in both directions.
    there.rename(morgy, 'Tide almanac');
    await vi.waitFor(() => expect(here.store.row(morgys, morgy)?.name).toBe('Tide almanac'), { timeout: 120_000 });
    here.store.write('Tag', () => here.store.update(morgys, morgy, { tags: ['sea', 'moon'] }));
    here.engine.localWrite();
    await vi.waitFor(() => expect(there.store.row(morgys, morgy)?.tags).toEqual(['sea', 'moon']), { timeout: 120_000 });
    expect(there.applied).toContain('morgys');

    // Both edit while offline: parts of a text merge, a value that stands whole conflicts, and nothing is lost.
    await inStep(there);
    for (const one of [here, there]) one.engine.networkChanged(false);
    const edit = (one: TestDevice, description: string, category: string): void => {
      one.store.write('Edit', () => {
        one.store.update(morgys, morgy, { description });
        one.store.update(morgyKnowledge, document, { source_url: category });
      });
    };
    edit(here, 'From here', 'https://here.example');
    edit(there, 'From here', 'https://there.example');
    for (const one of [here, there]) one.engine.networkChanged(true);
    await inStep(here);
    await inStep(there);
    await vi.waitFor(() => {
      const [conflict] = here.store.rows(syncConflict, 'row_id = ?', [document]);
      const sides = [conflict?.mine, conflict?.theirs].map((side) => (side as Record<string, unknown>)['source_url']);
      expect(sides.toSorted()).toEqual(['https://here.example', 'https://there.example']);
      expect(there.store.row(morgyKnowledge, document)?.source_url).toBe(
        here.store.row(morgyKnowledge, document)?.source_url,
      );
    }, 600_000);
  }, 600_000);

  it('park what is refused, show why, and send it again when it was put right', async () => {
    const one = await device();
    one.engine.start();
    await inStep(one);
    const { morgy } = addMorgy(one, 'Fine');
    await inStep(one);
    // The database refuses a licence type that it does not know; the device's rows are free text.
    one.store.write('Break', () =>
      one.store.run('UPDATE morgys SET license_type = ? WHERE id = ?', ['nonsense', morgy]),
    );
    one.engine.localWrite();
    await vi.waitFor(() => expect(one.engine.state().parked).toBe(1), { timeout: 120_000 });
    one.rename(morgy, 'Behind it');
    await vi.waitFor(() => expect(one.engine.state().parked).toBe(2), { timeout: 120_000 });
    const entries = outboxEntries(one.store.connection);
    expect(entries.map((entry) => [entry.state, entry.code === 'behind'])).toEqual([
      ['parked', false],
      ['parked', true],
    ]);
    expect(entries[0]?.message).toBeTruthy();
    one.store.write('Mend', () => one.store.update(morgys, morgy, { license_type: 'paid' }));
    one.engine.localWrite();
    await vi.waitFor(() => expect(one.engine.state().parked).toBe(3), { timeout: 120_000 });
    one.engine.retryParked(entries[0]?.number ?? 0);
    await inStep(one);
    const { rows } = await database.query('SELECT name, license_type FROM morgys WHERE id = $1', [morgy]);
    expect(rows).toEqual([{ name: 'Behind it', license_type: 'paid' }]);
  }, 600_000);

  it('fetches again what the cloud’s log no longer holds, and goes on', async () => {
    const one = await device();
    one.engine.start();
    await inStep(one);
    const { morgy } = addMorgy(one, 'Kept');
    await inStep(one);
    const own = one.store.connection;
    own.prepare(`UPDATE sync_shape SET handle = 'gone-1'`).run();
    await one.engine.stop();
    await database.query('UPDATE morgys SET name = $2 WHERE id = $1', [morgy, 'Changed meanwhile']);
    one.engine.start();
    await vi.waitFor(() => expect(one.store.row(morgys, morgy)?.name).toBe('Changed meanwhile'), { timeout: 120_000 });
    await inStep(one);
  }, 600_000);

  it('says that it is signed out, keeps everything, and goes on with a new token', async () => {
    const token = await pair(hub.url, hub.newCode());
    let isSignedIn = false;
    const one = await device({ accessToken: () => Promise.resolve(isSignedIn ? token.access_token : null) });
    const { morgy } = addMorgy(one, 'Waits');
    one.engine.start();
    await vi.waitFor(() =>
      expect(one.engine.state()).toMatchObject({ phase: 'blocked', problem: { code: 'signed_out' } }),
    );
    // Asked to try at once, it is no network that is away either.
    expect(await one.engine.syncNow()).toMatchObject({ phase: 'blocked', problem: { code: 'signed_out' } });
    expect(one.engine.state().waiting).toBe(2);
    isSignedIn = true;
    await one.engine.syncNow();
    await inStep(one);
    expect((await database.query('SELECT 1 FROM morgys WHERE id = $1', [morgy])).rowCount).toBe(1);
  }, 600_000);

  it('says that the clock is far from the cloud’s, and nothing of one that is right', async () => {
    const right = await device();
    right.engine.start();
    await inStep(right);
    expect(right.engine.state().clockOff).toBeNull();
    const days = 400;
    const behind = await device({ clock: () => Date.now() - days * 86_400_000 });
    behind.engine.start();
    await inStep(behind);
    expect(Math.round((behind.engine.state().clockOff ?? 0) / 1440)).toBe(days);
  }, 600_000);

  // Otherwise a device that has been in step all day says that it was so this morning.
  it('writes down that it is still in step while nothing changes, and keeps that when the cloud goes', async () => {
    let ahead = 0;
    const one = await device({ clock: () => Date.now() + ahead });
    one.engine.start();
    await inStep(one);
    const hour = 3_600_000;
    ahead = hour;
    const noted = (): number => Date.parse(one.store.meta('sync_last_synced') ?? '') - Date.now();
    // With the next answer of a log that nothing is written to, after 20 seconds.
    await vi.waitFor(() => expect(noted()).toBeGreaterThan(hour / 2), { timeout: 240_000 });
    const still = one.store.meta('sync_last_synced') ?? '';
    one.engine.networkChanged(false);
    await vi.waitFor(() => expect(one.engine.state().phase).toBe('offline'), { timeout: 120_000 });
    expect((one.engine.state().lastSyncedAt ?? '') >= still).toBe(true);
  }, 600_000);

  it('refreshes a refused token once for all requests', async () => {
    const token = await pair(hub.url, hub.newCode());
    let refreshes = 0;
    const one = await device({
      accessToken: (force) => {
        if (force) refreshes += 1;
        return Promise.resolve(refreshes > 0 ? token.access_token : 'not a token');
      },
    });
    one.engine.start();
    await inStep(one);
    expect(refreshes).toBe(1);
  }, 600_000);
});
