/** Which rules a line of evidence is read by: those of its language, and where it tells none, those of the text it stands in. */
import { detectLanguage } from '../../../retrieval/index.ts';
import { GERMAN } from './rules-de.ts';
import { SPANISH } from './rules-es.ts';
import { FRENCH } from './rules-fr.ts';
import type { Rule } from './rule-parts.ts';
import { ENGLISH } from './rules.ts';

const RULES: Readonly<Record<string, readonly Rule[]>> = { en: ENGLISH, de: GERMAN, fr: FRENCH, es: SPANISH };
const ALL = Object.values(RULES).flat();
const UNKNOWN = 'und';

/** Fewer words than these do not tell a language. */
const LEAST_WORDS = 8;
/** Characters of a text that its language is told by. */
export const LANGUAGE_SAMPLE = 6000;

/** ISO 639-1, or `und`. */
export const languageOf = (plain: string): string => detectLanguage(plain.slice(0, LANGUAGE_SAMPLE));

/**
 * @param language of the whole text. English rules read what is in a language of no rules: they also know what is written
 *   alike everywhere.
 */
export function rulesFor(line: string, language: string): readonly Rule[] {
  const own = line.split(' ', LEAST_WORDS).length < LEAST_WORDS ? UNKNOWN : detectLanguage(line);
  const known = own === UNKNOWN || RULES[own] === undefined ? language : own;
  return known === UNKNOWN ? ALL : (RULES[known] ?? ENGLISH);
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' });
/** Scripts in which facts are not found, by what is commonly written in each. */
const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Korean', /\p{Script=Hangul}/gu],
  ['Chinese', /\p{Script=Han}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Hindi', /\p{Script=Devanagari}/gu],
  ['Thai', /\p{Script=Thai}/gu],
  ['a language in Cyrillic letters', /\p{Script=Cyrillic}/gu],
  ['a language in Arabic letters', /\p{Script=Arabic}/gu],
];
/** Fewer words may be a list of names. */
const ENOUGH_WORDS = 40;

/** The name of the language of a text that no rules are for; null where there are, or where it is too short to tell. */
export function unreadLanguage(plain: string): string | null {
  const language = languageOf(plain);
  if (RULES[language] !== undefined) return null;
  if (language !== UNKNOWN) return NAMES.of(language) ?? language;
  const sample = plain.slice(0, LANGUAGE_SAMPLE);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  // A tenth: Japanese is half Chinese letters.
  const script =
    letters < ENOUGH_WORDS ? undefined : SCRIPTS.find(([, own]) => (sample.match(own)?.length ?? 0) * 10 > letters);
  if (script) return script[0];
  return (sample.match(/\p{L}{2,}/gu)?.length ?? 0) < ENOUGH_WORDS ? null : 'a language that is not known here';
}
