/** Why a chunk was found, in numbers that add up and a sentence that a person can read. */
import { impact, rarity } from './bm25.ts';
import type { Fused } from './fusion.ts';
import { type Lexicon, weightedCount } from './lexicon.ts';
import { placeOf } from './phrase.ts';
import type { ParsedQuery } from './query.ts';
import type { Scope } from './scope.ts';
import type { Explanation, TermContribution } from './types.ts';

export function explainHit(
  ordinal: number,
  { terms, unknown }: ParsedQuery,
  lexicon: Lexicon,
  scope: Scope,
  fused: Fused,
  likeness: { readonly cosine: number; readonly trust: number } | undefined,
): Explanation {
  const closeness = likeness && Math.max(0, likeness.cosine * likeness.trust);
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
  const contributions = raw
    .map(({ contribution, value }) => ({
      ...contribution,
      share: sum > 0 && total > 0 ? ((value / sum) * words) / total : 0,
    }))
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
    const named = terms.slice(0, 4).map(({ word, term, match }) => {
      if (match === 'fuzzy') return `“${term}” (close to “${word}”)`;
      return match === 'prefix' ? `“${term}” (begins with “${word}”)` : `“${word}”`;
    });
    const more = terms.length > named.length ? ` and ${terms.length - named.length} more` : '';
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
