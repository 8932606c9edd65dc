// The vocabulary of extraction: what goes in, what comes out, and every way it can fail.
import { z } from 'zod';

/** The formats that can be read. `text` also stands for source code, logs and other plain text. */
export const FORMATS = [
  'pdf',
  'docx',
  'pptx',
  'odt',
  'epub',
  'xlsx',
  'markdown',
  'html',
  'text',
  'csv',
  'json',
] as const;
export type Format = (typeof FORMATS)[number];

export const warningCodes = [
  'wrong-extension',
  'encoding-guessed',
  'characters-replaced',
  'images-without-text',
  'pages-without-text',
  'page-unreadable',
  'hidden-content-left-out',
  'content-cut',
  'structure-simplified',
  'malformed',
] as const;
export type WarningCode = (typeof warningCodes)[number];

/** Something that a person should know about a document that was read all the same. */
export interface ExtractionWarning {
  code: WarningCode;
  message: string;
}

/** A document as text. Everything a person sees of it later comes from here; no path of the machine is in it. */
export interface Extraction {
  /** From the document itself where it says one, else from the file's name. At most 200 characters. */
  title: string;
  /**
   * Markdown, headings as ATX headings, tables as GFM tables, lines ended by `\n`, Unicode NFC. Of `text/plain` it is the
   * text itself, with nothing escaped; only the numbered headlines of a manual are marked as headings.
   */
  markdown: string;
  /** Of the content that was found, e.g. `application/pdf`, whatever the extension says. */
  mediaType: string;
  format: Format;
  /** SHA-256 of the source bytes, 64 lower-case hex digits. */
  sha256: string;
  /** SHA-256 of `markdown`: tells a page that changed from one that was only served anew. */
  textSha256: string;
  /** Size of the source in bytes. */
  size: number;
  /** pages[n] is the character offset in `markdown` where page, slide or sheet n + 1 begins; [] where the format has none. */
  pages: number[];
  warnings: ExtractionWarning[];
  /** When the document says it was last changed (else made): UTC `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  date?: string;
}

export interface ExtractFileInput {
  path: string;
  /** Shown name; by default the last part of the path. */
  name?: string;
}

export interface ExtractBytesInput {
  bytes: Uint8Array;
  name: string;
  /** What the sender says it is, e.g. a Content-Type header. Only decides between kinds of plain text. */
  mediaType?: string;
}

export interface ExtractProgress {
  stage: 'reading' | 'extracting' | 'chunking';
  /** Steps done of `total`: bytes while reading, pages, slides or sheets while extracting. */
  done: number;
  total: number;
}

export interface ExtractOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ExtractProgress) => void;
}

export const extractionErrorCodes = [
  // the file
  'not-found',
  'unreadable',
  'not-a-file',
  'empty',
  'too-large',
  // what is in it
  'executable',
  'archive',
  'binary',
  'unsupported',
  'encrypted',
  'no-text',
  'needs-ocr',
  'damaged',
  'unpacks-too-large',
  'too-deep',
  // the run
  'timeout',
  'out-of-memory',
  'crashed',
  'cancelled',
  // the web
  'bad-url',
  'private-address',
  'not-reachable',
  'http-status',
  'too-many-redirects',
] as const;
export type ExtractionErrorCode = (typeof extractionErrorCodes)[number];

/** The one error of this layer. `message` says what happened, to which file, and what to do now. */
export class ExtractionError extends Error {
  override readonly name = 'ExtractionError';
  readonly code: ExtractionErrorCode;

  constructor(code: ExtractionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** How a failure crosses from a worker: class instances do not survive a structured clone. */
export const extractionFailure = z.object({
  code: z.enum(extractionErrorCodes),
  message: z.string(),
});
export type ExtractionFailure = z.infer<typeof extractionFailure>;

// ---- folder.ts

export const skipReasons = [
  'hidden',
  'system',
  'lock-file',
  'link-outside',
  'link-loop',
  'link-broken',
  'already-seen',
  'not-a-file',
  'unsupported-type',
  'unreadable',
  'too-deep',
  'too-many',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What a walk of a folder meets. `relative` uses `/` on every platform and never starts with the root. */
export type FolderEntry =
  | { kind: 'file'; path: string; relative: string; size: number; modified: string }
  | { kind: 'skipped'; path: string; relative: string; reason: SkipReason; message: string };

// ---- url.ts

export interface FetchUrlOptions {
  signal?: AbortSignal;
  /** Bytes of the body, unpacked. Default 50 MB. */
  maxBytes?: number;
  /** The whole exchange with its redirects. Default 30 s. */
  timeoutMs?: number;
  headers?: Record<string, string>;
  /** Conditional request: the answer is `notModified` when nothing changed. */
  etag?: string;
  lastModified?: string;
  /** Decides whether an address may be connected to. Default: public addresses only. For tests. */
  allowAddress?: (address: string) => boolean;
}

export type FetchedUrl =
  | {
      kind: 'fetched';
      bytes: Uint8Array;
      /** From Content-Disposition, else from the address; with an extension where one is known. */
      name: string;
      mediaType: string;
      finalUrl: string;
      etag: string | null;
      lastModified: string | null;
    }
  | { kind: 'notModified'; finalUrl: string };

// ---- pool.ts

export interface PoolOptions {
  /** Default max(1, cores - 1), at most 4. */
  size?: number;
  /** A worker's JavaScript heap. Default 768 MB. */
  maxMemoryMb?: number;
  /** One file, from its start on a worker. Default 120 s. */
  timeoutMs?: number;
  /** How long a worker may take to come up before a fresh one takes its place. Default 15 s, twice that for each next. */
  bootMs?: number;
  /** The worker's file, for tests. */
  worker?: URL;
}
