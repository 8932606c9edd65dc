/**
 * Which language a document is in: by script where a script decides, else by counting the
 * commonest words of each language that we can stem. Only as good as a stemmer needs.
 */
import { fold, lower } from './fold.ts';
import { stopwordLanguages, stopwords } from './stopwords.ts';

/** Code for "no stemmer applies": words are kept as written. */
export const UNKNOWN = 'und';

/** Characters looked at; enough for a safe verdict, and a bound on the work for a long document. */
const SAMPLE = 6000;

const latin: readonly string[] = stopwordLanguages.filter((language) => language !== 'ru' && language !== 'ar');

/** The places in `latin` of the languages that a word is a function word of. */
let languagesOfWord: Map<string, number[]> | undefined;

function commonIn(word: string): readonly number[] | undefined {
  if (!languagesOfWord) {
    languagesOfWord = new Map();
    for (const [place, language] of latin.entries()) {
      for (const common of stopwords[language] ?? []) {
        const places = languagesOfWord.get(common);
        if (places) places.push(place);
        else languagesOfWord.set(common, [place]);
      }
    }
  }
  return languagesOfWord.get(word);
}

const scripts = [/\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u, /\p{Script=Latin}/u] as const;

/** How many letters of each script a text has. */
function lettersOf(text: string): { cyrillic: number; arabic: number; latinLetters: number } {
  const counts: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      const small = code | 32;
      if (small >= 97 && small <= 122) counts[2]++;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    for (const [place, script] of scripts.entries()) if (script.test(character)) counts[place as 0 | 1 | 2]++;
    at += character.length - 1;
  }
  const [cyrillic, arabic, latinLetters] = counts;
  return { cyrillic, arabic, latinLetters };
}

/**
 * @param among Only these languages are candidates (a query is asked in a language of its index).
 * @returns ISO 639-1 code, or `und` when nothing stands out.
 */
export function detectLanguage(text: string, among?: ReadonlySet<string>): string {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const { cyrillic, arabic, latinLetters } = lettersOf(sample);
  if (cyrillic > latinLetters && cyrillic >= arabic) {
    // Letters of Ukrainian, Bulgarian in disguise and Serbian that Russian does not have.
    return /[іїєґўђјљњћџ]/i.test(sample) ? UNKNOWN : pick('ru', among);
  }
  if (arabic > latinLetters) return /[پچژگ]/.test(sample) ? UNKNOWN : pick('ar', among);
  if (latinLetters === 0) return UNKNOWN;

  const words = fold(lower(sample)).match(/\p{L}+/gu) ?? [];
  const counted = new Uint32Array(latin.length);
  for (const word of words) for (const place of commonIn(word) ?? []) counted[place] = (counted[place] ?? 0) + 1;
  let best = UNKNOWN;
  let bestHits = 0;
  let second = 0;
  for (const [place, language] of latin.entries()) {
    if (among && !among.has(language)) continue;
    const hits = counted[place] ?? 0;
    if (hits > bestHits) {
      second = bestHits;
      best = language;
      bestHits = hits;
    } else if (hits > second) second = hits;
  }
  // Running text has a third to a half of such words; a tie or a trickle decides nothing.
  if (bestHits < 2 && words.length > 6) return UNKNOWN;
  if (bestHits === second) return UNKNOWN;
  return bestHits * 12 >= words.length ? best : UNKNOWN;
}

function pick(language: string, among: ReadonlySet<string> | undefined): string {
  return !among || among.has(language) ? language : UNKNOWN;
}
