/** What the rest of this folder asks of extraction and chunking, so that both can run in workers that may die. */
import { chunkMarkdown } from './chunk/index.ts';
import type { Chunk } from './chunk/types.ts';
import { createExtractionPool } from './extract/pool.ts';
import type { ExtractionPool } from './extract/pool.ts';
import type { ExtractOptions, Extraction } from './extract/types.ts';

export interface ReadDocument {
  readonly extraction: Extraction;
  readonly chunks: readonly Chunk[];
}

/** @throws ExtractionError from every method; `signal` ends the work within 200 ms, whatever it is at. */
export interface Reader {
  /** Files read at the same time. */
  readonly size: number;
  file(path: string, name: string, options: ExtractOptions): Promise<ReadDocument>;
  bytes(bytes: Uint8Array, name: string, mediaType: string, options: ExtractOptions): Promise<ReadDocument>;
  chunk(markdown: string, pages: readonly number[], signal?: AbortSignal): Promise<readonly Chunk[]>;
  close(): Promise<void>;
}

/** Texts up to this many characters are cut where they are: faster than the way to a worker and back (a few ms). */
const CUT_HERE = 60_000;

/**
 * @param pool reads the files of imports. Texts that a person edits are cut by a worker of their own, so that nobody who
 * edits waits behind an import.
 */
export function createReader(pool: ExtractionPool = createExtractionPool()): Reader {
  const edits = createExtractionPool({ size: 1 });
  return {
    size: pool.size,
    file: (path, name, options) => pool.extractAndChunk({ path, name }, options),
    bytes: (bytes, name, mediaType, options) => pool.extractAndChunk({ bytes, name, mediaType }, options),
    async chunk(markdown, pages, signal) {
      if (markdown.length <= CUT_HERE) return chunkMarkdown(markdown, { pages });
      return edits.chunk(markdown, { pages }, signal ? { signal } : {});
    },
    async close() {
      await Promise.all([pool.close(), edits.close()]);
    },
  };
}
