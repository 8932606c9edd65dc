/**
 * What morgy_knowledge.metadata holds. It travels to the cloud and to other devices, so it never carries a path of this
 * machine or a secret. Keys of a later version are kept as they are.
 */
import { z } from 'zod';
import { chunkOverrides } from './chunk/types.ts';

export const documentMetadata = z.looseObject({
  /** Where it came from, in words: a file's name (relative to the folder dropped), a host, "Pasted text". */
  source_label: z.string().catch(''),
  media_type: z.string().catch('text/markdown'),
  /** Bytes of the source. */
  size: z.int().nonnegative().catch(0),
  /** SHA-256 of the source's bytes, hex. */
  sha256: z.string().catch(''),
  /** pages[n] is the offset in the content at which page n + 1 begins. */
  pages: z.array(z.int().nonnegative()).catch([]),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).catch([]),
  tags: z.array(z.string()).catch([]),
  source_date: z.string().nullable().catch(null),
  chunk_overrides: chunkOverrides.catch([]),
  /** Names of the headers that an API was asked with; their values are in the keychain. */
  header_names: z.array(z.string()).catch([]),
  /** A person changed the text after it was read. */
  text_edited: z.boolean().catch(false),
});
export type DocumentMetadata = z.infer<typeof documentMetadata>;

export const readMetadata = (value: unknown): DocumentMetadata => documentMetadata.parse(value ?? {});

/**
 * Page offsets after an edit of the text: those before the changed stretch stay, those behind it move with the text, and
 * those inside it stay at its start.
 */
export function movePages(pages: readonly number[], before: string, after: string): number[] {
  if (pages.length === 0) return [];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  const moved = after.length - before.length;
  return pages.map((at) => {
    if (at <= head) return at;
    return at >= before.length - tail ? at + moved : head;
  });
}
