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

type Run = SearchHit['snippet'][number];

/** Stand for the borders of what was found while the marks of Markdown are taken away around them. */
const OPEN = '\u{E000}';
const CLOSE = '\u{E001}';
const BORDERS = /[\u{E000}\u{E001}]/gu;

/** Markdown as text: without marks, tags and the addresses of links, also of links that the snippet's ends cut. */
export const plainText = (text: string): string =>
  text
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\\<[^<>]*\\?>/g, '')
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
