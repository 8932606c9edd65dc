/**
 * Holds the search index in memory and keeps it what the chunks in the database are: opens what was saved, works in what
 * changed since, learns the language model when that is worth it, and hands over what is to be kept. Runs in the thread
 * that searches; everything long goes in slices, so that a search in between waits for a few milliseconds only.
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import {
  createMutableIndex,
  languagesOf,
  measureDrift,
  saveModel,
  trainModelInSlices,
} from '../../../../retrieval/index.ts';
import type { IndexedChunk, MutableIndex, Progress, TrainedModel } from '../../../../retrieval/index.ts';
import type { Store } from '../../store/store.ts';
import type { QuestionVector } from '../own-model/own-model.ts';
import { OwnVectors } from './own-vectors.ts';
import { chunksById, chunksOfDocument, readModel, readParts, readState, readVectors } from './index-tables.ts';
import { keepMissing, keepParts } from './keeping.ts';
import type { KeepFunction } from './keeping.ts';
import { Places } from './places.ts';

/** Below so many chunks there is nothing to learn which words go together from. */
const FEWEST_TO_LEARN = 8;
/** Chunks looked at to see how far a base has moved away from its model. */
const DRIFT_SAMPLE = 500;
/** The most that the model is trained on (retrieval/model.ts takes no more). */
const TRAINED_ON = 8_000;
/** Work of one slice, in milliseconds. */
const SLICE_MS = 10;
/** Changed chunks from which on saving is cheaper than working them in at the next start; and their share of all. */
const UNSAVED = 200;
const UNSAVED_SHARE = 0.05;
/** An answer of the index speaks for the base while no more than this share of it waits to be worked in. */
const MISSING_SHARE = 0.1;
/** Documents read from the list of changes at a time. */
const CHANGES = 200;

export interface KeeperOptions {
  /** Read only. */
  readonly store: Store;
  readonly keep: KeepFunction;
  readonly onProgress: (progress: Progress) => void;
}

export class IndexKeeper {
  readonly #store: Store;
  readonly #keep: KeepFunction;
  readonly #onProgress: KeeperOptions['onProgress'];
  #index: MutableIndex = createMutableIndex();
  #model: TrainedModel | null = null;
  /** What this thread opened or last saved; another program may save something else. */
  #revision: string | null = null;
  #device = '';
  #through = 0;
  #places = new Places();
  /** Those of the person's own language model; read when a question first needs them. */
  readonly #own: OwnVectors;
  /** 1 for an ordinal whose vector the database has. */
  #kept = new Uint8Array(0);
  /** Counts up whenever all ordinals are given anew; in between they are only added. */
  #numbering = 0;
  /** Counts up whenever ordinals or documents change: masks made before are void. */
  #version = 0;
  #loaded = false;
  /** What was saved cannot be used: the whole base is worked in, whatever the list of changes still holds. */
  #anew = false;
  /** The index is being changed or saved; one at a time. */
  #busy: Promise<unknown> | null = null;
  #settling = false;
  /** Saved at the next occasion, however little changed. */
  #hurried = false;
  #learning: AbortController | null = null;
  /** A person stopped the learning: not again before the base changes. */
  #stoppedAt = -1;

  constructor({ store, keep, onProgress }: KeeperOptions) {
    this.#store = store;
    this.#own = new OwnVectors(store);
    this.#keep = keep;
    this.#onProgress = onProgress;
  }

  get index(): MutableIndex {
    return this.#index;
  }
  get version(): number {
    return this.#version;
  }
  get modelId(): string | null {
    return this.#model?.id ?? null;
  }
  get learning(): boolean {
    return this.#learning !== null;
  }
  get through(): number {
    return this.#through;
  }

  /** Mask over ordinals: 1 where the document is wanted. */
  mask(wanted: (documentId: string, morgyId: string) => boolean): Uint8Array {
    return this.#places.mask(this.#index, wanted);
  }

  /** Opens what was saved, or opens it again where another program saved, restored or learned since. */
  open(): void {
    const state = readState(this.#store);
    const device = this.#store.meta('device_id') ?? '';
    if (this.#loaded && state.revision === this.#revision && device === this.#device) {
      if (state.modelId === this.modelId || state.modelId === null) return;
    }
    this.#loaded = true;
    this.#device = device;
    this.#revision = state.revision;
    this.#model = readModel(this.#store, state.modelId);
    this.#through = 0;
    let opened: MutableIndex | undefined;
    this.#anew = false;
    if (state.revision !== null) {
      try {
        opened = this.#opened(readParts(this.#store, state.revision));
        this.#through = state.through;
      } catch {
        // Cut, altered or of another version: made anew, from the chunks.
        this.#anew = true;
      }
    }
    this.#index = opened ?? createMutableIndex(this.#model ? { model: this.#model } : {});
    if (!opened) this.#kept = new Uint8Array(0);
    const morgyOf = new Map(
      this.#store
        .all<{ document_id: string; morgy_id: string }>(`SELECT document_id, morgy_id FROM knowledge_facts`)
        .map((row) => [row.document_id, row.morgy_id]),
    );
    this.#renumber((documentId) => morgyOf.get(documentId) ?? '');
  }

  #opened(saved: Uint8Array): MutableIndex {
    const words = createMutableIndex({ saved });
    const model = this.#model;
    if (!model) return words;
    const ids = Array.from({ length: words.slots }, (_, ordinal) => Number(words.idOf(ordinal)));
    const vectors = readVectors(this.#store, model, ids);
    this.#kept = new Uint8Array(ids.length).fill(vectors ? 1 : 0);
    return createMutableIndex({ saved, model, ...(vectors ? { vectors } : {}) });
  }

  #renumber(morgyOf: (documentId: string) => string): void {
    this.#numbering++;
    this.#places = Places.of(this.#index, morgyOf);
    this.#version++;
  }

  /** Cosine of each slot with a question by the person's own model; null where too few passages are read by it. */
  cosines({ modelId, vector }: QuestionVector): Float32Array | null {
    return this.#own.cosines(modelId, vector, this.#index, this.#numbering);
  }

  /** Chunks that wait to be worked in. */
  get waiting(): number {
    const waiting = this.#anew
      ? this.#store.get<{ n: number | null }>(`SELECT sum(chunks) AS n FROM chunk_totals`)
      : this.#store.get<{ n: number | null }>(
          `SELECT sum(t.chunks) AS n FROM search_changes s JOIN chunk_totals t ON t.document_id = s.document_id
           WHERE s.number > ?`,
          [this.#through],
        );
    return waiting?.n ?? 0;
  }

  /** True when so little is missing that an answer of the index speaks for the base. */
  get speaksForAll(): boolean {
    return this.#loaded && this.waiting <= this.#index.size * MISSING_SHARE;
  }

  /**
   * Works in what changed, until nothing is left or the time is over. @returns whether nothing is left; false also while
   * the index is being saved.
   */
  async catchUp(milliseconds = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (!this.#settling || !this.#loaded) this.open();
    const until = performance.now() + milliseconds;
    while (this.#busy) {
      const left = until - performance.now();
      if (left <= 0) return false;
      await (Number.isFinite(left) ? Promise.race([this.#busy, wait(left)]) : this.#busy);
    }
    return await this.#alone(() => this.#workInChanges(until));
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    const over = running.then(
      () => undefined,
      () => undefined,
    );
    this.#busy = over;
    try {
      return await running;
    } finally {
      this.#busy = null;
    }
  }

  async #workInChanges(until: number): Promise<boolean> {
    if (this.#anew) {
      // Too long for the time that a search has.
      if (Number.isFinite(until)) return false;
      await this.#startOver();
    }
    for (;;) {
      const changes = this.#store.all<{ number: number; document_id: string }>(
        `SELECT number, document_id FROM search_changes WHERE number > ? ORDER BY number LIMIT ${CHANGES}`,
        [this.#through],
      );
      if (changes.length === 0) return true;
      for (const { number, document_id } of changes) {
        if (performance.now() > until) return false;
        await this.#workIn(document_id);
        this.#through = number;
      }
    }
  }

  async #startOver(): Promise<void> {
    const last = this.#store.get<{ n: number | null }>(`SELECT max(number) AS n FROM search_changes`)?.n ?? 0;
    const all = this.#store.all<{ id: string }>(`SELECT document_id AS id FROM chunk_totals ORDER BY document_id`);
    for (const { id } of all) await this.#workIn(id);
    this.#anew = false;
    this.#through = last;
    this.#hurried = true;
  }

  async #workIn(documentId: string): Promise<void> {
    const former = this.#places.ordinalsOf(documentId).map((ordinal) => this.#index.idOf(ordinal));
    this.#index.remove(former);
    this.#places.drop(documentId);
    const chunks = chunksOfDocument(this.#store, documentId);
    this.#own.checkAgain([...former, ...chunks.map(({ id }) => id)].map(Number));
    const [first] = chunks;
    if (first) {
      const morgyId =
        this.#store.get<{ morgy_id: string }>(`SELECT morgy_id FROM chunks WHERE document_id = ? LIMIT 1`, [documentId])
          ?.morgy_id ?? '';
      const place = this.#places.at(documentId, morgyId);
      let begun = performance.now();
      // A long document is added in pieces; its language is that of the whole.
      const language = languagesOf(chunks).get(documentId) ?? 'und';
      for (let at = 0; at < chunks.length; at += 64) {
        const piece = chunks.slice(at, at + 64);
        this.#index.add(piece.map((chunk) => ({ ...chunk, language })));
        for (let i = 0; i < piece.length; i++) this.#places.take(this.#index.slots - piece.length + i, place);
        if (performance.now() - begun > SLICE_MS) {
          this.#version++;
          await nextTurn();
          begun = performance.now();
        }
      }
    }
    this.#version++;
  }

  /** Everything that should follow a change: worked in, the model where it is worth it, kept. */
  async settle(): Promise<void> {
    this.open();
    this.#settling = true;
    try {
      await this.catchUp();
      await this.#learn();
      await this.#keepVectors();
      await this.#save();
    } finally {
      this.#settling = false;
    }
  }

  /** @returns false when nothing was being learned */
  stopLearning(): boolean {
    if (!this.#learning) return false;
    this.#stoppedAt = this.#through;
    this.#learning.abort();
    return true;
  }

  #sample(count: number): IndexedChunk[] {
    const chosen = this.#places.spread(this.#index, count);
    const languages = new Map(chosen.map((ordinal) => [this.#index.idOf(ordinal), this.#index.languageOf(ordinal)]));
    return chunksById(
      this.#store,
      chosen.map((ordinal) => Number(this.#index.idOf(ordinal))),
    ).map((chunk) => Object.assign(chunk, { language: languages.get(chunk.id) ?? 'und' }));
  }

  async #learn(): Promise<void> {
    const { size } = this.#index;
    if (size < FEWEST_TO_LEARN || this.#stoppedAt === this.#through) return;
    if (this.#model && !measureDrift(this.#model, this.#sample(DRIFT_SAMPLE), size).worthRetraining) return;
    this.#learning = new AbortController();
    try {
      const model = await trainModelInSlices(this.#sample(TRAINED_ON), {
        signal: this.#learning.signal,
        onProgress: this.#onProgress,
      });
      if (model.id === this.modelId) return;
      // The vectors are worked out now, not within the next search.
      this.#index.use(model);
      this.#index.vectors();
      this.#model = model;
      this.#kept = new Uint8Array(0);
      this.#version++;
      await this.#keep({
        kind: 'model',
        id: model.id,
        dimensions: model.dimensions,
        trainedOn: model.trainedOn,
        bytes: saveModel(model),
      });
    } catch (error) {
      if (!this.#learning.signal.aborted) throw error;
    } finally {
      this.#learning = null;
    }
  }

  /** What differs from the chunks in the database, in words. */
  problems(): string[] {
    const found: string[] = [];
    const chunks = this.#store.get<{ n: number }>(`SELECT count(*) AS n FROM chunks WHERE excluded = 0`)?.n ?? 0;
    if (chunks !== this.#index.size) found.push(`the search index holds ${this.#index.size} of ${chunks} chunks`);
    const vectors =
      this.#store.get<{ n: number }>(
        `SELECT count(*) AS n FROM chunk_vectors v JOIN chunks c ON c.id = v.chunk_id AND c.excluded = 0
         WHERE v.model_id = ?`,
        [this.modelId ?? ''],
      )?.n ?? 0;
    if (this.#model && vectors !== chunks) found.push(`${chunks - vectors} of ${chunks} chunks have no vector`);
    return found;
  }

  async #keepVectors(): Promise<void> {
    const model = this.#model;
    if (!model) return;
    const kept = new Uint8Array(this.#index.slots);
    kept.set(this.#kept.subarray(0, kept.length));
    for await (const written of keepMissing(this.#keep, this.#index, model.id, kept, () => this.#through)) {
      for (const ordinal of written) kept[ordinal] = 1;
      this.#kept = kept;
    }
  }

  async #save(): Promise<void> {
    const { unsaved, wasted, slots, size } = this.#index;
    const changed = unsaved + wasted * slots;
    const enough = this.#hurried || this.#revision === null ? 1 : Math.max(UNSAVED, size * UNSAVED_SHARE);
    if (changed < enough) return;
    while (this.#busy) await this.#busy;
    const through = this.#through;
    const bytes = await this.#alone(() => this.#written());
    const revision = await keepParts(this.#keep, bytes, through);
    if (revision === null) return;
    this.#revision = revision;
    this.#hurried = false;
    await this.#keep({ kind: 'tidy' });
  }

  async #written(): Promise<Uint8Array> {
    const kept = this.#kept;
    const order: number[] = [];
    for (let ordinal = 0; ordinal < this.#index.slots; ordinal++) if (this.#index.alive(ordinal)) order.push(ordinal);
    const morgys = this.#places.morgys();
    const bytes = await this.#index.save();
    this.#kept = Uint8Array.from(order, (ordinal) => kept[ordinal] ?? 0);
    this.#renumber((documentId) => morgys.get(documentId) ?? '');
    return bytes;
  }
}
