/** Does a chunk hold the words in quotes, one after the other? */
import { analyse } from './analyse.ts';
import type { Lexicon } from './lexicon.ts';
import type { TextReader } from './types.ts';

export function holdsPhrases(
  ordinal: number,
  phrases: readonly (readonly (readonly string[])[])[],
  lexicon: Lexicon,
  textOf: TextReader | undefined,
): boolean {
  return phrases.every((phrase) => {
    const allWords = phrase.every((terms) => terms.some((term) => contains(lexicon, term, ordinal)));
    if (!allWords || !textOf) return allWords;
    const text = textOf(ordinal);
    return lexicon.languages.some((language) => inOrder(analyse(text, language), phrase));
  });
}

function inOrder(terms: readonly string[], phrase: readonly (readonly string[])[]): boolean {
  for (let start = 0; start + phrase.length <= terms.length; start++) {
    if (phrase.every((any, place) => any.includes(terms[start + place] ?? ''))) return true;
  }
  return false;
}

export function contains(lexicon: Lexicon, term: string, ordinal: number): boolean {
  const number = lexicon.find(term);
  return number >= 0 && placeOf(lexicon.postings(number).ordinals, ordinal) >= 0;
}

/** Binary search; -1 when absent. */
export function placeOf(ordinals: Uint32Array, ordinal: number): number {
  let low = 0;
  let high = ordinals.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = ordinals[middle] ?? 0;
    if (value === ordinal) return middle;
    if (value < ordinal) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
