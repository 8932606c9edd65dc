import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { afterRemoval, keepExisting, move, NOTHING, pick, selectAll } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (s: { ids: ReadonlySet<string> }): string[] => [...s.ids].toSorted();

describe('selection', () => {
  it('after a deletion the keyboard is on what follows, or on the last that is left, and nothing is chosen', () => {
    const at = (active: string | null) => ({ ids: new Set(['b', 'c']), active, anchor: null });
    expect(afterRemoval(at('b'), order, ['b', 'c'])).toEqual({ ids: new Set(), active: 'd', anchor: 'd' });
    expect(afterRemoval(at('e'), order, ['d', 'e']).active).toBe('c');
    expect(afterRemoval(at(null), order, ['b', 'c']).active).toBe('d');
    expect(afterRemoval(at('b'), order, order).active).toBeNull();
  });
  it('a second click on the same one takes it out again', () => {
    const once = pick(NOTHING, order, 'b', 'toggle');
    expect(ids(once)).toEqual(['b']);
    expect(ids(pick(once, order, 'b', 'toggle'))).toEqual([]);
  });
  it('Shift takes the whole range, in either direction, from the last plain click', () => {
    const from = pick(NOTHING, order, 'd', 'toggle');
    expect(ids(pick(from, order, 'b', 'range'))).toEqual(['b', 'c', 'd']);
    expect(ids(pick(pick(from, order, 'b', 'range'), order, 'e', 'range'))).toEqual(['b', 'c', 'd', 'e']);
  });
  it('Shift with arrows extends, arrows alone only walk', () => {
    const walked = move(move(NOTHING, order, 1, false), order, 1, false);
    expect(walked.active).toBe('b');
    expect(ids(walked)).toEqual([]);
    expect(ids(move(walked, order, 1, true))).toEqual(['b', 'c']);
  });
  it('stops at both ends', () => {
    expect(move({ ...NOTHING, active: 'e' }, order, 10, false).active).toBe('e');
    expect(move({ ...NOTHING, active: 'a' }, order, -1, false).active).toBe('a');
    expect(move(NOTHING, [], 1, false).active).toBeNull();
  });
  it('a filter never leaves something selected that is not on screen', () => {
    fc.assert(
      fc.property(fc.subarray(order), fc.subarray(order), (chosen, shown) => {
        const after = keepExisting(selectAll(NOTHING, chosen), shown);
        expect(shown).toEqual(expect.arrayContaining([...after.ids]));
      }),
    );
  });
});
