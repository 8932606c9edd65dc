/**
 * The database thread's side of a person's own language model: has it looked at before it is used, has every passage
 * read by it in a thread of its own, writes the vectors down, and asks it for the vector of a question. Until all is read,
 * and wherever the model cannot be had, the model that the studio learned itself is used.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../../contract/errors.ts';
import { workerUrl } from '../../lib/worker-url.ts';
import type { Store } from '../../store/store.ts';
import type { OwnModelReport, OwnModelState } from '../contract.ts';
import { OwnModelError } from './errors.ts';
import type { FromOwnWorker, OwnWorkerData, ToOwnWorker } from './protocol.ts';
import { choose, clearStrays, countVectors, forgetModel, keepVectors, readChosen, setPaused } from './tables.ts';
import type { ChosenModel } from './tables.ts';

/** After a change of chunks (milliseconds): the words' index goes first. */
const SOON_MS = 1500;
const IDLE_MS = 5 * 60_000;
/** The longest that a model may take to be opened and tried, on a slow machine, in milliseconds. */
const OPEN_MS = 180_000;
/** A question waits so long for its vector, in milliseconds: one passage of a slow model may be before it. */
const PATIENCE_MS = 600;
/** So long where a program asks, which has nobody waiting at a key. */
const LONG_PATIENCE_MS = 60_000;
/** Vectors of questions kept: a window asks again after each change. */
const MOST_KEPT = 64;
/** A model speaks for the base from this share of it on. */
const ENOUGH = 0.9;
const PROGRESS_EVERY_MS = 1000;
/** The thread's own memory; the model lies beside it, in WebAssembly's. */
const MEMORY_MB = 1024;

export interface QuestionVector {
  readonly modelId: string;
  readonly vector: Float32Array;
}

interface Waiting {
  readonly resolve: (vector: Float32Array | null) => void;
}

interface Running {
  readonly worker: Worker;
  readonly model: ChosenModel;
  /** Null while it is being opened. */
  report: OwnModelReport | null;
  readonly opened: Promise<boolean>;
  working: boolean;
  /** Chunks changed while it worked. */
  again: boolean;
}

export class OwnModel {
  readonly #store: Store;
  readonly #waiting = new Map<number, Waiting>();
  readonly #known = new Map<string, Float32Array>();
  #running: Running | null = null;
  /** A model that could not be used, and why, in words. Another one, as after a restore, is tried. */
  #refusal: { readonly id: string; readonly message: string } | null = null;
  #numbers = 0;
  #soon: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #told = 0;
  #closed = false;
  #unsubscribe: () => void = () => undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  start(): void {
    this.#unsubscribe = this.#store.onChange((tables) => {
      if (tables.includes('chunks') || tables.includes('*')) this.#beginSoon();
    });
    this.#beginSoon();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#soon);
    await this.#end();
  }

  state(): OwnModelState | null {
    const chosen = readChosen(this.#store);
    if (!chosen) return null;
    const { done, total } = countVectors(this.#store);
    const { name, path, bytes, paused } = chosen;
    const whole = done >= total;
    const message = this.#refusalOf(chosen);
    const state = message !== null ? 'broken' : whole ? 'ready' : paused ? 'paused' : 'reading';
    return {
      id: chosen.id,
      name,
      path,
      bytes,
      state,
      done,
      total,
      message,
      passageMs: this.#running?.report?.passageMs ?? null,
    };
  }

  /**
   * Opens and tries a model without using it.
   * @throws OwnModelError
   */
  async inspect(path: string, signal: AbortSignal): Promise<OwnModelReport> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<OwnModelReport>();
    const worker = this.#worker({ path, expected: null, database: this.#store.file });
    const stop = (): void => reject(new StudioError('cancelled', 'The model was not looked at to the end.'));
    const slow = setTimeout(
      () => reject(new OwnModelError('model_slow', `The model was not ready after ${OPEN_MS / 60_000} minutes.`)),
      OPEN_MS,
    );
    signal.addEventListener('abort', stop);
    worker.on('message', (message: FromOwnWorker) => {
      if (message.kind === 'ready') resolve(message.report);
      else if (message.kind === 'refused') reject(refusalOf(message));
    });
    worker.on('error', (error) => reject(endedBy(error)));
    worker.on('exit', () => reject(endedBy(null)));
    try {
      return await promise;
    } finally {
      clearTimeout(slow);
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    }
  }

  /** @throws OwnModelError; then whatever was chosen before still is. */
  async use(path: string, signal: AbortSignal): Promise<void> {
    const report = await this.inspect(path, signal);
    await this.#end();
    this.#store.write('Choose a language model for search', () => choose(this.#store, report));
    this.#refusal = null;
    this.#told = 0;
    await this.#begin();
  }

  pause(): void {
    this.#store.write('Pause the language model', () => setPaused(this.#store, true));
    this.#send({ kind: 'rest' });
  }

  /** Also tries again what was refused. */
  async resume(): Promise<void> {
    this.#store.write('Go on with the language model', () => setPaused(this.#store, false));
    if (this.#refusal !== null) await this.#end();
    this.#refusal = null;
    await this.#begin();
  }

  /** The vectors go with it; the model's own files are not touched. */
  async remove(): Promise<void> {
    await this.#end();
    this.#refusal = null;
    this.#store.write('Search without a model of one’s own', () => forgetModel(this.#store));
    await this.#clear();
    this.#publish();
  }

  /**
   * The chosen model's vector of a question; null where there is none, or not in time.
   * @param patient Waits until the model is open; for programs.
   */
  async ask(question: string, patient: boolean): Promise<QuestionVector | null> {
    const text = question.trim();
    const chosen = text === '' || this.#closed ? null : readChosen(this.#store);
    if (!chosen || this.#refusalOf(chosen) !== null) return null;
    const { done, total } = countVectors(this.#store);
    if (total === 0 || done < total * ENOUGH) return null;
    if (this.#running && this.#running.model.id !== chosen.id) await this.#end();
    const running = this.#open(chosen);
    const modelId = chosen.id;
    const key = `${modelId} ${text}`;
    const known = this.#known.get(key);
    if (known) return { modelId, vector: known };
    if (!running.report && !(patient && (await running.opened))) return null;
    const { promise, resolve } = Promise.withResolvers<Float32Array | null>();
    const id = ++this.#numbers;
    this.#waiting.set(id, { resolve });
    this.#send({ kind: 'query', id, text });
    const late = AbortSignal.timeout(patient ? LONG_PATIENCE_MS : PATIENCE_MS);
    const onLate = (): void => resolve(null);
    late.addEventListener('abort', onLate);
    const vector = await promise;
    late.removeEventListener('abort', onLate);
    this.#rest();
    if (!vector) return null;
    if (this.#known.size >= MOST_KEPT) this.#known.delete(this.#known.keys().next().value ?? '');
    this.#known.set(key, vector);
    return { modelId, vector };
  }

  #refusalOf({ id }: ChosenModel): string | null {
    return this.#refusal?.id === id ? this.#refusal.message : null;
  }

  #beginSoon(): void {
    if (this.#closed || this.#soon || !readChosen(this.#store)) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#begin();
    }, SOON_MS);
    this.#soon.unref();
  }

  async #clear(): Promise<void> {
    for (let more = true; more && !this.#closed;) {
      more = this.#store.write('Forget former vectors', () => clearStrays(this.#store)).value;
      await nextTurn();
    }
  }

  /** Has what is missing read, unless the person said otherwise. */
  async #begin(): Promise<void> {
    const chosen = readChosen(this.#store);
    if (this.#running && this.#running.model.id !== chosen?.id) await this.#end();
    if (this.#closed || !chosen || chosen.paused || this.#refusalOf(chosen) !== null) return;
    await this.#clear();
    const { done, total } = countVectors(this.#store);
    if (done >= total) return;
    const running = this.#open(chosen);
    if (!(await running.opened) || running !== this.#running) return;
    if (running.working) {
      running.again = true;
      return;
    }
    running.working = true;
    this.#send({ kind: 'work' });
    this.#publish();
  }

  #worker(data: OwnWorkerData): Worker {
    return new Worker(workerUrl(import.meta.url, 'own-model-worker'), {
      name: 'own model',
      workerData: data,
      // As for the thread that searches: not the parent's flags, and none of its secrets.
      execArgv: [],
      env: {},
      argv: [],
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
  }

  #open(model: ChosenModel): Running {
    if (this.#running) return this.#running;
    const { promise: opened, resolve } = Promise.withResolvers<boolean>();
    const worker = this.#worker({ path: model.path, expected: model.id, database: this.#store.file });
    const running: Running = { worker, model, report: null, opened, working: false, again: false };
    this.#running = running;
    const slow = setTimeout(() => this.#broken(running, `${model.name} was not ready in time.`), OPEN_MS);
    worker.on('message', (message: FromOwnWorker) => {
      if (running !== this.#running) return;
      if (message.kind === 'ready') {
        clearTimeout(slow);
        running.report = message.report;
        worker.unref();
        resolve(true);
        this.#rest();
        // What is shown was ranked without it.
        this.#publish();
      } else if (message.kind === 'refused') this.#broken(running, message.message);
      else this.#onMessage(running, message);
    });
    worker.on('error', (error) => this.#broken(running, endedBy(error).message));
    worker.on('exit', () => {
      clearTimeout(slow);
      resolve(false);
      this.#broken(running, endedBy(null).message);
    });
    return running;
  }

  #onMessage(running: Running, message: Exclude<FromOwnWorker, { kind: 'ready' | 'refused' }>): void {
    switch (message.kind) {
      case 'vector':
        this.#waiting.get(message.id)?.resolve(message.vector);
        this.#waiting.delete(message.id);
        return;
      case 'noVector':
        console.error('The own model could not read a question:', message.message);
        this.#waiting.get(message.id)?.resolve(null);
        this.#waiting.delete(message.id);
        return;
      case 'keep':
        this.#send({ kind: 'kept', ok: this.#keep(running.model.id, message.vectors) });
        return;
      case 'worked': {
        running.working = false;
        const again = running.again;
        running.again = false;
        this.#publish();
        if (again) void this.#begin();
        this.#rest();
      }
    }
  }

  #keep(modelId: string, vectors: Extract<FromOwnWorker, { kind: 'keep' }>['vectors']): boolean {
    try {
      this.#store.write('Keep what the language model read', () => keepVectors(this.#store, modelId, vectors));
    } catch (error) {
      // A full disk: it goes on at the next occasion.
      console.error('Vectors could not be kept:', error instanceof Error ? error.message : error);
      return false;
    }
    const now = performance.now();
    if (now - this.#told > PROGRESS_EVERY_MS) {
      this.#told = now;
      this.#store.publish(['own_vectors']);
    }
    return true;
  }

  #broken(running: Running, message: string): void {
    if (running !== this.#running) return;
    this.#refusal = { id: running.model.id, message };
    void this.#end();
    this.#publish();
  }

  #publish(): void {
    if (!this.#closed) this.#store.publish(['own_vectors', 'search_models']);
  }

  #send(message: ToOwnWorker): void {
    this.#running?.worker.postMessage(message);
  }

  /** An idle model's memory is given back after a while. */
  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (!this.#running?.working) void this.#end();
    }, IDLE_MS);
    this.#idle.unref();
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    clearTimeout(this.#idle);
    for (const { resolve } of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
    this.#known.clear();
    await running?.worker.terminate();
  }
}

const refusalOf = ({ code, message }: { code: string; message: string }): StudioError => new StudioError(code, message);

const endedBy = (error: unknown): OwnModelError =>
  new OwnModelError(
    'model_failed',
    `The model ended by itself${error instanceof Error ? ` (${error.message.split('\n', 1)[0]?.slice(0, 200)})` : ''}. It may need more memory than there is.`,
  );
