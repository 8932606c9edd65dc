/** What an answer of the search is called, and how its snippets read. Pure. */
import type { SearchAnswer, SearchHit } from '../../../main/studio/knowledge/contract.ts';
import { countLabel } from '../morgys/words.ts';

/** "12 passages in 3 documents, 4 ms" */
export function foundLabel({ hits, milliseconds }: Pick<SearchAnswer, 'hits' | 'milliseconds'>): string {
  const time = milliseconds < 1 ? 'under 1 ms' : `${Math.round(milliseconds).toLocaleString('en')} ms`;
  if (hits.length === 0) return `Nothing found, ${time}`;
  const documents = new Set(hits.map(({ documentId }) => documentId)).size;
  return `${countLabel(hits.length, 'passage')} in ${countLabel(documents, 'document')}, ${time}`;
}

/** Without a full stop: more is said of it. */
export const stillIndexed = (documents: number): string =>
  `${countLabel(documents, 'document')} ${documents === 1 ? 'is' : 'are'} still being indexed`;

/** While the language model is learned. An earlier one is used meanwhile, and a hit says so: "close in meaning". */
export function learningWords({ share, modelId }: { readonly share: number; readonly modelId: string | null }): string {
  const done = `${Math.round(share * 100)} %`;
  return modelId === null
    ? `Learning which words belong together, ${done}. Until then words alone are compared.`
    : `Learning anew which words belong together, ${done}. Until then meaning is compared by what was learned before.`;
}

/** The most that a search takes (contract.ts), and what of it is compared (retrieval/query.ts). */
export const LONGEST_QUERY = 10_000;
const COMPARED = 4000;
/** Of a question that is repeated in a heading. */
const QUOTED = 80;

/** Said while a pasted text is searched for; null where nothing need be said. */
export const tooLong = (query: string): string | null =>
  query.length > COMPARED
    ? `Only the first ${COMPARED.toLocaleString('en')} characters are compared. A sentence or two find more exactly.`
    : null;

interface Emptiness {
  readonly query: string;
  readonly filtered: boolean;
  /** Documents that no search looks into yet. */
  readonly waiting: number;
  /** Passages that there are; undefined while nobody knows. */
  readonly passages: number | undefined;
}

/** Why nothing was found, and what to do. */
export function nothingWords({ query, filtered, waiting, passages }: Emptiness): { title: string; advice: string } {
  const asked = query.trim();
  const quoted = `“${asked.length > QUOTED ? `${asked.slice(0, QUOTED).trim()}…` : asked}”`;
  if (!/[\p{L}\p{N}]/u.test(asked))
    return { title: 'There is no word in that', advice: 'Search for a word, a number or the beginning of one.' };
  if (waiting > 0)
    return {
      title: `Nothing was found yet for ${quoted}`,
      advice: `${stillIndexed(waiting)}, and the search looks into them by itself when that is done.`,
    };
  if (passages === 0)
    return { title: 'There is nothing to search in yet', advice: 'Give a Morgy a document; it is found at once.' };
  const advice = filtered
    ? 'Neither as typed nor in a near spelling, within these filters.'
    : 'Neither as typed nor in a near spelling. Try fewer or other words, or the beginning of one with a star: navig*';
  return { title: `Nothing was found for ${quoted}`, advice };
}

type Judged = Pick<SearchHit, 'score' | 'fit'>;

/**
 * How well each fits, 0 to 1: the best as far as it speaks of what was asked, the others by their score against it. Null
 * where nobody judged that: to be the best of what there is says nothing.
 */
export function sharesOf(hits: readonly Judged[]): (hit: Judged) => number | null {
  const best = hits.reduce<Judged>((most, hit) => (hit.score > most.score ? hit : most), { score: 0 });
  return ({ score, fit }) =>
    fit === undefined || best.fit === undefined || best.score <= 0
      ? null
      : Math.min(1, (best.fit * score) / best.score);
}

type Run = SearchHit['snippet'][number];

/** Stand for the borders of what was found while the marks of Markdown are taken away around them. */
const OPEN = '\u{E000}';
const CLOSE = '\u{E001}';
const BORDERS = /[\u{E000}\u{E001}]/gu;

/** What the ends of a snippet leave of a tag: its end with an attribute in it, or its beginning. */
const CUT_BEFORE = /^(\s*…?)[^<>]*=\s*"[^"<>]*"\s*\\?\/?>/;
const CUT_AFTER = /\\?<\/?[a-z][\w-]*(?:\s[^<>]*=[^<>]*?)?(…?\s*)$/i;

/** Markdown as text: without marks, tags and the addresses of links, also of links that the snippet's ends cut. */
export const plainText = (text: string): string =>
  text
    .replace(/\\?<\/?[a-z][^<>]*>/gi, '')
    .replace(/\\<[^<>]*\\?>/g, '')
    .replace(CUT_BEFORE, '$1')
    .replace(CUT_AFTER, '$1')
    .replace(/\\(?=\s|$)/g, '')
    .replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
    .replace(/\]\([^()\s]*(?:\)|$)/g, '')
    .replace(/\\([\\`*_{}[\]()#+.!<>|~-])/g, '$1')
    .replace(/(^|\s)#{1,6}(?=\s|$)/g, '$1')
    .replace(/\*\*|__|~~|`+/g, '')
    .replace(/\s*\|(?:[\s:|-]*\|)?\s*/g, ' · ')
    .replace(/ {2,}/g, ' ');

/** The runs of a snippet as they read. What was found only in an address is shown in it. */
export function plainRuns(runs: readonly Run[]): Run[] {
  const joined = runs
    .map(({ text, match }) => {
      const clean = text.replace(BORDERS, '');
      return match ? `${OPEN}${clean}${CLOSE}` : clean;
    })
    .join('');
  const plain = plainText(joined);
  if (!plain.includes(OPEN) && runs.some(({ match }) => match)) return [...runs];
  return plain.split(OPEN).flatMap((piece, index): Run[] => {
    const end = index === 0 ? -1 : piece.indexOf(CLOSE);
    return [
      { text: end < 0 ? '' : piece.slice(0, end), match: true },
      { text: piece.slice(end + 1).replaceAll(CLOSE, ''), match: false },
    ].filter(({ text }) => text !== '');
  });
}

export type Since = 'any' | 'month' | 'year';

export const SINCE: readonly { since: Since; label: string; days: number }[] = [
  { since: 'any', label: 'Any date', days: 0 },
  { since: 'month', label: 'Last 30 days', days: 30 },
  { since: 'year', label: 'Last year', days: 365 },
];

/** The date from which documents count, as a search takes it; nothing for any date. */
export function sinceOf(since: Since, now: Date): { dateFrom?: string } {
  const days = SINCE.find((one) => one.since === since)?.days ?? 0;
  if (days === 0) return {};
  return { dateFrom: new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10) };
}
