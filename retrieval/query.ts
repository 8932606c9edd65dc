/** A person's question to weighted terms: languages, phrases, beginnings of words (`begin*`), misspellings. */
import { analyse, analyseWords } from './analyse.ts';
import { within } from './edit-distance.ts';
import { rarity } from './bm25.ts';
import { detectLanguage, UNKNOWN } from './language.ts';
import type { Lexicon } from './lexicon.ts';
import { stopwords } from './stopwords.ts';
import { fold, lower } from './fold.ts';
import { stem } from './stem.ts';
import type { TermContribution } from './types.ts';

/** Characters of a query that are read; more is a pasted document, whose beginning says enough. */
const LONGEST_QUERY = 4000;
/** Different terms used, rarest first: bounds the cost of any query. */
const MOST_TERMS = 48;
/** Unknown words for which similar ones are looked for, each a pass over the dictionary. */
const MOST_UNKNOWN = 4;
/** The same for words that are there, but may be slips. */
const MOST_DOUBTED = 2;
const PREFIX_TERMS = 24;
/** A word that only begins with what was asked for counts so much of it. */
const PREFIX_WEIGHT = 0.7;
const FUZZY_TERMS = 3;
/**
 * A word in hardly any chunk, one slip away from a word in many times more, may be a slip that the text has too: the other
 * is looked for as well.
 */
const HARDLY_ANY = 2;
const MUCH_COMMONER = 20;
/** Forms of one word that are looked at where texts are kept unstemmed. */
const FORMS = 24;
/** Shorter beginnings have forms of too many other words. */
const SHORTEST_STEM = 3;
/** A word that only resembles the one asked for counts so much of it, by edits. */
const FUZZY_WEIGHT = [1, 0.6, 0.35] as const;

export interface QueryTerm {
  readonly number: number;
  readonly term: string;
  readonly word: string;
  /** How often it was asked for, times the quality of the match. */
  weight: number;
  readonly match: TermContribution['match'];
}

export interface ParsedQuery {
  readonly terms: readonly QueryTerm[];
  /** Each a row of words that must follow one another; a word is its possible terms, by language. */
  readonly phrases: readonly (readonly string[])[][];
  /** Words that the index has nothing for, not even anything like them. */
  readonly unknown: number;
}

/** @param beyond Words that stand in no chunk are kept where a model may know them. */
export function parseQuery(text: string, lexicon: Lexicon, prefix: boolean, beyond = false): ParsedQuery {
  const query = text.length > LONGEST_QUERY ? text.slice(0, LONGEST_QUERY) : text;
  const languages = queryLanguages(query, lexicon);
  const found = new Map<number, QueryTerm>();
  const weak: QueryTerm[] = [];
  const add = (number: number, word: string, weight: number, match: QueryTerm['match']): void => {
    const known = found.get(number);
    if (known) known.weight += weight;
    else found.set(number, { number, term: lexicon.termAt(number), word, weight, match });
  };

  const byLanguage = languages.map((language) => analyseWords(query, language));
  const words = byLanguage[0] ?? [];
  const typing = prefix && /[\p{L}\p{M}\p{N}]$/u.test(query);
  const unstemmed = lexicon.languages.includes(UNKNOWN);
  const starred = new Set(Array.from(query.matchAll(/([\p{L}\p{M}\p{N}]+)\*/gu), ([, word]) => lower(word ?? '')));
  let unknown = 0;
  let doubted = 0;
  let missing = 0;
  words.forEach((word, place) => {
    const last = (typing && place === words.length - 1) || starred.has(word.written);
    const terms = new Set(byLanguage.flatMap((list) => list[place]?.terms ?? []));
    const stop = !last && languages.some((language) => isStopword(word.written, language));
    let matched = false;
    for (const term of terms) {
      const number = lexicon.find(term);
      if (number < 0) continue;
      matched = true;
      if (stop) weak.push({ number, term, word: word.written, weight: 1, match: 'exact' });
      else add(number, word.written, 1, 'exact');
    }
    if (stop) return;
    if (unstemmed) {
      for (const [number, weight] of formsOf(word.written, terms, languages, lexicon)) {
        matched = true;
        add(number, word.written, weight, 'exact');
      }
    }
    const single = [...terms].find((term) => Array.from(term).length === 1 && !/[\p{Script=Latin}\p{N}]/u.test(term));
    const held = Math.max(0, ...[...terms].map((term) => frequencyOf(term, lexicon)));
    // One letter begins nearly everything.
    const begun = last && (single !== undefined || word.written.length > 1);
    if (begun || (single !== undefined && !matched)) {
      const beginning = single ?? fold(word.written);
      for (const number of lexicon.startingWith(beginning, PREFIX_TERMS)) {
        if (found.get(number)?.match === 'exact') continue;
        matched = true;
        add(number, word.written, PREFIX_WEIGHT * worthBeside(held, number, lexicon), 'prefix');
      }
    }
    const rare = !last && held > 0 && held <= HARDLY_ANY;
    if (rare ? doubted < MOST_DOUBTED : !matched && unknown < MOST_UNKNOWN) {
      if (rare) doubted++;
      else unknown++;
      for (const [number, edits] of similarTerms([...terms], lexicon)) {
        if (rare && (edits !== 1 || lexicon.frequency(number) < held * MUCH_COMMONER)) continue;
        if (rare && found.has(number)) continue;
        matched = true;
        add(number, word.written, FUZZY_WEIGHT[edits] ?? 0.35, 'fuzzy');
      }
    }
    if (!matched && beyond) {
      for (const term of terms) {
        const number = lexicon.known(term);
        if (number < 0) continue;
        matched = true;
        add(number, word.written, 1, 'exact');
      }
    }
    if (!matched) missing++;
  });
  // A question of nothing but common words is still a question.
  if (found.size === 0) for (const term of weak) add(term.number, term.word, term.weight, term.match);

  let terms = [...found.values()];
  if (terms.length > MOST_TERMS) {
    terms.sort((a, b) => lexicon.frequency(a.number) - lexicon.frequency(b.number) || (a.term < b.term ? -1 : 1));
    terms = terms.slice(0, MOST_TERMS);
  }
  return { terms, phrases: phrasesOf(query, languages), unknown: missing };
}

/** The language of the query if it shows one, otherwise all that the index was stemmed in. */
function queryLanguages(query: string, lexicon: Lexicon): readonly string[] {
  const among = lexicon.languages.slice(0, 4);
  if (among.length <= 1) return among.length === 1 ? among : [UNKNOWN];
  const detected = detectLanguage(query, new Set(among));
  if (detected === UNKNOWN) return among;
  return [detected];
}

function isStopword(word: string, language: string): boolean {
  const list = stopwords[language];
  return list?.has(fold(word)) ?? false;
}

function phrasesOf(query: string, languages: readonly string[]): (readonly string[])[][] {
  const phrases: (readonly string[])[][] = [];
  for (const match of query.matchAll(/["“„«]([^"“”«»]+)["”“»]/gu)) {
    const perLanguage = languages.map((language) => analyse(match[1] ?? '', language));
    const first = perLanguage[0] ?? [];
    const phrase = first.map((_, place) => [...new Set(perLanguage.map((terms) => terms[place] ?? ''))]);
    if (phrase.length > 1) phrases.push(phrase);
  }
  return phrases;
}

const frequencyOf = (term: string, lexicon: Lexicon): number => {
  const number = lexicon.find(term);
  return number < 0 ? 0 : lexicon.frequency(number);
};

/** A word that is whole may be meant as it stands: what only begins with it, however rare, counts no more than it does. */
function worthBeside(held: number, number: number, lexicon: Lexicon): number {
  if (held === 0) return 1;
  return Math.min(1, rarity(lexicon.size, held) / rarity(lexicon.size, lexicon.frequency(number)));
}

/**
 * Other forms of a word in texts whose language nobody could tell, which are kept as written. One form is rarer than the
 * word: it counts what the word would, in whatever form.
 */
function formsOf(
  written: string,
  terms: ReadonlySet<string>,
  languages: readonly string[],
  lexicon: Lexicon,
): [number, number][] {
  const folded = fold(written);
  const stems = [...terms].filter((term) => folded.startsWith(term) && term.length >= SHORTEST_STEM);
  const forms = new Set<number>();
  const asWritten = lexicon.find(folded);
  if (asWritten >= 0) forms.add(asWritten);
  const shortest = stems.toSorted((a, b) => a.length - b.length)[0];
  if (shortest !== undefined) {
    for (const number of lexicon.startingWith(shortest, FORMS)) {
      const term = lexicon.termAt(number);
      if (languages.some((language) => language !== UNKNOWN && terms.has(stem(term, language)))) forms.add(number);
    }
  }
  let chunks = 0;
  for (const term of terms) chunks = Math.max(chunks, frequencyOf(term, lexicon));
  const others = [...forms].filter((number) => !terms.has(lexicon.termAt(number)));
  for (const number of others) chunks += lexicon.frequency(number);
  const worth = rarity(lexicon.size, Math.min(lexicon.size, chunks));
  return others.map((number) => [number, Math.min(1, worth / rarity(lexicon.size, lexicon.frequency(number)))]);
}

/** Terms within one edit (of short words) or two (of long ones), nearest and commonest first. */
function similarTerms(terms: readonly string[], lexicon: Lexicon): [number, number][] {
  const near: { number: number; term: string; edits: number; chunks: number }[] = [];
  for (const wanted of terms) {
    const allowed = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2;
    if (allowed === 0 || wanted.length > 30) continue;
    lexicon.eachLikely(wanted, allowed, (term, number) => {
      if (Math.abs(term.length - wanted.length) > allowed) return;
      const edits = within(wanted, term, allowed);
      const chunks = edits <= allowed ? lexicon.frequency(number) : 0;
      if (chunks > 0) near.push({ number, term, edits, chunks });
    });
  }
  near.sort((a, b) => a.edits - b.edits || b.chunks - a.chunks || (a.term < b.term ? -1 : 1));
  return near.slice(0, FUZZY_TERMS).map(({ number, edits }) => [number, edits]);
}
