// Names of chunks that stay the same as long as their content does, so that a re-import touches only what changed.
import { hash } from 'node:crypto';
import type { Chunk, ChunkDiff } from './types.ts';

/** White space and Unicode form do not make a text another one. */
export function normaliseForKey(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/**
 * 16 hex digits of the SHA-256 of the text and of how many equal ones stand before it in the document (0 for the first).
 * 64 bits: among a million chunks of one document two would share a key by chance once in 37 million documents.
 */
export function chunkKey(text: string, occurrence: number): string {
  return hash('sha256', `${occurrence}\n${normaliseForKey(text)}`, 'hex').slice(0, 16);
}

/** Which of the new chunks were there before, which are new, and which keys are gone. */
export function diffChunks(oldKeys: Iterable<string>, chunks: readonly Chunk[]): ChunkDiff {
  const gone = new Set(oldKeys);
  const kept: Chunk[] = [];
  const added: Chunk[] = [];
  for (const chunk of chunks) (gone.delete(chunk.key) ? kept : added).push(chunk);
  return { kept, added, removed: [...gone] };
}
