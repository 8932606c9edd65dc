import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addItem,
  canonical,
  changeItem,
  itemsOf,
  mergeObject,
  moveItem,
  nextFactId,
  removeItem,
  withIds,
} from './lists.ts';
import { emptyRow, readGround } from './rows.ts';
import { LISTS } from './types.ts';
import type { ListName } from './types.ts';

const WORKSPACE = '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10';
const anyName = fc.constantFrom(...(Object.keys(LISTS) as ListName[]));

describe('lists in JSON columns', () => {
  // Fault caught: one strange value in a column written by another program takes the rest of the foundation with it.
  it('reads anything that is JSON without throwing, and keeps the good beside the bad', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const row = { ...emptyRow(WORKSPACE, WORKSPACE, ''), truth_sheet: a, competitors: b, positioning: c };
        const ground = readGround(row);
        expect(Array.isArray(ground.truth_sheet.entries)).toBe(true);
        expect(Array.isArray(ground.competitors)).toBe(true);
      }),
    );
    const ground = readGround({
      ...emptyRow(WORKSPACE, WORKSPACE, ''),
      truth_sheet: {
        entries: [
          null,
          7,
          { field_name: 'Founded', value: 1998 },
          { field_name: 'City', value: 'Bergen', confidence: 'sure' },
        ],
        other: { kept: true },
      },
    });
    expect(ground.truth_sheet.entries).toMatchObject([
      { field_name: 'Founded', value: '' },
      { field_name: 'City', value: 'Bergen', confidence: 'medium' },
    ]);
    expect(ground.truth_sheet['other']).toEqual({ kept: true });
  });

  // Fault caught: editing one field writes back what was read, and so loses what could not be read.
  it('changes only what it is told, whatever else stands in the column', () => {
    fc.assert(
      fc.property(
        anyName,
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (name, list, rest) => {
          const { column, key } = LISTS[name];
          const columns = { [column]: key === null ? list : { ...rest, [key]: list } };
          const added = addItem(columns, name, { id: 'new', extra: 1 });
          const changed = changeItem(added, name, 'new', { label: 'x' });
          const back = removeItem(changed, name, 'new');
          expect(itemsOf(changed, name).at(-1)).toEqual({ id: 'new', extra: 1, label: 'x' });
          expect(canonical(itemsOf(back, name))).toBe(canonical(itemsOf(columns, name)));
          if (key !== null) {
            const { [key]: _, ...others } = back[column] as Record<string, unknown>;
            const { [key]: __, ...before } = rest;
            expect(canonical(others)).toBe(canonical(before));
          }
        },
      ),
    );
  });

  // Fault caught: two devices give the same nameless item different ids, and a merge doubles it.
  it('gives items without an id the same one on every device, and never one twice', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 }), (list) => {
        const ids = withIds(list).map((item) => (item as { id: string }).id);
        expect(new Set(ids).size).toBe(list.length);
        expect(withIds(structuredClone(list))).toEqual(withIds(list));
        expect(withIds(withIds(list))).toEqual(withIds(list));
      }),
    );
  });

  it('moves an item without losing or doubling any', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (ids, from, to) => {
        const columns = { competitors: ids.map((id) => ({ id })) };
        const id = ids[from % ids.length] ?? '';
        const before = to % (ids.length + 1) === ids.length ? null : (ids[to % ids.length] ?? null);
        if (before === id) return;
        const after = itemsOf(moveItem(columns, 'competitors', id, before), 'competitors') as { id: string }[];
        expect(after.map((item) => item.id).toSorted()).toEqual(ids.toSorted());
        const place = after.findIndex((item) => item.id === id);
        expect(after[place + 1]?.id ?? null).toBe(before);
      }),
    );
  });

  it('keeps a value of the wrong kind under a name of its own instead of writing over it', () => {
    expect(addItem({ truth_sheet: 'once a text' }, 'facts', { id: 'a' })).toEqual({
      truth_sheet: { unread: 'once a text', entries: [{ id: 'a' }] },
    });
    expect(addItem({ truth_sheet: { entries: 'text' } }, 'facts', { id: 'a' })).toEqual({
      truth_sheet: { entries_unread: 'text', entries: [{ id: 'a' }] },
    });
    expect(mergeObject([1], { category: 'x' })).toEqual({ unread: [1], category: 'x' });
  });

  it('numbers facts onward from the highest', () => {
    const columns = { truth_sheet: { entries: [{ id: 'TRU-009-aaaa' }, { id: 'TRU-002' }, { id: 'odd' }] } };
    expect(nextFactId(columns, 'k3f9')).toBe('TRU-010-k3f9');
  });
});
