/** What the search index keeps, handed to the database thread in pieces that each hold it up for a few milliseconds. */
import { v4 as uuidv4 } from 'uuid';
import type { MutableIndex } from '../../../../retrieval/index.ts';
import type { Keep } from './index-tables.ts';

/** Resolves to false when it could not be written. */
export type KeepFunction = (what: Keep) => Promise<boolean>;

const VECTORS_A_WRITE = 250;
const PART_BYTES = 1 << 18;

/**
 * Hands over the vectors that `kept` has no 1 for. Yields the ordinals of each piece once it is written; ends early where
 * one could not be.
 */
export async function* keepMissing(
  keep: KeepFunction,
  index: MutableIndex,
  modelId: string,
  kept: Uint8Array,
  through: () => number,
): AsyncGenerator<readonly number[]> {
  const vectors = index.vectors();
  if (!vectors) return;
  const missing: number[] = [];
  for (let ordinal = 0; ordinal < kept.length; ordinal++)
    if (kept[ordinal] === 0 && index.alive(ordinal)) missing.push(ordinal);
  const { dimensions } = vectors;
  for (let at = 0; at < missing.length; at += VECTORS_A_WRITE) {
    const piece = missing.slice(at, at + VECTORS_A_WRITE);
    const rows = new Int8Array(piece.length * dimensions);
    piece.forEach((ordinal, i) =>
      rows.set(vectors.rows.subarray(ordinal * dimensions, (ordinal + 1) * dimensions), i * dimensions),
    );
    const written = await keep({
      kind: 'vectors',
      modelId,
      through: through(),
      ids: piece.map((ordinal) => Number(index.idOf(ordinal))),
      vectors: { dimensions, rows, scales: Float32Array.from(piece, (ordinal) => vectors.scales[ordinal] ?? 0) },
    });
    if (!written) return;
    yield piece;
  }
}

/** A revision is whole once its last piece says so. @returns its name; null where a piece could not be written */
export async function keepParts(keep: KeepFunction, bytes: Uint8Array, through: number): Promise<string | null> {
  const revision = uuidv4();
  const parts = Math.ceil(bytes.length / PART_BYTES);
  for (let part = 0; part < parts; part++) {
    const piece = bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
    if (!(await keep({ kind: 'part', revision, part, bytes: piece }))) return null;
  }
  return (await keep({ kind: 'saved', revision, parts, through })) ? revision : null;
}
