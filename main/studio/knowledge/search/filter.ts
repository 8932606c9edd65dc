/** Which documents a search is about, by source, tag, date and id. */
import type { Store } from '../../store/store.ts';
import { readMetadata } from '../metadata.ts';
import type { SearchInput } from './search.ts';

export type DocumentFilter = Pick<
  SearchInput,
  'morgyIds' | 'documentIds' | 'sourceTypes' | 'tags' | 'dateFrom' | 'dateTo'
>;

/** Null where nothing but Morgys is asked for, and none of these: any document will do. */
export function documentsWanted(store: Store, input: DocumentFilter): ReadonlySet<string> | null {
  const { morgyIds, documentIds, sourceTypes, tags, dateFrom, dateTo } = input;
  const dated = dateFrom !== undefined || dateTo !== undefined;
  if (morgyIds.length + documentIds.length + sourceTypes.length + tags.length === 0 && !dated) return null;
  const rows = store.all<{ document_id: string; facts: string; created_at: string }>(
    `SELECT document_id, facts, created_at FROM knowledge_facts
     WHERE deleted_at IS NULL
       AND (@morgys = '[]' OR morgy_id IN (SELECT value FROM json_each(@morgys)))
       AND (@documents = '[]' OR document_id IN (SELECT value FROM json_each(@documents)))
       AND (@types = '[]' OR source_type IN (SELECT value FROM json_each(@types)))`,
    {
      morgys: JSON.stringify(morgyIds),
      documents: JSON.stringify(documentIds),
      types: JSON.stringify(sourceTypes),
    },
  );
  const found = rows.filter(({ facts, created_at }) => {
    if (tags.length === 0 && !dated) return true;
    const metadata = readMetadata(JSON.parse(facts));
    if (tags.length > 0 && !tags.some((tag) => metadata.tags.includes(tag))) return false;
    // The source's own date where it states one, otherwise the day on which it was added.
    const date = (metadata.source_date ?? created_at).slice(0, 10);
    return (dateFrom === undefined || date >= dateFrom) && (dateTo === undefined || date <= dateTo);
  });
  return new Set(found.map((row) => row.document_id));
}
