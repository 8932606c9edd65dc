/** Fault caught: a table taken for complete where the beacon was fetched anew and what it counted had not arrived. */
import { expect, it } from 'vitest';
import { morgys } from '../../schema/index.ts';
import { BEACON, Barrier } from './barrier.ts';

const cursor = { handle: 'h', offset: '10_0' };

it('a beacon that was fetched says nothing of when between two moments its tables changed', () => {
  const barrier = new Barrier();
  barrier.follow('morgys', cursor, 10, 2);
  barrier.follow('morgy_knowledge', cursor, 10, 1);
  barrier.follow(BEACON, cursor, 100, 0);
  // Two changes of morgys somewhere from 11 to 100; the beacon's own log of that time is gone.
  barrier.beaconAt(100, { morgys: 4, morgy_knowledge: 1 });
  expect(barrier.ready()).toBeNull();
  expect(barrier.completeTo('morgys')).toBe(10);
  const change = { table: morgys, rowId: 'a', operation: 'insert' as const, values: {}, lsn: 50, position: 0 };
  barrier.receive('morgys', [change], { handle: 'h', offset: '50_0' }, 100);
  expect(barrier.ready()?.changes).toEqual([change]);
});
