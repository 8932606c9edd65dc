/** One stemmer a language, each a pure function from npm; a cache, because words repeat. */
import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stem as english } from 'porter2';
import { fold } from './fold.ts';

const stemmers: Readonly<Record<string, (word: string) => string>> = {
  ar: arabic,
  da: danish,
  de: german,
  en: english,
  es: spanish,
  fi: finnish,
  fr: french,
  hu: hungarian,
  it: italian,
  nl: dutch,
  no: norwegian,
  pt: portuguese,
  ro: romanian,
  ru: russian,
  sv: swedish,
  tr: turkish,
};

/** Longer words are names, hashes or noise: never stemmed. */
const LONGEST = 40;
/** Entries kept a language before its cache starts again; bounds memory on hostile text. */
const CACHE = 100_000;

const caches = new Map<string, Map<string, string>>();

/** Stem of a lower-case word in a language, folded. Words with digits and unknown languages are only folded. */
export function stem(word: string, language: string): string {
  const stemmer = stemmers[language];
  if (!stemmer || word.length > LONGEST) return fold(word);
  let cache = caches.get(language);
  if (!cache || cache.size > CACHE) {
    cache = new Map();
    caches.set(language, cache);
  }
  const known = cache.get(word);
  if (known !== undefined) return known;
  const stemmed = /\p{N}/u.test(word) ? fold(word) : fold(stemmer(word)) || fold(word);
  cache.set(word, stemmed);
  return stemmed;
}
