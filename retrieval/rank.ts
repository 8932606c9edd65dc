/** The best of many by score, ties by ordinal; and the same with documents taking turns. */

export interface Ranked {
  readonly ordinal: number;
  readonly score: number;
}

function before(a: Ranked, b: Ranked): boolean {
  return a.score > b.score || (a.score === b.score && a.ordinal < b.ordinal);
}

/** A heap of the `limit` best so far; `allowed` is asked only for those that would enter it. */
export function best(scores: Float32Array, limit: number, allowed: (ordinal: number) => boolean): Ranked[] {
  if (limit < 1) return [];
  const heap: Ranked[] = [];
  const sink = (item: Ranked): void => {
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      let worse = heap[child];
      const other = heap[child + 1];
      if (worse && other && before(worse, other)) {
        child++;
        worse = other;
      }
      if (!worse || before(worse, item)) break;
      heap[at] = worse;
      at = child;
    }
    heap[at] = item;
  };
  const rise = (item: Ranked): void => {
    let at = heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || before(item, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = item;
  };
  // Score of the worst kept, once as many are kept as were asked for.
  let bar = 0;
  for (let ordinal = 0; ordinal < scores.length; ordinal++) {
    const score = scores[ordinal] ?? 0;
    if (!(score > bar) || !allowed(ordinal)) continue;
    if (heap.length < limit) rise({ ordinal, score });
    else sink({ ordinal, score });
    if (heap.length === limit) bar = heap[0]?.score ?? 0;
  }
  return heap.toSorted((a, b) => b.score - a.score || a.ordinal - b.ordinal);
}

/** Each further chunk of a document already chosen counts `1 - strength / 2` of the one before. */
export function diversify(
  ranked: readonly Ranked[],
  limit: number,
  strength: number,
  documentOf: (ordinal: number) => string,
): Ranked[] {
  const seen = new Map<string, number>();
  return ranked
    .map(({ ordinal, score }) => {
      const document = documentOf(ordinal);
      const times = seen.get(document) ?? 0;
      seen.set(document, times + 1);
      return { ordinal, score: score * (1 - strength / 2) ** times };
    })
    .toSorted((a, b) => b.score - a.score || a.ordinal - b.ordinal)
    .slice(0, limit);
}
