import { describe, expect, it } from 'vitest';
import { appearance, type MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { EVERYTHING, filterMorgys, isFiltered, sortMorgys, tagsOf } from './filter.ts';

const make = (name: string, over: Partial<MorgySummary> = {}): MorgySummary => ({
  id: name,
  name,
  description: null,
  category: 'research',
  tags: [],
  appearance: appearance.parse({}),
  is_active: true,
  is_public: false,
  license_type: 'free',
  price: 0,
  version: 1,
  documents: 0,
  templates: 0,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ...over,
});
const names = (list: readonly MorgySummary[]): string[] => list.map((morgy) => morgy.name);

describe('the library', () => {
  const all = [
    make('Café guide', { tags: ['food', 'paris'], updated_at: '2026-02-01T00:00:00.000Z' }),
    make('Tax helper', { category: 'business', license_type: 'paid', price: 500, description: 'Forms and deadlines' }),
    make('Old one', { is_active: false }),
    make('Item 10', { is_public: true, tags: ['food'] }),
    make('Item 9', { license_type: 'subscription', price: 100 }),
  ];
  it('finds without accents, in any order of the words, also in descriptions and tags', () => {
    expect(names(filterMorgys(all, { ...EVERYTHING, query: 'GUIDE cafe' }))).toEqual(['Café guide']);
    expect(names(filterMorgys(all, { ...EVERYTHING, query: 'deadl' }))).toEqual(['Tax helper']);
    expect(names(filterMorgys(all, { ...EVERYTHING, query: 'paris' }))).toEqual(['Café guide']);
  });
  it('shows archived ones only when asked', () => {
    expect(names(filterMorgys(all, EVERYTHING))).not.toContain('Old one');
    expect(names(filterMorgys(all, { ...EVERYTHING, state: 'archived' }))).toEqual(['Old one']);
    expect(filterMorgys(all, { ...EVERYTHING, state: 'any' })).toHaveLength(5);
  });
  it('combines filters', () => {
    expect(names(filterMorgys(all, { ...EVERYTHING, tag: 'food', state: 'public' }))).toEqual(['Item 10']);
    expect(names(filterMorgys(all, { ...EVERYTHING, license: 'paid', category: 'business' }))).toEqual(['Tax helper']);
  });
  it('sorts numbers in names as people count, and prices with free first', () => {
    expect(names(sortMorgys(all.slice(3), { column: 'name', direction: 'asc' }))).toEqual(['Item 9', 'Item 10']);
    expect(names(sortMorgys(all, { column: 'price', direction: 'desc' })).slice(0, 2)).toEqual([
      'Tax helper',
      'Item 9',
    ]);
    expect(names(sortMorgys(all, { column: 'updated', direction: 'desc' }))[0]).toBe('Café guide');
  });
  it('counts tags', () => {
    expect(tagsOf(all)[0]).toEqual({ tag: 'food', count: 2 });
  });
  it('knows when a filter hides something', () => {
    expect(isFiltered(EVERYTHING)).toBe(false);
    expect(isFiltered({ ...EVERYTHING, query: 'x' })).toBe(true);
  });
});
