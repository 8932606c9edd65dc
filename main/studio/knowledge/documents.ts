/** Documents as lists and pages show them: read from the facts that triggers keep, so that no text is read for a list. */
import { morgyKnowledge } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { notFound } from '../../contract/errors.ts';
import type { Store } from '../store/store.ts';
import { documentSummary } from './contract.ts';
import type { DocumentSummary, KnowledgeDocument } from './contract.ts';
import { readMetadata } from './metadata.ts';

export type KnowledgeRow = RowOf<typeof morgyKnowledge>;

interface FactsRow {
  document_id: string;
  morgy_id: string;
  title: string;
  source_type: string;
  source_url: string | null;
  facts: string;
  created_at: string;
  updated_at: string;
  chunks: number;
  tokens: number;
  excluded: number;
  pinned: number;
}

const SUMMARY = `SELECT f.document_id, f.morgy_id, f.title, f.source_type, f.source_url, f.facts, f.created_at, f.updated_at,
    coalesce(t.chunks, 0) AS chunks, coalesce(t.tokens, 0) AS tokens,
    coalesce(t.excluded, 0) AS excluded, coalesce(t.pinned, 0) AS pinned
  FROM knowledge_facts f LEFT JOIN chunk_totals t ON t.document_id = f.document_id
  WHERE f.deleted_at IS NULL`;

function summaryOf(row: FactsRow): DocumentSummary {
  const facts = readMetadata(JSON.parse(row.facts));
  return {
    id: row.document_id,
    morgy_id: row.morgy_id,
    title: row.title,
    source_type: documentSummary.shape.source_type.catch('text').parse(row.source_type),
    source_url: row.source_url,
    source_label: facts.source_label || row.source_url || row.title,
    media_type: facts.media_type,
    size: facts.size,
    sha256: facts.sha256,
    chunks: row.chunks,
    tokens: row.tokens,
    excluded: row.excluded,
    pinned: row.pinned,
    warnings: facts.warnings,
    tags: facts.tags,
    source_date: facts.source_date,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** Newest first. Only what lives: the trash has its own list. */
export const listDocuments = (store: Store, morgyId: string): DocumentSummary[] =>
  store
    .all<FactsRow>(`${SUMMARY} AND f.morgy_id = ? ORDER BY f.created_at DESC, f.document_id DESC`, [morgyId])
    .map(summaryOf);

/** Where each of these came from, of those among them that share a title: by the title alone nobody tells them apart. */
export function sourcesWhereShared(store: Store, documentIds: Iterable<string>): Map<string, string> {
  const all = store
    .all<FactsRow>(`${SUMMARY} AND f.document_id IN (SELECT value FROM json_each(?))`, [
      JSON.stringify([...new Set(documentIds)]),
    ])
    .map(summaryOf);
  const named = Map.groupBy(all, ({ title }) => title);
  return new Map(
    all.flatMap(({ id, title, source_label }) =>
      (named.get(title)?.length ?? 0) > 1 && source_label !== title ? [[id, source_label] as const] : [],
    ),
  );
}

/** Living documents whose title has all of these words, the newest first. */
export function documentsByTitle(store: Store, words: readonly string[], limit: number): DocumentSummary[] {
  return store
    .all<FactsRow>(
      `${SUMMARY} AND f.morgy_id IN (SELECT id FROM morgys WHERE deleted_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM json_each(?) w
           WHERE instr(lower(f.title), lower(w.value)) = 0 AND instr(f.title, w.value) = 0)
       ORDER BY f.created_at DESC, f.document_id DESC LIMIT ?`,
      [JSON.stringify(words), limit],
    )
    .map(summaryOf);
}

/** @throws StudioError not_found, also for one in the trash. */
export function livingRow(store: Store, id: string): KnowledgeRow {
  const row = store.row(morgyKnowledge, id);
  if (!row || row.deleted_at !== null) throw notFound('document', id);
  return row;
}

export function getDocument(store: Store, id: string): KnowledgeDocument {
  const facts = store.get<FactsRow>(`${SUMMARY} AND f.document_id = ?`, [id]);
  const text = store.get<{ content: string }>(`SELECT content FROM morgy_knowledge WHERE id = ?`, [id]);
  if (!facts || !text) throw notFound('document', id);
  return { ...summaryOf(facts), content: text.content };
}

/** @throws StudioError not_found when the Morgy is not there or is in the trash. */
export function requireMorgy(store: Store, morgyId: string): void {
  const found = store.get(`SELECT 1 FROM morgys WHERE id = ? AND deleted_at IS NULL`, [morgyId]);
  if (!found) throw notFound('Morgy', morgyId);
}
