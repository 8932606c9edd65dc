/**
 * The layout of a bundle's own files: what the packer writes and the server reads.
 * docs/bundles.md tells it in words. Changing it means raising FORMAT.
 */

/** Version of this layout; a server refuses any other. */
export const FORMAT = 1;

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
  /** Where each passage begins in the text, its heading path, page and flags. */
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

/** "MGP1" read as a little-endian number. */
const PASSAGES_MAGIC = 0x3150474d;
const HEADER_BYTES = 8;
export const FLAG_PINNED = 1;

export interface PassageTable {
  readonly count: number;
  /** count + 1 byte offsets into the text. */
  readonly starts: Uint32Array;
  readonly headings: Uint32Array;
  /** 1-based page; 0 where the source has none. */
  readonly pages: Uint32Array;
  readonly flags: Uint8Array;
}

/** Little-endian throughout: magic, count, starts, headings, pages, flags. */
export function encodePassages(table: PassageTable): Uint8Array {
  const { count } = table;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * (count + 1) + 8 * count + count);
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
  return bytes;
}

/** Throws a RangeError on anything that encodePassages could not have written for a text of this length. */
export function decodePassages(bytes: Uint8Array, textLength: number): PassageTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEADER_BYTES || view.getUint32(0, true) !== PASSAGES_MAGIC) {
    throw new RangeError('not a passage table');
  }
  const count = view.getUint32(4, true);
  if (bytes.byteLength !== HEADER_BYTES + 4 * (count + 1) + 8 * count + count) {
    throw new RangeError('passage table of a wrong length');
  }
  let at = HEADER_BYTES;
  const column = (length: number): Uint32Array => {
    const values = new Uint32Array(length);
    for (let i = 0; i < length; i++, at += 4) values[i] = view.getUint32(at, true);
    return values;
  };
  const starts = column(count + 1);
  const headings = column(count);
  const pages = column(count);
  const flags = bytes.slice(at, at + count);
  let previous = 0;
  for (const start of starts) {
    if (start < previous || start > textLength) throw new RangeError('passage outside the text');
    previous = start;
  }
  return { count, starts, headings, pages, flags };
}
