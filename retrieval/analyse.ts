/**
 * Text to terms, the same for a chunk and for a query: Unicode word breaks, case and accents
 * folded, stemmed by language; scripts written without spaces become overlapping pairs.
 */
import { lower } from './fold.ts';
import { stem } from './stem.ts';

/** Raised whenever the same text would give other terms; an index of another version is rebuilt. */
export const ANALYSER_VERSION = 1;

/** A term longer than this (UTF-16 units) is cut: base64 and hashes must not swell the dictionary. */
export const LONGEST_TERM = 48;

const wordCharacter = /^[\p{L}\p{M}\p{N}]$/u;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;
const hasUnspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
/** What an apostrophe leaves behind in English ("it's", "they'll") and in French or Italian ("l'eau"). */
const remnants = new Set(['s', 't', 'd', 'm', 'l', 'j', 'n', 'c', 'll', 're', 've', 'qu']);
const apostrophes = new Set(["'", '’', 'ʼ', '＇']);

/** A word of a text, before stemming, with the terms it stands for. */
export interface Word {
  readonly written: string;
  /** One term, or the pairs of an unspaced run. */
  readonly terms: readonly string[];
}

/** Calls back with each term of a text, in order. */
export function eachTerm(text: string, language: string, emit: (term: string) => void): void {
  const lowered = lower(text);
  eachSpan(lowered, (start, end, plain) => eachTermOf(lowered.slice(start, end), plain, language, emit));
}

/**
 * The terms of one word of a text in lower case.
 * @param plain as told by eachSpan
 */
export function eachTermOf(word: string, plain: boolean, language: string, emit: (term: string) => void): void {
  if (!plain && hasUnspaced.test(word)) splitUnspaced(word, language, emit);
  else emit(termOf(word, language));
}

/** The words of a query with the terms each stands for. */
export function analyseWords(text: string, language: string): Word[] {
  const found: Word[] = [];
  const lowered = lower(text);
  eachSpan(lowered, (start, end, plain) => {
    const written = lowered.slice(start, end);
    const terms: string[] = [];
    eachTermOf(written, plain, language, (term) => terms.push(term));
    found.push({ written, terms });
  });
  return found;
}

export function analyse(text: string, language: string): string[] {
  const terms: string[] = [];
  eachTerm(text, language, (term) => terms.push(term));
  return terms;
}

/** What each UTF-16 unit beyond ASCII is, as far as it was asked: 1 part of a word, 2 not. */
const kinds = new Uint8Array(1 << 16);

/** How many UTF-16 units of a word stand here: 0 where another thing does. */
function unitsOfWord(text: string, at: number, code: number): 0 | 1 | 2 {
  if (code >= 0xd800 && code < 0xdc00) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) return wordCharacter.test(String.fromCodePoint(point)) ? 2 : 0;
  }
  let kind = kinds[code];
  if (kind === 0) kinds[code] = kind = wordCharacter.test(String.fromCharCode(code)) ? 1 : 2;
  return kind === 1 ? 1 : 0;
}

/** Of the hash that eachSpan tells, before the first character. Another in each process, so that no text can be made for it. */
const HASH_SEED = Math.floor(Math.random() * 0x7fffffff);

/**
 * Where the words of a text in lower case stand: letters, marks and digits that follow one another, without what an
 * apostrophe leaves behind. Character by character and without a string a word, because a large base has millions of them.
 * @param visit is told where the word begins and ends, whether it is of plain letters and digits, and if so a hash of it.
 */
export function eachSpan(
  lowered: string,
  visit: (start: number, end: number, plain: boolean, hash: number) => void,
): void {
  const { length } = lowered;
  let start = -1;
  let plain = true;
  let hash = HASH_SEED;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? lowered.charCodeAt(at) : 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = at;
      hash = Math.imul(hash ^ code, 0x01000193);
      continue;
    }
    const units = code > 127 ? unitsOfWord(lowered, at, code) : code >= 65 && code <= 90 ? 1 : 0;
    if (units > 0) {
      if (start < 0) start = at;
      plain = false;
      at += units - 1;
    } else if (start >= 0) {
      if (at - start > 2 || !isRemnant(lowered, start, at)) visit(start, at, plain, hash);
      start = -1;
      plain = true;
      hash = HASH_SEED;
    }
  }
}

function isRemnant(text: string, start: number, end: number): boolean {
  const before = text[start - 1];
  const after = text[end];
  const apart = (before !== undefined && apostrophes.has(before)) || (after !== undefined && apostrophes.has(after));
  return apart && remnants.has(text.slice(start, end));
}

function termOf(word: string, language: string): string {
  const term = stem(word, language);
  if (term.length <= LONGEST_TERM) return term;
  // Never cut a surrogate pair in two: the dictionary is UTF-8 and must give back what went in.
  const cut = term.slice(0, LONGEST_TERM);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** Pairs of neighbouring characters; a lone character stands for itself. Other letters in the run are words. */
function splitUnspaced(word: string, language: string, emit: (term: string) => void): void {
  let last = 0;
  unspaced.lastIndex = 0;
  for (let match = unspaced.exec(word); match; match = unspaced.exec(word)) {
    if (match.index > last) emit(termOf(word.slice(last, match.index), language));
    const characters = Array.from(match[0]);
    if (characters.length === 1) emit(match[0]);
    for (let i = 0; i + 1 < characters.length; i++) emit(`${characters[i]}${characters[i + 1]}`);
    last = match.index + match[0].length;
  }
  if (last < word.length) emit(termOf(word.slice(last), language));
}
