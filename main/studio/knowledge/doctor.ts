/** Checks what is derived from documents (facts, chunks, full-text index) and makes it anew. For `doctor`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { morgyKnowledge } from '../../../schema/index.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { chunkMarkdown, applyOverrides } from './chunk/index.ts';
import { chunkWriter, totalsOf } from './chunk-rows.ts';
import { readMetadata } from './metadata.ts';

export interface SearchIndexCheck {
  readonly documents: number;
  readonly chunks: number;
  /** In words, one a fault; empty when all is well. */
  readonly problems: readonly string[];
  /** Whether the full-text index could be held against the chunks, which takes room on the disk. */
  readonly compared: boolean;
}

const count = (store: Store, sql: string): number => store.get<{ n: number }>(sql)?.n ?? 0;
const things = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Documents whose facts are not what their rows say. */
const STRAY_FACTS = `SELECT count(*) AS n FROM knowledge_facts f FULL JOIN morgy_knowledge k ON k.id = f.document_id
  WHERE f.document_id IS NULL OR k.id IS NULL OR f.morgy_id IS NOT k.morgy_id OR f.title IS NOT k.title
    OR f.deleted_at IS NOT k.deleted_at OR f.source_type IS NOT k.source_type
    OR f.facts IS NOT json_remove(k.metadata, '$.pages', '$.chunk_overrides')`;

/** The index against the rows it was made from; throws SQLITE_CORRUPT_VTAB where they differ. */
const FTS_CHECK = `INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('integrity-check', 1)`;

/** Quick enough for every start of `doctor`: no text is cut anew. Its FTS check reads the whole index. */
export function checkSearchIndex(store: Store): SearchIndexCheck {
  const problems: string[] = [];
  const facts = count(store, STRAY_FACTS);
  if (facts > 0) problems.push(`the facts of ${things(facts, 'document', 'documents')} are out of date`);
  const queued = count(store, `SELECT count(*) AS n FROM chunk_queue`);
  if (queued > 0) problems.push(`${things(queued, 'document waits', 'documents wait')} to be cut into chunks`);
  const strays = count(
    store,
    `SELECT count(DISTINCT document_id) AS n FROM chunks c
     WHERE NOT EXISTS (SELECT 1 FROM morgy_knowledge k WHERE k.id = c.document_id)
       AND c.document_id NOT IN (SELECT document_id FROM chunk_queue)`,
  );
  if (strays > 0) problems.push(`chunks of ${things(strays, 'document', 'documents')} are left that no longer exist`);
  const wrong = count(
    store,
    `SELECT count(*) AS n FROM morgy_knowledge k
     LEFT JOIN chunk_totals t ON t.document_id = k.id
     LEFT JOIN (SELECT document_id, count(*) AS chunks, sum(excluded) AS excluded, sum(pinned) AS pinned FROM chunks
                GROUP BY document_id) c ON c.document_id = k.id
     WHERE k.id NOT IN (SELECT document_id FROM chunk_queue)
       AND (t.document_id IS NULL OR t.chunks <> coalesce(c.chunks, 0) OR t.excluded <> coalesce(c.excluded, 0)
         OR t.pinned <> coalesce(c.pinned, 0))`,
  );
  if (wrong > 0) problems.push(`${things(wrong, 'document has', 'documents have')} too few or too many chunks`);
  let compared = true;
  try {
    store.write('Check the search index', () => store.run(FTS_CHECK));
  } catch (error) {
    compared = !(error instanceof StoreError && error.code === 'database_full');
    if (compared)
      problems.push(
        `the full-text index does not match the chunks (${error instanceof Error ? error.message : String(error)})`,
      );
  }
  return {
    documents: count(store, `SELECT count(*) AS n FROM knowledge_facts WHERE deleted_at IS NULL`),
    chunks: count(store, `SELECT count(*) AS n FROM chunks`),
    problems,
    compared,
  };
}

/** Cuts every text anew and compares: minutes for a large base, so only where a person asks. */
export async function compareWithTexts(store: Store): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id } of store.all<{ id: string }>(`SELECT id FROM morgy_knowledge`)) {
    const row = store.row(morgyKnowledge, id);
    if (!row) continue;
    const { pages, chunk_overrides } = readMetadata(row.metadata);
    const derived = applyOverrides(chunkMarkdown(row.content, { pages }), chunk_overrides);
    const owner = { documentId: id, morgyId: row.morgy_id, title: row.title };
    const stored = store.get<{ fingerprint: string }>(`SELECT fingerprint FROM chunk_totals WHERE document_id = ?`, [
      id,
    ]);
    if (stored?.fingerprint !== totalsOf(owner, derived).fingerprint) wrong.push(id);
    await nextTurn();
  }
  return wrong;
}

/** Everything derived is thrown away and made anew from the documents, which are not touched. */
export async function rebuildSearchIndex(store: Store): Promise<void> {
  store.write('Rebuild the search index', () => {
    store.run(`DELETE FROM knowledge_facts`);
    store.run(
      `INSERT INTO knowledge_facts SELECT id, morgy_id, title, source_type, source_url,
         json_remove(metadata, '$.pages', '$.chunk_overrides'), json_extract(metadata, '$.sha256'),
         created_at, updated_at, deleted_at FROM morgy_knowledge`,
    );
    store.run(`DELETE FROM chunks WHERE document_id NOT IN (SELECT id FROM morgy_knowledge)`, [], 'chunks');
    store.run(`DELETE FROM chunk_totals WHERE document_id NOT IN (SELECT id FROM morgy_knowledge)`);
    store.run(`DELETE FROM chunk_queue`);
    store.run(`INSERT INTO chunk_queue (document_id) SELECT id FROM morgy_knowledge ORDER BY id`);
    // From here on the triggers of chunks stand on an index that matches.
    store.run(`INSERT INTO chunks_fts (chunks_fts) VALUES ('rebuild')`, [], 'morgy_knowledge');
  });
  for (const { id } of store.all<{ id: string }>(`SELECT document_id AS id FROM chunk_queue ORDER BY number`)) {
    const row = store.row(morgyKnowledge, id);
    if (!row) continue;
    const { pages, chunk_overrides } = readMetadata(row.metadata);
    const derived = applyOverrides(chunkMarkdown(row.content, { pages }), chunk_overrides);
    const owner = { documentId: id, morgyId: row.morgy_id, title: row.title };
    store.write('Rebuild the search index', () => chunkWriter(store, owner, derived)(true));
    await nextTurn();
  }
}
