/** A lexicon over an index file. Posting lists are decoded when a query first asks for them. */
import { z } from 'zod';
import { ANALYSER_VERSION } from './analyse.ts';
import { ByteReader, damaged } from './bytes.ts';
import { SECTION } from './format.ts';
import { type Lexicon, type Postings, type Resume, weightedCount } from './lexicon.ts';
import { BLOCK } from './sections.ts';
import { IndexFormatError } from './types.ts';

/** Decoded postings kept, in entries (7 bytes each): 1 MB for a bundle of 20,000 chunks, 14 MB for a base of 100,000. */
const cacheFor = (chunks: number): number => (chunks > 50_000 ? chunks * 20 : 150_000);

const metaShape = z.object({
  analyser: z.number().int(),
  chunks: z.number().int().min(0).max(0xffffff),
  terms: z.number().int().min(0).max(0xfffffff),
  languages: z.array(z.string().max(20)).max(200),
});

export function openFileLexicon(sections: ReadonlyMap<number, Uint8Array>): Lexicon {
  const section = (id: number): Uint8Array => {
    const bytes = sections.get(id);
    if (!bytes) throw damaged('The search index lacks a part.');
    return bytes;
  };
  const meta = readMeta(section(SECTION.meta));
  const ids = readStrings(new ByteReader(section(SECTION.ids)), meta.chunks);
  const documentsReader = new ByteReader(section(SECTION.documents));
  const documents = readStrings(documentsReader, undefined);
  const belongs = documentsReader.varints(meta.chunks);
  let anyPinned = false;
  for (let i = 0; i < meta.chunks; i++) {
    const value = belongs[i] ?? 0;
    if (value >>> 1 >= documents.count) throw damaged();
    if (value & 1) anyPinned = true;
  }
  const { lengths, averageLength } = readLengths(section(SECTION.lengths), meta.chunks);
  const dictionary = readDictionary(section(SECTION.terms), section(SECTION.postings), meta.terms, meta.chunks);
  return {
    slots: meta.chunks,
    size: meta.chunks,
    languages: meta.languages,
    lengthOf: (ordinal) => lengths[ordinal] ?? 0,
    averageLength,
    termCount: meta.terms,
    alive: () => true,
    idOf: ids.at,
    documentIdOf: (ordinal) => documents.at((belongs[ordinal] ?? 0) >>> 1),
    pinned: (ordinal) => ((belongs[ordinal] ?? 0) & 1) === 1,
    anyPinned,
    ...dictionary,
  };
}

function readMeta(bytes: Uint8Array): z.infer<typeof metaShape> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw damaged();
  }
  const meta = metaShape.safeParse(json);
  if (!meta.success) throw damaged();
  if (meta.data.analyser !== ANALYSER_VERSION) {
    throw new IndexFormatError(
      'version',
      'The search index was made by another version of the word rules. Export it again.',
    );
  }
  return meta.data;
}

export interface Strings {
  readonly count: number;
  at(index: number): string;
}

/** Strings stay bytes until one is asked for. */
export function readStrings(reader: ByteReader, expected: number | undefined): Strings {
  const count = reader.varint();
  if ((expected !== undefined && count !== expected) || count > reader.end - reader.at) throw damaged();
  const lengths = reader.varints(count);
  const starts = new Uint32Array(count + 1);
  let total = 0;
  for (let i = 0; i < count; i++) starts[i + 1] = total += lengths[i] ?? 0;
  const characters = reader.take(total);
  const decoder = new TextDecoder();
  return { count, at: (index) => decoder.decode(characters.subarray(starts[index], starts[index + 1])) };
}

function readLengths(bytes: Uint8Array, chunks: number): { lengths: Float32Array; averageLength: number } {
  const halves = new ByteReader(bytes).varints(chunks);
  const lengths = new Float32Array(chunks);
  let total = 0;
  for (let i = 0; i < chunks; i++) {
    const length = (halves[i] ?? 0) / 2;
    lengths[i] = length;
    total += length;
  }
  return { lengths, averageLength: chunks > 0 ? total / chunks : 0 };
}

type Dictionary = Pick<
  Lexicon,
  'find' | 'known' | 'termAt' | 'frequency' | 'postings' | 'eachPosting' | 'startingWith' | 'eachTerm' | 'eachLikely'
>;

function readDictionary(termBytes: Uint8Array, postingBytes: Uint8Array, count: number, chunks: number): Dictionary {
  if (count > termBytes.length) throw damaged();
  const frequencies = new Uint32Array(count);
  const offsets = new Uint32Array(count + 1);
  const blocks = new Uint32Array(Math.ceil(count / BLOCK));
  const decoder = new TextDecoder();
  const reader = new ByteReader(termBytes);
  let postingsAt = 0;
  for (let number = 0; number < count; number++) {
    const fresh = number % BLOCK === 0;
    if (fresh) blocks[number / BLOCK] = reader.at;
    const shared = reader.varint();
    if (fresh && shared !== 0) throw damaged();
    reader.skip(reader.varint());
    const frequency = reader.varint();
    if (frequency > chunks) throw damaged();
    frequencies[number] = frequency;
    offsets[number + 1] = postingsAt += reader.varint();
  }
  if (offsets[count] !== postingBytes.length) throw damaged();

  const blockTerms = (block: number): string[] => {
    const at = new ByteReader(termBytes, blocks[block]);
    const terms: string[] = [];
    let previous = '';
    for (let number = block * BLOCK; number < Math.min(count, (block + 1) * BLOCK); number++) {
      const shared = at.varint();
      const term = previous.slice(0, shared) + decoder.decode(at.take(at.varint()));
      at.varint();
      at.varint();
      terms.push(term);
      previous = term;
    }
    return terms;
  };

  /** The block whose first term is the last one not after `term`. */
  const blockOf = (term: string): number => {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const at = new ByteReader(termBytes, blocks[middle]);
      at.varint();
      if (decoder.decode(at.take(at.varint())) <= term) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  let spelled: Spelled | undefined;
  const cache = new Map<number, Postings>();
  let cached = 0;
  const postings = (number: number): Postings => {
    const known = cache.get(number);
    if (known) return known;
    const decoded = decodePostings(
      postingBytes,
      offsets[number] ?? 0,
      offsets[number + 1] ?? 0,
      frequencies[number] ?? 0,
      chunks,
    );
    cached += decoded.ordinals.length;
    if (cached > cacheFor(chunks)) {
      cache.clear();
      cached = decoded.ordinals.length;
    }
    cache.set(number, decoded);
    return decoded;
  };

  const find = (term: string): number => {
    if (count === 0) return -1;
    const block = blockOf(term);
    const place = blockTerms(block).indexOf(term);
    return place < 0 ? -1 : block * BLOCK + place;
  };

  return {
    find,
    known: find,
    termAt: (number) => blockTerms(Math.floor(number / BLOCK))[number % BLOCK] ?? '',
    frequency: (number) => frequencies[number] ?? 0,
    postings,
    eachPosting: (number, _from, until, visit, resume) =>
      walkPostings(
        postingBytes.subarray(offsets[number] ?? 0, offsets[number + 1] ?? 0),
        frequencies[number] ?? 0,
        Math.min(chunks, until),
        until >= chunks,
        visit,
        resume,
      ),
    startingWith(prefix, limit) {
      const found: number[] = [];
      for (let block = count === 0 ? blocks.length : blockOf(prefix); block < blocks.length; block++) {
        const terms = blockTerms(block);
        terms.forEach((term, place) => {
          if (term.startsWith(prefix)) found.push(block * BLOCK + place);
        });
        const last = terms.at(-1) ?? '';
        if (last > prefix && !last.startsWith(prefix)) break;
      }
      return found.toSorted((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0) || a - b).slice(0, limit);
    },
    eachTerm(visit) {
      for (let block = 0; block < blocks.length; block++) {
        blockTerms(block).forEach((term, place) => visit(term, block * BLOCK + place));
      }
    },
    eachLikely(like, edits, visit) {
      spelled ??= spell(termBytes, count);
      eachNear(spelled, like, edits, visit);
    },
  };
}

/** Every term written out, for looking at all of them: made when a word is asked for that may be misspelled. */
interface Spelled {
  /** UTF-8, one after the other. */
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  /** Length of each in UTF-16 units, 255 for more. */
  readonly units: Uint8Array;
  /** The letters a to z in each, one bit a letter. */
  readonly letters: Int32Array;
}

function spell(termBytes: Uint8Array, count: number): Spelled {
  const reader = new ByteReader(termBytes);
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const starts = new Uint32Array(count + 1);
  const units = new Uint8Array(count);
  const letters = new Int32Array(count);
  // What neighbours share and what stands beside each term in the dictionary are about as much.
  let bytes = new Uint8Array(termBytes.length + 256);
  let start = 0;
  let plain = true;
  let length = 0;
  for (let number = 0; number < count; number++) {
    const before = start;
    start += length;
    // In UTF-16 units; in ASCII these are the bytes.
    const shared = reader.varint();
    const rest = reader.varint();
    const from = reader.at;
    reader.skip(rest);
    reader.varint();
    reader.varint();
    const kept = plain
      ? shared
      : encoder.encode(decoder.decode(bytes.subarray(before, before + length)).slice(0, shared)).length;
    if (kept > length) throw damaged();
    length = kept + rest;
    if (start + length > bytes.length) {
      const larger = new Uint8Array(Math.ceil((start + length) * 1.25));
      larger.set(bytes.subarray(0, start));
      bytes = larger;
    }
    let mask = 0;
    let high = 0;
    for (let i = 0; i < length; i++) {
      const value = i < kept ? (bytes[before + i] ?? 0) : (termBytes[from + i - kept] ?? 0);
      bytes[start + i] = value;
      high |= value;
      if (value > 96 && value < 123) mask |= 1 << (value - 97);
    }
    plain = high < 128;
    starts[number] = start;
    units[number] = Math.min(255, plain ? length : decoder.decode(bytes.subarray(start, start + length)).length);
    letters[number] = mask;
  }
  starts[count] = start + length;
  return { bytes, starts, units, letters };
}

/** How many of the 32 bits are set: summed by twos, fours and bytes, all at once. */
function bits(value: number): number {
  const twos = value - ((value >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * A pass over the dictionary that makes a string only of what may be near: each edit changes the length by one at most,
 * and takes away or adds one letter of the alphabet each at most.
 */
function eachNear(
  { bytes, starts, units, letters }: Spelled,
  like: string,
  edits: number,
  visit: (term: string, number: number) => void,
): void {
  const decoder = new TextDecoder();
  const wanted = Math.min(255, like.length);
  let own = 0;
  for (let i = 0; i < like.length; i++) {
    const letter = like.charCodeAt(i) - 97;
    if (letter >= 0 && letter < 26) own |= 1 << letter;
  }
  for (let number = 0; number < units.length; number++) {
    const off = (units[number] ?? 0) - wanted;
    if (off > edits || -off > edits || bits((letters[number] ?? 0) ^ own) > 2 * edits) continue;
    visit(decoder.decode(bytes.subarray(starts[number], starts[number + 1])), number);
  }
}

function decodePostings(bytes: Uint8Array, start: number, end: number, frequency: number, chunks: number): Postings {
  if (frequency > end - start) throw damaged();
  const ordinals = new Uint32Array(frequency);
  const text = new Uint8Array(frequency);
  const title = new Uint8Array(frequency);
  const heading = new Uint8Array(frequency);
  const reader = new ByteReader(bytes, start, end);
  let ordinal = -1;
  for (let i = 0; i < frequency; i++) {
    const code = reader.varint();
    if (code < 2) throw damaged();
    ordinal += code >>> 1;
    if (ordinal >= chunks) throw damaged();
    ordinals[i] = ordinal;
    if (code & 1) text[i] = 1;
    else {
      text[i] = Math.min(255, reader.varint());
      const both = reader.byte();
      title[i] = both >>> 4;
      heading[i] = both & 15;
    }
  }
  return { ordinals, text, title, heading };
}

/** The same decoding for reading every list once; no reader object, because it runs over a million postings. */
function walkPostings(
  bytes: Uint8Array,
  frequency: number,
  until: number,
  toEnd: boolean,
  visit: (ordinal: number, count: number) => void,
  resume: Resume,
): void {
  const end = bytes.length;
  let { at, done } = resume;
  let ordinal = resume.next - 1;
  for (; done < frequency; done++) {
    const before = at;
    let code = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw damaged();
      const next = bytes[at++] ?? 0;
      code |= (next & 127) << shift;
      if (next < 128) break;
    }
    code >>>= 0;
    if (code < 2) throw damaged();
    if (ordinal + (code >>> 1) >= until) {
      if (toEnd) throw damaged();
      at = before;
      break;
    }
    ordinal += code >>> 1;
    if (code & 1) visit(ordinal, 1);
    else {
      let text = bytes[at++] ?? 0;
      if (text > 127) text = (text & 127) | ((bytes[at++] ?? 0) << 7);
      if (at >= end) throw damaged();
      const both = bytes[at++] ?? 0;
      visit(ordinal, weightedCount(Math.min(255, text), both >>> 4, both & 15));
    }
  }
  resume.at = at;
  resume.done = done;
  resume.next = ordinal + 1;
}
