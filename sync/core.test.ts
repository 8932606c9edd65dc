/** Faults caught: an answered edit that waits for ever, because what tells of its arrival came with a fetch and not with a log. */
import { expect, it } from 'vitest';
import { insertMorgy, testStore } from '../main/studio/store/testing.ts';
import { morgys } from '../schema/index.ts';
import { Core } from './core.ts';
import { outboxEntries } from './device/inspect.ts';
import { MemoryCloud } from './simulation/cloud.ts';
import { TABLES } from './simulation/device.ts';
import { Chance } from './simulation/random.ts';

it('an answered edit of a row that is gone leaves when the ledger row was fetched, though nothing happens after', async () => {
  const store = testStore();
  const cloud = new MemoryCloud(new Chance(1), store.ownerId(), { ledger: true, values: true });
  const core = new Core({
    database: store.connection,
    gateway: cloud.port,
    deviceName: 'Test',
    clock: Date.now,
    onApplied: () => undefined,
    tables: TABLES,
  });
  const readAll = async (): Promise<void> => {
    for (const table of core.unfetched()) while ((await core.fetchStep(table)) === 'more');
    for (const { name } of TABLES) {
      cloud.show(name, true);
      await core.catchUp(name);
    }
    while (core.apply());
  };
  await core.enlist();
  const id = insertMorgy(store);
  await core.push();
  await readAll();
  expect(outboxEntries(store.connection)).toEqual([]);

  store.write('Rename', () => store.update(morgys, id, { name: 'Renamed' }));
  await core.push();
  expect(outboxEntries(store.connection)).toMatchObject([{ state: 'answered' }]);
  cloud.removeAside('morgys', id);
  for (const { name } of TABLES) cloud.show(name, true);
  for (const { name } of TABLES) cloud.rotate(name);
  for (const { name } of TABLES) await core.catchUp(name);
  await readAll();
  expect(outboxEntries(store.connection)).toEqual([]);
  expect(store.row(morgys, id)).toBeUndefined();
});
