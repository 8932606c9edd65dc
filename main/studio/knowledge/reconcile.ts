/**
 * Keeps chunk rows what their documents give, whoever changed a document: an edit, undo, restore, sync, or another
 * program on the same database. Triggers put each such document into chunk_queue; this empties it, in the background and
 * in slices, and finds it again after a crash.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { morgyKnowledge } from '../../../schema/index.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { applyOverrides } from './chunk/index.ts';
import { chunkWriter, clearChunks } from './chunk-rows.ts';
import type { ChunkWriter } from './chunk-rows.ts';
import { ExtractionError } from './extract/types.ts';
import { readMetadata } from './metadata.ts';
import type { Reader } from './reading.ts';

interface Queued {
  readonly number: number;
  readonly document_id: string;
}

const LABEL = 'Index a document';
/** Slices after which the log is moved into the database: about 4 MB of it. */
const SLICES_A_MOVE = 32;
const RETRY_MS = 5000;
/** A worker that was too slow or fell over may do better when the machine has less to do: so long after, so often. */
const WORKER_RETRY_MS = 60_000;
const WORKER_TRIES = 3;
/** Raised when the chunker cuts otherwise than before: then every document is cut anew, in the background. */
const CHUNKER = '1';

export class Reconciler {
  readonly #store: Store;
  readonly #reader: Reader;
  readonly #stop = new AbortController();
  /** Begun by whoever wrote the document, to be gone on with: by queue number. */
  readonly #begun = new Map<number, ChunkWriter>();
  /** Could not be cut (a text that takes too long): left alone until it changes or the program restarts. */
  readonly #failed = new Map<number, unknown>();
  /** How often a document was tried again after its worker did not come back, by queue number. */
  readonly #tries = new Map<number, number>();
  #running: Promise<void> | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(store: Store, reader: Reader) {
    this.#store = store;
    this.#reader = reader;
  }

  start(): void {
    this.#unsubscribe = this.#store.onChange((tables) => {
      if (tables.includes('morgy_knowledge') || tables.includes('morgys') || tables.includes('*')) this.wake();
    });
    this.wake();
  }

  /** After an upgrade of the program. Overrides whose chunk is no longer cut are shown as such, never dropped. */
  cutAnewAfterUpgrade(): void {
    const store = this.#store;
    const cutBy = store.meta('chunker');
    if (cutBy === CHUNKER) return;
    store.write('Note how documents are cut', () => {
      if (cutBy !== undefined) {
        store.run(
          `INSERT INTO chunk_queue (document_id) SELECT id FROM morgy_knowledge
           WHERE id NOT IN (SELECT document_id FROM chunk_queue) ORDER BY id`,
        );
      }
      store.setMeta('chunker', CHUNKER);
    });
    this.wake();
  }

  /** Looks at the queue soon. One indexed read when there is nothing to do. */
  wake(): void {
    if (this.#running || this.#stop.signal.aborted) return;
    this.#running = this.#drain().finally(() => {
      this.#running = null;
      if (this.#next()) this.wake();
    });
  }

  /** Resolves once chunks are what the documents give. */
  async settled(): Promise<void> {
    this.wake();
    while (this.#running) await this.#running;
  }

  /** Documents of these Morgys, or of all, that will be cut; without those that cannot be. */
  waiting(morgyIds: readonly string[]): number {
    return (
      this.#store.get<{ n: number }>(
        `SELECT count(*) AS n FROM chunk_queue q JOIN morgy_knowledge k ON k.id = q.document_id
         WHERE k.deleted_at IS NULL AND q.number NOT IN (SELECT value FROM json_each(?))
           AND (? = 0 OR k.morgy_id IN (SELECT value FROM json_each(?)))`,
        [JSON.stringify([...this.#failed.keys()]), morgyIds.length, JSON.stringify(morgyIds)],
      )?.n ?? 0
    );
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort();
    await this.#running;
  }

  /** Called inside the write that left a document half way, or before anyone hears of it. */
  goOn(documentId: string, writer: ChunkWriter): void {
    const queued = this.#queued(documentId);
    if (queued) this.#begun.set(queued.number, writer);
  }

  #queued(documentId: string): Queued | undefined {
    return this.#store.get<Queued>(`SELECT number, document_id FROM chunk_queue WHERE document_id = ?`, [documentId]);
  }

  #next(): Queued | undefined {
    if (this.#stop.signal.aborted) return undefined;
    if (this.#failed.size === 0) {
      return this.#store.get<Queued>(`SELECT number, document_id FROM chunk_queue ORDER BY number LIMIT 1`);
    }
    return this.#store.get<Queued>(
      `SELECT number, document_id FROM chunk_queue WHERE number NOT IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT 1`,
      [JSON.stringify([...this.#failed.keys()])],
    );
  }

  /** A full disk or a busy database passes; a text that can't be cut does not, after a few more tries. */
  #tryAgainLater(number: number, error: unknown): void {
    const passes = error instanceof StoreError;
    if (!passes) {
      const tries = this.#tries.get(number) ?? 0;
      if (!(error instanceof ExtractionError) || tries >= WORKER_TRIES) return;
      this.#tries.set(number, tries + 1);
    }
    setTimeout(
      () => {
        this.#failed.delete(number);
        this.wake();
      },
      passes ? RETRY_MS : WORKER_RETRY_MS,
    ).unref();
  }

  async #drain(): Promise<void> {
    // Lets the write that woke us return first.
    await nextTurn();
    for (let queued = this.#next(); queued; queued = this.#next()) {
      try {
        await this.#reconcile(queued);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#failed.set(queued.number, error);
        this.#tryAgainLater(queued.number, error);
        const reason = error instanceof Error ? error.message : String(error);
        console.error(`Document ${queued.document_id} cannot be searched yet: ${reason}`);
      }
      this.#begun.delete(queued.number);
    }
    this.#begun.clear();
  }

  async #reconcile(queued: Queued): Promise<void> {
    const writer = this.#begun.get(queued.number) ?? (await this.#derive(queued.document_id));
    for (let slices = 1; ; slices++) {
      await this.#store.free();
      if (this.#stop.signal.aborted) return;
      const { value: done } = this.#store.write(
        LABEL,
        () => {
          // Changed meanwhile, or done by someone else: whatever is in the queue now is looked at next.
          if (this.#queued(queued.document_id)?.number !== queued.number) return true;
          return writer();
        },
        { derived: true },
      );
      if (done) return;
      if (slices % SLICES_A_MOVE === 0) this.#store.moveLog();
      await nextTurn();
    }
  }

  async #derive(documentId: string): Promise<ChunkWriter> {
    const row = this.#store.row(morgyKnowledge, documentId);
    if (!row) return () => clearChunks(this.#store, documentId);
    const metadata = readMetadata(row.metadata);
    const chunks = await this.#reader.chunk(row.content, metadata.pages, this.#stop.signal);
    return chunkWriter(
      this.#store,
      { documentId, morgyId: row.morgy_id, title: row.title },
      applyOverrides(chunks, metadata.chunk_overrides),
    );
  }
}
