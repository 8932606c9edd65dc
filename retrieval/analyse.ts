/**
 * Text to terms, the same for a chunk and for a query: Unicode word breaks, case and accents
 * folded, stemmed by language; scripts written without spaces become overlapping pairs.
 */
import { isAscii, lower } from './fold.ts';
import { stem } from './stem.ts';

/** Raised whenever the same text would give other terms; an index of another version is rebuilt. */
export const ANALYSER_VERSION = 1;

/** A term longer than this (UTF-16 units) is cut: base64 and hashes must not swell the dictionary. */
export const LONGEST_TERM = 48;

const words = /[\p{L}\p{M}\p{N}]+/gu;
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
  eachWord(text, (word, plain) => {
    if (!plain && hasUnspaced.test(word)) splitUnspaced(word, language, emit);
    else emit(termOf(word, language));
  });
}

/** The words of a query with the terms each stands for. */
export function analyseWords(text: string, language: string): Word[] {
  const found: Word[] = [];
  eachWord(text, (written) => {
    const terms: string[] = [];
    if (hasUnspaced.test(written)) splitUnspaced(written, language, (term) => terms.push(term));
    else terms.push(termOf(written, language));
    found.push({ written, terms });
  });
  return found;
}

export function analyse(text: string, language: string): string[] {
  const terms: string[] = [];
  eachTerm(text, language, (term) => terms.push(term));
  return terms;
}

/** @param emit is told whether the word is of plain letters and digits. */
function eachWord(text: string, emit: (word: string, plain: boolean) => void): void {
  const lowered = lower(text);
  if (isAscii(lowered)) {
    eachAsciiWord(lowered, emit);
    return;
  }
  words.lastIndex = 0;
  for (let match = words.exec(lowered); match; match = words.exec(lowered)) {
    const word = match[0];
    if (!isRemnant(word, lowered, match.index)) emit(word, false);
  }
}

/** Letters and digits that follow one another, without a pattern: most texts are so, and a large base has millions of words. */
function eachAsciiWord(lowered: string, emit: (word: string, plain: boolean) => void): void {
  let start = -1;
  for (let at = 0; at <= lowered.length; at++) {
    const code = at < lowered.length ? lowered.charCodeAt(at) : 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      const word = lowered.slice(start, at);
      if (!isRemnant(word, lowered, start)) emit(word, true);
      start = -1;
    }
  }
}

function isRemnant(word: string, text: string, at: number): boolean {
  if (word.length > 2 || !remnants.has(word)) return false;
  const before = text[at - 1];
  const after = text[at + word.length];
  return (before !== undefined && apostrophes.has(before)) || (after !== undefined && apostrophes.has(after));
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
