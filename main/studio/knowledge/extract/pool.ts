// A few processes that read documents, so that no document can block, crash or fill up the studio.
//
// A process has a memory cap and each job a time cap. Cancelling, a timeout or a crash ends the process, not the studio;
// the next job gets a fresh one. Processes that have nothing to do for a while are let go.
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { workerUrl } from '../../lib/worker-url.ts';
import type { Chunk, ChunkOptions } from '../chunk/types.ts';
import { safeName } from './name.ts';
import { startReadingProcess } from './reading-process.ts';
import type { ReadingProcess } from './reading-process.ts';
import { ExtractionError } from './types.ts';
import type {
  ExtractBytesInput,
  Extraction,
  ExtractFileInput,
  ExtractOptions,
  ExtractProgress,
  PoolOptions,
} from './types.ts';
import type { WorkerJob, WorkerReply } from './worker-protocol.ts';

const DEFAULT_MEMORY_MB = 768;
const DEFAULT_TIMEOUT_MS = 120_000;
const IDLE_MS = 20_000;
/** Loading a worker's code takes well under a second; so long on a machine that is busy with everything else. */
const DEFAULT_BOOT_MS = 15_000;
/** A worker that does not come up is replaced by one that may take twice as long, so often. */
const MOST_BOOTS = 4;

export type ExtractInput = ExtractFileInput | ExtractBytesInput;

export interface ExtractAndChunkOptions extends ExtractOptions {
  chunk?: ChunkOptions;
}

interface Task {
  job: WorkerJob;
  label: string;
  onProgress: ((progress: ExtractProgress) => void) | undefined;
  done: (reply: WorkerReply) => void;
  failed: (error: ExtractionError) => void;
  /** Workers that were begun for it and did not come up. */
  boots: number;
}

interface Slot {
  process: ReadingProcess;
  task: Task | null;
  timer: NodeJS.Timeout | undefined;
  ready: boolean;
  /** Milliseconds that it may take to come up. */
  readonly bootMs: number;
}

export class ExtractionPool {
  readonly size: number;
  readonly #maxMemoryMb: number;
  readonly #timeoutMs: number;
  readonly #bootMs: number;
  readonly #worker: URL;
  readonly #waiting: Task[] = [];
  readonly #slots = new Set<Slot>();
  /** Callers of `ready` that wait for room. */
  readonly #awaitingRoom: (() => void)[] = [];
  #closed = false;

  constructor(options: PoolOptions = {}) {
    this.size = Math.max(1, options.size ?? Math.min(4, availableParallelism() - 1));
    this.#maxMemoryMb = options.maxMemoryMb ?? DEFAULT_MEMORY_MB;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#bootMs = options.bootMs ?? DEFAULT_BOOT_MS;
    this.#worker = options.worker ?? workerUrl(import.meta.url, 'extract-worker');
  }

  /** Jobs that run or wait. */
  get pending(): number {
    let running = 0;
    for (const slot of this.#slots) if (slot.task !== null) running++;
    return running + this.#waiting.length;
  }

  /** Resolves once a job would start at once or next: a caller with a thousand files waits here instead of queueing them all. */
  async ready(): Promise<void> {
    while (this.pending > this.size && !this.#closed)
      await new Promise<void>((resolve) => this.#awaitingRoom.push(resolve));
  }

  /**
   * Reads one document. Rejects with ExtractionError only.
   */
  async extract(input: ExtractInput, options: ExtractOptions = {}): Promise<Extraction> {
    const { extraction } = await this.#extract(input, null, options);
    return extraction;
  }

  /** Reads one document and cuts it into chunks, both in the worker. `chunk.pages` is filled in from the document. */
  extractAndChunk(
    input: ExtractInput,
    options: ExtractAndChunkOptions = {},
  ): Promise<{ extraction: Extraction; chunks: Chunk[] }> {
    return this.#extract(input, options.chunk ?? {}, options);
  }

  /** Cuts a text that was extracted before. */
  async chunk(markdown: string, chunk: ChunkOptions = {}, options: ExtractOptions = {}): Promise<Chunk[]> {
    const reply = await this.#run({ kind: 'chunk', markdown, chunk }, 'the text', options);
    return reply.kind === 'chunked' ? reply.chunks : [];
  }

  /** Ends all workers; what runs or waits is rejected as cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.failed(cancelled(task.label));
    const slots = [...this.#slots];
    await Promise.all(slots.map((slot) => this.#drop(slot, slot.task === null ? null : cancelled(slot.task.label))));
    this.#announceRoom();
  }

  async #extract(
    input: ExtractInput,
    chunk: ChunkOptions | null,
    options: ExtractOptions,
  ): Promise<{ extraction: Extraction; chunks: Chunk[] }> {
    let job: WorkerJob;
    let label: string;
    if ('path' in input) {
      label = safeName(input.name ?? basename(input.path));
      job = {
        kind: 'file',
        input: { path: input.path, ...(input.name === undefined ? {} : { name: input.name }) },
        chunk,
      };
    } else {
      label = safeName(input.name);
      job = {
        kind: 'bytes',
        input: {
          bytes: input.bytes,
          name: input.name,
          ...(input.mediaType === undefined ? {} : { mediaType: input.mediaType }),
        },
        chunk,
      };
    }
    const reply = await this.#run(job, label, options);
    if (reply.kind !== 'extracted') throw crashed(label);
    return { extraction: reply.extraction, chunks: reply.chunks };
  }

  #run(job: WorkerJob, label: string, options: ExtractOptions): Promise<WorkerReply> {
    const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
    const { signal } = options;
    if (this.#closed || signal?.aborted === true) {
      reject(cancelled(label));
      return promise;
    }
    const settle = (): void => signal?.removeEventListener('abort', onAbort);
    const task: Task = {
      job,
      label,
      onProgress: options.onProgress,
      boots: 0,
      done: (reply) => {
        settle();
        resolve(reply);
      },
      failed: (error) => {
        settle();
        reject(error);
      },
    };
    const onAbort = (): void => this.#cancel(task);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.push(task);
    this.#pump();
    return promise;
  }

  #cancel(task: Task): void {
    const waitingAt = this.#waiting.indexOf(task);
    if (waitingAt !== -1) {
      this.#waiting.splice(waitingAt, 1);
      task.failed(cancelled(task.label));
      this.#announceRoom();
      return;
    }
    // A busy process listens to nobody: it is ended, and the promise does not wait for that.
    for (const slot of this.#slots) if (slot.task === task) void this.#drop(slot, cancelled(task.label));
  }

  #pump(): void {
    while (this.#waiting.length > 0) {
      let free: Slot | undefined;
      for (const slot of this.#slots) if (slot.task === null) free = slot;
      if (free === undefined && this.#slots.size >= this.size) return;
      const task = this.#waiting.shift();
      if (task !== undefined) this.#start(free ?? this.#spawn(this.#bootMs * 2 ** task.boots), task);
    }
  }

  #spawn(bootMs: number): Slot {
    const reading = startReadingProcess(this.#worker, this.#maxMemoryMb, {
      onReply: (reply) => this.#onReply(slot, reply),
      onEnd: (end) => {
        const label = slot.task?.label ?? '';
        void this.#drop(slot, end === 'out-of-memory' ? outOfMemory(label) : crashed(label));
      },
    });
    const slot: Slot = { process: reading, task: null, timer: undefined, ready: false, bootMs };
    this.#slots.add(slot);
    return slot;
  }

  #start(slot: Slot, task: Task): void {
    slot.task = task;
    slot.process.keepAlive(true);
    if (slot.ready) this.#hand(slot, task);
    else {
      clearTimeout(slot.timer);
      slot.timer = setTimeout(() => this.#replace(slot, task), slot.bootMs);
    }
  }

  /** Nothing was handed over yet, so the same job goes to a fresh worker. */
  #replace(slot: Slot, task: Task): void {
    task.boots++;
    if (task.boots < MOST_BOOTS) {
      slot.task = null;
      this.#waiting.unshift(task);
      void this.#drop(slot, null);
    } else void this.#drop(slot, notStarted(task.label));
  }

  #hand(slot: Slot, task: Task): void {
    this.#limit(slot, task, this.#timeoutMs);
    slot.process.post(task.job);
  }

  #limit(slot: Slot, task: Task, ms: number): void {
    clearTimeout(slot.timer);
    slot.timer = setTimeout(() => void this.#drop(slot, timedOut(task.label, this.#timeoutMs)), ms);
  }

  #onReply(slot: Slot, reply: WorkerReply): void {
    const { task } = slot;
    if (reply.kind === 'ready') {
      slot.ready = true;
      if (task !== null) this.#hand(slot, task);
      return;
    }
    if (task === null) return;
    if (reply.kind === 'progress') {
      task.onProgress?.(reply.progress);
      return;
    }
    slot.task = null;
    this.#idle(slot);
    if (reply.kind === 'failed') task.failed(new ExtractionError(reply.failure.code, reply.failure.message));
    else task.done(reply);
    this.#pump();
    this.#announceRoom();
  }

  #idle(slot: Slot): void {
    clearTimeout(slot.timer);
    // An idle worker keeps this process from ending no longer.
    slot.process.keepAlive(false);
    slot.timer = setTimeout(() => void this.#drop(slot, null), IDLE_MS);
    slot.timer.unref();
  }

  /** Ends a worker and fails its task. The task's promise is rejected before the thread is gone. */
  async #drop(slot: Slot, error: ExtractionError | null): Promise<void> {
    if (!this.#slots.delete(slot)) return;
    clearTimeout(slot.timer);
    const { task } = slot;
    slot.task = null;
    const gone = slot.process.kill();
    if (task !== null) task.failed(error ?? crashed(task.label));
    if (!this.#closed) this.#pump();
    this.#announceRoom();
    await gone;
  }

  #announceRoom(): void {
    for (const wake of this.#awaitingRoom.splice(0)) wake();
  }
}

export function createExtractionPool(options: PoolOptions = {}): ExtractionPool {
  return new ExtractionPool(options);
}

function cancelled(label: string): ExtractionError {
  return new ExtractionError('cancelled', `Reading “${label}” was cancelled.`);
}

function timedOut(label: string, ms: number): ExtractionError {
  return new ExtractionError(
    'timeout',
    `Reading “${label}” took longer than ${Math.max(1, Math.round(ms / 1000))} s and was stopped. Split it into smaller documents, or save it as PDF, and add that.`,
  );
}

function notStarted(label: string): ExtractionError {
  return new ExtractionError(
    'timeout',
    `“${label}” was not read: this computer was too busy to begin. Try it again when it has less to do.`,
  );
}

function outOfMemory(label: string): ExtractionError {
  return new ExtractionError(
    'out-of-memory',
    `Reading “${label}” needed more memory than a document may have and was stopped. Split it into smaller documents and add those.`,
  );
}

function crashed(label: string): ExtractionError {
  return new ExtractionError(
    'crashed',
    `Reading “${label}” failed unexpectedly; nothing else was touched. Try once more, and if it fails again, save the document as PDF and add that.`,
  );
}
