/** The word side of an index as sections: ids, documents, lengths, dictionary, postings. */
import { ANALYSER_VERSION } from './analyse.ts';
import { ByteWriter } from './bytes.ts';
import type { CountedChunk } from './corpus.ts';
import { SECTION } from './format.ts';
import type { IndexedChunk } from './types.ts';

/** Terms between two full spellings in the dictionary: a look-up decodes at most so many. */
export const BLOCK = 16;

/** All different terms in UTF-16 code unit order, and for each its postings in ascending order. */
export interface Inverted {
  readonly terms: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** Postings of term n lie from starts[n] to starts[n + 1]. */
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly text: Uint8Array;
  readonly title: Uint8Array;
  readonly heading: Uint8Array;
}

export function invert(counted: readonly CountedChunk[]): Inverted {
  const frequencies = new Map<string, number>();
  for (const chunk of counted) for (const term of chunk.terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const terms = [...frequencies.keys()].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const numbers = new Map<string, number>();
  const starts = new Uint32Array(terms.length + 1);
  terms.forEach((term, number) => {
    numbers.set(term, number);
    starts[number + 1] = (starts[number] ?? 0) + (frequencies.get(term) ?? 0);
  });
  const total = starts[terms.length] ?? 0;
  const next = starts.slice();
  const ordinals = new Uint32Array(total);
  const text = new Uint8Array(total);
  const title = new Uint8Array(total);
  const heading = new Uint8Array(total);
  counted.forEach((chunk, ordinal) => {
    chunk.terms.forEach((term, place) => {
      const number = numbers.get(term) ?? 0;
      const at = next[number] ?? 0;
      next[number] = at + 1;
      ordinals[at] = ordinal;
      text[at] = chunk.text[place] ?? 0;
      title[at] = chunk.title[place] ?? 0;
      heading[at] = chunk.heading[place] ?? 0;
    });
  });
  return { terms, numbers, starts, ordinals, text, title, heading };
}

export function writeWordSections(
  chunks: readonly IndexedChunk[],
  counted: readonly CountedChunk[],
  inverted: Inverted,
): Map<number, Uint8Array> {
  return new Map([
    [SECTION.meta, writeMeta(counted, inverted)],
    [SECTION.ids, writeIds(chunks)],
    [SECTION.documents, writeDocuments(chunks)],
    [SECTION.lengths, writeLengths(counted)],
    ...writeDictionary(inverted),
  ]);
}

function writeMeta(counted: readonly CountedChunk[], inverted: Inverted): Uint8Array {
  const languages = new Map<string, number>();
  for (const { language } of counted) languages.set(language, (languages.get(language) ?? 0) + 1);
  const byShare = [...languages]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([language]) => language);
  const meta = { analyser: ANALYSER_VERSION, chunks: counted.length, terms: inverted.terms.length, languages: byShare };
  return new TextEncoder().encode(JSON.stringify(meta));
}

/** All lengths first, then all characters: like beside like packs well. */
function writeStrings(out: ByteWriter, strings: readonly string[]): void {
  const encoder = new TextEncoder();
  const encoded = strings.map((text) => encoder.encode(text));
  out.varint(encoded.length);
  for (const bytes of encoded) out.varint(bytes.length);
  for (const bytes of encoded) out.append(bytes);
}

function writeIds(chunks: readonly IndexedChunk[]): Uint8Array {
  const out = new ByteWriter();
  writeStrings(
    out,
    chunks.map((chunk) => chunk.id),
  );
  return out.finish();
}

function writeDocuments(chunks: readonly IndexedChunk[]): Uint8Array {
  const numbers = new Map<string, number>();
  for (const { documentId } of chunks) if (!numbers.has(documentId)) numbers.set(documentId, numbers.size);
  const out = new ByteWriter();
  writeStrings(out, [...numbers.keys()]);
  for (const { documentId, pinned } of chunks) {
    out.varint((numbers.get(documentId) ?? 0) * 2 + (pinned ? 1 : 0));
  }
  return out.finish();
}

function writeLengths(counted: readonly CountedChunk[]): Uint8Array {
  const out = new ByteWriter();
  for (const chunk of counted) out.varint(chunk.textLength);
  for (const chunk of counted) out.varint(chunk.titleLength);
  for (const chunk of counted) out.varint(chunk.headingLength);
  return out.finish();
}

/**
 * Postings: distance to the chunk before (1 for the next), doubled; odd when the term stands
 * exactly once, in the text. Otherwise three more bytes-or-varints: text, title, heading counts.
 */
function writeDictionary(inverted: Inverted): [number, Uint8Array][] {
  const terms = new ByteWriter();
  const postings = new ByteWriter();
  const encoder = new TextEncoder();
  let previous = '';
  inverted.terms.forEach((term, number) => {
    const first = inverted.starts[number] ?? 0;
    const end = inverted.starts[number + 1] ?? 0;
    const before = postings.length;
    let last = -1;
    for (let at = first; at < end; at++) {
      const ordinal = inverted.ordinals[at] ?? 0;
      const text = inverted.text[at] ?? 0;
      const title = inverted.title[at] ?? 0;
      const heading = inverted.heading[at] ?? 0;
      const once = text === 1 && title === 0 && heading === 0;
      postings.varint((ordinal - last) * 2 + (once ? 1 : 0));
      if (!once) {
        // Seldom more than 7 in a title or heading; 4 bits say "this many or more".
        postings.varint(text);
        postings.byte(Math.min(15, title) * 16 + Math.min(15, heading));
      }
      last = ordinal;
    }
    let shared = 0;
    if (number % BLOCK !== 0) {
      while (shared < previous.length && shared < term.length && previous[shared] === term[shared]) shared++;
      if (/[\ud800-\udbff]/.test(term[shared - 1] ?? '')) shared--;
    }
    const rest = encoder.encode(term.slice(shared));
    terms.varint(shared);
    terms.varint(rest.length);
    terms.append(rest);
    terms.varint(end - first);
    terms.varint(postings.length - before);
    previous = term;
  });
  return [
    [SECTION.terms, terms.finish()],
    [SECTION.postings, postings.finish()],
  ];
}
