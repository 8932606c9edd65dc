/** How good a ranking is, for one question. `right` says of each place, best first, whether it holds a right answer. */

/** 1-based place of the first right answer; null when there is none. */
export function firstRight(right: readonly boolean[]): number | null {
  const at = right.indexOf(true);
  return at === -1 ? null : at + 1;
}

/** Share of the right answers that were found, of as many as there are places for. */
export function recall(right: readonly boolean[], expected: number): number {
  const possible = Math.min(expected, right.length);
  return possible === 0 ? 0 : Math.min(1, right.filter(Boolean).length / possible);
}

export const reciprocalRank = (right: readonly boolean[]): number => {
  const rank = firstRight(right);
  return rank === null ? 0 : 1 / rank;
};

/** Järvelin and Kekäläinen 2002, with answers right or wrong: each place counts 1 / log2(place + 1). */
export function ndcg(right: readonly boolean[], expected: number): number {
  let gained = 0;
  let ideal = 0;
  for (const [at, one] of right.entries()) {
    const gain = 1 / Math.log2(at + 2);
    if (one) gained += gain;
    if (at < expected) ideal += gain;
  }
  return ideal === 0 ? 0 : gained / ideal;
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
