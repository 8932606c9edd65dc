/**
 * Porter's stemmer (M. F. Porter, "An algorithm for suffix stripping", 1980, with its two later corrections), as FTS5's
 * `porter` tokenizer has it: a word that the index found has to be recognised in the text that is shown.
 */

const isVowelLetter = (letter: string | undefined): boolean =>
  letter === 'a' || letter === 'e' || letter === 'i' || letter === 'o' || letter === 'u';

/** A y after a consonant is a vowel. */
function isVowel(word: string, at: number): boolean {
  const letter = word[at];
  return isVowelLetter(letter) || (letter === 'y' && at > 0 && !isVowel(word, at - 1));
}

/** How often a run of vowels is followed by a run of consonants: Porter's m. */
function measure(word: string): number {
  let count = 0;
  let at = 0;
  while (at < word.length && !isVowel(word, at)) at++;
  while (at < word.length) {
    while (at < word.length && isVowel(word, at)) at++;
    if (at === word.length) return count;
    count++;
    while (at < word.length && !isVowel(word, at)) at++;
  }
  return count;
}

const hasVowel = (word: string): boolean => {
  for (let at = 0; at < word.length; at++) if (isVowel(word, at)) return true;
  return false;
};

/** Ends consonant, vowel, consonant, the last not w, x or y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return (
    last >= 2 &&
    !isVowel(word, last) &&
    isVowel(word, last - 1) &&
    !isVowel(word, last - 2) &&
    !'wxy'.includes(word[last] ?? '')
  );
}

const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['logi', 'log'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const STEP_4 = [
  'al',
  'ance',
  'ence',
  'er',
  'ic',
  'able',
  'ible',
  'ant',
  'ement',
  'ment',
  'ent',
  'ion',
  'ou',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
] as const;

function replaceSuffix(word: string, rules: readonly (readonly [string, string])[]): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return measure(stem) > 0 ? stem + replacement : word;
  }
  return word;
}

/** With something before it: FTS5 takes no whole word for an ending. */
const ends = (word: string, suffix: string): boolean => word.length > suffix.length && word.endsWith(suffix);

function step1b(word: string): string {
  if (ends(word, 'eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((ending) => word.endsWith(ending) && hasVowel(word.slice(0, -ending.length)));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`;
  const last = stem.at(-1) ?? '';
  if (!isVowelLetter(last) && !'lsz'.includes(last) && last === stem.at(-2)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function step4(word: string): string {
  let best = '';
  for (const suffix of STEP_4) if (suffix.length > best.length && word.endsWith(suffix)) best = suffix;
  if (best === '') return word;
  const stem = word.slice(0, -best.length);
  if (measure(stem) < 2) return word;
  if (best === 'ion' && !stem.endsWith('s') && !stem.endsWith('t')) return word;
  return stem;
}

const BYTES = new TextEncoder();
/** FTS5 leaves longer words alone (bytes). */
const LONGEST = 64;

/** @param folded lower case, without diacritics */
export function porterStem(folded: string): string {
  if (folded.length < 3) return folded;
  if (folded.length > LONGEST / 4 && BYTES.encode(folded).length > LONGEST) return folded;
  let word = folded;
  if (ends(word, 'sses') || ends(word, 'ies')) word = word.slice(0, -2);
  else if (word.endsWith('s') && !word.endsWith('ss')) word = word.slice(0, -1);
  word = step1b(word);
  if (word.endsWith('y') && hasVowel(word.slice(0, -1))) word = `${word.slice(0, -1)}i`;
  word = replaceSuffix(word, STEP_2);
  word = replaceSuffix(word, STEP_3);
  word = step4(word);
  if (word.endsWith('e')) {
    const stem = word.slice(0, -1);
    const m = measure(stem);
    if (m > 1 || (m === 1 && !endsShort(stem))) word = stem;
  }
  if (word.endsWith('ll') && measure(word.slice(0, -1)) > 1) word = word.slice(0, -1);
  return word;
}
