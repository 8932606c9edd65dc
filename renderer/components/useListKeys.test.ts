/**
 * Faults caught: Delete takes what a filter hides, or what nobody chose; Ctrl+Shift+A or Alt+Delete taken for the plain
 * keys; Escape swallowed while nothing is selected, so that what listens for it behind never hears it.
 */
import { expect, it } from 'vitest';
import { NOTHING, type Selection } from './selection.ts';
import { listKey } from './useListKeys.ts';

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const order = ['a', 'b', 'c'];
const some: Selection = { ids: new Set(['b', 'hidden']), active: 'c', anchor: null };

it('takes all that is shown, and lets go of it', () => {
  expect(listKey(key('a', { ctrlKey: true }), { selection: NOTHING, order }, false)).toEqual({
    select: { ...NOTHING, ids: new Set(order) },
  });
  expect(listKey(key('A', { metaKey: true }), { selection: NOTHING, order: [] }, true)).toBeNull();
  expect(listKey(key('Escape'), { selection: some, order }, false)).toEqual({ select: { ...some, ids: new Set() } });
  expect(listKey(key('Escape'), { selection: NOTHING, order }, true)).toBeNull();
});

it('deletes what is chosen and shown; with nothing chosen, the one under the keyboard and only on the list', () => {
  expect(listKey(key('Delete'), { selection: some, order }, false)).toEqual({ remove: ['b'] });
  const none = { ...some, ids: new Set<string>() };
  expect(listKey(key('Backspace'), { selection: none, order }, true)).toEqual({ remove: ['c'] });
  expect(listKey(key('Delete'), { selection: none, order }, false)).toBeNull();
});

it('leaves other combinations to whoever they belong to', () => {
  expect(listKey(key('Delete', { ctrlKey: true }), { selection: some, order }, true)).toBeNull();
  expect(listKey(key('Backspace', { altKey: true }), { selection: some, order }, true)).toBeNull();
  expect(listKey(key('a', { ctrlKey: true, shiftKey: true }), { selection: some, order }, true)).toBeNull();
  expect(listKey(key('a'), { selection: some, order }, true)).toBeNull();
});
