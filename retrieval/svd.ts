/**
 * Truncated singular value decomposition of a large sparse matrix by randomised subspace
 * iteration (Halko, Martinsson, Tropp 2011): the directions along which its rows vary most.
 * Seeded; the same matrix gives the same result.
 */
import { createKernel, type Kernel } from './kernel.ts';
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

/**
 * The arrays of a decomposition in one memory, so that the SIMD loop can run over them. Rows of dense matrices are
 * padded with zeros to a multiple of 4 floats.
 */
interface Workspace {
  readonly kernel: Kernel;
  readonly width: number;
  readonly stride: number;
  readonly left: Dense;
  readonly right: Dense;
  /** Room for a product of BLOCK rows, for as many factors, and for the small matrix that it is taken with. */
  readonly product: Dense;
  readonly small: Dense;
  readonly factorsAt: number;
  readonly placesAt: number;
  /** Entries by row of the sparse matrix, and the same by column. */
  readonly byRow: Entries;
  readonly byColumn: Entries;
  /** Steps done, of PASSES * 3 + 2. */
  done: number;
}
interface Dense {
  readonly at: number;
  readonly rows: number;
  readonly values: Float32Array;
}
interface Entries {
  readonly starts: Uint32Array;
  readonly indicesAt: number;
  readonly valuesAt: number;
}

/** Rows multiplied with a small matrix at a time. */
const BLOCK = 512;

function prepare({ rows, columns, starts, indices, values }: SparseMatrix, width: number): Workspace {
  const stride = Math.ceil(width / 4) * 4;
  const entries = indices.length;
  let end = 0;
  const room = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 16) * 16;
    return at;
  };
  const dense = [rows, columns, BLOCK, width].map((count) => ({ at: room(count * stride * 4), rows: count }));
  const [factorsAt, placesAt] = [room(BLOCK * 4), room(BLOCK * 4)];
  const [rowIndices, rowValues, columnIndices, columnValues] = [0, 0, 0, 0].map(() => room(entries * 4));
  const kernel = createKernel(end);
  const [left, right, product, small] = dense.map((one) => ({
    ...one,
    values: new Float32Array(kernel.memory, one.at, one.rows * stride),
  }));
  if (!left || !right || !product || !small) throw new Error('The workspace has four dense matrices.');
  new Uint32Array(kernel.memory, placesAt, BLOCK).forEach((_, i, places) => (places[i] = i));
  new Uint32Array(kernel.memory, rowIndices, entries).set(indices);
  new Float32Array(kernel.memory, rowValues, entries).set(values);
  const columnStarts = new Uint32Array(columns + 1);
  for (const index of indices) columnStarts[index + 1] = (columnStarts[index + 1] ?? 0) + 1;
  for (let column = 0; column < columns; column++) {
    columnStarts[column + 1] = (columnStarts[column + 1] ?? 0) + (columnStarts[column] ?? 0);
  }
  const next = columnStarts.slice();
  const places = new Uint32Array(kernel.memory, columnIndices, entries);
  const weights = new Float32Array(kernel.memory, columnValues, entries);
  for (let row = 0; row < rows; row++) {
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      const column = indices[e] ?? 0;
      const place = next[column] ?? 0;
      next[column] = place + 1;
      places[place] = row;
      weights[place] = values[e] ?? 0;
    }
  }
  return {
    kernel,
    width,
    stride,
    left,
    right,
    product,
    small,
    factorsAt,
    placesAt,
    byRow: { starts, indicesAt: rowIndices ?? 0, valuesAt: rowValues ?? 0 },
    byColumn: { starts: columnStarts, indicesAt: columnIndices ?? 0, valuesAt: columnValues ?? 0 },
    done: 0,
  };
}

export function* truncatedSvd(matrix: SparseMatrix, wanted: number): Generator<Progress, RightSingular> {
  const width = Math.min(wanted + OVERSAMPLE, matrix.rows, matrix.columns);
  const work = prepare(matrix, width);
  const { left, right, stride, byRow, byColumn } = work;
  const step = (): Progress => {
    work.done++;
    return pause(work);
  };
  // Begin at random, then let the matrix pull the space towards its strong directions.
  const start = gaussian(matrix.columns * width);
  for (let row = 0; row < matrix.columns; row++) {
    right.values.set(start.subarray(row * width, (row + 1) * width), row * stride);
  }
  for (let pass = 0; pass < PASSES; pass++) {
    yield step();
    // left = A right, then right = transposed A left.
    yield* multiply(work, right, byColumn, left);
    yield step();
    if (pass === PASSES - 1) yield* orthonormalise(work, left);
    yield* multiply(work, left, byRow, right);
    yield step();
    if (pass < PASSES - 1) yield* orthonormalise(work, right);
  }
  // right = Aᵀ Q; its singular vectors are those of A, found through its small Gram matrix.
  const gram = yield* gramMatrix(work, right);
  yield step();
  const { values, vectors } = eigenSymmetric(gram, width);
  yield step();
  const order = [...values.keys()].toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const largest = values[order[0] ?? 0] ?? 0;
  const kept = order.slice(0, wanted).filter((i) => (values[i] ?? 0) > largest * 1e-9);
  const rank = kept.length;
  const singular = Float64Array.from(kept, (i) => Math.sqrt(Math.max(0, values[i] ?? 0)));
  work.small.values.fill(0);
  kept.forEach((i, column) => {
    for (let w = 0; w < width; w++)
      work.small.values[w * stride + column] = (vectors[w * width + i] ?? 0) / (singular[column] ?? 1);
  });
  yield* multiplySmall(work, right);
  const out = new Float32Array(matrix.columns * rank);
  for (let row = 0; row < matrix.columns; row++) {
    out.set(right.values.subarray(row * stride, row * stride + rank), row * rank);
  }
  return { vectors: out, values: singular, rank };
}

/** A turn for others within a step. */
const pause = ({ done }: Workspace): Progress => ({ stage: 'train', done, total: PASSES * 3 + 2 });

/** into = sparse matrix x from: each row of `from` goes, times an entry, to the row that the entry names. */
function* multiply(
  work: Workspace,
  from: Dense,
  { starts, indicesAt, valuesAt }: Entries,
  into: Dense,
): Generator<Progress, void> {
  const { kernel, stride } = work;
  into.values.fill(0);
  const bytes = stride * 4;
  for (let row = 0; row < from.rows; row++) {
    const first = starts[row] ?? 0;
    const count = (starts[row + 1] ?? 0) - first;
    if (count > 0)
      kernel.fold(from.at + row * bytes, indicesAt + first * 4, valuesAt + first * 4, count, into.at, bytes);
    if (row % 512 === 511) yield pause(work);
  }
}

/** matrix = matrix x the small matrix of the workspace. */
function* multiplySmall(work: Workspace, matrix: Dense): Generator<Progress, void> {
  const { kernel, width, stride, product, small, factorsAt, placesAt } = work;
  const bytes = stride * 4;
  const factors = new Float32Array(kernel.memory, factorsAt, BLOCK);
  for (let first = 0; first < matrix.rows; first += BLOCK) {
    const count = Math.min(BLOCK, matrix.rows - first);
    product.values.fill(0);
    for (let w = 0; w < width; w++) {
      for (let i = 0; i < count; i++) factors[i] = matrix.values[(first + i) * stride + w] ?? 0;
      kernel.fold(small.at + w * bytes, placesAt, factorsAt, count, product.at, bytes);
    }
    matrix.values.set(product.values.subarray(0, count * stride), first * stride);
    yield pause(work);
  }
}

/** Transposed x times x in doubles, four rows at a time: sums of squares lose too much in floats. */
function* gramMatrix(work: Workspace, x: Dense): Generator<Progress, Float64Array> {
  const { width, stride } = work;
  const gram = new Float64Array(width * width);
  const { values } = x;
  for (let row = 0; row < x.rows; row += 4) {
    const a = row * stride;
    // Beyond the end stand rows of nothing.
    const b = row + 1 < x.rows ? a + stride : -1;
    const c = row + 2 < x.rows ? a + 2 * stride : -1;
    const d = row + 3 < x.rows ? a + 3 * stride : -1;
    if (d >= 0) {
      addFour(gram, values, [a, b, c, d], width);
    } else {
      for (let i = 0; i < width; i++) {
        const va = values[a + i] ?? 0;
        const vb = b < 0 ? 0 : (values[b + i] ?? 0);
        const vc = c < 0 ? 0 : (values[c + i] ?? 0);
        const into = i * width;
        for (let j = i; j < width; j++) {
          gram[into + j] =
            (gram[into + j] ?? 0) +
            va * (values[a + j] ?? 0) +
            (b < 0 ? 0 : vb * (values[b + j] ?? 0)) +
            (c < 0 ? 0 : vc * (values[c + j] ?? 0));
        }
      }
    }
    if (row % 512 === 508) yield pause(work);
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i] ?? 0;
  return gram;
}

/** Four rows added to the upper half of a Gram matrix, two of its rows at a time: what is read serves twice. */
function addFour(
  gram: Float64Array,
  values: Float32Array,
  [a, b, c, d]: readonly [number, number, number, number],
  width: number,
): void {
  for (let i = 0; i < width; i += 2) {
    const va = values[a + i] ?? 0;
    const vb = values[b + i] ?? 0;
    const vc = values[c + i] ?? 0;
    const vd = values[d + i] ?? 0;
    const first = i * width;
    gram[first + i] = (gram[first + i] ?? 0) + va * va + vb * vb + vc * vc + vd * vd;
    if (i + 1 === width) return;
    const wa = values[a + i + 1] ?? 0;
    const wb = values[b + i + 1] ?? 0;
    const wc = values[c + i + 1] ?? 0;
    const wd = values[d + i + 1] ?? 0;
    const second = first + width;
    for (let j = i + 1; j < width; j++) {
      const xa = values[a + j] ?? 0;
      const xb = values[b + j] ?? 0;
      const xc = values[c + j] ?? 0;
      const xd = values[d + j] ?? 0;
      gram[first + j] = (gram[first + j] ?? 0) + va * xa + vb * xb + vc * xc + vd * xd;
      gram[second + j] = (gram[second + j] ?? 0) + wa * xa + wb * xb + wc * xc + wd * xd;
    }
  }
}

/** Columns made orthonormal by Cholesky of their Gram matrix; columns that depend on others become 0. */
function* orthonormalise(work: Workspace, x: Dense): Generator<Progress, void> {
  const { width, stride, small } = work;
  const l = yield* gramMatrix(work, x);
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
  // The inverse of L, transposed: x times it is orthonormal. A column without a root stays 0.
  const inverse = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    const root = l[j * width + j] ?? 0;
    if (root === 0) continue;
    inverse[j * width + j] = 1 / root;
    for (let k = 0; k < j; k++) {
      let sum = 0;
      for (let m = k; m < j; m++) sum += (l[j * width + m] ?? 0) * (inverse[m * width + k] ?? 0);
      inverse[j * width + k] = -sum / root;
    }
  }
  small.values.fill(0);
  for (let j = 0; j < width; j++)
    for (let k = 0; k <= j; k++) small.values[k * stride + j] = inverse[j * width + k] ?? 0;
  yield pause(work);
  yield* multiplySmall(work, x);
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
