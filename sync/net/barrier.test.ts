/**
 * Faults caught: a table taken for complete where the beacon was fetched anew and what it counted had not arrived; a part
 * of a log taken that comes after one that nobody took.
 */
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

it('takes a part of a log only where it leaves nothing out', () => {
  const barrier = new Barrier();
  const at = (offset: string, handle = 'h'): { handle: string; offset: string } => ({ handle, offset });
  expect(barrier.attaches('morgys', at('10_0'))).toBe(false);
  barrier.follow('morgys', at('10_4'), 10, 0);
  for (const from of ['-1', '0_inf', '9_inf', '10_2', '10_4']) expect(barrier.attaches('morgys', at(from))).toBe(true);
  for (const from of ['10_6', '10_inf', '11_0', '100_0']) expect(barrier.attaches('morgys', at(from))).toBe(false);
  expect(barrier.attaches('morgys', at('10_4', 'another'))).toBe(false);
  barrier.follow('morgys', at('10_inf'), 10, 0);
  expect(barrier.attaches('morgys', at('10_inf'))).toBe(true);
  expect(barrier.attaches('morgys', at('11_0'))).toBe(false);
});

it('waits for nothing that an earlier session was told of', () => {
  const barrier = new Barrier();
  barrier.follow(BEACON, cursor, 10, 0);
  barrier.follow('morgys', cursor, 10, 2);
  barrier.beaconAt(900, { morgys: 3 }, true);
  expect(barrier.awaited()).toEqual(['morgys']);
  barrier.clear();
  barrier.follow('morgys', cursor, 10, 2);
  expect(barrier.awaited()).toEqual([]);
});
