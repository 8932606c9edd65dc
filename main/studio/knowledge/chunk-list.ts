/** The chunks of a document as its page shows them, and as an export takes them. */
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { chunkOverride } from './chunk/types.ts';
import type { KnowledgeChunk, chunkList } from './contract.ts';
import { requireMorgy, listDocuments, livingRow } from './documents.ts';
import type { DocumentSummary } from './contract.ts';

interface Row {
  key: string;
  ordinal: number;
  start: number;
  end: number;
  page: number | null;
  tokens: number;
  excluded: number;
  pinned: number;
  edited: number;
  heading_path: string;
  text: string;
}

const toChunk = (documentId: string, row: Row): KnowledgeChunk => ({
  id: `${documentId}.${row.key}`,
  key: row.key,
  ordinal: row.ordinal,
  start: row.start,
  end: row.end,
  text: row.text,
  headingPath: row.heading_path === '' ? [] : row.heading_path.split('\n'),
  page: row.page,
  tokens: row.tokens,
  excluded: row.excluded === 1,
  pinned: row.pinned === 1,
  edited: row.edited === 1,
});

const chunksOf = (store: Store, documentId: string): KnowledgeChunk[] =>
  store
    .all<Row>(
      `SELECT key, ordinal, start, "end", page, tokens, excluded, pinned, edited, heading_path, text
       FROM chunks WHERE document_id = ? ORDER BY ordinal`,
      [documentId],
    )
    .map((row) => toChunk(documentId, row));

const ORPHAN_WORDS: Readonly<Record<string, string>> = {
  'chunk-gone': 'The text it was made for is not in the document any more.',
  'split-outside': 'The passage is shorter now than the place where it was split.',
  'not-neighbours': 'The two passages do not follow each other any more.',
};
const orphans = z.array(z.object({ override: chunkOverride, reason: z.string() }));

export function listChunks(store: Store, documentId: string): z.infer<typeof chunkList> {
  livingRow(store, documentId);
  const totals = store.get<{ orphaned: string }>(`SELECT orphaned FROM chunk_totals WHERE document_id = ?`, [
    documentId,
  ]);
  return {
    chunks: chunksOf(store, documentId),
    orphaned: orphans.parse(JSON.parse(totals?.orphaned ?? '[]')).map(({ override, reason }) => ({
      override,
      reason: ORPHAN_WORDS[reason] ?? reason,
    })),
  };
}

/** A document as a bundle may take it: the shape that exports' packer reads. */
export interface ExportDocument {
  readonly id: string;
  readonly title: string;
  readonly sourceType: DocumentSummary['source_type'];
  /** YYYY-MM-DD of the source, where it is known. */
  readonly date?: string;
  /** In reading order, without excluded ones. */
  readonly chunks: readonly {
    readonly id: string;
    readonly text: string;
    readonly headingPath: readonly string[];
    readonly page?: number;
    readonly pinned: boolean;
  }[];
}

const byTitle = (a: DocumentSummary, b: DocumentSummary): number => {
  if (a.title !== b.title) return a.title < b.title ? -1 : 1;
  return a.id < b.id ? -1 : 1;
};

/** Everything of a Morgy's knowledge that an export may take, documents by title, each read when it is asked for. */
export function* documentsForExport(store: Store, morgyId: string): Generator<ExportDocument> {
  requireMorgy(store, morgyId);
  for (const document of listDocuments(store, morgyId).toSorted(byTitle)) {
    yield {
      id: document.id,
      title: document.title,
      sourceType: document.source_type,
      ...(document.source_date ? { date: document.source_date.slice(0, 10) } : {}),
      chunks: chunksOf(store, document.id)
        .filter((one) => !one.excluded)
        .map(({ id, text, headingPath, page, pinned }) => ({
          id,
          text,
          headingPath,
          ...(page === null ? {} : { page }),
          pinned,
        })),
    };
  }
}
