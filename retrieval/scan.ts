/** Int8 vectors with a scale each, and their exact scan against a query. */
import { createKernel } from './kernel.ts';

/** Int8 vectors without padding, with their scales. */
export interface Vectors {
  readonly dimensions: number;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
}

export interface VectorStore {
  readonly count: number;
  /** Components a row takes, padded with zeros to a multiple of 16. */
  readonly stride: number;
  /** Row-major; written by whoever fills the store. */
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  /** Scaled dot product of the query with every row, written into `out` from `at` on. */
  scan(query: Int8Array, queryScale: number, out: Float32Array, at?: number): void;
  /** One row as floats. */
  vector(row: number): Float32Array;
}

export function strideOf(dimensions: number): number {
  return Math.max(16, Math.ceil(dimensions / 16) * 16);
}

export function createVectorStore(count: number, dimensions: number, plain = false): VectorStore {
  const stride = strideOf(dimensions);
  const dots = stride;
  const vectors = Math.ceil((dots + count * 4) / 16) * 16;
  const kernel = createKernel(vectors + count * stride, plain);
  const rows = new Int8Array(kernel.memory, vectors, count * stride);
  const scales = new Float32Array(count);
  const queryPlace = new Int8Array(kernel.memory, 0, stride);
  const sums = new Int32Array(kernel.memory, dots, count);
  return {
    count,
    stride,
    rows,
    scales,
    scan(query, queryScale, out, at = 0) {
      queryPlace.fill(0);
      queryPlace.set(query.subarray(0, stride));
      kernel.scan(vectors, count, 0, stride, dots);
      for (let i = 0; i < count; i++) out[at + i] = (sums[i] ?? 0) * (scales[i] ?? 0) * queryScale;
    },
    vector: (row) =>
      Float32Array.from(rows.subarray(row * stride, (row + 1) * stride), (value) => value * (scales[row] ?? 0)),
  };
}

export function storeOf({ dimensions, rows, scales }: Vectors): VectorStore {
  const store = createVectorStore(scales.length, dimensions);
  for (let i = 0; i < scales.length; i++) {
    store.rows.set(rows.subarray(i * dimensions, (i + 1) * dimensions), i * store.stride);
  }
  store.scales.set(scales);
  return store;
}
