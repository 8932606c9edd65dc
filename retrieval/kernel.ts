/**
 * The two inner loops of the vector side as WebAssembly with 128-bit SIMD, 354 bytes, and the same
 * in plain TypeScript where WebAssembly is missing or forbidden. Both give identical results.
 *
 * scan(rows, count, query, stride, out): out[i] = sum over d of rows[i][d] * query[d], int8 to int32,
 *   16 components a step by i16x8.extend and i32x4.dot_i16x8_s.
 * fold(row, targets, factors, count, sums, width): for each i, sums[targets[i]] += factors[i] * row,
 *   float32, 4 components a step; width is the row's length in bytes.
 * Addresses are byte offsets into the memory given; strides are multiples of 16 components.
 */

const BINARY =
  'AGFzbQEAAAABEgJgBX9/f39/AGAGf39/f39/AAIIAQFlAW0CAAEDAwIAAQcPAgRzY2FuAAAEZm9sZAABCqMCAqcBAgF/A3sCQANA' +
  'IAFFDQH9DAAAAAAAAAAAAAAAAAAAAAAhBkEAIQUDQCAAIAVq/QAEACEHIAIgBWr9AAQAIQggBiAH/YcBIAj9hwH9ugEgB/2IASAI' +
  '/YgB/boB/a4B/a4BIQYgBUEQaiEFIAUgA0kNAAsgBCAG/RsAIAb9GwFqIAb9GwIgBv0bA2pqNgIAIARBBGohBCAAIANqIQAgAUEB' +
  'ayEBDAALCwt4AwF/AXsBfwJAA0AgA0UNASACKgIA/RMhByAEIAEoAgAgBWxqIQhBACEGA0AgCCAGaiAIIAZq/QAEACAHIAAgBmr9' +
  'AAQA/eYB/eQB/QsEACAGQRBqIQYgBiAFSQ0ACyABQQRqIQEgAkEEaiECIANBAWshAwwACwsL';

export interface Kernel {
  readonly memory: ArrayBuffer;
  scan(rows: number, count: number, query: number, stride: number, out: number): void;
  fold(row: number, targets: number, factors: number, count: number, sums: number, width: number): void;
}

const PAGE = 65_536;
let compiled: WebAssembly.Module | null | undefined;

/** A kernel with `bytes` of memory of its own. `plain` leaves WebAssembly out. */
export function createKernel(bytes: number, plain = false): Kernel {
  if (!plain) {
    try {
      compiled ??= new WebAssembly.Module(Uint8Array.from(atob(BINARY), (character) => character.charCodeAt(0)));
      const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
      const { exports } = new WebAssembly.Instance(compiled, { e: { m: memory } });
      const { scan, fold } = exports;
      if (typeof scan === 'function' && typeof fold === 'function') {
        return { memory: memory.buffer, scan: scan as Kernel['scan'], fold: fold as Kernel['fold'] };
      }
    } catch {
      // No SIMD, or a policy against WebAssembly: the plain loops below do the same, slower.
    }
  }
  return plainKernel(new ArrayBuffer(bytes));
}

function plainKernel(memory: ArrayBuffer): Kernel {
  return {
    memory,
    scan(rows, count, query, stride, out) {
      const all = new Int8Array(memory, rows, count * stride);
      const one = new Int8Array(memory, query, stride);
      const sums = new Int32Array(memory, out, count);
      for (let row = 0; row < count; row++) {
        const base = row * stride;
        let sum = 0;
        for (let d = 0; d < stride; d++) sum = (sum + (all[base + d] ?? 0) * (one[d] ?? 0)) | 0;
        sums[row] = sum;
      }
    },
    fold(row, targets, factors, count, sums, width) {
      const length = width / 4;
      const one = new Float32Array(memory, row, length);
      const places = new Uint32Array(memory, targets, count);
      const weights = new Float32Array(memory, factors, count);
      const all = new Float32Array(memory, sums);
      for (let i = 0; i < count; i++) {
        const base = (places[i] ?? 0) * length;
        const weight = weights[i] ?? 0;
        // Rounded after each step, as the SIMD version is.
        for (let d = 0; d < length; d++) all[base + d] = (all[base + d] ?? 0) + Math.fround(weight * (one[d] ?? 0));
      }
    },
  };
}
