/**
 * The database thread's side of heavy writing: long documents and the moving of the log go to a thread of their own,
 * which is started when there is something to do and ended when it has been idle. Where it cannot be had, the caller
 * writes by itself.
 */
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../../contract/errors.ts';
import { workerUrl } from '../../lib/worker-url.ts';
import type { Store } from '../../store/store.ts';
import type { FromLanding, LandingData, LandingOrder, ToLanding } from './landing-protocol.ts';

const IDLE_MS = 10_000;
/** Ends by itself so often before it is not started again. */
const MOST_FAILURES = 3;

type Landed = Extract<FromLanding, { kind: 'landed' }>;

interface Waiting {
  readonly resolve: (landed: Landed | null) => void;
  readonly reject: (error: Error) => void;
}

export class Landing {
  readonly #store: Store;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #numbers = 0;
  #failures = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Writes the document and what became of its item in one durable transaction, and tells the listeners of the store.
   * @param before called when it is written and nobody has heard of it yet
   * @returns null when the caller has to write it
   * @throws StudioError when it could not be written (a full disk)
   */
  async land(order: LandingOrder, before: (landed: Landed) => void): Promise<Landed | null> {
    const worker = this.#started();
    if (!worker) return null;
    const id = ++this.#numbers;
    const { promise, resolve, reject } = Promise.withResolvers<Landed | null>();
    this.#waiting.set(id, { resolve, reject });
    clearTimeout(this.#idle);
    worker.ref();
    worker.postMessage({ kind: 'land', id, order } satisfies ToLanding);
    const landed = await this.#store.lend(promise);
    if (landed) {
      before(landed);
      this.#store.publish(landed.tables);
    }
    return landed;
  }

  checkpoint(): void {
    const worker = this.#started();
    if (!worker) {
      this.#store.checkpoint();
      return;
    }
    worker.postMessage({ kind: 'checkpoint' } satisfies ToLanding);
    if (this.#waiting.size === 0) this.#rest(worker);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  #started(): Worker | null {
    if (this.#worker) return this.#worker;
    if (this.#closed || this.#failures >= MOST_FAILURES) return null;
    const data: LandingData = { file: this.#store.file };
    const worker = new Worker(workerUrl(import.meta.url, 'landing-worker'), {
      name: 'landing',
      workerData: data,
      // Not the parent's flags (a test runner's loader, a debugger), and no secrets of its environment.
      execArgv: [],
      env: {},
      argv: [],
      stdin: false,
    });
    this.#worker = worker;
    worker.on('message', (message: FromLanding) => this.#onMessage(worker, message));
    worker.on('error', (error) => {
      this.#failures++;
      console.error('The thread that writes long documents ended:', error.message);
      if (this.#worker === worker) void this.#end();
    });
    worker.on('exit', () => {
      if (this.#worker === worker) void this.#end();
    });
    return worker;
  }

  #onMessage(worker: Worker, message: FromLanding): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'failed') waiting?.reject(new StudioError(message.code, message.message));
    else waiting?.resolve(message.kind === 'landed' ? message : null);
    if (this.#waiting.size === 0 && worker === this.#worker) this.#rest(worker);
  }

  /** An idle thread keeps no process alive. */
  #rest(worker: Worker): void {
    worker.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#end(), IDLE_MS);
    this.#idle.unref();
  }

  /** Whoever waits writes by himself: what this thread had not committed is rolled back by its end. */
  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    clearTimeout(this.#idle);
    await worker?.terminate();
    for (const [id, waiting] of this.#waiting) {
      this.#waiting.delete(id);
      waiting.resolve(null);
    }
  }
}
