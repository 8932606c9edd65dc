/** What is kept of a person's own language model: which one it is, and the vector of each chunk that it has read. */
import type { Store } from '../../store/store.ts';
import { nowUtc } from '../../store/store.ts';
import type { OwnModelReport } from '../contract.ts';
import type { OwnVector } from './protocol.ts';

export interface ChosenModel {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly paused: boolean;
}

export function readChosen(store: Store): ChosenModel | null {
  const row = store.get<{ model_id: string; path: string; name: string; bytes: number; paused: number }>(
    `SELECT model_id, path, name, bytes, paused FROM own_model`,
  );
  return row ? { id: row.model_id, path: row.path, name: row.name, bytes: row.bytes, paused: row.paused === 1 } : null;
}

/** Inside `Store.write`, like the others below. */
export function choose(store: Store, { id, path, name, bytes }: OwnModelReport): void {
  store.run(
    `INSERT OR REPLACE INTO own_model (id, model_id, path, name, bytes, paused, chosen_at) VALUES (1, ?, ?, ?, ?, 0, ?)`,
    [id, path, name, bytes, nowUtc()],
    'search_models',
  );
}

export const setPaused = (store: Store, paused: boolean): number =>
  store.run(`UPDATE own_model SET paused = ?`, [paused ? 1 : 0], 'search_models');

export const forgetModel = (store: Store): number => store.run(`DELETE FROM own_model`, [], 'search_models');

/** Rows taken away in one piece: a few milliseconds. */
const SLICE = 1000;

/** Vectors of another model than the chosen one, and of chunks that are no more. @returns whether there may be more */
export function clearStrays(store: Store): boolean {
  const gone = store.run(
    `DELETE FROM own_vectors WHERE number IN
       (SELECT number FROM own_vectors WHERE model_id IS NOT (SELECT model_id FROM own_model) LIMIT ${SLICE})`,
  );
  return gone === SLICE;
}

/** Only where the chunk still is what was read, and the model still the chosen one. */
export function keepVectors(store: Store, modelId: string, vectors: readonly OwnVector[]): void {
  for (const { chunk, title, headingPath, text, scale, vector } of vectors) {
    store.run(
      `INSERT OR REPLACE INTO own_vectors (chunk_id, model_id, scale, vector)
       SELECT c.id, m.model_id, ?, ? FROM chunks c JOIN own_model m ON m.model_id = ?
       WHERE c.id = ? AND c.title = ? AND c.heading_path = ? AND c.text = ?`,
      [
        scale,
        new Uint8Array(vector.buffer, vector.byteOffset, vector.length),
        modelId,
        chunk,
        title,
        headingPath,
        text,
      ],
    );
  }
}

export interface OwnCounts {
  readonly done: number;
  readonly total: number;
}

/** From indexes alone, so that a window may ask often: vectors of chunks that were excluded since count too. */
export function countVectors(store: Store): OwnCounts {
  const row = store.get<{ done: number; total: number | null }>(
    `SELECT (SELECT count(*) FROM own_vectors) AS done, (SELECT sum(chunks - excluded) FROM chunk_totals) AS total`,
  );
  const total = row?.total ?? 0;
  return { done: Math.min(row?.done ?? 0, total), total };
}

export interface UnreadChunk {
  readonly id: number;
  readonly title: string;
  readonly heading_path: string;
  readonly text: string;
}

/** Chunks without a vector, in order, from an id on. */
export const unread = (store: Store, modelId: string, after: number, limit: number): UnreadChunk[] =>
  store.all<UnreadChunk>(
    `SELECT id, title, heading_path, text FROM chunks c WHERE id > ? AND excluded = 0
       AND NOT EXISTS (SELECT 1 FROM own_vectors v WHERE v.chunk_id = c.id AND v.model_id = ?)
     ORDER BY id LIMIT ?`,
    [after, modelId, limit],
  );
