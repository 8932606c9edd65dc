/**
 * Vectors in an index. Only the words' directions are stored; a chunk's vector is the weighted
 * sum of its words', so it is worked out from the postings when first needed: far fewer bytes.
 */
import { rarity } from './bm25.ts';
import { damaged } from './bytes.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { SECTION } from './format.ts';
import { fuse, MEANING_WEIGHT, trustIn } from './fusion.ts';
import type { Lexicon, Resume } from './lexicon.ts';
import { localWeight, quantise, type TrainedModel } from './model.ts';
import type { QueryTerm } from './query.ts';
import { best } from './rank.ts';
import { createKernel } from './kernel.ts';
import { createVectorStore, storeOf, type Vectors, type VectorStore } from './scan.ts';
import type { Scope } from './scope.ts';
import type { Inverted } from './sections.ts';

type WeightedTerm = Pick<QueryTerm, 'number' | 'weight' | 'word' | 'match'>;

/** How near the chunks are to a query, and how much of it that speaks for. */
interface Likeness {
  /** By slot; 0 for a chunk without known words. The next call overwrites it. */
  readonly cosines: Float32Array;
  /** Share of what the words found are worth, as rare as they are, that belongs to words the model knows: 0 to 1. */
  readonly known: number;
}

/** Nearness in meaning of the chunks of one lexicon to a query. */
export interface Semantics {
  readonly modelId: string;
  /** How far the cosines can be relied on, 0 to 1. */
  readonly trust: number;
  /**
   * Undefined where the model knows no word as it was asked for: what only resembles a word has its spelling, not its meaning.
   * @param words The words' scores, which help to choose the chunks that refine the query.
   * @param mostWords The best of them.
   * @param scope Chunks outside get 0 and refine nothing.
   */
  similarities(
    terms: readonly WeightedTerm[],
    words: Float32Array,
    mostWords: number,
    scope: Scope,
  ): Likeness | undefined;
  /** The vectors of these slots, or of all, in their order. */
  vectors(ordinals?: Uint32Array): Vectors;
}

/** Steps on each side of zero that a stored component has: 4 bits. */
const STEPS = 7;
/** A row's largest components are cut at so many standard deviations: finer steps for the rest. */
const CUT = 2.4;

export function writeProjection(model: TrainedModel, inverted: Inverted): [number, Uint8Array][] {
  const { dimensions } = model;
  const out = new ByteWriter();
  const id = new TextEncoder().encode(model.id);
  out.varint(id.length);
  out.append(id);
  out.varint(dimensions);
  const kept: { number: number; row: number }[] = [];
  model.terms.forEach((term, row) => {
    const number = inverted.numbers.get(term);
    if (number !== undefined && (model.scales[row] ?? 0) > 0) kept.push({ number, row });
  });
  out.varint(kept.length);
  let last = -1;
  for (const { number } of kept) {
    out.varint(number - last);
    last = number;
  }
  const half = Math.ceil(dimensions / 2);
  const packed = new Uint8Array(half);
  const scaleBytes = new Uint8Array(kept.length * 4);
  const scaleView = new DataView(scaleBytes.buffer);
  const rows = new ByteWriter();
  kept.forEach(({ row }, place) => {
    const base = row * dimensions;
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += (model.rows[base + d] ?? 0) ** 2;
    const step = (CUT * Math.sqrt(square / dimensions)) / STEPS || 1;
    packed.fill(0);
    for (let d = 0; d < dimensions; d++) {
      const level = Math.max(-STEPS, Math.min(STEPS, Math.round((model.rows[base + d] ?? 0) / step))) + 8;
      packed[d >> 1] = (packed[d >> 1] ?? 0) | (d & 1 ? level << 4 : level);
    }
    rows.append(packed);
    scaleView.setFloat32(place * 4, (model.scales[row] ?? 0) * step, true);
  });
  out.append(scaleBytes);
  out.append(rows.finish());
  return [[SECTION.projection, out.finish()]];
}

export function openProjection(sections: ReadonlyMap<number, Uint8Array>, lexicon: Lexicon): Semantics | undefined {
  const bytes = sections.get(SECTION.projection);
  if (!bytes) return undefined;
  const reader = new ByteReader(bytes);
  const modelId = new TextDecoder().decode(reader.take(reader.varint()));
  const dimensions = reader.varint();
  const count = reader.varint();
  if (dimensions < 1 || dimensions > 4096 || count > bytes.length) throw damaged();
  const numbers = new Uint32Array(count);
  let number = -1;
  for (let i = 0; i < count; i++) {
    number += reader.varint();
    numbers[i] = number;
  }
  const scaleBytes = reader.take(count * 4);
  const view = new DataView(scaleBytes.buffer, scaleBytes.byteOffset, scaleBytes.length);
  const half = Math.ceil(dimensions / 2);
  const packed = reader.take(count * half);
  if (reader.at !== reader.end) throw damaged();
  const scales = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const scale = view.getFloat32(i * 4, true);
    if (!Number.isFinite(scale) || scale < 0) throw damaged();
    scales[i] = scale;
  }
  // A row is unpacked whenever it is needed: all of them as bytes would take twice the memory, and stay.
  const rowInto = (place: number, out: Float32Array): void => {
    const base = place * half;
    for (let d = 0; d < dimensions; d++) {
      const pair = packed[base + (d >> 1)] ?? 0;
      out[d] = (d & 1 ? pair >>> 4 : pair & 15) - 8;
    }
  };
  return createSemantics({ modelId, dimensions, numbers, scales, rowInto }, lexicon);
}

export interface Projection {
  readonly modelId: string;
  readonly dimensions: number;
  /** Term numbers of the lexicon, ascending; one row and one scale each. */
  readonly numbers: Uint32Array;
  readonly scales: Float32Array;
  /** Writes the components of a row, before its scale. */
  rowInto(place: number, out: Float32Array): void;
}

/** @param ready Vectors of the first slots that were worked out before. */
export function createSemantics(projection: Projection, lexicon: Lexicon, ready?: Vectors): Semantics {
  const { modelId, dimensions, numbers, scales } = projection;
  let places: Map<number, number> | undefined;
  // One store for what was there at first, further ones for chunks that came later.
  let stores: { first: number; store: VectorStore }[] = [];
  let folded = 0;
  // Used again by every search: at 100,000 chunks they are 800 KB.
  let cosines = new Float32Array(0);
  let scores = new Float32Array(0);
  if (ready && ready.dimensions === dimensions && ready.scales.length <= lexicon.slots && ready.scales.length > 0) {
    stores.push({ first: 0, store: storeOf(ready) });
    folded = ready.scales.length;
  }
  const catchUp = (): void => {
    if (folded === lexicon.slots) return;
    if (stores.length >= MOST_STORES) {
      // The first is the large one; the others are joined.
      stores = stores.slice(0, 1);
      folded = stores[0]?.store.count ?? 0;
    }
    stores.push({ first: folded, store: foldIn(projection, lexicon, folded, lexicon.slots) });
    folded = lexicon.slots;
  };
  const storeAt = (ordinal: number): { first: number; store: VectorStore } | undefined =>
    stores.findLast((one) => one.first <= ordinal);
  const trust = trustIn(dimensions);
  return {
    modelId,
    trust,
    vectors(ordinals) {
      catchUp();
      const count = ordinals?.length ?? lexicon.slots;
      const out = { dimensions, rows: new Int8Array(count * dimensions), scales: new Float32Array(count) };
      for (let i = 0; i < count; i++) {
        const ordinal = ordinals?.[i] ?? i;
        const found = storeAt(ordinal);
        if (!found) continue;
        const base = (ordinal - found.first) * found.store.stride;
        out.rows.set(found.store.rows.subarray(base, base + dimensions), i * dimensions);
        out.scales[i] = found.store.scales[ordinal - found.first] ?? 0;
      }
      return out;
    },
    similarities(terms, words, mostWords, scope) {
      const query = new Float32Array(dimensions);
      const row = new Float32Array(dimensions);
      places ??= new Map(Array.from(numbers, (number, place) => [number, place]));
      let sure = false;
      for (const { number, weight, match } of terms) {
        const place = places.get(number);
        if (place === undefined) continue;
        if (match !== 'fuzzy') sure = true;
        const factor = localWeight(weight) * (scales[place] ?? 0);
        projection.rowInto(place, row);
        for (let d = 0; d < dimensions; d++) query[d] = (query[d] ?? 0) + factor * (row[d] ?? 0);
      }
      if (!sure || !normalise(query, 0, dimensions)) return undefined;
      const of = places;
      const known = shareKnown(terms, scope, (number) => (scales[of.get(number) ?? -1] ?? 0) > 0);
      catchUp();
      if (cosines.length !== lexicon.slots) {
        cosines = new Float32Array(lexicon.slots);
        scores = new Float32Array(lexicon.slots);
      }
      const scan = (): void => {
        const quantised = quantise(query, 1, dimensions);
        for (const { first, store } of stores) store.scan(quantised.rows, quantised.scales[0] ?? 0, cosines, first);
        scope.silence(cosines);
      };
      scan();
      fuse(words, cosines, MEANING_WEIGHT * trust * known, mostWords).scores(scores);
      refine(query, scores, (ordinal) => {
        const found = storeAt(ordinal);
        return found?.store.vector(ordinal - found.first);
      });
      scan();
      return { cosines, known };
    },
  };
}

/**
 * A query's vector says nothing of the words that the model does not know, mostly rare ones. What the words found are worth
 * is counted as their score counts it: rarity times weight, the best of several beginnings or near spellings of a word.
 */
function shareKnown(terms: readonly WeightedTerm[], scope: Scope, knows: (number: number) => boolean): number {
  const worth = new Map<string, { asked: number; known: number }>();
  for (const { number, weight, word, match } of terms) {
    const frequency = scope.frequency(number);
    // Nobody here says it: neither words nor meaning can find anything by it.
    if (frequency === 0) continue;
    const key = match === 'exact' ? `=${number}` : word;
    const one = worth.get(key) ?? { asked: 0, known: 0 };
    worth.set(key, one);
    const value = weight * rarity(scope.size, frequency);
    one.asked = Math.max(one.asked, value);
    if (knows(number)) one.known = Math.max(one.known, value);
  }
  let asked = 0;
  let known = 0;
  for (const one of worth.values()) {
    asked += one.asked;
    known += one.known;
  }
  return asked > 0 ? known / asked : 1;
}

/** Stores of later chunks before all are joined again. */
const MOST_STORES = 8;

/** Chunks that refine the query, and their weight against it: the usual mild setting of feedback. */
const FEEDBACK = 5;
const FEEDBACK_WEIGHT = 0.5;

/** Moves a query towards the chunks that answer it best so far (Rocchio): a short question borrows their meaning. */
function refine(
  query: Float32Array,
  scores: Float32Array,
  vectorOf: (ordinal: number) => Float32Array | undefined,
): void {
  const dimensions = query.length;
  const top = best(scores, FEEDBACK, () => true);
  const total = top.reduce((sum, { score }) => sum + score, 0);
  for (const { ordinal, score } of top) {
    const vector = vectorOf(ordinal);
    if (!vector) continue;
    const factor = (FEEDBACK_WEIGHT * score) / total;
    for (let d = 0; d < dimensions; d++) query[d] = (query[d] ?? 0) + factor * (vector[d] ?? 0);
  }
  normalise(query, 0, dimensions);
}

/** Chunks folded in at a time: bounds the floats in memory (1,024 x 128 x 4 bytes = 0.5 MB). */
const BATCH = 1024;
/** Local weights of the usual counts, which come in halves: the logarithm is slower than the sum. */
const LOCAL = Float32Array.from({ length: 512 }, (_, halves) => localWeight(halves / 2));

/** Every chunk's vector from the postings: the sum of its words' rows, made unit length, then int8. */
export function foldIn(
  { dimensions, numbers, scales, rowInto }: Projection,
  lexicon: Lexicon,
  start: number,
  end: number,
  plain = false,
): VectorStore {
  const out = createVectorStore(end - start, dimensions, plain);
  const { stride } = out;
  const batch = Math.min(BATCH, end - start);
  const targetsAt = stride * 4;
  const factorsAt = targetsAt + batch * 4;
  const sumsAt = Math.ceil((factorsAt + batch * 4) / 16) * 16;
  const kernel = createKernel(sumsAt + batch * stride * 4, plain);
  const row = new Float32Array(kernel.memory, 0, stride);
  const targets = new Uint32Array(kernel.memory, targetsAt, batch);
  const factors = new Float32Array(kernel.memory, factorsAt, batch);
  const sums = new Float32Array(kernel.memory, sumsAt, batch * stride);
  // Each posting list is read once, a stretch for each batch.
  const places = { at: new Uint32Array(numbers.length), done: new Uint32Array(numbers.length) };
  const nexts = new Uint32Array(numbers.length);
  const resume: Resume = { at: 0, done: 0, next: 0 };
  for (let first = start; first < end; first += BATCH) {
    const last = Math.min(end, first + BATCH);
    sums.fill(0);
    let count = 0;
    let scale = 0;
    const visit = (ordinal: number, weight: number): void => {
      if (ordinal < first || ordinal >= last) return;
      targets[count] = ordinal - first;
      factors[count++] = scale * (LOCAL[2 * weight] ?? localWeight(weight));
    };
    for (let place = 0; place < numbers.length; place++) {
      count = 0;
      scale = scales[place] ?? 0;
      resume.at = places.at[place] ?? 0;
      resume.done = places.done[place] ?? 0;
      resume.next = nexts[place] ?? 0;
      lexicon.eachPosting(numbers[place] ?? 0, first, last, visit, resume);
      places.at[place] = resume.at;
      places.done[place] = resume.done;
      nexts[place] = resume.next;
      if (count === 0) continue;
      rowInto(place, row);
      kernel.fold(0, targetsAt, factorsAt, count, sumsAt, stride * 4);
    }
    for (let i = 0; i < last - first; i++) {
      const place = first - start + i;
      out.scales[place] = toBytes(sums, i * stride, stride, out.rows, place * stride);
    }
  }
  return out;
}

/** Writes a vector as unit-length int8; returns its scale, 0 for a vector without direction. */
function toBytes(from: Float32Array, base: number, length: number, into: Int8Array, place: number): number {
  let square = 0;
  let largest = 0;
  for (let d = 0; d < length; d++) {
    const value = from[base + d] ?? 0;
    square += value * value;
    if (value > largest) largest = value;
    else if (-value > largest) largest = -value;
  }
  if (!(square > 0) || !Number.isFinite(square)) return 0;
  const factor = 127 / largest;
  for (let d = 0; d < length; d++) into[place + d] = Math.round((from[base + d] ?? 0) * factor);
  return largest / 127 / Math.sqrt(square);
}

function normalise(vector: Float32Array, base: number, dimensions: number): boolean {
  let square = 0;
  for (let d = 0; d < dimensions; d++) square += (vector[base + d] ?? 0) ** 2;
  if (!(square > 0) || !Number.isFinite(square)) return false;
  const factor = 1 / Math.sqrt(square);
  for (let d = 0; d < dimensions; d++) vector[base + d] = (vector[base + d] ?? 0) * factor;
  return true;
}
