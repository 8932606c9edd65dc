/** Sorting and filtering the list of documents. Pure. */
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
import { dateLabel } from '../../components/when.ts';
import type { Sort } from '../../components/Table.tsx';
import { SOURCE_WORDS } from './words.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

type Key = (document: DocumentSummary) => string | number;

const KEYS: Readonly<Record<string, Key>> = {
  title: ({ title }) => title,
  source: ({ source_type, source_label }) => `${SOURCE_WORDS[source_type]} ${source_label}`,
  passages: ({ chunks }) => chunks,
  size: ({ size }) => size,
  changed: ({ updated_at }) => updated_at,
};

/** Equal ones keep the order of their titles, so that a list never dances. */
export function sortDocuments(documents: readonly DocumentSummary[], { column, direction }: Sort): DocumentSummary[] {
  const key = KEYS[column] ?? ((document: DocumentSummary) => document.title);
  const sign = direction === 'asc' ? 1 : -1;
  return documents.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)];
    const order =
      typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
    return order * sign || collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);
  });
}

/** Its text is shown as it stands; that of every other kind is Markdown. */
export const isPlainText = ({ media_type }: Pick<DocumentSummary, 'media_type'>): boolean =>
  media_type === 'text/plain';

type Named = Pick<DocumentSummary, 'id' | 'title' | 'source_type' | 'source_label' | 'created_at'>;

/** The title; where several have the same, also where each came from, and the day where that does not tell them apart either. */
export function choiceLabels(documents: readonly Named[]): ReadonlyMap<string, string> {
  const shared = (labels: readonly string[]): ReadonlySet<string> => {
    const seen = new Set<string>();
    return new Set(labels.filter((label) => seen.size === seen.add(label).size));
  };
  const sourced = ({ title, source_type, source_label }: Named): string =>
    source_label === title ? `${title} (${SOURCE_WORDS[source_type].toLowerCase()})` : `${title} (${source_label})`;
  const titles = shared(documents.map(({ title }) => title));
  const sources = shared(documents.map(sourced));
  return new Map(
    documents.map((document) => {
      const label = sourced(document);
      if (!titles.has(document.title)) return [document.id, document.title];
      if (!sources.has(label)) return [document.id, label];
      return [document.id, `${label.slice(0, -1)}, added ${dateLabel(document.created_at)})`];
    }),
  );
}

/** Every word must be in the title, the source or a tag. */
export function filterDocuments(documents: readonly DocumentSummary[], text: string): readonly DocumentSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return documents;
  return documents.filter(({ title, source_label, source_url, tags }) => {
    const all = [title, source_label, source_url ?? '', ...tags].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
