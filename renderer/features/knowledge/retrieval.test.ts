/** Faults caught: a failed question hidden below good ones, a worse run shown as better, a trend drawn backwards. */
import { expect, it } from 'vitest';
import type { RetrievalRun } from '../../../main/studio/retrieval-tests/contract.ts';
import {
  changeLabel,
  differences,
  foundInstead,
  gapsOf,
  movementOf,
  trendPoints,
  worstFirst,
  type QuestionResult,
} from './retrieval.ts';

const asked = (questionId: string, rank: number | null): QuestionResult => ({
  questionId,
  question: questionId,
  rank,
  found: [
    { documentId: 'w', title: 'Wrong', score: 2, right: rank === 1 },
    { documentId: 'r', title: 'Right', score: 1, right: rank === 2 },
  ],
});
const run = (over: Partial<RetrievalRun>): RetrievalRun => ({
  id: 'r',
  morgy_id: 'm',
  at: '2026-03-21T10:00:00.000Z',
  k: 5,
  questions: 1,
  recall: 0,
  mrr: 0,
  ndcg: 0,
  documents: 1,
  chunks: 4,
  fingerprint: 'a',
  results: [],
  ...over,
});

it('lists what found nothing right first', () => {
  const results = [asked('b', 1), asked('c', null), asked('a', 1), asked('d', 4)];
  expect(worstFirst(results).map(({ questionId }) => questionId)).toEqual(['c', 'd', 'a', 'b']);
});

it('tells better from worse, and a rank from none', () => {
  const before = run({ results: [asked('a', null), asked('b', 1), asked('c', 2)] });
  expect(movementOf(asked('a', 5), before)).toBe('better');
  expect(movementOf(asked('b', null), before)).toBe('worse');
  expect(movementOf(asked('c', 2), before)).toBe('same');
  expect(movementOf(asked('z', 1), before)).toBe('new');
  expect([changeLabel(0.5, 0.38), changeLabel(0.5, 0.62), changeLabel(0.5, 0.4999)]).toEqual([
    '+0.12',
    '−0.12',
    'no change',
  ]);
});

it('names what was found instead, never a right one', () => {
  expect(foundInstead(asked('a', 1))).toBeNull();
  expect(foundInstead(asked('a', 2))).toBe('Wrong');
  expect(foundInstead({ ...asked('a', null), found: [] })).toBeNull();
});

it('draws the trend from old to new, high values on top', () => {
  const newestFirst = [run({ mrr: 1 }), run({ mrr: 0.5 }), run({ mrr: 0 })];
  expect(trendPoints(newestFirst, 'mrr', 100, 40)).toEqual([
    { x: 0, y: 40 },
    { x: 50, y: 20 },
    { x: 100, y: 0 },
  ]);
});

it('says when two runs are not of the same thing', () => {
  expect(differences(run({}), run({}))).toEqual([]);
  expect(differences(run({ fingerprint: 'b', k: 10, questions: 3 }), run({}))).toHaveLength(3);
});

it('reports gaps by kind, the worst first, and leaves out what was answered', () => {
  const results: QuestionResult[] = [
    asked('fine', 1),
    { ...asked('late', 2), gap: 'outranked' },
    { ...asked('none', null), gap: 'nothing' },
    { ...asked('thin', 1), gap: 'thin' },
  ];
  expect(gapsOf(results).map(({ gap, questions }) => [gap, questions.map(({ question }) => question)])).toEqual([
    ['nothing', ['none']],
    ['thin', ['thin']],
    ['outranked', ['late']],
  ]);
  expect(gapsOf([asked('fine', 1)])).toEqual([]);
});
