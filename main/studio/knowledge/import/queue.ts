/**
 * The import queue: takes the next file or address, has it read by a worker, and stores the result and the claim of the
 * next one in one durable transaction. Everything it knows is in the database, so a restart or a kill only repeats what
 * was being read.
 */
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import type { ImportJob } from '../contract.ts';
import type { FetchDependencies } from './fetch.ts';
import type { Reconciler } from '../reconcile.ts';
import { Holder, RENEW_MS } from './holder.ts';
import {
  closeWhenDone,
  deleteItem,
  getJob,
  insertJob,
  itemState,
  jobState,
  moveItems,
  nextWaiting,
  setItem,
  setJob,
} from './jobs.ts';
import type { Claimed, ItemResult, NewItem } from './jobs.ts';
import { Landing } from './landing.ts';
import { ProgressMeter } from './progress.ts';
import type { ImportProgress } from './progress.ts';
import { faultOf } from './fault.ts';
import { ItemReader, failureOf, usesNetwork } from './item-reader.ts';
import type { ImportSource } from './source.ts';

export interface QueueDependencies extends FetchDependencies {
  readonly reconciler: Reconciler;
  readonly emit: (event: ImportProgress) => void;
}

/** Bytes of sources after which the log is moved into the database: a long log would be moved in one go, by a commit. */
const CHECKPOINT_BYTES = 2 * 1024 * 1024;
/** How often a waiting caller looks at the database. */
const LOOK_MS = 500;
/** Addresses fetched at a time: they mostly wait. */
const FETCHES = 4;
interface Running {
  readonly item: Claimed;
  readonly controller: AbortController;
}

export class ImportQueue {
  readonly #deps: QueueDependencies;
  readonly #store: Store;
  readonly #holder: Holder;
  readonly #landing: Landing;
  readonly #progress: ProgressMeter;
  readonly #items: ItemReader;
  /** Being read now, by item. What is not in here any more is not stored when it comes back. */
  readonly #running = new Map<string, Running>();
  readonly #work = new Set<Promise<void>>();
  readonly #waiters = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  #sinceCheckpoint = 0;
  #closed = false;

  constructor(deps: QueueDependencies) {
    this.#deps = deps;
    this.#store = deps.store;
    this.#holder = new Holder(deps.store);
    this.#landing = new Landing(deps.store);
    deps.store.moveLogBy(() => this.#landing.checkpoint());
    this.#progress = new ProgressMeter(deps.emit, (id) => getJob(deps.store, id));
    this.#items = new ItemReader(deps, this.#landing, this.#progress);
  }

  /** Takes up what a program that is gone left running, now and whenever one dies beside this one. */
  start(): void {
    this.#watch();
    this.#tend();
  }

  /** Whatever is missed or could not be written is found again by this. */
  #watch(): void {
    this.#timer ??= setInterval(() => this.#tend(), RENEW_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const { controller } of this.#running.values()) controller.abort();
    this.#running.clear();
    await Promise.all(this.#work);
    this.#store.moveLogBy(null);
    await this.#landing.close();
    this.#progress.close();
    try {
      if (this.#holder.jobs().length > 0) this.#store.write('Put imports down', () => this.#holder.putDown());
    } catch (error) {
      // The next start finds that nobody living holds them.
      console.error('Imports could not be put down:', faultOf(error));
    }
    this.#holder.release();
    this.#wakeWaiters();
  }

  // ---- what a person does

  add(morgyId: string, label: string, items: readonly NewItem[]): string {
    const { value: jobId } = this.#store.write(label, () => {
      const id = insertJob(this.#store, morgyId, label, items, this.#holder.id, this.#holder.until());
      closeWhenDone(this.#store, id);
      return id;
    });
    this.#watch();
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
      const state = jobState(this.#store, jobId);
      if (this.#closed || !state || state === 'done' || state === 'cancelled') return getJob(this.#store, jobId);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.add(resolve);
      // Another program may be the one that ends it.
      const timer = setTimeout(resolve, LOOK_MS);
      await promise;
      clearTimeout(timer);
      this.#waiters.delete(resolve);
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
    this.#watch();
    this.#store.write(label, () => {
      moveItems(this.#store, jobId, states, 'waiting');
      setJob(this.#store, jobId, 'running');
      this.#holder.take(jobId);
      closeWhenDone(this.#store, jobId);
    });
    this.#progress.tell(jobId, true);
    this.#wakeWaiters();
    this.#pump();
  }

  // ---- whose jobs

  #adopt(): void {
    const orphans = this.#holder.orphans();
    if (orphans.length === 0) return;
    this.#store.write('Go on with imports', () => this.#holder.adopt(orphans));
    this.#pump();
  }

  #tend(): void {
    // Another thread writes just now; the next round is soon.
    if (this.#store.free() !== null) return;
    try {
      this.#adopt();
      const own = this.#holder.jobs();
      if (own.length === 0) return;
      this.#store.write('Hold imports', () => this.#holder.renew(own, (itemId) => this.#running.has(itemId)));
      this.#pump();
      this.#wakeWaiters();
    } catch (error) {
      console.error('Looking after imports failed:', faultOf(error));
    }
  }

  // ---- the work

  #hasRoom(source: ImportSource): boolean {
    let same = 0;
    for (const { item } of this.#running.values()) if (usesNetwork(item.source) === usesNetwork(source)) same++;
    // One more than there are workers, so that none waits while a result is written.
    return same < (usesNetwork(source) ? FETCHES : this.#deps.reader.size + 1);
  }

  /**
   * Marks as many items as there is room for. Inside a write; they are begun by `#begin` after it.
   * @param claimed filled as it goes: when the write fails half way, the caller knows what to take back
   */
  #claim(claimed: Claimed[]): void {
    if (this.#closed) return;
    for (const jobId of this.#holder.jobs()) {
      for (;;) {
        const item = nextWaiting(this.#store, jobId);
        if (!item || !this.#hasRoom(item.source)) break;
        setItem(this.#store, item.id, { state: 'reading' });
        this.#running.set(item.id, { item, controller: new AbortController() });
        claimed.push(item);
      }
    }
  }

  /** False for what was put back, also when a resume has begun the same item anew since then. */
  #isCurrent(running: Running): boolean {
    return this.#running.get(running.item.id) === running;
  }

  #hasWork(): boolean {
    return this.#holder.jobs().some((jobId) => {
      const item = nextWaiting(this.#store, jobId);
      return item !== undefined && this.#hasRoom(item.source);
    });
  }

  #begin(claimed: readonly Claimed[]): void {
    for (const item of claimed) {
      const running = this.#running.get(item.id);
      if (!running) continue;
      const work = this.#process(running)
        // A fault of ours must cost one file its turn, not the import its place nor the studio its life.
        .catch((error: unknown) => console.error(`The import of "${item.name}" ended in a fault:`, faultOf(error)))
        .finally(() => {
          this.#work.delete(work);
          if (this.#isCurrent(running)) this.#running.delete(item.id);
        });
      this.#work.add(work);
      this.#progress.begin(item.jobId, item.id, item.name, item.size);
    }
  }

  #pump(): void {
    if (this.#closed) return;
    const free = this.#store.free();
    if (free) {
      void free.then(() => this.#pump());
      return;
    }
    const claimed: Claimed[] = [];
    try {
      if (!this.#hasWork()) return;
      this.#store.write('Begin to import', () => this.#claim(claimed));
    } catch (error) {
      // Nothing was marked; the timer tries again.
      for (const { id } of claimed) this.#running.delete(id);
      console.error('The next files of an import could not be begun:', faultOf(error));
      return;
    }
    this.#begin(claimed);
  }

  async #process(running: Running): Promise<void> {
    const { item, controller } = running;
    const result = await this.#items.read(item, {
      signal: controller.signal,
      isWanted: () => this.#isCurrent(running),
      onFiles: () => this.#pump(),
    });
    await this.#store.free();
    this.#finish(running, result);
  }

  /** Stores the result and claims what comes next, in one transaction of the job's batch. */
  #finish(running: Running, result: (() => ItemResult) | null): void {
    const { item } = running;
    const { jobId, id } = item;
    if (!this.#isCurrent(running)) return;
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
          // Another program may have paused or cancelled the job meanwhile: what was read is not stored then.
          const wanted = itemState(this.#store, id) === 'reading';
          if (morgy.gone === 1) this.#giveUp(jobId);
          else if (wanted) {
            if (result) setItem(this.#store, id, outcome());
            else deleteItem(this.#store, id);
            closeWhenDone(this.#store, jobId);
          }
          this.#running.delete(id);
          this.#claim(claimed);
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
      console.error(`What became of "${item.name}" could not be stored:`, faultOf(error));
      // A database that is busy for long is no fault of the file: the timer puts it back, and it is read again.
      const passes = error instanceof StoreError && error.code === 'database_busy';
      try {
        if (!passes) store(() => failureOf(error, item.name));
      } catch (again) {
        undoClaims();
        console.error(`Not even that "${item.name}" failed could be stored:`, faultOf(again));
      }
    }
    this.#running.delete(id);
    // Before anything that may fail: what is marked and never begun would keep its place for good.
    this.#begin(claimed);
    this.#progress.end(jobId, id);
    this.#progress.tell(jobId, jobState(this.#store, jobId) !== 'running');
    this.#pump();
    this.#wakeWaiters();
    this.#sinceCheckpoint += item.size;
    if (this.#sinceCheckpoint < CHECKPOINT_BYTES) return;
    this.#sinceCheckpoint = 0;
    if (!this.#closed) this.#store.moveLog();
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

  #wakeWaiters(): void {
    for (const wake of this.#waiters) {
      this.#waiters.delete(wake);
      wake();
    }
  }
}
