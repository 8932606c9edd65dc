/** Faults caught: a number sorted as a word, a list that dances among equals, a document that a filter hides wrongly. */
import { expect, it } from 'vitest';
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
import { choiceLabels, filterDocuments, isPlainText, sortDocuments } from './documents.ts';
import { dateLabel } from '../../components/when.ts';

const make = (id: string, over: Partial<DocumentSummary> = {}): DocumentSummary => ({
  id,
  morgy_id: 'm',
  title: id,
  source_type: 'file',
  source_url: null,
  source_label: `${id}.pdf`,
  media_type: 'application/pdf',
  size: 1,
  sha256: '',
  chunks: 1,
  tokens: 1,
  excluded: 0,
  pinned: 0,
  warnings: [],
  tags: [],
  source_date: null,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ...over,
});
const ids = (documents: readonly DocumentSummary[]): string[] => documents.map(({ id }) => id);

it('sorts numbers as numbers, also within titles, and equals by title', () => {
  const documents = [make('Part 10', { size: 9 }), make('Part 2', { size: 100 }), make('Part 1', { size: 9 })];
  expect(ids(sortDocuments(documents, { column: 'title', direction: 'asc' }))).toEqual(['Part 1', 'Part 2', 'Part 10']);
  expect(ids(sortDocuments(documents, { column: 'size', direction: 'desc' }))).toEqual(['Part 2', 'Part 1', 'Part 10']);
});

it('keeps what has every word somewhere', () => {
  const documents = [make('Tides', { tags: ['sea'] }), make('Stars', { source_url: 'https://sky.example/a' })];
  expect(ids(filterDocuments(documents, ' SEA tid '))).toEqual(['Tides']);
  expect(ids(filterDocuments(documents, 'sky.example'))).toEqual(['Stars']);
  expect(filterDocuments(documents, '  ')).toBe(documents);
});

// Three documents of one title in a list of choices, none of which says which one it is.
it('tells documents of the same title apart by their source, then by when they came', () => {
  const labels = choiceLabels([
    make('a', { title: 'Policy', source_label: 'old/policy.txt' }),
    make('b', { title: 'Policy', source_label: 'new/policy.txt' }),
    make('c', { title: 'Policy', source_label: 'new/policy.txt', created_at: '2026-02-03T04:05:06.000Z' }),
    make('d', { title: 'Tides' }),
  ]);
  expect([...labels.values()]).toEqual([
    'Policy (old/policy.txt)',
    `Policy (new/policy.txt, added ${dateLabel('2026-01-01T00:00:00.000Z')})`,
    `Policy (new/policy.txt, added ${dateLabel('2026-02-03T04:05:06.000Z')})`,
    'Tides',
  ]);
});

// Plain text drawn as Markdown loses its line breaks and hides where its links lead.
it('takes text/plain alone for text that is no Markdown', () => {
  const types = ['text/plain', 'text/markdown', 'text/x-python', 'application/pdf'];
  expect(types.map((media_type) => isPlainText({ media_type }))).toEqual([true, false, false, false]);
});
