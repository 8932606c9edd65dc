/** Changes to a document by a person: title, text, tags, date, chunks, removal. Each is one undoable write. */
import { morgyKnowledge } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import type { ParsedInputOf } from '../../contract/define.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { applyOverrides } from './chunk/index.ts';
import type { Chunk, ChunkOverride } from './chunk/types.ts';
import { chunkWriter } from './chunk-rows.ts';
import type { knowledgeContract } from './contract.ts';
import { livingRow } from './documents.ts';
import type { KnowledgeRow } from './documents.ts';
import { KnowledgeError } from './errors.ts';
import { movePages, readMetadata } from './metadata.ts';
import type { Reader } from './reading.ts';
import type { Reconciler } from './reconcile.ts';

export interface Workshop {
  readonly store: Store;
  readonly reader: Reader;
  readonly reconciler: Reconciler;
}

type Patch = PatchOf<typeof morgyKnowledge>;
type UpdateInput = ParsedInputOf<typeof knowledgeContract, 'knowledge.update'>;

/** Someone else may write the row while its text is being cut; then the change is worked out again on what is there now. */
const ATTEMPTS = 5;

interface Change {
  readonly label: string;
  readonly patch: Patch;
  /** The text as it will be has to be cut anew or overrides applied anew. */
  readonly rechunk: boolean;
}

/** The metadata with some keys set, those that this version does not know included. */
export const patchMetadata = (row: KnowledgeRow, keys: Record<string, unknown>): Record<string, unknown> => ({
  ...row.metadata,
  ...keys,
});

const sameText = (a: KnowledgeRow, b: KnowledgeRow): boolean =>
  a.content === b.content && a.title === b.title && JSON.stringify(a.metadata) === JSON.stringify(b.metadata);

/** Works out a change, cuts the text in a worker where it must be, then writes both in one transaction. */
async function change(
  { store, reader, reconciler }: Workshop,
  id: string,
  plan: (row: KnowledgeRow, chunks: () => Promise<readonly Chunk[]>) => Promise<Change> | Change,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const row = livingRow(store, id);
    const cut = (content: string, metadata: unknown): Promise<readonly Chunk[]> =>
      reader.chunk(content, readMetadata(metadata).pages);
    const { label, patch, rechunk } = await plan(row, () => cut(row.content, row.metadata));
    const after: KnowledgeRow = { ...row, ...patch };
    const chunks = rechunk ? await cut(after.content, after.metadata) : null;
    const derived = chunks && applyOverrides(chunks, readMetadata(after.metadata).chunk_overrides);
    const { value: written } = store.write(label, () => {
      if (!sameText(livingRow(store, id), row)) return false;
      store.update(morgyKnowledge, id, {
        ...patch,
        ...(derived && derived.chunks.length !== row.chunks ? { chunks: derived.chunks.length } : {}),
      });
      if (!derived) return true;
      const writer = chunkWriter(store, { documentId: id, morgyId: after.morgy_id, title: after.title }, derived);
      if (!writer()) reconciler.goOn(id, writer);
      return true;
    });
    if (written) return;
    if (attempt === ATTEMPTS) {
      throw new KnowledgeError(
        'changed_meanwhile',
        `"${row.title}" is being changed by something else just now, so this change was not saved. Try again in a moment.`,
      );
    }
  }
}

export async function updateDocument(workshop: Workshop, input: UpdateInput): Promise<void> {
  await change(workshop, input.id, (row) => {
    const metadata = readMetadata(row.metadata);
    const patch: Patch = {};
    const keys: Record<string, unknown> = {};
    const content = input.content?.replaceAll('\r\n', '\n').normalize('NFC');
    if (input.title !== undefined && input.title !== row.title) patch.title = input.title;
    if (content !== undefined && content !== row.content) {
      patch.content = content;
      keys['text_edited'] = true;
      if (metadata.pages.length > 0) keys['pages'] = movePages(metadata.pages, row.content, content);
    }
    if (input.tags) {
      const tags = [...new Set(input.tags.map((tag) => tag.trim()).filter(Boolean))];
      if (JSON.stringify(tags) !== JSON.stringify(metadata.tags)) keys['tags'] = tags;
    }
    if (input.source_date !== undefined && input.source_date !== metadata.source_date)
      keys['source_date'] = input.source_date;
    if (Object.keys(keys).length > 0) patch.metadata = patchMetadata(row, keys);
    const rechunk = patch.title !== undefined || patch.content !== undefined;
    return { label: `Edit "${row.title}"`, patch, rechunk };
  });
}

/** Into the trash. Those that are there already, or are gone, are not counted. */
export function removeDocuments(store: Store, ids: readonly string[]): number {
  const now = nowUtc();
  const titles = [...new Set(ids)].flatMap((id) => {
    const facts = store.get<{ title: string }>(
      `SELECT title FROM knowledge_facts WHERE document_id = ? AND deleted_at IS NULL`,
      [id],
    );
    return facts ? [{ id, title: facts.title }] : [];
  });
  const [first] = titles;
  if (!first) return 0;
  const label = titles.length === 1 ? `Remove "${first.title}"` : `Remove ${titles.length} documents`;
  store.write(label, () => {
    for (const { id } of titles) store.update(morgyKnowledge, id, { deleted_at: now });
  });
  return titles.length;
}

const VERBS: Readonly<Record<ChunkOverride['kind'], string>> = {
  edit: 'Edit a passage',
  exclude: 'Exclude a passage',
  pin: 'Pin a passage',
  split: 'Split a passage',
  merge: 'Merge two passages',
};

const withOverrides = (row: KnowledgeRow, label: string, overrides: readonly ChunkOverride[]): Change => ({
  label: `${label} of "${row.title}"`,
  patch: { metadata: patchMetadata(row, { chunk_overrides: overrides }) },
  rechunk: true,
});

/** @throws KnowledgeError chunk_gone when the change fits no chunk as the document is now. */
export async function addOverride(workshop: Workshop, documentId: string, override: ChunkOverride): Promise<void> {
  await change(workshop, documentId, async (row, chunks) => {
    const { chunk_overrides: present } = readMetadata(row.metadata);
    // A second text for the same chunk takes the first one's place, and a flag is set once.
    const kept = present.filter(
      (other) =>
        !(
          other.key === override.key &&
          other.kind === override.kind &&
          ['edit', 'exclude', 'pin'].includes(other.kind)
        ),
    );
    const next = [...kept, override];
    const { orphaned } = applyOverrides(await chunks(), next);
    const lost = orphaned.find((orphan) => orphan.override === override);
    if (lost) {
      throw new KnowledgeError(
        'chunk_gone',
        lost.reason === 'not-neighbours'
          ? `These two passages of "${row.title}" do not follow each other any more, so they were not merged. Look at the list of passages again.`
          : `This passage of "${row.title}" has changed since it was shown, so nothing was done to it. Look at the list of passages again.`,
      );
    }
    return withOverrides(row, VERBS[override.kind], next);
  });
}

const names = (override: ChunkOverride, key: string): boolean =>
  override.key === key || (override.kind === 'merge' && override.nextKey === key);

/** The split or merge that the chunk came out of: it names the chunks before it, not this one. */
function makerOf(
  chunks: readonly Chunk[],
  overrides: readonly ChunkOverride[],
  key: string,
): ChunkOverride | undefined {
  if (chunks.some((chunk) => chunk.key === key)) return undefined;
  return overrides.find(
    ({ kind }, index) =>
      (kind === 'split' || kind === 'merge') &&
      applyOverrides(chunks, overrides.slice(0, index + 1)).chunks.some((chunk) => chunk.key === key),
  );
}

export async function dropOverrides(
  workshop: Workshop,
  documentId: string,
  key: string,
  kind: ChunkOverride['kind'] | undefined,
): Promise<void> {
  await change(workshop, documentId, async (row, chunks) => {
    const { chunk_overrides: present } = readMetadata(row.metadata);
    const maker = makerOf(await chunks(), present, key);
    const kept = present.filter(
      (override) => !((names(override, key) || override === maker) && (kind === undefined || override.kind === kind)),
    );
    return withOverrides(row, 'Take back changes to a passage', kept);
  });
}
