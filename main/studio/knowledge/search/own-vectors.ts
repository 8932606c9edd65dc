/**
 * The vectors of a person's own language model in the thread that searches: read from the database when a question first
 * needs them, afterwards only what came since.
 */
import { createOutsideVectors } from '../../../../retrieval/index.ts';
import type { MutableIndex, OutsideVectors } from '../../../../retrieval/index.ts';
import type { Store } from '../../store/store.ts';

/** Components of a vector (own-model/encoder.ts). */
const WIDTH = 384;
/** A model that has read less than this share of the passages cannot rank them. */
const ENOUGH = 0.9;

export class OwnVectors {
  readonly #store: Store;
  #modelId: string | null = null;
  #vectors: OutsideVectors = createOutsideVectors(WIDTH);
  /** The last of own_vectors that was read. */
  #through = 0;
  /** Row of each ordinal's vector, and for what it was filled. */
  #rows = new Int32Array(0);
  /** Chunks of the index that have a vector. */
  #covered = 0;
  #filledFor = '';

  constructor(store: Store) {
    this.#store = store;
  }

  /** These chunks may have another text than before: a vector that the database no longer has is dropped. */
  checkAgain(ids: readonly number[]): void {
    const held = ids.filter((id) => this.#vectors.has(id));
    if (held.length === 0) return;
    const there = new Set(
      this.#store
        .all<{ id: number }>(
          `SELECT chunk_id AS id FROM own_vectors WHERE chunk_id IN (SELECT value FROM json_each(?)) AND model_id = ?`,
          [JSON.stringify(held), this.#modelId],
        )
        .map(({ id }) => id),
    );
    for (const id of held) if (!there.has(id)) this.#vectors.delete(id);
  }

  /** @param numbering changes when the index's ordinals are given anew */
  cosines(modelId: string, question: Float32Array, index: MutableIndex, numbering: number): Float32Array | null {
    this.#catchUp(modelId);
    this.#fill(index, numbering);
    if (this.#covered < index.size * ENOUGH) return null;
    return this.#vectors.cosines(question, this.#rows);
  }

  #catchUp(modelId: string): void {
    if (modelId !== this.#modelId) {
      this.#modelId = modelId;
      this.#vectors = createOutsideVectors(WIDTH);
      this.#through = 0;
      this.#filledFor = '';
    }
    for (const { number, chunk_id, scale, vector } of this.#store.iterate<{
      number: number;
      chunk_id: number;
      scale: number;
      vector: Buffer;
    }>(`SELECT number, chunk_id, scale, vector FROM own_vectors WHERE number > ? AND model_id = ? ORDER BY number`, [
      this.#through,
      modelId,
    ])) {
      this.#through = number;
      this.#vectors.set(chunk_id, new Int8Array(vector.buffer, vector.byteOffset, vector.length), scale);
    }
  }

  #fill(index: MutableIndex, numbering: number): void {
    const wanted = `${numbering} ${index.slots} ${index.size} ${this.#vectors.version}`;
    if (wanted === this.#filledFor) return;
    this.#filledFor = wanted;
    this.#rows = Int32Array.from({ length: index.slots }, (_, ordinal) =>
      this.#vectors.rowOf(Number(index.idOf(ordinal))),
    );
    this.#covered = this.#rows.reduce((sum, row, ordinal) => sum + Number(row >= 0 && index.alive(ordinal)), 0);
  }
}
