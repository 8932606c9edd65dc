// What goes between the pool and a worker. Both ends are this program at the same version, on one machine.
import type { Chunk, ChunkOptions } from '../chunk/types.ts';
import type { ExtractBytesInput, Extraction, ExtractFileInput, ExtractionFailure, ExtractProgress } from './types.ts';

export type WorkerJob =
  | { kind: 'file'; input: ExtractFileInput; chunk: ChunkOptions | null }
  | { kind: 'bytes'; input: ExtractBytesInput; chunk: ChunkOptions | null }
  | { kind: 'chunk'; markdown: string; chunk: ChunkOptions };

export type WorkerReply =
  /** Sent once, when the process has loaded its code: a job's time counts from here. */
  | { kind: 'ready' }
  | { kind: 'progress'; progress: ExtractProgress }
  | { kind: 'extracted'; extraction: Extraction; chunks: Chunk[] }
  | { kind: 'chunked'; chunks: Chunk[] }
  | { kind: 'failed'; failure: ExtractionFailure };
