/** The stretch of a chunk that shows why it was found, as runs that match and runs that do not. */
import type { SearchHit } from '../contract.ts';
import type { ParsedQuery, Part } from './query.ts';
import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

type Snippet = SearchHit['snippet'];

interface Match {
  readonly start: number;
  readonly end: number;
  /** Which part of the query it is. */
  readonly part: number;
}

/** Characters shown. */
const WIDTH = 240;
/** Characters before the first match, so that it does not stand at the edge. */
const LEAD = 40;

const fits = (part: Part, words: readonly Word[], at: number): boolean =>
  part.terms.every((term, offset) => {
    const found = words[at + offset]?.term;
    if (found === undefined) return false;
    return part.prefix && offset === part.terms.length - 1 ? found.startsWith(term) : found === term;
  });

function matchesIn(text: string, query: ParsedQuery): Match[] {
  const words = [...wordsOf(text)];
  const matches: Match[] = [];
  for (const [at, word] of words.entries()) {
    for (const [index, part] of query.parts.entries()) {
      if (!fits(part, words, at)) continue;
      const last = words[at + part.terms.length - 1] ?? word;
      matches.push({ start: word.start, end: last.end, part: index });
    }
  }
  return matches;
}

/** The start of the window that shows the most different parts of the query, the earliest of equals. */
function bestStart(matches: readonly Match[]): number {
  let best = 0;
  let most = 0;
  for (const [index, { start }] of matches.entries()) {
    const parts = new Set<number>();
    for (let at = index; at < matches.length; at++) {
      const match = matches[at];
      if (!match || match.end > start + WIDTH - LEAD) break;
      parts.add(match.part);
    }
    if (parts.size > most) {
      most = parts.size;
      best = start;
    }
  }
  return best;
}

/** Moves a cut to a gap between words within reach, so that no word and no pair of surrogates is torn. */
function toGap(text: string, at: number, direction: 1 | -1): number {
  for (let step = 0; step < 24; step++) {
    const place = at + step * direction;
    if (place <= 0) return 0;
    if (place >= text.length) return text.length;
    if (/\s/.test(text[place - 1] ?? '')) return place;
  }
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

const tidy = (text: string): string => text.replaceAll(/\s+/g, ' ');

export function snippetOf(text: string, query: ParsedQuery): Snippet {
  const matches = matchesIn(text, query);
  const from = matches.length > 0 ? toGap(text, Math.max(0, bestStart(matches) - LEAD), 1) : 0;
  const to = toGap(text, Math.min(text.length, from + WIDTH), -1);
  const end = to > from ? to : Math.min(text.length, from + WIDTH);
  const runs: Snippet = [];
  const add = (run: string, match: boolean): void => {
    if (run === '') return;
    const last = runs.at(-1);
    if (last && last.match === match) last.text += run;
    else runs.push({ text: run, match });
  };
  if (from > 0) add('… ', false);
  let at = from;
  for (const match of matches) {
    const start = Math.max(at, match.start);
    const stop = Math.min(end, match.end);
    if (stop <= start) continue;
    add(tidy(text.slice(at, start)), false);
    add(tidy(text.slice(start, stop)), true);
    at = stop;
  }
  add(tidy(text.slice(at, end)), false);
  if (end < text.length) add(' …', false);
  return runs;
}
