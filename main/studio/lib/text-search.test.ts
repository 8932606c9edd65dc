/** Search over a few texts: what it finds, and that nothing breaks it. */
import { expect, test } from 'vitest';
import { trainModel } from '../../../retrieval/index.ts';
import { createTextSearch } from './text-search.ts';

const ITEMS = [
  { id: 'a', kind: 'foundation', title: 'Harbour Café', text: 'Breakfast for people who start work before sunrise.' },
  { id: 'b', kind: 'icp', title: 'Night nurses', text: 'They finish their shifts at five and want something warm.' },
  { id: 'c', kind: 'icp', title: 'Ferry crews', text: 'Coffee to take along, quickly, at the pier.' },
];

test('finds by stem, misspelling and beginning, within kinds, with a reason', () => {
  const found = createTextSearch(ITEMS);
  const ids = (query: string, kinds?: string[]) =>
    found.search(query, { limit: 5, ...(kinds ? { kinds } : {}) }).map(({ id }) => id);
  expect(ids('a shift that finishes')[0]).toBe('b');
  expect(ids('breakfats')).toEqual(['a']);
  expect(ids('coff')).toEqual(['c']);
  expect(ids('people', ['icp'])).toEqual([]);
  expect(found.search('nurse', { limit: 5 })[0]?.why).toBe('Contains “nurse”.');
  expect(found.search('warm soup for penguins', { limit: 5, leastFit: 0.5 })).toEqual([]);
});

test('compares meaning with a model learned from other texts', () => {
  const other = Array.from({ length: 40 }, (_, i) => ({
    id: String(i),
    documentId: String(i),
    title: '',
    headingPath: [],
    text: i % 2 ? 'boat pier ferry harbour crew sails' : 'hospital nurse ward doctor shift night',
  }));
  const found = createTextSearch(ITEMS, trainModel([...other, ...other.map((one) => ({ ...one, id: `x${one.id}` }))]));
  expect(found.modelId).toMatch(/^lsa-/);
  expect(found.search('ferry', { limit: 3 })[0]?.id).toBe('c');
});

test('nothing, and anything at all, is searched without an error', () => {
  expect(createTextSearch([]).search('anything', { limit: 5 })).toEqual([]);
  const found = createTextSearch(ITEMS);
  for (const query of ['', '   ', '🦜', '"', 'x'.repeat(10_000), '同じ'])
    for (const { score } of found.search(query, { limit: 5 })) expect(Number.isFinite(score)).toBe(true);
});
