/**
 * Vectors that another model than the index's own gave its chunks, and how near each is to a question. The model itself
 * is the caller's; here are only numbers.
 */
import { quantise } from './model.ts';
import { createVectorStore, type VectorStore } from './scan.ts';
import type { Scope } from './scope.ts';

export interface OutsideVectors {
  /** Vectors that are held. */
  readonly size: number;
  /** Takes a vector in, in place of the one that the key had. */
  set(key: number, vector: Int8Array, scale: number): void;
  delete(key: number): void;
  has(key: number): boolean;
  /** Counts up whenever `rowOf` may answer otherwise. */
  readonly version: number;
  /** Row of a key's vector, or -1. */
  rowOf(key: number): number;
  /** Cosine with the question by place: `rows` says whose vector belongs to each; NaN where it says -1. */
  cosines(question: Float32Array, rows: Int32Array): Float32Array;
}

/** Rows that are given room at a time: 8,192 of 384 components are 3 MB. */
const BLOCK = 8192;

export function createOutsideVectors(dimensions: number): OutsideVectors {
  const rows = new Map<number, number>();
  const free: number[] = [];
  const blocks: VectorStore[] = [];
  let used = 0;
  let dots = new Float32Array(0);
  let version = 0;
  const blockOf = (row: number): VectorStore => {
    const at = Math.floor(row / BLOCK);
    return (blocks[at] ??= createVectorStore(BLOCK, dimensions));
  };
  return {
    get size() {
      return rows.size;
    },
    get version() {
      return version;
    },
    has: (key) => rows.has(key),
    rowOf: (key) => rows.get(key) ?? -1,
    set(key, vector, scale) {
      if (vector.length !== dimensions || !(scale >= 0) || !Number.isFinite(scale)) return;
      let row = rows.get(key);
      if (row === undefined) {
        row = free.pop() ?? used++;
        rows.set(key, row);
        version++;
      }
      const block = blockOf(row);
      block.rows.set(vector, (row % BLOCK) * block.stride);
      block.scales[row % BLOCK] = scale;
    },
    delete(key) {
      const row = rows.get(key);
      if (row === undefined) return;
      rows.delete(key);
      version++;
      free.push(row);
    },
    cosines(question, wanted) {
      const out = new Float32Array(wanted.length).fill(Number.NaN);
      if (question.length !== dimensions || !question.every((value) => Number.isFinite(value))) return out;
      if (dots.length < blocks.length * BLOCK) dots = new Float32Array(blocks.length * BLOCK);
      const quantised = quantise(question, 1, dimensions);
      blocks.forEach((block, at) => block.scan(quantised.rows, quantised.scales[0] ?? 0, dots, at * BLOCK));
      for (let place = 0; place < out.length; place++) {
        const row = wanted[place] ?? -1;
        if (row >= 0) out[place] = dots[row] ?? 0;
      }
      return out;
    },
  };
}

/**
 * Brings another model's cosines to the scale of likeness that the index's own has: 0 for what is as near as anything
 * else, 1 for the same. Models differ much in this (with some, strangers have .1, with others .75), so the mean over all
 * that is searched is taken for "as anything else".
 * @param cosines NaN where nothing is known
 */
export function levelled(cosines: Float32Array, scope: Scope, slots: number): Float32Array {
  let sum = 0;
  let count = 0;
  for (let ordinal = 0; ordinal < slots; ordinal++) {
    const cosine = cosines[ordinal] ?? Number.NaN;
    if (Number.isNaN(cosine) || !scope.has(ordinal)) continue;
    sum += cosine;
    count++;
  }
  const usual = count > 1 ? Math.max(0, sum / count) : 0;
  const out = new Float32Array(slots);
  if (usual >= 1) return out;
  for (let ordinal = 0; ordinal < slots; ordinal++) {
    const cosine = cosines[ordinal] ?? Number.NaN;
    if (!Number.isNaN(cosine) && scope.has(ordinal)) out[ordinal] = Math.min(1, (cosine - usual) / (1 - usual));
  }
  return out;
}
