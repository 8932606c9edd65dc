/** Sorting and filtering the list of documents. Pure. */
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
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

/** Every word must be in the title, the source or a tag. */
export function filterDocuments(documents: readonly DocumentSummary[], text: string): readonly DocumentSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return documents;
  return documents.filter(({ title, source_label, source_url, tags }) => {
    const all = [title, source_label, source_url ?? '', ...tags].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
