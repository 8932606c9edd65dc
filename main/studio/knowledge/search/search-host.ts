/**
 * The database thread's side of search: hands queries to the thread that searches, tells it that chunks changed, and
 * writes down what it wants kept. The thread is started when there is something to do and ended when it has been idle
 * for a while. Where it cannot be had, words alone are searched here.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../lib/worker-url.ts';
import type { Store } from '../../store/store.ts';
import type { SearchAnswer, SearchIndexState } from '../contract.ts';
import type { QuestionVector } from '../own-model/own-model.ts';
import { keep } from './index-tables.ts';
import type { Keep } from './index-tables.ts';
import { search } from './search.ts';
import type { SearchInput } from './search.ts';
import type { FromSearchWorker, ToSearchWorker, WorkerData } from './worker-protocol.ts';

/** After a change of chunks, so that an import does not ask for it with every document (milliseconds). */
const SOON_MS = 300;
const IDLE_MS = 5 * 60_000;
/** Milliseconds that the thread may take to come up on a busy machine. */
const BOOT_MS = 20_000;
/** Ends by itself so often before words alone have to do, until the next start of the program. */
const MOST_FAILURES = 3;
/** The old space of the thread: 100,000 chunks take about 300 MB while they are saved. */
const MEMORY_MB = 2048;

type Ask = ToSearchWorker extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;
type Reply = Exclude<FromSearchWorker, { kind: 'ready' | 'keep' | 'progress' | 'failed' }>;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

const noModel = (): Promise<null> => Promise.resolve(null);

export class SearchHost {
  readonly #store: Store;
  readonly #vectorOf: (question: string, patient: boolean) => Promise<QuestionVector | null>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #unsubscribe: () => void = () => undefined;
  #numbers = 0;
  #failures = 0;
  #soon: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #boot: NodeJS.Timeout | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param vectorOf asks the person's own language model, where there is one */
  constructor(
    store: Store,
    vectorOf: (question: string, patient: boolean) => Promise<QuestionVector | null> = noModel,
  ) {
    this.#store = store;
    this.#vectorOf = vectorOf;
  }

  /** Keeps the index in step from now on. */
  start(): void {
    this.#unsubscribe = this.#store.onChange((tables) => {
      if (tables.includes('chunks') || tables.includes('*')) this.#settleSoon();
    });
    if (this.#behind()) this.#settleSoon();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#soon);
    await this.#end(new Error('The studio is closing.'));
    await this.#keeping;
  }

  /** Never fails for what a person typed. */
  async search(input: SearchInput): Promise<SearchAnswer> {
    try {
      const own = input.wordsOnly === true ? null : await this.#vectorOf(input.query, input.patient ?? false);
      const reply = await this.#ask({ kind: 'search', input, own });
      if (reply.kind === 'answer') return reply.answer;
    } catch (error) {
      if (!this.#closed) console.error('Searched by words alone:', messageOf(error));
    }
    return search(this.#store, input);
  }

  /** Resolves once the index is what the chunks give, learned and kept. Quietly does nothing where it cannot be. */
  async settled(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    if (!this.#behind()) return;
    try {
      await this.#ask({ kind: 'settle' });
    } catch (error) {
      if (!this.#closed) console.error('The search index is not up to date:', messageOf(error));
    }
  }

  async state(): Promise<SearchIndexState> {
    const reply = await this.#ask({ kind: 'state' });
    if (reply.kind !== 'state') throw new Error('The search thread answered something else.');
    return reply.state;
  }

  async stopLearning(): Promise<boolean> {
    if (!this.#worker) return false;
    const reply = await this.#ask({ kind: 'stopLearning' });
    return reply.kind === 'stopped' && reply.stopped;
  }

  /** What is wrong with the index, in words. */
  async problems(): Promise<readonly string[]> {
    const reply = await this.#ask({ kind: 'check' });
    return reply.kind === 'checked' ? reply.problems : [];
  }

  /** Throws everything kept away and makes it anew from the chunks. */
  async rebuild(): Promise<void> {
    await this.#end(new Error('The search index is being made anew.'));
    this.#store.write('Rebuild the search index', () => keep(this.#store, { kind: 'forget' }));
    this.#failures = 0;
    await this.settled();
  }

  /** Something waits that no index holds yet; two indexed reads. */
  #behind(): boolean {
    return (
      this.#store.get(`SELECT 1 FROM search_changes WHERE number > (SELECT through FROM search_state) LIMIT 1`) !==
      undefined
    );
  }

  #settleSoon(): void {
    if (this.#closed || this.#soon) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.settled();
    }, SOON_MS);
    this.#soon.unref();
  }

  #ask(message: Ask): Promise<Reply> {
    if (this.#closed) return Promise.reject(new Error('The studio is closing.'));
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const id = ++this.#numbers;
    try {
      const worker = this.#worker ?? this.#start();
      this.#waiting.set(id, { resolve, reject });
      clearTimeout(this.#idle);
      worker.ref();
      worker.postMessage({ ...message, id });
    } catch (error) {
      this.#waiting.delete(id);
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    return promise;
  }

  #start(): Worker {
    if (this.#failures >= MOST_FAILURES) throw new Error('The search thread ended too often.');
    const data: WorkerData = { file: this.#store.file };
    const worker = new Worker(workerUrl(import.meta.url, 'search-worker'), {
      name: 'search',
      workerData: data,
      // Not the parent's flags (a test runner's loader, a debugger), and no secrets of its environment.
      execArgv: [],
      env: {},
      argv: [],
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.#worker = worker;
    this.#boot = setTimeout(() => void this.#end(new Error('The search thread did not come up.')), BOOT_MS);
    worker.on('message', (message: FromSearchWorker) => this.#onMessage(worker, message));
    worker.on('error', (error) => {
      this.#failures++;
      void this.#end(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) void this.#end(new Error('The search thread ended.'));
    });
    return worker;
  }

  #onMessage(worker: Worker, message: FromSearchWorker): void {
    if (worker !== this.#worker) return;
    switch (message.kind) {
      case 'ready':
        clearTimeout(this.#boot);
        return;
      case 'progress':
        this.#store.publish(['search_models']);
        return;
      case 'keep':
        this.#keeping = this.#keeping.then(() => this.#keep(worker, message.number, message.what));
        return;
      case 'failed':
        this.#take(message.id)?.reject(new Error(message.message));
        break;
      default:
        this.#take(message.id)?.resolve(message);
    }
    if (this.#waiting.size === 0) this.#rest(worker);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** An idle thread keeps no process alive, and its memory is given back after a while. */
  #rest(worker: Worker): void {
    worker.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#end(new Error('The search thread was idle.')), IDLE_MS);
    this.#idle.unref();
  }

  async #keep(worker: Worker, number: number, what: Keep): Promise<void> {
    let ok = true;
    try {
      for (let more = true; more;) {
        await nextTurn();
        await this.#store.free();
        if (worker !== this.#worker) return;
        more = this.#store.write('Keep the search index', () => keep(this.#store, what), { derived: true }).value;
      }
      if (what.kind === 'model') this.#store.publish(['search_models']);
    } catch (error) {
      // A full disk: the index lives on in memory, and the next occasion tries again.
      ok = false;
      console.error('The search index could not be kept:', messageOf(error));
    }
    if (worker === this.#worker) worker.postMessage({ kind: 'kept', number, ok } satisfies ToSearchWorker);
  }

  async #end(error: Error): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    clearTimeout(this.#idle);
    clearTimeout(this.#boot);
    for (const [id, waiting] of this.#waiting) {
      this.#waiting.delete(id);
      waiting.reject(error);
    }
    await worker?.terminate();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
