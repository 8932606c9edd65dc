/**
 * The import queue: takes the next file or address, has it read by a worker, and stores the result and the claim of the
 * next one in one durable transaction. Everything it knows is in the database, so a restart or a kill only repeats what
 * was being read.
 */
import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioError, toStudioError } from '../../../contract/errors.ts';
import type { SecretStore } from '../../lib/secrets.ts';
import type { Store } from '../../store/store.ts';
import type { ImportJob } from '../contract.ts';
import { walkFolder } from '../extract/folder.ts';
import { ExtractionError } from '../extract/types.ts';
import type { ExtractOptions } from '../extract/types.ts';
import { fetchJson, fetchUrl } from '../extract/url.ts';
import type { Reader, ReadDocument } from '../reading.ts';
import type { Reconciler } from '../reconcile.ts';
import { RENEW_MS, heldUntil, isHeld, newHolder, releaseHolder } from './holder.ts';
import {
  closeWhenDone,
  deleteItem,
  getJob,
  insertItems,
  insertJob,
  moveItems,
  nextWaiting,
  setItem,
  setJob,
} from './jobs.ts';
import type { Claimed, ItemResult, NewItem } from './jobs.ts';
import { settle } from './outcome.ts';
import type { ReadSource } from './outcome.ts';
import { ProgressMeter } from './progress.ts';
import type { ImportProgress } from './progress.ts';
import { safeRelative } from './source.ts';
import type { ImportSource } from './source.ts';

export interface QueueDependencies {
  readonly store: Store;
  readonly reader: Reader;
  readonly reconciler: Reconciler;
  readonly secrets: SecretStore;
  readonly emit: (event: ImportProgress) => void;
  /** Which addresses may be connected to; tests allow their own server. */
  readonly allowAddress?: (address: string) => boolean;
}

/** Addresses fetched at a time: they mostly wait. */
const FETCHES = 4;
/** Entries of a folder stored in one transaction. */
const FOLDER_BATCH = 200;
/** Not worth a line in the list of what was left out: every folder has some. */
const SILENT = new Set(['hidden', 'system', 'lock-file']);

interface Running {
  readonly item: Claimed;
  readonly controller: AbortController;
}

interface Outcome {
  readonly read: ReadDocument | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

const usesNetwork = (source: ImportSource): boolean => source.kind === 'url' || source.kind === 'api';

export class ImportQueue {
  readonly #deps: QueueDependencies;
  readonly #store: Store;
  readonly #holder = newHolder();
  readonly #progress: ProgressMeter;
  /** Being read now, by item. What is not in here any more is not stored when it comes back. */
  readonly #running = new Map<string, Running>();
  readonly #work = new Set<Promise<void>>();
  readonly #waiters = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(deps: QueueDependencies) {
    this.#deps = deps;
    this.#store = deps.store;
    this.#progress = new ProgressMeter(deps.emit, (id) => getJob(deps.store, id));
  }

  /** Takes up what a program that is gone left running, now and whenever one dies beside this one. */
  start(): void {
    this.#adopt();
    this.#timer ??= setInterval(() => this.#tend(), RENEW_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const { controller } of this.#running.values()) controller.abort();
    this.#running.clear();
    await Promise.all(this.#work);
    this.#progress.close();
    if (this.#ownJobs().length > 0) {
      this.#store.write('Put imports down', () => {
        for (const id of this.#ownJobs()) moveItems(this.#store, id, ['reading'], 'waiting');
        this.#store.run(`UPDATE import_jobs SET holder = NULL, held_until = NULL WHERE holder = ?`, [this.#holder]);
      });
    }
    releaseHolder(this.#holder);
    this.#wakeWaiters();
  }

  // ---- what a person does

  add(morgyId: string, label: string, items: readonly NewItem[]): string {
    const { value: jobId } = this.#store.write(label, () => {
      const id = insertJob(this.#store, morgyId, label, items, this.#holder, heldUntil());
      closeWhenDone(this.#store, id);
      return id;
    });
    this.#progress.tell(jobId, true);
    this.#pump();
    return jobId;
  }

  /** What is being read is put back and read again later. */
  pause(jobId: string): void {
    this.#changeJob(jobId, 'Pause an import', (job) => {
      if (job.state !== 'running') return;
      moveItems(this.#store, jobId, ['reading'], 'waiting');
      setJob(this.#store, jobId, 'paused');
    });
  }

  /** What was added stays; undo takes it back. The workers that read are ended. */
  cancel(jobId: string): void {
    this.#changeJob(jobId, 'Cancel an import', (job) => {
      if (job.state !== 'running' && job.state !== 'paused') return;
      moveItems(this.#store, jobId, ['waiting', 'reading'], 'cancelled');
      setJob(this.#store, jobId, 'cancelled');
    });
  }

  /** Goes on after a pause; after a cancel, with what was cancelled. */
  resume(jobId: string): void {
    this.#again(jobId, 'Resume an import', ['cancelled']);
  }

  retry(jobId: string): void {
    this.#again(jobId, 'Try failed files again', ['failed']);
  }

  dismiss(jobId: string): void {
    this.#changeJob(jobId, 'Dismiss an import', () => {
      this.#store.run(`DELETE FROM import_jobs WHERE id = ?`, [jobId], 'import_jobs', 'import_items');
    });
  }

  /** Resolves when the job is over: done, cancelled, or gone. A paused one is not over. */
  async finished(jobId: string): Promise<ImportJob | undefined> {
    for (;;) {
      const job = getJob(this.#store, jobId);
      if (this.#closed || !job || job.state === 'done' || job.state === 'cancelled') return job;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #changeJob(jobId: string, label: string, change: (job: ImportJob) => void): void {
    const job = getJob(this.#store, jobId);
    if (!job) return;
    // First the workers: whatever they answer now is not stored any more.
    for (const [id, { item, controller }] of this.#running) {
      if (item.jobId !== jobId) continue;
      this.#running.delete(id);
      this.#progress.end(jobId, id);
      controller.abort();
    }
    this.#store.write(label, () => change(job));
    this.#progress.tell(jobId, true);
    this.#wakeWaiters();
    this.#pump();
  }

  #again(jobId: string, label: string, states: readonly ('cancelled' | 'failed')[]): void {
    this.#store.write(label, () => {
      moveItems(this.#store, jobId, states, 'waiting');
      setJob(this.#store, jobId, 'running');
      this.#take(jobId);
      closeWhenDone(this.#store, jobId);
    });
    this.#progress.tell(jobId, true);
    this.#wakeWaiters();
    this.#pump();
  }

  // ---- whose jobs

  #take(jobId: string): void {
    this.#store.run(`UPDATE import_jobs SET holder = ?, held_until = ? WHERE id = ?`, [
      this.#holder,
      heldUntil(),
      jobId,
    ]);
  }

  #ownJobs(): string[] {
    return this.#store
      .all<{ id: string }>(
        `SELECT id FROM import_jobs WHERE state = 'running' AND holder = ? ORDER BY created_at, id`,
        [this.#holder],
      )
      .map((row) => row.id);
  }

  #adopt(): void {
    const orphans = this.#store
      .all<{ id: string; holder: string | null; held_until: string | null }>(
        `SELECT id, holder, held_until FROM import_jobs WHERE state = 'running' AND holder IS NOT ?`,
        [this.#holder],
      )
      .filter((job) => !isHeld(job.holder, job.held_until));
    if (orphans.length === 0) return;
    this.#store.write('Go on with imports', () => {
      for (const { id } of orphans) {
        moveItems(this.#store, id, ['reading'], 'waiting');
        this.#take(id);
        closeWhenDone(this.#store, id);
      }
    });
    this.#pump();
  }

  #tend(): void {
    try {
      this.#adopt();
      const own = this.#ownJobs();
      if (own.length === 0) return;
      this.#store.write('Hold imports', () => {
        for (const id of own) {
          this.#take(id);
          // Left behind where even the failure could not be written (a full disk).
          for (const { id: itemId } of this.#store.all<{ id: string }>(
            `SELECT id FROM import_items WHERE job_id = ? AND state = 'reading'`,
            [id],
          )) {
            if (!this.#running.has(itemId)) setItem(this.#store, itemId, { state: 'waiting' });
          }
        }
      });
      this.#pump();
    } catch (error) {
      console.error('Looking after imports failed:', error);
    }
  }

  // ---- the work

  #hasRoom(source: ImportSource): boolean {
    let same = 0;
    for (const { item } of this.#running.values()) if (usesNetwork(item.source) === usesNetwork(source)) same++;
    // One more than there are workers, so that none waits while a result is written.
    return same < (usesNetwork(source) ? FETCHES : this.#deps.reader.size + 1);
  }

  /** Marks as many items as there is room for. Inside a write; they are begun by `#begin` after it. */
  #claim(): Claimed[] {
    const claimed: Claimed[] = [];
    if (this.#closed) return claimed;
    for (const jobId of this.#ownJobs()) {
      for (;;) {
        const item = nextWaiting(this.#store, jobId);
        if (!item || !this.#hasRoom(item.source)) break;
        setItem(this.#store, item.id, { state: 'reading' });
        this.#running.set(item.id, { item, controller: new AbortController() });
        claimed.push(item);
      }
    }
    return claimed;
  }

  #hasWork(): boolean {
    return this.#ownJobs().some((jobId) => {
      const item = nextWaiting(this.#store, jobId);
      return item !== undefined && this.#hasRoom(item.source);
    });
  }

  #begin(claimed: readonly Claimed[]): void {
    for (const item of claimed) {
      const running = this.#running.get(item.id);
      if (!running) continue;
      this.#progress.begin(item.jobId, item.id, item.name, item.size);
      const work = this.#process(running).finally(() => this.#work.delete(work));
      this.#work.add(work);
    }
  }

  #pump(): void {
    if (this.#closed || !this.#hasWork()) return;
    let claimed: Claimed[] = [];
    try {
      this.#store.write('Begin to import', () => {
        claimed = this.#claim();
      });
    } catch (error) {
      // Nothing was marked; the timer tries again.
      for (const { id } of claimed) this.#running.delete(id);
      console.error('The next files of an import could not be begun:', error);
      return;
    }
    this.#begin(claimed);
  }

  async #process(running: Running): Promise<void> {
    const { item, controller } = running;
    let result: (() => ItemResult) | null;
    try {
      if (item.source.kind === 'folder' || (await isFolder(item.source))) {
        result = await this.#walk(running);
      } else if (item.source.kind === 'none') {
        const { documentId, message } = item.source;
        result = () => ({ state: 'skipped', documentId, code: 'no-source', message });
      } else {
        const { source } = item;
        const { read, etag, lastModified } = await this.#read(item, source, controller.signal);
        result = () =>
          read
            ? settle(this.#store, this.#deps.reconciler, {
                morgyId: item.morgyId,
                source,
                label: usesNetwork(source) ? item.name : safeRelative(item.name),
                read,
                etag,
                lastModified,
              })
            : { state: 'unchanged', documentId: source.documentId ?? null };
      }
    } catch (error) {
      result = () => failure(error, item.name);
    }
    this.#finish(running, result);
  }

  /** Stores the result and claims what comes next, in one transaction of the job's batch. */
  #finish({ item }: Running, result: (() => ItemResult) | null): void {
    const { jobId, id } = item;
    if (!this.#running.has(id)) return;
    let claimed: Claimed[] = [];
    const store = (outcome: () => ItemResult): void => {
      claimed = [];
      this.#store.write(
        item.label,
        () => {
          const morgy = this.#store.get<{ gone: number }>(
            `SELECT deleted_at IS NOT NULL AS gone FROM morgys WHERE id = ?`,
            [item.morgyId],
          );
          if (!morgy) return;
          if (morgy.gone === 1) this.#giveUp(jobId);
          else {
            if (result) setItem(this.#store, id, outcome());
            else deleteItem(this.#store, id);
            closeWhenDone(this.#store, jobId);
          }
          this.#running.delete(id);
          claimed = this.#claim();
        },
        { batch: jobId },
      );
    };
    const undoClaims = (): void => {
      for (const { id: itemId } of claimed) this.#running.delete(itemId);
      claimed = [];
    };
    try {
      store(result ?? (() => ({ state: 'skipped' })));
    } catch (error) {
      undoClaims();
      try {
        result = () => failure(error, item.name);
        store(result);
      } catch (again) {
        undoClaims();
        console.error(`What became of "${item.name}" could not be stored:`, again);
      }
    }
    this.#running.delete(id);
    this.#progress.end(jobId, id);
    this.#progress.tell(jobId, getJob(this.#store, jobId)?.state !== 'running');
    this.#begin(claimed);
    this.#pump();
    this.#wakeWaiters();
  }

  /** The Morgy went to the trash: what was added goes with it, the rest is not read any more. */
  #giveUp(jobId: string): void {
    moveItems(this.#store, jobId, ['waiting', 'reading'], 'cancelled');
    setJob(this.#store, jobId, 'cancelled');
    this.#store.run(
      `UPDATE import_items SET code = 'morgy-deleted', message = 'The Morgy was moved to the trash, so this was not added.'
       WHERE job_id = ? AND state = 'cancelled'`,
      [jobId],
      'import_items',
    );
    for (const [id, { item, controller }] of this.#running) {
      if (item.jobId !== jobId) continue;
      this.#running.delete(id);
      controller.abort();
    }
  }

  async #read(item: Claimed, source: ReadSource, signal: AbortSignal): Promise<Outcome> {
    const { reader, secrets, allowAddress } = this.#deps;
    const options: ExtractOptions = {
      signal,
      onProgress: ({ stage, done, total }) => {
        // Reading is quick; most of the time goes into taking the text out.
        const part = total > 0 ? done / total : 0;
        const share = { reading: 0.1 * part, extracting: 0.1 + 0.8 * part, chunking: 0.9 }[stage];
        this.#progress.share(item.jobId, item.id, share);
      },
    };
    if (source.kind === 'path') {
      const read = await reader.file(source.path, item.name, options);
      return { read, etag: null, lastModified: null };
    }
    const fetching = { signal, ...(allowAddress ? { allowAddress } : {}) };
    const fetched =
      source.kind === 'api'
        ? await fetchJson(source.url, await headersOf(secrets, source.secret), fetching)
        : await fetchUrl(source.url, { ...fetching, ...this.#conditions(source.documentId) });
    if (fetched.kind === 'notModified') return { read: null, etag: null, lastModified: null };
    const { bytes, name, mediaType, etag, lastModified } = fetched;
    return { read: await reader.bytes(bytes, name, mediaType, options), etag, lastModified };
  }

  #conditions(documentId: string | undefined): { etag?: string; lastModified?: string } {
    const known =
      documentId === undefined
        ? undefined
        : this.#store.get<{ etag: string | null; last_modified: string | null }>(
            `SELECT etag, last_modified FROM knowledge_sources WHERE document_id = ?`,
            [documentId],
          );
    return {
      ...(known?.etag ? { etag: known.etag } : {}),
      ...(known?.last_modified ? { lastModified: known.last_modified } : {}),
    };
  }

  /** Puts the folder's files into the job, behind what it has. @returns null when the folder's own item may go */
  async #walk({ item, controller }: Running): Promise<(() => ItemResult) | null> {
    const { source } = item;
    if (source.kind !== 'folder' && source.kind !== 'path') return null;
    let files = 0;
    let batch: NewItem[] = [];
    const flush = async (): Promise<void> => {
      const items = batch;
      batch = [];
      if (items.length === 0 || !this.#running.has(item.id)) return;
      this.#store.write(item.label, () => insertItems(this.#store, item.jobId, items), {
        batch: item.jobId,
      });
      this.#pump();
      await nextTurn();
    };
    for await (const entry of walkFolder(source.path, { signal: controller.signal })) {
      const name = safeRelative(`${item.name}/${entry.relative}`);
      const file = { kind: 'path', path: entry.path } as const;
      if (entry.kind === 'file') {
        files++;
        batch.push({ name, source: file, size: entry.size });
      } else if (!SILENT.has(entry.reason)) {
        const { reason: code, message } = entry;
        batch.push({ name, source: file, size: 0, skipped: { code, message } });
      }
      if (batch.length >= FOLDER_BATCH) await flush();
    }
    await flush();
    if (files > 0) return null;
    return () => ({
      state: 'skipped',
      code: 'empty-folder',
      message: `There is no document in the folder “${item.name}”.`,
    });
  }

  #wakeWaiters(): void {
    for (const wake of this.#waiters) {
      this.#waiters.delete(wake);
      wake();
    }
  }
}

async function isFolder(source: ImportSource): Promise<boolean> {
  if (source.kind !== 'path') return false;
  return stat(source.path).then(
    (info) => info.isDirectory(),
    // Reading it says in words what is wrong.
    () => false,
  );
}

async function headersOf(secrets: SecretStore, key: string | null): Promise<Record<string, string>> {
  if (key === null) return {};
  const kept = await secrets.get(key);
  if (kept === null) {
    throw new StudioError(
      'no_headers',
      "The headers for this API are not in this computer's keychain. Add the API again with its headers.",
    );
  }
  return JSON.parse(kept) as Record<string, string>;
}

function failure(error: unknown, name: string): ItemResult {
  if (error instanceof ExtractionError || error instanceof StudioError)
    return { state: 'failed', code: error.code, message: error.message };
  const { code, message } = toStudioError(error);
  return {
    state: 'failed',
    code,
    message: `“${name}” could not be added because of a fault in the studio: ${message}. Nothing else was touched.`,
  };
}
