/** What an answer of the search is called. Pure. */
import type { SearchAnswer } from '../../../main/studio/knowledge/contract.ts';
import { countLabel } from '../morgys/words.ts';

/** "12 passages in 3 documents, 4 ms" */
export function foundLabel({ hits, milliseconds }: Pick<SearchAnswer, 'hits' | 'milliseconds'>): string {
  const time = milliseconds < 1 ? 'under 1 ms' : `${Math.round(milliseconds).toLocaleString('en')} ms`;
  if (hits.length === 0) return `Nothing found, ${time}`;
  const documents = new Set(hits.map(({ documentId }) => documentId)).size;
  return `${countLabel(hits.length, 'passage')} in ${countLabel(documents, 'document')}, ${time}`;
}
