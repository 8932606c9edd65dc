/** The best of many by score, ties by ordinal; and the same with documents taking turns. */

export interface Ranked {
  readonly ordinal: number;
  readonly score: number;
}

function before(a: Ranked, b: Ranked): boolean {
  return a.score > b.score || (a.score === b.score && a.ordinal < b.ordinal);
}

/** A heap of the `limit` best so far; `allowed` is asked only for those that would enter it. */
export function best(
  slots: number,
  limit: number,
  scoreOf: (ordinal: number) => number,
  allowed: (ordinal: number) => boolean,
): Ranked[] {
  if (limit < 1) return [];
  const heap: Ranked[] = [];
  const sink = (item: Ranked): void => {
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child]!, heap[child + 1]!)) child++;
      if (before(heap[child]!, item)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  };
  for (let ordinal = 0; ordinal < slots; ordinal++) {
    const score = scoreOf(ordinal);
    if (!(score > 0)) continue;
    if (heap.length === limit && score <= heap[0]!.score) continue;
    if (!allowed(ordinal)) continue;
    const item = { ordinal, score };
    if (heap.length < limit) {
      let at = heap.push(item) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (before(item, heap[parent]!)) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = item;
    } else sink(item);
  }
  return heap.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
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
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal)
    .slice(0, limit);
}
