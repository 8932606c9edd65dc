/** Measures of a ranking against what a person marked as right. All are 0 to 1 and never NaN. */

/** Relevance of ids, 0 for anything absent; 1 where only "right" is known. */
export type Judgements = ReadonlyMap<string, number>;

function relevant(judgements: Judgements): number {
  let count = 0;
  for (const grade of judgements.values()) if (grade > 0) count++;
  return count;
}

/** Share of the right answers among the first k; 0 when nothing was marked right. */
export function recallAt(k: number, ranking: readonly string[], judgements: Judgements): number {
  const all = relevant(judgements);
  if (all === 0) return 0;
  let found = 0;
  for (const id of new Set(ranking.slice(0, k))) if ((judgements.get(id) ?? 0) > 0) found++;
  return found / all;
}

/** One over the place of the first right answer; 0 when there is none. */
export function reciprocalRank(ranking: readonly string[], judgements: Judgements): number {
  const place = ranking.findIndex((id) => (judgements.get(id) ?? 0) > 0);
  return place < 0 ? 0 : 1 / (place + 1);
}

/** Normalised discounted cumulative gain, gain 2^grade - 1 (Burges et al. 2005). An id counts once. */
export function ndcgAt(k: number, ranking: readonly string[], judgements: Judgements): number {
  const ideal = [...judgements.values()].filter((grade) => grade > 0).toSorted((a, b) => b - a);
  const most = gain(ideal.slice(0, k));
  if (most === 0) return 0;
  return gain([...new Set(ranking)].slice(0, k).map((id) => judgements.get(id) ?? 0)) / most;
}

function gain(grades: readonly number[]): number {
  return grades.reduce((sum, grade, place) => sum + (2 ** Math.max(0, grade) - 1) / Math.log2(place + 2), 0);
}

export interface Measures {
  readonly questions: number;
  readonly recall: number;
  readonly reciprocalRank: number;
  readonly ndcg: number;
}

/** Means over the questions that have at least one right answer. */
export function measure(
  k: number,
  questions: readonly { readonly ranking: readonly string[]; readonly judgements: Judgements }[],
): Measures {
  const judged = questions.filter(({ judgements }) => relevant(judgements) > 0);
  const mean = (of: (question: (typeof judged)[number]) => number): number =>
    judged.length === 0 ? 0 : judged.reduce((sum, question) => sum + of(question), 0) / judged.length;
  return {
    questions: judged.length,
    recall: mean(({ ranking, judgements }) => recallAt(k, ranking, judgements)),
    reciprocalRank: mean(({ ranking, judgements }) => reciprocalRank(ranking.slice(0, k), judgements)),
    ndcg: mean(({ ranking, judgements }) => ndcgAt(k, ranking, judgements)),
  };
}
