/**
 * What the search index keeps in the database, read by the thread that searches and written by the one that owns the
 * database: the language model, the vectors, the word index in parts, and how far it has come.
 */
import { openModel } from '../../../../retrieval/index.ts';
import type { IndexedChunk, TrainedModel, Vectors } from '../../../../retrieval/index.ts';
import type { Store } from '../../store/store.ts';
import { nowUtc } from '../../store/store.ts';

export interface IndexState {
  /** Null until a word index was saved. */
  readonly revision: string | null;
  readonly through: number;
  readonly modelId: string | null;
}

export function readState(store: Store): IndexState {
  const row = store.get<{ revision: string | null; through: number; model_id: string | null }>(
    `SELECT revision, through, model_id FROM search_state`,
  );
  return { revision: row?.revision ?? null, through: row?.through ?? 0, modelId: row?.model_id ?? null };
}

/** Null where there is none, or none that this version can read. */
export function readModel(store: Store, id: string | null): TrainedModel | null {
  if (id === null) return null;
  const row = store.get<{ bytes: Buffer }>(`SELECT bytes FROM search_models WHERE id = ?`, [id]);
  if (!row) return null;
  try {
    const model = openModel(row.bytes);
    return model.id === id ? model : null;
  } catch {
    // Damaged, or of another version: it is learned anew.
    return null;
  }
}

export function readParts(store: Store, revision: string): Uint8Array {
  return Buffer.concat(
    store
      .all<{ bytes: Buffer }>(`SELECT bytes FROM search_parts WHERE revision = ? ORDER BY part`, [revision])
      .map(({ bytes }) => bytes),
  );
}

/** The vectors of these chunks in their order; null when one is missing. */
export function readVectors(store: Store, model: TrainedModel, ids: readonly number[]): Vectors | null {
  const { dimensions } = model;
  const places = new Map(ids.map((id, place) => [id, place]));
  const rows = new Int8Array(ids.length * dimensions);
  const scales = new Float32Array(ids.length);
  let found = 0;
  for (const { chunk_id, scale, vector } of store.iterate<{ chunk_id: number; scale: number; vector: Buffer }>(
    `SELECT chunk_id, scale, vector FROM chunk_vectors WHERE model_id = ?`,
    [model.id],
  )) {
    const place = places.get(chunk_id);
    if (place === undefined || vector.length !== dimensions || !(scale >= 0)) continue;
    rows.set(new Int8Array(vector.buffer, vector.byteOffset, dimensions), place * dimensions);
    scales[place] = scale;
    found++;
  }
  return found === ids.length ? { dimensions, rows, scales } : null;
}

interface ChunkText {
  id: number;
  document_id: string;
  title: string;
  heading_path: string;
  text: string;
  pinned: number;
}

const TEXTS = `SELECT id, document_id, title, heading_path, text, pinned FROM chunks`;

const toIndexed = (row: ChunkText): IndexedChunk => ({
  id: String(row.id),
  documentId: row.document_id,
  title: row.title,
  headingPath: row.heading_path === '' ? [] : row.heading_path.split('\n'),
  text: row.text,
  pinned: row.pinned === 1,
});

/** A document's chunks that may be found, in reading order. */
export const chunksOfDocument = (store: Store, documentId: string): IndexedChunk[] =>
  store.all<ChunkText>(`${TEXTS} WHERE document_id = ? AND excluded = 0 ORDER BY ordinal`, [documentId]).map(toIndexed);

export const chunksById = (store: Store, ids: readonly number[]): IndexedChunk[] =>
  store
    .all<ChunkText>(`${TEXTS} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY document_id, ordinal`, [
      JSON.stringify(ids),
    ])
    .map(toIndexed);

/** One piece of what is to be kept; small enough to be written without holding others up. */
export type Keep =
  | {
      readonly kind: 'model';
      readonly id: string;
      readonly dimensions: number;
      readonly trainedOn: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'vectors';
      readonly modelId: string;
      /** What was worked in when they were made: a chunk that changed since gets none. */
      readonly through: number;
      readonly ids: readonly number[];
      readonly vectors: Vectors;
    }
  | { readonly kind: 'part'; readonly revision: string; readonly part: number; readonly bytes: Uint8Array }
  | { readonly kind: 'saved'; readonly revision: string; readonly parts: number; readonly through: number }
  | { readonly kind: 'tidy' }
  | { readonly kind: 'forget' };

/** Rows taken away in one piece. */
const SLICE = 500;
/** Vectors of a former model are found by a pass over all: seldom any, because new ones take their places. */
const STRAYS = 5000;

/** Inside `Store.write`. @returns whether there is more of the same to do. */
export function keep(store: Store, what: Keep): boolean {
  switch (what.kind) {
    case 'model':
      store.run(`DELETE FROM search_models WHERE id <> ?`, [what.id]);
      store.run(
        `INSERT OR REPLACE INTO search_models (id, dimensions, trained_on, made_at, bytes) VALUES (?, ?, ?, ?, ?)`,
        [what.id, what.dimensions, what.trainedOn, nowUtc(), what.bytes],
      );
      store.run(`UPDATE search_state SET model_id = ?`, [what.id]);
      return false;
    case 'vectors':
      what.ids.forEach((id, i) => {
        const { dimensions, rows, scales } = what.vectors;
        store.run(
          `INSERT OR REPLACE INTO chunk_vectors (chunk_id, model_id, scale, vector)
           SELECT c.id, ?, ?, ? FROM chunks c WHERE c.id = ? AND NOT EXISTS
             (SELECT 1 FROM search_changes s WHERE s.document_id = c.document_id AND s.number > ?)`,
          [
            what.modelId,
            scales[i] ?? 0,
            new Uint8Array(rows.buffer, rows.byteOffset + i * dimensions, dimensions),
            id,
            what.through,
          ],
        );
      });
      return false;
    case 'part':
      store.run(`INSERT OR REPLACE INTO search_parts (revision, part, bytes) VALUES (?, ?, ?)`, [
        what.revision,
        what.part,
        what.bytes,
      ]);
      return false;
    case 'saved': {
      // Another program on the same database may have tidied some away; then the revision is left alone.
      const parts = store.get<{ n: number }>(`SELECT count(*) AS n FROM search_parts WHERE revision = ?`, [
        what.revision,
      ])?.n;
      if (parts === what.parts)
        store.run(`UPDATE search_state SET revision = ?, through = ?`, [what.revision, what.through]);
      return false;
    }
    case 'tidy': {
      const { revision, through, modelId } = readState(store);
      const gone =
        store.run(
          `DELETE FROM search_parts WHERE (revision, part) IN
             (SELECT revision, part FROM search_parts WHERE revision IS NOT ? LIMIT 4)`,
          [revision],
        ) +
        store.run(
          `DELETE FROM search_changes WHERE number IN
             (SELECT number FROM search_changes WHERE number <= ? ORDER BY number LIMIT ${SLICE})`,
          [revision === null ? -1 : through],
        );
      if (gone > 0) return true;
      const strays = store.run(
        `DELETE FROM chunk_vectors WHERE chunk_id IN
           (SELECT chunk_id FROM chunk_vectors WHERE model_id IS NOT ? LIMIT ${STRAYS})`,
        [modelId],
      );
      return strays === STRAYS;
    }
    case 'forget':
      store.run(`DELETE FROM search_parts`);
      store.run(`DELETE FROM chunk_vectors`);
      store.run(`DELETE FROM search_models`);
      store.run(`UPDATE search_state SET revision = NULL, through = 0, model_id = NULL`);
      store.run(`DELETE FROM search_changes`);
      store.run(`INSERT INTO search_changes (document_id) SELECT document_id FROM chunk_totals`);
      return false;
  }
}
