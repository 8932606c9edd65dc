// The vocabulary of chunking: a chunk, how large it may be, and a person's changes to chunks.
import { z } from 'zod';

export interface ChunkOptions {
  /** A chunk is closed once it has this many tokens. Default 256. */
  targetTokens?: number;
  /** No chunk has more (estimated) tokens. Default 512, at least 32. */
  maxTokens?: number;
  /** Tokens of the chunk before, of the same section, repeated at a chunk's start. Default 0. */
  overlapTokens?: number;
  /** Extraction.pages: the offset in the Markdown at which page n + 1 begins. */
  pages?: readonly number[];
}

export interface Chunk {
  /** 0, 1, 2 ... in the order of the document. */
  ordinal: number;
  /** Span in the Markdown, UTF-16 code units, end exclusive. Neighbours overlap only by overlapTokens. */
  start: number;
  end: number;
  /** The span's text; a table's continuation carries the header row before it. */
  text: string;
  /** Headings above it, outermost first, without markup. */
  headingPath: string[];
  /** 1-based page, slide or sheet on which it begins; null where the format has none. */
  page: number | null;
  /** Estimated (lib/tokens.ts estimateTokens). */
  tokens: number;
  /** Stable name of the content: 16 hex digits (keys.ts). Unique within a document. */
  key: string;
}

export const chunkKeySchema = z.string().regex(/^[0-9a-f]{16}$/);

/** One change by a person. Applied in the order in which they were made; each names a key as it was shown then. */
export const chunkOverride = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), key: chunkKeySchema, text: z.string().max(200_000) }),
  z.object({ kind: z.literal('exclude'), key: chunkKeySchema }),
  z.object({ kind: z.literal('pin'), key: chunkKeySchema }),
  z.object({
    kind: z.literal('split'),
    key: chunkKeySchema,
    /** Character offsets in the chunk's text, rising, each inside it. */
    at: z.array(z.int().positive()).min(1).max(100),
  }),
  z.object({ kind: z.literal('merge'), key: chunkKeySchema, nextKey: chunkKeySchema }),
]);
export type ChunkOverride = z.infer<typeof chunkOverride>;

export const chunkOverrides = z.array(chunkOverride).max(10_000);

/** A chunk after a person's changes. */
export interface EffectiveChunk extends Chunk {
  excluded: boolean;
  pinned: boolean;
  /** Its text was written by a person, or its borders were drawn by one. */
  edited: boolean;
}

export type OrphanReason = 'chunk-gone' | 'split-outside' | 'not-neighbours';

/** A change that no longer fits the text. It is kept and shown, never dropped. */
export interface OrphanedOverride {
  override: ChunkOverride;
  reason: OrphanReason;
}

export interface OverrideResult {
  chunks: EffectiveChunk[];
  orphaned: OrphanedOverride[];
}

/** What a re-import has to touch. `kept` are new chunks whose content was there before: only place or page may differ. */
export interface ChunkDiff {
  kept: Chunk[];
  added: Chunk[];
  removed: string[];
}
