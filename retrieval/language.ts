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

function share(text: string, script: RegExp): number {
  return text.match(script)?.length ?? 0;
}

/**
 * @param among Only these languages are candidates (a query is asked in a language of its index).
 * @returns ISO 639-1 code, or `und` when nothing stands out.
 */
export function detectLanguage(text: string, among?: ReadonlySet<string>): string {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const cyrillic = share(sample, /\p{Script=Cyrillic}/gu);
  const arabic = share(sample, /\p{Script=Arabic}/gu);
  const latinLetters = share(sample, /\p{Script=Latin}/gu);
  if (cyrillic > latinLetters && cyrillic >= arabic) {
    // Letters of Ukrainian, Bulgarian in disguise and Serbian that Russian does not have.
    return /[іїєґўђјљњћџ]/i.test(sample) ? UNKNOWN : pick('ru', among);
  }
  if (arabic > latinLetters) return /[پچژگ]/.test(sample) ? UNKNOWN : pick('ar', among);
  if (latinLetters === 0) return UNKNOWN;

  const words = fold(lower(sample)).match(/\p{L}+/gu) ?? [];
  let best = UNKNOWN;
  let bestHits = 0;
  let second = 0;
  for (const language of latin) {
    if (among && !among.has(language)) continue;
    const list = stopwords[language];
    let hits = 0;
    for (const word of words) if (list?.has(word)) hits++;
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
