/** Why a chunk was found, in numbers that add up and a sentence that a person can read. */
import { analyseWords } from './analyse.ts';
import { impact, rarity } from './bm25.ts';
import { fold } from './fold.ts';
import type { Fused } from './fusion.ts';
import { type Lexicon, weightedCount } from './lexicon.ts';
import { placeOf } from './phrase.ts';
import type { ParsedQuery } from './query.ts';
import type { Scope } from './scope.ts';
import type { Explanation, TermContribution, TextReader } from './types.ts';

export function explainHit(
  ordinal: number,
  { terms, unknown }: ParsedQuery,
  lexicon: Lexicon,
  scope: Scope,
  fused: Fused,
  likeness: { readonly cosine: number; readonly reliance: number } | undefined,
  textOf: TextReader | undefined,
): Explanation {
  const closeness = likeness && Math.max(0, likeness.cosine * likeness.reliance);
  const raw: { contribution: Omit<TermContribution, 'share'>; value: number }[] = [];
  let sum = 0;
  // By word of the query: what it is worth, and what of that is in the chunk.
  const worth = new Map<string, { asked: number; held: number }>();
  for (const { number, term, word, weight, match } of terms) {
    const postings = lexicon.postings(number);
    const place = placeOf(postings.ordinals, ordinal);
    const rare = rarity(scope.size, scope.frequency(number));
    const one = worth.get(word) ?? { asked: 0, held: 0 };
    worth.set(word, one);
    one.asked = Math.max(one.asked, rare);
    if (place < 0) continue;
    one.held = Math.max(one.held, rare * Math.min(1, weight));
    const text = postings.text[place] ?? 0;
    const title = postings.title[place] ?? 0;
    const heading = postings.heading[place] ?? 0;
    const count = weightedCount(text, title, heading);
    const chunks = scope.frequency(number);
    const value = weight * rarity(scope.size, chunks) * impact(count, lexicon.lengthOf(ordinal), scope.averageLength);
    sum += value;
    const fields: ('title' | 'heading' | 'text')[] = [];
    if (title > 0) fields.push('title');
    if (heading > 0) fields.push('heading');
    if (text > 0) fields.push('text');
    raw.push({ contribution: { term, word, match, chunks, fields }, value });
  }
  const words = fused.words(ordinal);
  const meaning = fused.meaning(ordinal);
  const total = words + meaning;
  let asked = unknown * rarity(scope.size, 0);
  let held = 0;
  for (const one of worth.values()) {
    asked += one.asked;
    held += Math.min(one.asked, one.held);
  }
  // Read once, and only where a word of the passage is another than the one asked for.
  const others = new Set(raw.flatMap(({ contribution: { term, match } }) => (match === 'exact' ? [] : [term])));
  const written =
    textOf && others.size > 0
      ? wordsBehind(textOf(ordinal), others, lexicon.languages.slice(0, 4))
      : new Map<string, string>();
  const contributions = raw
    .map(({ contribution, value }) => {
      const word = contribution.match === 'exact' ? undefined : written.get(contribution.term);
      return {
        ...contribution,
        ...(word === undefined ? {} : { written: word }),
        share: sum > 0 && total > 0 ? ((value / sum) * words) / total : 0,
      };
    })
    .toSorted((a, b) => b.share - a.share);
  const pinned = lexicon.pinned(ordinal);
  return {
    sentence: sentenceOf(contributions, meaning, closeness, pinned),
    terms: contributions,
    words,
    meaning,
    coverage: asked > 0 ? held / asked : 0,
    ...(likeness === undefined ? {} : { similarity: likeness.cosine, closeness: closeness ?? 0 }),
    pinned,
  };
}

/** Share of what was asked, unknown words as the rarest, that stands in any chunk of the scope. */
export function shareFound({ terms, unknown }: ParsedQuery, scope: Scope): number {
  const worth = new Map<string, number>();
  for (const { number, word, match } of terms) {
    const key = match === 'exact' ? `=${number}` : word;
    worth.set(key, Math.max(worth.get(key) ?? 0, rarity(scope.size, scope.frequency(number))));
  }
  let found = 0;
  for (const value of worth.values()) found += value;
  const missing = unknown * rarity(scope.size, 0);
  return found > 0 ? found / (found + missing) : 0;
}

/** For each of these terms the first word of a text that it stands for. */
function wordsBehind(text: string, terms: ReadonlySet<string>, languages: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const language of languages) {
    for (const { written, terms: its } of analyseWords(text, language)) {
      for (const term of its) if (terms.has(term) && !found.has(term)) found.set(term, written);
    }
    if (found.size === terms.size) break;
  }
  return found;
}

/** A term of the index is a stem, which is no word: where the passage's own word is not at hand none is shown. */
function nameOf({ word, match, written }: TermContribution): string {
  if (match === 'exact' || (written !== undefined && fold(written) === fold(word))) return `“${word}”`;
  const how = match === 'prefix' ? `begins with “${word}”` : `close to “${word}”`;
  return written === undefined
    ? match === 'prefix'
      ? `a word that ${how}`
      : `a word ${how}`
    : `“${written}” (${how})`;
}

/** Less likeness than this is chance. */
const WORTH_SAYING = 0.1;

function sentenceOf(
  terms: readonly TermContribution[],
  meaning: number,
  closeness: number | undefined,
  pinned: boolean,
): string {
  const parts: string[] = [];
  if (terms.length > 0) {
    // Several forms or pairs of characters may stand for one word.
    const all = [...new Set(terms.map(nameOf))];
    const named = all.slice(0, 4);
    const more = all.length > named.length ? ` and ${all.length - named.length} more` : '';
    parts.push(`contains ${named.join(', ')}${more}`);
  }
  if (meaning > 0 && closeness !== undefined && closeness >= WORTH_SAYING) {
    parts.push(
      `is ${closeness > 0.6 ? 'very' : closeness > 0.3 ? 'fairly' : 'a little'} close in meaning (${closeness.toFixed(2)})`,
    );
  }
  if (pinned) parts.push('is pinned');
  const sentence = parts.join('; ');
  return sentence === '' ? 'Matches the question weakly.' : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
