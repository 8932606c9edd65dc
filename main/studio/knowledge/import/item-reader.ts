/** One item of an import: read by a worker, or walked when it is a folder. What it comes to is stored by the queue. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioError, toStudioError } from '../../../contract/errors.ts';
import { applyOverrides } from '../chunk/index.ts';
import { chunkWriter } from '../chunk-rows.ts';
import { ExtractionError } from '../extract/types.ts';
import type { Reconciler } from '../reconcile.ts';
import { readSource } from './fetch.ts';
import type { FetchDependencies } from './fetch.ts';
import { insertItems } from './jobs.ts';
import type { Claimed, ItemResult } from './jobs.ts';
import type { Landing } from './landing.ts';
import { settleWhole } from './outcome.ts';
import type { ReadSource } from './outcome.ts';
import type { ProgressMeter } from './progress.ts';
import { safeRelative } from './source.ts';
import type { ImportSource } from './source.ts';
import { isFolder, itemsOfFolder } from './walk.ts';

/** Texts from so many characters on are written by another thread: their transaction takes longer than 20 ms. */
const LONG_TEXT = 1_500_000;

/** Called inside the write that stores it. Null when the item itself may go: a folder that was walked. */
export type ItemOutcome = (() => ItemResult) | null;

export interface ItemTurn {
  readonly signal: AbortSignal;
  /** False once the item was put back or cancelled. */
  readonly isWanted: () => boolean;
  /** More items are there. */
  readonly onFiles: () => void;
}

export const usesNetwork = (source: ImportSource): boolean => source.kind === 'url' || source.kind === 'api';

export class ItemReader {
  readonly #deps: FetchDependencies & { readonly reconciler: Reconciler };
  readonly #landing: Landing;
  readonly #progress: ProgressMeter;

  constructor(
    deps: FetchDependencies & { readonly reconciler: Reconciler },
    landing: Landing,
    progress: ProgressMeter,
  ) {
    this.#deps = deps;
    this.#landing = landing;
    this.#progress = progress;
  }

  /** Never rejects: what goes wrong is what the item comes to. */
  async read(item: Claimed, turn: ItemTurn): Promise<ItemOutcome> {
    const { source } = item;
    try {
      if (source.kind === 'none') {
        const { documentId, message } = source;
        return () => ({ state: 'skipped', documentId: documentId || null, code: 'no-source', message });
      }
      if (source.kind === 'folder') return await this.#walk(item, source.path, turn);
      if (source.kind === 'path' && (await isFolder(source))) return await this.#walk(item, source.path, turn);
      return await this.#document(item, source, turn);
    } catch (error) {
      return () => failureOf(error, item.name);
    }
  }

  async #document(item: Claimed, source: ReadSource, { signal, isWanted }: ItemTurn): Promise<ItemOutcome> {
    const { store, reconciler } = this.#deps;
    const { read, etag, lastModified } = await readSource(this.#deps, source, item.name, {
      signal,
      onProgress: ({ stage, done, total }) => {
        // Reading is quick; most of the time goes into taking the text out.
        const part = total > 0 ? done / total : 0;
        const share = { reading: 0.1 * part, extracting: 0.1 + 0.8 * part, chunking: 0.9 }[stage];
        this.#progress.share(item.jobId, item.id, share);
      },
    });
    if (!read) return () => ({ state: 'unchanged', documentId: source.documentId ?? null });
    const { extraction, chunks } = read;
    const label = usesNetwork(source) ? item.name : safeRelative(item.name);
    const arrival = { morgyId: item.morgyId, source, label, extraction, etag, lastModified };
    if (extraction.markdown.length >= LONG_TEXT && isWanted()) {
      const order = { itemId: item.id, jobId: item.jobId, label: item.label, arrival, chunks: chunks.length };
      const landed = await this.#landing.land(order, ({ owner }) => {
        if (!owner) return;
        reconciler.goOn(owner.documentId, chunkWriter(store, owner, applyOverrides(chunks, [])));
      });
      // What became of it is stored already, or nobody wants it any more: then this is not asked.
      if (landed) return () => landed.result ?? { state: 'cancelled' };
    }
    return () => settleWhole(store, reconciler, arrival, chunks);
  }

  /** Puts the folder's files into the job, behind what it has. */
  async #walk(item: Claimed, path: string, { signal, isWanted, onFiles }: ItemTurn): Promise<ItemOutcome> {
    const { store } = this.#deps;
    let files = 0;
    for await (const batch of itemsOfFolder(path, item.name, signal)) {
      await store.free();
      if (!isWanted()) return null;
      files += batch.filter((one) => !one.skipped).length;
      store.write(item.label, () => insertItems(store, item.jobId, batch));
      onFiles();
      await nextTurn();
    }
    if (files > 0) return null;
    return () => ({
      state: 'skipped',
      code: 'empty-folder',
      message: `There is no document in the folder “${item.name}”.`,
    });
  }
}

export function failureOf(error: unknown, name: string): ItemResult {
  if (error instanceof ExtractionError || error instanceof StudioError)
    return { state: 'failed', code: error.code, message: error.message };
  const { code, message } = toStudioError(error);
  return {
    state: 'failed',
    code,
    message: `“${name}” could not be added because of a fault in the studio: ${message}. Nothing else was touched.`,
  };
}
