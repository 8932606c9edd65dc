/**
 * A phrase found in a text as people of its language would find it: without regard to case, to how accents are encoded or
 * to the kind of apostrophe and dash; as whole words where a script has words, anywhere where it writes without spaces.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Folded {
  readonly text: string;
  /** Where each of its units stands in the original, and the original's end; null where both are unit by unit the same. */
  readonly at: readonly number[] | null;
}

/** Soft hyphens, zero widths, Arabic lengthening and vowel signs, Hebrew points: written or left out at will. */
const UNSAID = /[\u{64b}-\u{652}\u{591}-\u{5bd}\u{5bf}-\u{5c7}\u{307}\u{640}\u{ad}\u{200b}-\u{200d}\u{2060}\u{feff}]/gu;
const HANGUL = /\p{Script=Hangul}/u;

function foldOne(char: string): string {
  // A syllable of Hangul taken apart would be found inside others.
  const whole = HANGUL.test(char) ? char.normalize('NFKC') : char.normalize('NFKD');
  return whole
    .toLowerCase()
    .replace(/ß/gu, 'ss')
    .replace(/ς/gu, 'σ')
    .replace(/ı/gu, 'i')
    .replace(/\u0435\u0308/gu, '\u0435')
    .replace(/[‘’ʼ]/gu, "'")
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(UNSAID, '');
}

const known = new Map<string, string>();
function foldChar(char: string): string {
  const found = known.get(char);
  if (found !== undefined) return found;
  const made = foldOne(char);
  if (known.size < 10_000) known.set(char, made);
  return made;
}

/** For comparing without regard to case and spelling of characters. */
export function fold(text: string): Folded {
  if (isPlain(text)) return { text: text.toLowerCase(), at: null };
  const at: number[] = [];
  let folded = '';
  let place = 0;
  for (const char of text) {
    const made = foldChar(char);
    for (let unit = 0; unit < made.length; unit += 1) at.push(place);
    folded += made;
    place += char.length;
  }
  at.push(text.length);
  return { text: folded, at };
}

const isPlain = (text: string): boolean => !/[^\p{ASCII}]/u.test(text);

/** Scripts that put no space between words. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー`;
const isUnspaced = new RegExp(`^[${UNSPACED}]$`, 'u');
/** A letter or number that would make the phrase a part of a longer word. */
const JOINED = String.raw`[[\p{L}\p{M}\p{N}]--[${UNSPACED}]]`;
const LETTER = /^[\p{L}\p{M}\p{N}]$/u;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** What a rule's own language lets a word end with, and still be that word. */
type Endings = 'english' | 'any';

function ending(word: string, endings: Endings): { stem: string; suffix: string } {
  const plain = { stem: word, suffix: '' };
  if (!/^[\p{L}\p{M}'-]+$/u.test(word)) return plain;
  if (/^\p{Script=Hangul}/u.test(word) || isUnspaced.test(word.at(-1) ?? '')) return plain;
  if (endings === 'english' && /^[a-z'-]+$/.test(word)) return { stem: word, suffix: '(?:s|es|ed|d|ly|ing)?' };
  // A short word with an ending is more often another word.
  if (/^\p{Script=Cyrillic}/u.test(word)) {
    const stem = word.replace(/(?:[аеиоуыэюяьй]|и\u0306){1,3}$/u, '');
    return [...stem].length < 4 ? plain : { stem, suffix: String.raw`[\p{Script=Cyrillic}\u0306]{0,4}` };
  }
  if (/^[\p{Script=Latin}\p{M}'-]+$/u.test(word)) {
    const stem = word.replace(/(?:[aeo]\p{M}?)$/u, '');
    if ([...stem].length < 4) return plain;
    return { stem, suffix: '(?:s|es|ed|d|ly|ing|e|en|er|em|ere|eren|erer|eres|n|a|o|as|os|i|amente|mente|ment)?' };
  }
  return plain;
}

/** One letter that a word begins with in writing: “and”, “the”, “to”. */
function proclitic(first: string): string {
  if (/\p{Script=Arabic}/u.test(first)) return '(?:[وفبلك]{0,2}(?:ال|لل)?)';
  return /\p{Script=Hebrew}/u.test(first) ? '[והבלמשכ]{0,3}' : '';
}

/** Spaces in a phrase match any white space; the span is that of the original text. */
export function spansOf({ text, at }: Folded, phrase: string, endings: Endings = 'english'): Span[] {
  const words = fold(phrase.trim())
    .text.split(/\s+/)
    .filter((word) => word !== '');
  const last = words.pop();
  if (last === undefined) return [];
  const first = [...(words[0] ?? last)][0] ?? '';
  const end = [...last].at(-1) ?? '';
  const { stem, suffix } = ending(last, endings);
  const bounded = (char: string): boolean => LETTER.test(char) && !isUnspaced.test(char);
  const before = bounded(first) ? `(?<!${JOINED})${proclitic(first)}` : '';
  // Korean puts its particles behind the word.
  const after = bounded(end) && !HANGUL.test(end) ? `(?!${JOINED})` : '';
  const body = [...words.map(escaped), `${escaped(stem)}${suffix}`].join(String.raw`\s+`);
  return Array.from(text.matchAll(new RegExp(`${before}${body}${after}`, 'gv')), (match) => ({
    start: at === null ? match.index : (at[match.index] ?? 0),
    end: at === null ? match.index + match[0].length : (at[match.index + match[0].length] ?? 0),
  })).filter((span) => span.start < span.end);
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');

/** Words as people count them; where a script has no spaces, as its dictionary parts them. */
export function wordCount(text: string): number {
  if (!HAS_UNSPACED.test(text)) return text.match(WORD)?.length ?? 0;
  let count = 0;
  for (const { isWordLike } of new Intl.Segmenter('und', { granularity: 'word' }).segment(text))
    if (isWordLike === true) count += 1;
  return count;
}

/** Sentences with something in them. */
export const sentenceSpans = (text: string): Span[] =>
  Array.from(text.matchAll(/[^.!?…。！？｡؟।\n]+(?:[.!?…。！？｡؟।]+|\n|$)/gu), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  })).filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)));
