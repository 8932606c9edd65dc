/** Words of a text as FTS5's unicode61 tokenizer cuts and folds them. */
import { porterStem } from './porter.ts';

export interface Word {
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Folded and stemmed: what the index holds. */
  readonly term: string;
}

/** Letters, digits and private-use characters; combining marks belong to the word that they follow. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\u0300-\u036f]*/gu;
/** Marks on a Latin letter; FTS5 leaves those of other scripts. */
const MARKS = /([a-z])[\u0300-\u036f]+/g;

/** Lower case, Latin letters without diacritics. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  // Plain letters and digits are most of every text.
  if (/^[\x20-\x7e]*$/.test(lower)) return lower;
  return lower.normalize('NFD').replaceAll(MARKS, '$1').normalize('NFC').replaceAll('ς', 'σ').replaceAll('ſ', 's');
}

/** Stems of words seen lately: text repeats itself. */
const stems = new Map<string, string>();
const REMEMBERED = 50_000;

export function termOf(word: string): string {
  let term = stems.get(word);
  if (term === undefined) {
    term = porterStem(fold(word));
    if (stems.size >= REMEMBERED) stems.clear();
    stems.set(word, term);
  }
  return term;
}

export function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(WORD)) {
    yield { start: match.index, end: match.index + match[0].length, term: termOf(match[0]) };
  }
}

export const hasWord = (text: string): boolean => text.search(WORD) !== -1;
