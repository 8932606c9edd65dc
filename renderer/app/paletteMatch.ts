/** How well a typed query fits a title: whole words first, then beginnings of words, then letters in order. Pure. */

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** 0 when it does not fit; higher is better. */
export function matchScore(query: string, title: string, keywords: readonly string[] = []): number {
  const wanted = fold(query).trim();
  if (wanted === '') return 1;
  const inTitle = scoreOf(wanted, fold(title));
  const inKeywords = Math.max(0, ...keywords.map((word) => scoreOf(wanted, fold(word)) * 0.6));
  return Math.max(inTitle, inKeywords);
}

function scoreOf(wanted: string, text: string): number {
  if (text === wanted) return 100;
  if (text.startsWith(wanted)) return 80 - Math.min(20, text.length - wanted.length) / 2;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const parts = wanted.split(/\s+/);
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 60 - Math.min(20, text.length / 10);
  if (text.includes(wanted)) return 35;
  // Initials: "nfg" finds "New from Gallery".
  if (
    wanted.length >= 2 &&
    words
      .map((word) => word[0] ?? '')
      .join('')
      .startsWith(wanted)
  )
    return 30;
  return 0;
}

export function bestMatches<T>(items: readonly T[], score: (item: T) => number, limit: number): T[] {
  return items
    .map((item, index) => ({ item, index, score: score(item) }))
    .filter((entry) => entry.score > 0)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit)
    .map((entry) => entry.item);
}
