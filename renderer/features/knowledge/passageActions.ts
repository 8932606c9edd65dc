/** What is done to passages. Each answer replaces the list at once; each refusal ends in a sentence. */
import type { KnowledgeChunk } from '../../../main/studio/knowledge/contract.ts';
import { queryClient, studio } from '../../app/client.ts';
import { toast } from '../../components/Toast.tsx';
import type { ChunkList, Override } from './passages.ts';

const show = (documentId: string, list: ChunkList): void => {
  queryClient.setQueryData(['knowledge.chunks', { documentId }], list);
};

async function change(documentId: string, override: Override, failed: string): Promise<ChunkList | null> {
  try {
    const list = await studio.request('knowledge.overrideChunk', { documentId, override });
    show(documentId, list);
    return list;
  } catch (error) {
    toast.error(failed, error);
    return null;
  }
}

export async function dropChange(
  documentId: string,
  key: string,
  kind: Override['kind'] | undefined,
  failed = 'The passage was not reset',
): Promise<ChunkList | null> {
  try {
    const list = await studio.request('knowledge.dropOverrides', {
      documentId,
      key,
      ...(kind === undefined ? {} : { kind }),
    });
    show(documentId, list);
    return list;
  } catch (error) {
    toast.error(failed, error);
    return null;
  }
}

const FLAG = { pin: 'pinned', exclude: 'excluded' } as const;

/** Changes of flags one after another: each is asked for as the one before has left the list. */
let flags: Promise<unknown> = Promise.resolve();

/** Shown at once: a long document is cut anew before the studio answers. */
function showFlag(documentId: string, key: string, flag: 'pinned' | 'excluded', on: boolean): void {
  queryClient.setQueryData<ChunkList>(
    ['knowledge.chunks', { documentId }],
    (list) =>
      list && { ...list, chunks: list.chunks.map((chunk) => (chunk.key === key ? { ...chunk, [flag]: on } : chunk)) },
  );
}

async function setFlag(documentId: string, key: string, kind: 'pin' | 'exclude', on: boolean): Promise<void> {
  const still = kind === 'pin' ? 'It is still pinned' : 'It is still excluded';
  const list = on
    ? await change(documentId, { kind, key }, kind === 'pin' ? 'It was not pinned' : 'It was not excluded')
    : await dropChange(documentId, key, kind, still);
  if (list === null) showFlag(documentId, key, FLAG[kind], !on);
  // The mark of a passage that came out of a split or a merge may stand on what it was before.
  else if (!on && list.chunks.some((other) => other.key === key && other[FLAG[kind]]))
    toast.error(
      still,
      new Error(
        `It was ${FLAG[kind]} before it was split or merged. Reset it to take that back, or undo the split or merge.`,
      ),
    );
}

/** Pins or excludes, or takes that back. */
export function toggleFlag(documentId: string, chunk: KnowledgeChunk, kind: 'pin' | 'exclude'): void {
  const { key } = chunk;
  const on = !chunk[FLAG[kind]];
  showFlag(documentId, key, FLAG[kind], on);
  flags = flags.then(() => setFlag(documentId, key, kind, on));
}

export const saveText = (documentId: string, key: string, text: string): Promise<ChunkList | null> =>
  change(documentId, { kind: 'edit', key, text }, 'The passage was not saved');

/** Offers the way back: what came out of it, taken back, is what was there before. */
function offerUndo(documentId: string, title: string, list: ChunkList, ordinal: number): string | null {
  const made = list.chunks[ordinal]?.key ?? null;
  if (made !== null)
    toast.done({ title, action: { label: 'Undo', onClick: () => void dropChange(documentId, made, undefined) } });
  return made;
}

/** @returns the key of the first of the two, null when nothing was split */
export async function split(documentId: string, { key, ordinal }: KnowledgeChunk, at: number): Promise<string | null> {
  const list = await change(documentId, { kind: 'split', key, at: [at] }, 'The passage was not split');
  return list && offerUndo(documentId, 'Split into two passages', list, ordinal);
}

/** @returns the key of the merged one, null when nothing was merged */
export async function merge(
  documentId: string,
  { key, ordinal }: KnowledgeChunk,
  next: KnowledgeChunk,
): Promise<string | null> {
  const list = await change(documentId, { kind: 'merge', key, nextKey: next.key }, 'The passages were not merged');
  return list && offerUndo(documentId, 'Merged two passages', list, ordinal);
}
