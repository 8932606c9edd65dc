/**
 * The database thread's side of packing: hands the content over piece by piece, so that a Morgy of 20,000 passages never
 * holds it for long, and waits. One job at a time; the thread stays a while, because an export follows its plan and uses
 * the index that the plan made.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../lib/worker-url.ts';
// Not from index.ts, which would bring the packer and its rules into this thread.
import { PackError } from '../pack/types.ts';
import type { BundleDocument, BundlePlan, PackErrorCode, PackProgress, VerificationReport } from '../pack/types.ts';
import type { FromPackWorker, PackAndVerifyJob, PackedAndVerified, PackJob, ToPackWorker } from './protocol.ts';

const IDLE_MS = 60_000;
/** Longest stretch of handing documents over (milliseconds). */
const SLICE_MS = 10;

type Result = Exclude<FromPackWorker, { kind: 'progress' | 'failed' }>;

export interface PackingOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
}

export class Packing {
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  async plan(job: PackJob, documents: AsyncIterable<BundleDocument>, options: PackingOptions): Promise<BundlePlan> {
    const result = await this.#next({ kind: 'plan', job }, documents, options);
    if (result.kind !== 'planned') throw crashed();
    return result.plan;
  }

  async pack(
    job: PackAndVerifyJob,
    documents: AsyncIterable<BundleDocument>,
    options: PackingOptions,
  ): Promise<PackedAndVerified> {
    const result = await this.#next({ kind: 'pack', job }, documents, options);
    if (result.kind !== 'packed') throw crashed();
    return result.result;
  }

  async verify(
    path: string,
    notSecrets: readonly string[],
    serverFile: string | undefined,
    options: PackingOptions,
  ): Promise<VerificationReport> {
    const result = await this.#next({ kind: 'verify', path, notSecrets, serverFile }, nothing(), options);
    if (result.kind !== 'verified') throw crashed();
    return result.report;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  #next(message: ToPackWorker, documents: AsyncIterable<BundleDocument>, options: PackingOptions): Promise<Result> {
    const turn = this.#last.then(() => this.#run(message, documents, options));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(
    message: ToPackWorker,
    documents: AsyncIterable<BundleDocument>,
    { signal, onProgress }: PackingOptions,
  ): Promise<Result> {
    if (signal.aborted || this.#closed) throw cancelled();
    clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    promise.catch(() => undefined);
    const onMessage = (reply: FromPackWorker): void => {
      if (reply.kind === 'progress') onProgress?.(reply.progress);
      else if (reply.kind === 'failed') reject(failure(reply));
      else resolve(reply);
    };
    const onExit = (): void => reject(this.#closed ? cancelled() : crashed());
    const onError = (error: Error): void => reject(crashed(error));
    // What it was given is thrown away with it.
    const onAbort = (): void => {
      reject(cancelled());
      void this.#end();
    };
    worker.on('message', onMessage).once('error', onError).once('exit', onExit).ref();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#handOver(worker, documents, signal);
      worker.postMessage(message);
      return await promise;
    } catch (error) {
      // Documents that were handed over for nothing must not get into the next job.
      void this.#end();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
      this.#idle = setTimeout(() => void this.#end(), IDLE_MS);
      this.#idle.unref();
    }
  }

  async #handOver(worker: Worker, documents: AsyncIterable<BundleDocument>, signal: AbortSignal): Promise<void> {
    let since = performance.now();
    for await (const document of documents) {
      if (signal.aborted) throw cancelled();
      worker.postMessage({ kind: 'document', document } satisfies ToPackWorker);
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(import.meta.url, 'pack-worker'), {
      name: 'pack',
      // Not the parent's flags (a test runner's loader, a debugger).
      execArgv: [],
      argv: [],
      stdin: false,
    });
    // A failure that comes while nothing is asked is told to whoever asks next, as an end.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    clearTimeout(this.#idle);
    await worker?.terminate();
  }
}

async function* nothing(): AsyncGenerator<BundleDocument> {
  // A verification reads a file and needs no documents.
}

const cancelled = (): PackError => new PackError('cancelled', 'The export was cancelled. Nothing was written.');

const crashed = (cause?: Error): Error =>
  new Error(
    'The bundle could not be made: the part of the program that packs it ended unexpectedly. Nothing was written. Try once more.',
    cause === undefined ? undefined : { cause },
  );

const failure = ({ code, message, details }: Extract<FromPackWorker, { kind: 'failed' }>): Error =>
  code === null
    ? new Error(`The bundle could not be made: ${message}. Nothing was written.`)
    : new PackError(code as PackErrorCode, message, details);
