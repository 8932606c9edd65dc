/** Runs of the retrieval tests, read for a person: what got better or worse, worst first, and the trend. Pure. */
import type { RetrievalRun } from '../../../main/studio/retrieval-tests/contract.ts';

export type QuestionResult = RetrievalRun['results'][number];
export type Measure = 'recall' | 'mrr' | 'ndcg';

export const MEASURES: readonly { id: Measure; name: (k: number) => string; meaning: string }[] = [
  { id: 'recall', name: (k) => `Recall@${k}`, meaning: 'How much of what should be found is among the first' },
  { id: 'mrr', name: () => 'MRR', meaning: 'How near the top the first right document stands' },
  { id: 'ndcg', name: (k) => `nDCG@${k}`, meaning: 'Both at once: what is found, and how high' },
];

/** 0.8333 to "0.83"; a whole is "1.00". */
export const shareLabel = (share: number): string => share.toFixed(2);

/** "+0.12", "−0.03" or "no change", with a real minus. */
export function changeLabel(now: number, before: number): string {
  const change = Math.round((now - before) * 100) / 100;
  if (change === 0) return 'no change';
  return `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`;
}

export type Movement = 'better' | 'worse' | 'same' | 'new';

/** A question that an earlier run did not ask has nothing to be held against. */
export function movementOf(result: QuestionResult, before: RetrievalRun | undefined): Movement {
  const earlier = before?.results.find(({ questionId }) => questionId === result.questionId);
  if (!earlier) return 'new';
  const place = ({ rank }: QuestionResult): number => rank ?? Number.POSITIVE_INFINITY;
  if (place(result) === place(earlier)) return 'same';
  return place(result) < place(earlier) ? 'better' : 'worse';
}

/** Questions that found nothing right first, then those that found it late. */
export const worstFirst = (results: readonly QuestionResult[]): QuestionResult[] =>
  results.toSorted(
    (a, b) =>
      (b.rank ?? Number.MAX_SAFE_INTEGER) - (a.rank ?? Number.MAX_SAFE_INTEGER) || (a.question < b.question ? -1 : 1),
  );

export const rankLabel = (rank: number | null, k: number): string => (rank === null ? `not in ${k}` : `${rank}.`);

/** What stood first instead of a right document; null where a right one did. */
export function foundInstead({ rank, found }: QuestionResult): string | null {
  if (rank === 1) return null;
  return found.find(({ right }) => !right)?.title ?? null;
}

/** The points of one measure over the runs, oldest first, in a box of the given size. */
export function trendPoints(
  runs: readonly RetrievalRun[],
  measure: Measure,
  width: number,
  height: number,
): { x: number; y: number }[] {
  const ordered = runs.toReversed();
  const step = ordered.length > 1 ? width / (ordered.length - 1) : 0;
  return ordered.map((run, index) => ({
    x: ordered.length > 1 ? Math.round(index * step * 10) / 10 : width / 2,
    y: Math.round((1 - Math.min(1, Math.max(0, run[measure]))) * height * 10) / 10,
  }));
}

/** Why two runs may differ beside the search itself. */
export function differences(now: RetrievalRun, before: RetrievalRun): string[] {
  const found: string[] = [];
  if (now.fingerprint !== before.fingerprint)
    found.push(
      now.documents === before.documents && now.chunks === before.chunks
        ? 'The texts or passages have changed in between.'
        : `The knowledge went from ${before.documents} documents in ${before.chunks} passages to ${now.documents} in ${now.chunks}.`,
    );
  if (now.questions !== before.questions)
    found.push(`The earlier run asked ${before.questions} questions, this one ${now.questions}.`);
  if (now.k !== before.k)
    found.push(`The earlier run looked at the first ${before.k}, this one at the first ${now.k}.`);
  return found;
}

type Gap = NonNullable<QuestionResult['gap']>;
const GAPS: readonly { gap: Gap; heading: string; advice: string }[] = [
  { gap: 'nothing', heading: 'Nothing was found.', advice: 'Add a document that answers it.' },
  {
    gap: 'thin',
    heading: 'Little is said about it.',
    advice: 'The best passage speaks of less than half of the question.',
  },
  {
    gap: 'outranked',
    heading: 'Other documents stand before the right one.',
    advice: 'Pin its passage, give it a clearer heading, or take out what is out of date.',
  },
];

/** The questions of each kind of gap, the worst kind first; kinds without questions are left out. */
export const gapsOf = (
  results: readonly QuestionResult[],
): { gap: Gap; heading: string; advice: string; questions: QuestionResult[] }[] =>
  GAPS.map((kind) => ({ ...kind, questions: results.filter(({ gap }) => gap === kind.gap) })).filter(
    ({ questions }) => questions.length > 0,
  );
