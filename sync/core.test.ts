/**
 * Faults caught: an answered edit that waits for ever, because what tells of its arrival came with a fetch and not with a
 * log; a table said to be complete up to where only others were read.
 */
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

it('says nothing of how far a table is complete whose log nobody follows', async () => {
  const store = testStore();
  const cloud = new MemoryCloud(new Chance(1), store.ownerId(), { ledger: true, values: true });
  const begin = (): Core =>
    new Core({
      database: store.connection,
      gateway: cloud.port,
      deviceName: 'Test',
      clock: Date.now,
      onApplied: () => undefined,
      tables: TABLES,
    });
  const lsnOf = (table: string): unknown =>
    store.connection.prepare('SELECT lsn FROM sync_shape WHERE table_name = ?').pluck().get(table);
  const first = begin();
  await first.enlist();
  for (const table of first.unfetched()) while ((await first.fetchStep(table)) === 'more');
  const before = lsnOf('morgys');
  cloud.rotate('sync_beacon');
  first.mustRefetch('sync_beacon');

  const second = begin();
  for (const table of second.unfetched()) while ((await second.fetchStep(table)) === 'more');
  await second.enlist();
  cloud.show('sync_beacon', true);
  await second.catchUp('sync_beacon');
  while (second.apply());
  expect(Number(lsnOf('sync_beacon'))).toBeGreaterThan(Number(before));
  expect(lsnOf('morgys')).toBe(before);
});
