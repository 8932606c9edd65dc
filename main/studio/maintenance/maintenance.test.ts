/** Faults caught: a doctor that shows nothing on a full disk, or calls an index damaged that it could not look at. */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { morgys } from '../../../schema/index.ts';
import { checkSearchIndex } from '../knowledge/doctor.ts';
import { StoreError } from '../store/errors.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { createMaintenance } from './index.ts';
import type { CapabilityCheck } from './service.ts';

function doctor(store: Store, checks: CapabilityCheck[]) {
  const { handlers } = createMaintenance({
    store,
    dataFolder: '',
    backups: '',
    putBack: () => Promise.resolve(''),
    checks,
    readOnly: null,
    reopen: () => undefined,
  });
  return handlers['maintenance.doctor']({ repair: true }, { signal: new AbortController().signal } as never);
}

const full = (): never => {
  throw new StoreError('database_full', 'The disk is full, so “Rebuild” was not saved.');
};

it('reports all it could read on a full disk, and the disk as the one failed check', async () => {
  const store = testStore();
  insertMorgy(store, uuidv7());
  store.write = full;
  const repairs: boolean[] = [];
  const checks = await doctor(store, [
    (repair) => {
      repairs.push(repair);
      const { compared, problems } = checkSearchIndex(store);
      return [{ id: 'search', label: 'Search index', state: compared ? 'ok' : 'warning', detail: problems.join() }];
    },
  ]);
  expect(repairs).toEqual([false]);
  expect(checks.map(({ id, state, detail }) => [id, state, detail === ''])).toEqual([
    ['integrity', 'ok', false],
    ['references', 'ok', false],
    ['capture', 'ok', false],
    ['outbox', 'ok', false],
    ['search', 'warning', true],
    ['disk', 'failed', false],
  ]);
});

it('says what it found where the room ends during a repair', async () => {
  const found = { id: 'search', label: 'Search index', state: 'warning', detail: 'Repairing makes it anew.' } as const;
  const checks = await doctor(testStore(), [(repair) => (repair ? full() : [found])]);
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([
    found,
    expect.objectContaining({ id: 'disk', state: 'failed', detail: expect.stringMatching(/disk is full/) as string }),
  ]);
});

// Fault caught: a repair that ends half way and leaves tables whose changes nobody records.
it('mends the recording of changes as a whole or not at all', async () => {
  const store = testStore();
  const triggers = (): unknown => store.get(`SELECT count(*) AS n FROM sqlite_master WHERE type = 'trigger'`);
  store.connection.exec('DROP TRIGGER capture_update_morgys');
  const before = triggers();
  const exec = store.connection.exec.bind(store.connection);
  store.connection.exec = (sql) => {
    if (sql.includes('CREATE TRIGGER "capture_insert_morgy_templates"'))
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' });
    return exec(sql);
  };
  await expect(doctor(store, [])).rejects.toThrow(/could not be written/);
  expect(triggers()).toEqual(before);
  store.connection.exec = exec;
  const checks = await doctor(store, []);
  expect(checks.find(({ id }) => id === 'capture')?.state).toBe('repaired');
  const id = insertMorgy(store);
  store.write('Rename', () => store.update(morgys, id, { name: 'Recorded' }));
  expect(store.all(`SELECT operation FROM history ORDER BY id`)).toEqual([
    { operation: 'insert' },
    { operation: 'update' },
  ]);
});
