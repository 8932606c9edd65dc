/**
 * Truncated singular value decomposition of a large sparse matrix by randomised subspace
 * iteration (Halko, Martinsson, Tropp 2011): the directions along which its rows vary most.
 * Seeded; the same matrix gives the same result.
 */
import type { Progress } from './types.ts';

/** Rows compressed: entries of row r lie from starts[r] to starts[r + 1]. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

export interface RightSingular {
  /** Orthonormal directions, `columns` x `rank`, row-major, strongest first. */
  readonly vectors: Float32Array;
  readonly values: Float64Array;
  readonly rank: number;
}

/** Directions computed beyond those wanted: they absorb the error of the random start. */
const OVERSAMPLE = 12;
const PASSES = 3;
const SEED = 0x5eed;

export function* truncatedSvd(matrix: SparseMatrix, wanted: number): Generator<Progress, RightSingular> {
  const width = Math.min(wanted + OVERSAMPLE, matrix.rows, matrix.columns);
  const steps = PASSES * 4 + 2;
  let done = 0;
  const step = (): Progress => ({ stage: 'train', done: ++done, total: steps });
  // Begin at random, then let the matrix pull the space towards its strong directions.
  const right = gaussian(matrix.columns * width);
  let left = new Float32Array(matrix.rows * width);
  for (let pass = 0; pass < PASSES; pass++) {
    left.fill(0);
    yield* multiply(matrix, right, left, width, step);
    yield* orthonormalise(left, matrix.rows, width, step);
    right.fill(0);
    yield* multiplyTransposed(matrix, left, right, width, step);
    if (pass < PASSES - 1) yield* orthonormalise(right, matrix.columns, width, step);
  }
  left = new Float32Array(0);
  // right = Aᵀ Q; its singular vectors are those of A, found through its small Gram matrix.
  const gram = gramMatrix(right, matrix.columns, width);
  yield step();
  const { values, vectors } = eigenSymmetric(gram, width);
  yield step();
  const order = [...values.keys()].toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const largest = values[order[0] ?? 0] ?? 0;
  const kept = order.slice(0, wanted).filter((i) => (values[i] ?? 0) > largest * 1e-9);
  const rank = kept.length;
  const out = new Float32Array(matrix.columns * rank);
  const singular = Float64Array.from(kept, (i) => Math.sqrt(Math.max(0, values[i] ?? 0)));
  const mix = new Float64Array(width * rank);
  kept.forEach((i, column) => {
    for (let w = 0; w < width; w++) mix[w * rank + column] = (vectors[w * width + i] ?? 0) / (singular[column] ?? 1);
  });
  for (let row = 0; row < matrix.columns; row++) {
    for (let w = 0; w < width; w++) {
      const value = right[row * width + w] ?? 0;
      if (value === 0) continue;
      for (let column = 0; column < rank; column++) {
        out[row * rank + column] = (out[row * rank + column] ?? 0) + value * (mix[w * rank + column] ?? 0);
      }
    }
    if (row % 2048 === 2047) yield { stage: 'train', done, total: steps };
  }
  return { vectors: out, values: singular, rank };
}

/** out += A x (rows x width), work given in pieces of some rows. */
function* multiply(
  { rows, starts, indices, values }: SparseMatrix,
  x: Float32Array,
  out: Float32Array,
  width: number,
  step: () => Progress,
): Generator<Progress, void> {
  const at = step();
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      const from = (indices[e] ?? 0) * width;
      const value = values[e] ?? 0;
      for (let w = 0; w < width; w++) out[base + w] = (out[base + w] ?? 0) + value * (x[from + w] ?? 0);
    }
    if (row % 512 === 511) yield at;
  }
}

function* multiplyTransposed(
  { rows, starts, indices, values }: SparseMatrix,
  x: Float32Array,
  out: Float32Array,
  width: number,
  step: () => Progress,
): Generator<Progress, void> {
  const at = step();
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      const base = (indices[e] ?? 0) * width;
      const value = values[e] ?? 0;
      for (let w = 0; w < width; w++) out[base + w] = (out[base + w] ?? 0) + value * (x[from + w] ?? 0);
    }
    if (row % 512 === 511) yield at;
  }
}

function gramMatrix(x: Float32Array, rows: number, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    for (let i = 0; i < width; i++) {
      const value = x[base + i] ?? 0;
      if (value === 0) continue;
      const into = i * width;
      for (let j = i; j < width; j++) gram[into + j] = (gram[into + j] ?? 0) + value * (x[base + j] ?? 0);
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i] ?? 0;
  return gram;
}

/** Columns made orthonormal by Cholesky of their Gram matrix; columns that depend on others become 0. */
function* orthonormalise(
  x: Float32Array,
  rows: number,
  width: number,
  step: () => Progress,
): Generator<Progress, void> {
  yield step();
  const l = gramMatrix(x, rows, width);
  yield { stage: 'train', done: 0, total: 0 };
  let largest = 0;
  for (let i = 0; i < width; i++) largest = Math.max(largest, l[i * width + i] ?? 0);
  const floor = largest * 1e-10;
  for (let j = 0; j < width; j++) {
    let pivot = l[j * width + j] ?? 0;
    for (let k = 0; k < j; k++) pivot -= (l[j * width + k] ?? 0) * (l[j * width + k] ?? 0);
    const root = pivot > floor ? Math.sqrt(pivot) : 0;
    l[j * width + j] = root;
    for (let i = j + 1; i < width; i++) {
      let sum = l[i * width + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[i * width + k] ?? 0) * (l[j * width + k] ?? 0);
      l[i * width + j] = root > 0 ? sum / root : 0;
    }
  }
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    for (let j = 0; j < width; j++) {
      const root = l[j * width + j] ?? 0;
      let sum = x[base + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[j * width + k] ?? 0) * (x[base + k] ?? 0);
      x[base + j] = root > 0 ? sum / root : 0;
    }
    if (row % 1024 === 1023) yield { stage: 'train', done: 0, total: 0 };
  }
}

/** Jacobi's method: eigenvalues and eigenvectors (columns) of a symmetric matrix. */
export function eigenSymmetric(symmetric: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = symmetric.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += (a[i * n + i] ?? 0) ** 2;
      for (let j = i + 1; j < n; j++) off += (a[i * n + j] ?? 0) ** 2;
    }
    if (off <= diagonal * 1e-18) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q] ?? 0;
        if (Math.abs(apq) < 1e-300) continue;
        const theta = ((a[q * n + q] ?? 0) - (a[p * n + p] ?? 0)) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        // Both the matrix and the vectors are kept by rows: rotate rows, then mirror the columns.
        const app = a[p * n + p] ?? 0;
        const aqq = a[q * n + q] ?? 0;
        for (let k = 0; k < n; k++) {
          const akp = a[p * n + k] ?? 0;
          const akq = a[q * n + k] ?? 0;
          a[p * n + k] = c * akp - s * akq;
          a[q * n + k] = s * akp + c * akq;
          const vkp = v[p * n + k] ?? 0;
          const vkq = v[q * n + k] ?? 0;
          v[p * n + k] = c * vkp - s * vkq;
          v[q * n + k] = s * vkp + c * vkq;
        }
        a[p * n + p] = app - t * apq;
        a[q * n + q] = aqq + t * apq;
        a[p * n + q] = 0;
        a[q * n + p] = 0;
        for (let k = 0; k < n; k++) {
          a[k * n + p] = a[p * n + k] ?? 0;
          a[k * n + q] = a[q * n + k] ?? 0;
        }
      }
    }
  }
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors[i * n + j] = v[j * n + i] ?? 0;
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i] ?? 0), vectors };
}

/** Standard normal numbers from a seeded generator (mulberry32, Box-Muller). */
function gaussian(count: number): Float32Array {
  let state = SEED;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    out[i] = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  }
  return out;
}
