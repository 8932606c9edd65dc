/** Near spellings from the index's own vocabulary, for a query that finds nothing. */
import type { Store } from '../../store/store.ts';
import { termsFrom } from './budget.ts';
import type { Term } from './budget.ts';
import { porterStem } from './porter.ts';
import { fold, wordsOf } from './words.ts';

/** Slips allowed in a word of this many letters. Short words are near to everything. */
function allowed(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** A letter of the typed word behind the stem costs this much: endings are cut from the vocabulary, not from a slip. */
const ENDING = 0.2;
const LONGEST_ENDING = 5;
/** A stem that is held against a beginning of what was typed must be this long and this much of it. */
const MIN_BEGINNING = 5;
const MIN_SHARE = 0.6;

/**
 * Slips (a letter more, less, another, or two swapped) between a stem and the beginning of a typed word; the letters
 * behind that beginning count as its ending. At least 1, Infinity when there are more slips than `bound`.
 */
export function stemDistance(stem: string, typed: string, bound: number): number {
  const width = typed.length + 1;
  let older: number[] = [];
  let old = Array.from({ length: width }, (_, index) => index);
  for (let i = 1; i <= stem.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j < width; j++) {
      const same = stem[i - 1] === typed[j - 1];
      let cost = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && stem[i - 1] === typed[j - 2] && stem[i - 2] === typed[j - 1])
        cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > bound) return Number.POSITIVE_INFINITY;
    older = old;
    old = row;
  }
  let best = Number.POSITIVE_INFINITY;
  for (let j = Math.max(1, typed.length - LONGEST_ENDING); j < width; j++) {
    const cost = old[j] ?? Number.POSITIVE_INFINITY;
    const ending = typed.length - j;
    if (cost > bound) continue;
    if (ending > 0 && (stem.length < MIN_BEGINNING || stem.length < typed.length * MIN_SHARE)) continue;
    best = Math.min(best, Math.max(1, cost) + ENDING * ending);
  }
  return best;
}

/** A word of a real text that stands behind a stem of the index. */
function surfaceOf(store: Store, term: string): string | null {
  const place = store.get<{ id: number }>(`SELECT doc AS id FROM chunks_places WHERE term = ? LIMIT 1`, [term]);
  if (!place) return null;
  const row = store.get<{ title: string; heading_path: string; text: string }>(
    `SELECT title, heading_path, text FROM chunks WHERE id = ?`,
    [place.id],
  );
  if (!row) return null;
  for (const text of [row.text, row.heading_path, row.title]) {
    for (const word of wordsOf(text)) {
      if (word.term === term) return text.slice(word.start, word.end).toLowerCase();
    }
  }
  return null;
}

/**
 * Nearest words, best first: fewest slips, then in most chunks. A slip in the first letter is found where it swapped the
 * first two; other first letters would mean reading the whole vocabulary.
 */
export function nearWords(store: Store, word: string, count: number): string[] {
  const typed = fold(word);
  const stemmed = porterStem(typed);
  const bound = allowed(typed.length);
  if (bound === 0) return [];
  const found: (Term & { distance: number })[] = [];
  const letters = new Set([...typed].slice(0, 2));
  for (const letter of letters) {
    for (const one of termsFrom(store, letter)) {
      const { length } = one.term;
      if (length < typed.length - LONGEST_ENDING - bound || length > typed.length + bound) continue;
      if (one.term === stemmed) continue;
      const distance = Math.min(stemDistance(one.term, typed, bound), stemDistance(one.term, stemmed, bound));
      if (distance < Number.POSITIVE_INFINITY) found.push({ ...one, distance });
    }
  }
  return found
    .toSorted((a, b) => a.distance - b.distance || b.chunks - a.chunks)
    .slice(0, count)
    .flatMap(({ term }) => surfaceOf(store, term) ?? []);
}
