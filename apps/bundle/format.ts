/**
 * The layout of a bundle's own files: what the packer writes and the server reads.
 * docs/bundles.md tells it in words. Changing it means raising FORMAT.
 */

import { createHash } from 'node:crypto';

/** Version of this layout; a server refuses any other. */
export const FORMAT = 2;

/** Namespace in the manifest's `_meta`. */
export const META_NAMESPACE = 'studio.morgus';

export const FILES = {
  manifest: 'manifest.json',
  server: 'server.cjs',
  icon: 'icon.png',
  readme: 'README.md',
  persona: 'content/persona.json',
  templates: 'content/templates.json',
  /** What the business is and how it speaks; only where a foundation is included. */
  foundation: 'content/foundation.json',
  /** Profiles of its customers; only where there are any. */
  icps: 'content/icps.json',
  documents: 'content/documents.json',
  /** All passages' text, UTF-8, one after the other. */
  text: 'content/text.bin',
  /** Where each passage begins in the text, its heading path, page and flags; and the text's hashes, block by block. */
  passages: 'content/passages.bin',
  /** The search index (retrieval/). */
  index: 'content/index.bin',
} as const;

/** manifest `_meta["studio.morgus"]`. */
export interface BundleMeta {
  readonly format: number;
  /** SHA-256 in hex of every other file of the bundle. */
  readonly files: Readonly<Record<string, string>>;
  /** Passages that a search returns where it is not told how many; only where knowledge is included. */
  readonly resultLimit?: number;
}

/** Where a bundle does not say; what a new Morgy has. */
export const RESULT_LIMIT = 8;
/** Most that may be asked for. */
export const MOST_RESULTS = 50;

export interface PersonaFile {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly author: string;
  readonly license?: string;
  /** The whole persona as text for a model: system prompt and manner. */
  readonly persona: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly capabilities: readonly string[];
}

export interface TemplateArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Values offered as completions. */
  readonly values: readonly string[];
}

export interface TemplateEntry {
  /** Unique within the bundle: lower-case words joined by hyphens. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly TemplateArgument[];
  readonly text: string;
}

export interface TemplatesFile {
  readonly templates: readonly TemplateEntry[];
}

export interface FoundationFile {
  readonly company: string;
  /** The whole foundation in a few paragraphs, for a model. */
  readonly summary: string;
  readonly category: string;
  readonly positioning: string;
  readonly voice: string;
  readonly rules: readonly {
    readonly type: 'do' | 'dont';
    readonly text: string;
    readonly reason: string;
    readonly severity: 'error' | 'warning' | 'suggestion';
  }[];
  readonly soundbites: readonly { readonly category: string; readonly content: string }[];
  readonly messages: readonly string[];
}

export interface IcpEntry {
  /** Unique within the bundle, made from the name. */
  readonly id: string;
  readonly name: string;
  readonly tagline: string;
  readonly primary: boolean;
  readonly summary: string;
  readonly sections: readonly {
    readonly title: string;
    readonly fields: readonly { readonly label: string; readonly lines: readonly string[] }[];
  }[];
}

export interface IcpsFile {
  readonly icps: readonly IcpEntry[];
}

export interface DocumentEntry {
  /** Unique within the bundle, made from the title. */
  readonly id: string;
  readonly title: string;
  readonly sourceType: string;
  readonly date?: string;
  /** Ordinal of its first passage; documents lie one after the other. */
  readonly first: number;
  readonly count: number;
}

export interface DocumentsFile {
  readonly documents: readonly DocumentEntry[];
  /** Distinct heading paths; passages name one by position. */
  readonly headings: readonly (readonly string[])[];
}

/** "MGP2" read as a little-endian number. */
const PASSAGES_MAGIC = 0x3250474d;
const HEADER_BYTES = 8;
export const FLAG_PINNED = 1;

/**
 * Bytes of text under one hash. An answer quotes ten passages: it checks the blocks that hold them, 200 KB, where the whole
 * text of a large bundle is 16 MB.
 */
export const TEXT_BLOCK = 1 << 14;
/** Bytes kept of a block's SHA-256: another text with the same 128 bits can't be made. */
export const BLOCK_HASH = 16;

export interface PassageTable {
  readonly count: number;
  /** count + 1 byte offsets into the text; the last is its length. */
  readonly starts: Uint32Array;
  readonly headings: Uint32Array;
  /** 1-based page; 0 where the source has none. */
  readonly pages: Uint32Array;
  readonly flags: Uint8Array;
  /** The first BLOCK_HASH bytes of the SHA-256 of every TEXT_BLOCK bytes of the text, in order. */
  readonly hashes: Uint8Array;
}

/** What the server checks each part of the text against when it quotes it. */
export function blockHashes(text: Uint8Array): Uint8Array {
  const hashes = new Uint8Array(hashBytes(text.length));
  for (let at = 0, place = 0; at < text.length; at += TEXT_BLOCK, place += BLOCK_HASH) {
    const own = createHash('sha256')
      .update(text.subarray(at, at + TEXT_BLOCK))
      .digest();
    hashes.set(own.subarray(0, BLOCK_HASH), place);
  }
  return hashes;
}

const hashBytes = (textLength: number): number => Math.ceil(textLength / TEXT_BLOCK) * BLOCK_HASH;

/** Little-endian throughout: magic, count, starts, headings, pages, flags, hashes. */
export function encodePassages(table: PassageTable): Uint8Array {
  const { count } = table;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * (count + 1) + 8 * count + count + table.hashes.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, PASSAGES_MAGIC, true);
  view.setUint32(4, count, true);
  let at = HEADER_BYTES;
  for (const column of [table.starts, table.headings, table.pages]) {
    for (const value of column) {
      view.setUint32(at, value, true);
      at += 4;
    }
  }
  bytes.set(table.flags, at);
  bytes.set(table.hashes, at + count);
  return bytes;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** `count` little-endian numbers from `at` on; copied, because they may lie at any address. */
function numbersAt(bytes: Uint8Array, at: number, count: number): Uint32Array {
  if (LITTLE_ENDIAN) {
    const numbers = new Uint32Array(count);
    new Uint8Array(numbers.buffer).set(bytes.subarray(at, at + 4 * count));
    return numbers;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: count }, (_unused, i) => view.getUint32(at + 4 * i, true));
}

/** Throws a RangeError on anything that encodePassages could not have written, for a text of this length if one is given. */
export function decodePassages(bytes: Uint8Array, textLength?: number): PassageTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEADER_BYTES + 4 || view.getUint32(0, true) !== PASSAGES_MAGIC) {
    throw new RangeError('not a passage table');
  }
  const count = view.getUint32(4, true);
  const startsAt = HEADER_BYTES;
  const headingsAt = startsAt + 4 * (count + 1);
  const pagesAt = headingsAt + 4 * count;
  const flagsAt = pagesAt + 4 * count;
  const hashesAt = flagsAt + count;
  if (bytes.byteLength < hashesAt) throw new RangeError('passage table of a wrong length');
  const starts = numbersAt(bytes, startsAt, count + 1);
  let previous = 0;
  for (let i = 0; i <= count; i++) {
    const start = starts[i] ?? 0;
    if (start < previous) throw new RangeError('passages that overlap');
    previous = start;
  }
  if (textLength !== undefined && previous !== textLength) throw new RangeError('passage outside the text');
  if (bytes.byteLength !== hashesAt + hashBytes(previous)) throw new RangeError('passage table of a wrong length');
  return {
    count,
    starts,
    headings: numbersAt(bytes, headingsAt, count),
    pages: numbersAt(bytes, pagesAt, count),
    flags: new Uint8Array(bytes.subarray(flagsAt, hashesAt)),
    hashes: new Uint8Array(bytes.subarray(hashesAt)),
  };
}
