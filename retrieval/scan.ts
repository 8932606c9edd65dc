/** Exact scan of int8 vectors: the scaled dot product of one query with every row. */

export function scan(
  rows: Int8Array,
  scales: Float32Array,
  query: Int8Array,
  queryScale: number,
  dimensions: number,
): Float32Array {
  const out = new Float32Array(scales.length);
  for (let row = 0; row < scales.length; row++) {
    const base = row * dimensions;
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum = (sum + rows[base + d]! * query[d]!) | 0;
    out[row] = sum * scales[row]! * queryScale;
  }
  return out;
}
