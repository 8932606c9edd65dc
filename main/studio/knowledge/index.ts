/** Knowledge: a Morgy's documents, how they are imported, cut and found. The public part of this folder. */
import { basename } from 'node:path';
import type { TrainedModel } from '../../../retrieval/index.ts';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import type { SecretStore } from '../lib/secrets.ts';
import type { Store } from '../store/store.ts';
import { documentsForExport, listChunks } from './chunk-list.ts';
import type { ExportDocument } from './chunk-list.ts';
import type { ImportJob, OwnModelState, SearchAnswer, knowledgeContract } from './contract.ts';
import { checkSearchIndex, rebuildSearchIndex } from './doctor.ts';
import { documentsByTitle, getDocument, listDocuments, sourcesWhereShared } from './documents.ts';
import { addOverride, dropOverrides, removeDocuments, updateDocument } from './edit.ts';
import type { Workshop } from './edit.ts';
import type { ExtractionPool } from './extract/pool.ts';
import type { Extraction } from './extract/types.ts';
import { readSource } from './import/fetch.ts';
import { getJob, listItems, listJobs } from './import/jobs.ts';
import { ImportQueue } from './import/queue.ts';
import { addApi, addPaths, addText, addUrls, refresh } from './import/requests.ts';
import { hostOf } from './import/source.ts';
import { OwnModel } from './own-model/own-model.ts';
import { createReader } from './reading.ts';
import { Reconciler } from './reconcile.ts';
import { SearchHost } from './search/search-host.ts';
import { readModel, readState } from './search/index-tables.ts';
import type { SearchInput } from './search/search.ts';

export interface KnowledgeOptions {
  readonly store: Store;
  readonly secrets: SecretStore;
  readonly emit: (event: StudioEvent) => void;
  readonly dataFolder: string;
  /** Made when it is left out; closed with the rest either way. */
  readonly pool?: ExtractionPool;
  /** Which network addresses may be read; public ones when left out. For tests. */
  readonly allowAddress?: (address: string) => boolean;
}

/** One line of `doctor` (the shape of maintenance's contract). */
export interface KnowledgeCheck {
  readonly id: string;
  readonly label: string;
  readonly state: 'ok' | 'repaired' | 'warning' | 'failed';
  readonly detail: string;
}

export interface Knowledge {
  readonly handlers: Handlers<typeof knowledgeContract>;
  /** Goes on with imports that a program that is gone left running, and keeps chunks in step with documents. */
  start(): void;
  /** Puts imports down where they are; the next start goes on with them. */
  close(): Promise<void>;
  search(input: SearchInput): Promise<SearchAnswer>;
  /** Resolves once what was written can be found, by words and by meaning. */
  findable(): Promise<void>;
  /** A Morgy's living documents with the chunks that may travel, in a fixed order. */
  documentsForExport(morgyId: string): Iterable<ExportDocument>;
  /** Where documents came from, of those that share a title with another one of these. */
  sourcesWhereShared(documentIds: Iterable<string>): ReadonlyMap<string, string>;
  check(repair: boolean): Promise<KnowledgeCheck[]>;
  /**
   * Reads one file or address without keeping it, with the same formats, bounds and rules for addresses as an import.
   * @throws ExtractionError with a sentence of what is wrong
   */
  readOnce(
    source: { kind: 'path'; path: string } | { kind: 'url'; url: string },
    signal: AbortSignal,
  ): Promise<Extraction>;
  /** Resolves when the import is over. */
  importFinished(jobId: string): Promise<ImportJob | undefined>;
  /** Resolves once chunks are what the documents give. */
  settled(): Promise<void>;
}

/** A person's own language model, where one is chosen. */
function ownModelChecks(own: OwnModelState | null): KnowledgeCheck[] {
  if (!own) return [];
  const line = { id: 'own-model', label: 'Your language model' };
  if (own.message !== null) return [{ ...line, state: 'warning', detail: own.message }];
  return [{ ...line, state: 'ok', detail: `${own.name} has read ${own.done} of ${own.total} passages.` }];
}

/** The language model that was learned from all knowledge on this device; null until there is one. */
export const currentModel = (store: Store): TrainedModel | null => readModel(store, readState(store).modelId);

export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const { store, secrets, emit, pool, allowAddress } = options;
  const reader = createReader(pool);
  const reconciler = new Reconciler(store, reader);
  const workshop: Workshop = { store, reader, reconciler };
  const queue = new ImportQueue({
    store,
    reader,
    reconciler,
    secrets,
    emit,
    ...(allowAddress ? { allowAddress } : {}),
  });
  reconciler.start();
  const ownModel = new OwnModel(store);
  const searching = new SearchHost(store, (question, patient) => ownModel.ask(question, patient));

  /** @throws StudioError not_found */
  const requireJob = (jobId: string): { jobId: string } => {
    if (!getJob(store, jobId)) throw notFound('import', jobId);
    return { jobId };
  };

  const handlers: Handlers<typeof knowledgeContract> = {
    'knowledge.list': ({ morgyId }) => listDocuments(store, morgyId),
    'knowledge.get': ({ id }) => getDocument(store, id),
    async 'knowledge.update'(input) {
      await updateDocument(workshop, input);
      return getDocument(store, input.id);
    },
    'knowledge.remove': ({ ids }) => ({ count: removeDocuments(store, ids) }),

    async 'knowledge.addPaths'({ morgyId, paths }) {
      return { jobId: await addPaths(workshop, queue, morgyId, paths) };
    },
    'knowledge.addUrls': ({ morgyId, urls }) => ({
      jobId: addUrls(workshop, queue, morgyId, urls),
    }),
    'knowledge.addText': (input) => addText(workshop, input),
    async 'knowledge.addApi'(input) {
      return { jobId: await addApi(workshop, queue, secrets, input) };
    },
    'knowledge.refresh': ({ ids }) => ({ jobId: refresh(workshop, queue, ids) }),

    'knowledge.imports': ({ morgyId }) => listJobs(store, morgyId),
    'knowledge.importItems': ({ jobId, states, offset, limit }) => listItems(store, jobId, states, offset, limit),
    'knowledge.pauseImport'({ jobId }) {
      queue.pause(jobId);
      return requireJob(jobId);
    },
    'knowledge.resumeImport'({ jobId }) {
      requireJob(jobId);
      queue.resume(jobId);
      return { jobId };
    },
    'knowledge.cancelImport'({ jobId }) {
      queue.cancel(jobId);
      return requireJob(jobId);
    },
    'knowledge.retryImport'({ jobId }) {
      requireJob(jobId);
      queue.retry(jobId);
      return { jobId };
    },
    'knowledge.dismissImport'({ jobId }) {
      requireJob(jobId);
      queue.dismiss(jobId);
      return { jobId };
    },

    'knowledge.chunks': ({ documentId }) => listChunks(store, documentId),
    async 'knowledge.overrideChunk'({ documentId, override }) {
      await addOverride(workshop, documentId, override);
      return listChunks(store, documentId);
    },
    async 'knowledge.dropOverrides'({ documentId, key, kind }) {
      await dropOverrides(workshop, documentId, key, kind);
      return listChunks(store, documentId);
    },
    async 'knowledge.search'(input) {
      const answer = await searching.search(input);
      const sources = sourcesWhereShared(
        store,
        answer.hits.map(({ documentId }) => documentId),
      );
      const hits = answer.hits.map((hit) => {
        const source = sources.get(hit.documentId);
        return source === undefined ? hit : { ...hit, source };
      });
      return { ...answer, hits };
    },
    'knowledge.byTitle': ({ words, limit }) => {
      const wanted = words.split(/\s+/).filter(Boolean);
      return wanted.length === 0 ? [] : documentsByTitle(store, wanted, limit);
    },
    'knowledge.searchIndex': async ({ morgyIds }) => ({
      ...(await searching.state()),
      documentsWaiting: reconciler.waiting(morgyIds),
    }),
    async 'knowledge.stopLearning'() {
      return { stopped: await searching.stopLearning() };
    },
    'knowledge.ownModel': () => ({ model: ownModel.state() }),
    'knowledge.inspectModel': ({ path }, { signal }) => ownModel.inspect(path, signal),
    async 'knowledge.useModel'({ path }, { signal }) {
      await ownModel.use(path, signal);
      return { model: ownModel.state() };
    },
    'knowledge.pauseModel'() {
      ownModel.pause();
      return { model: ownModel.state() };
    },
    async 'knowledge.resumeModel'() {
      await ownModel.resume();
      return { model: ownModel.state() };
    },
    async 'knowledge.removeModel'() {
      await ownModel.remove();
      return { model: ownModel.state() };
    },
  };

  /** The full-text index against the texts, and the search index against the chunks. */
  const checkAll = async (): Promise<ReturnType<typeof checkSearchIndex>> => {
    const found = checkSearchIndex(store);
    if (found.problems.length > 0) return found;
    return { ...found, problems: await searching.problems() };
  };

  return {
    handlers,
    start() {
      reconciler.cutAnewAfterUpgrade();
      queue.start();
      searching.start();
      ownModel.start();
    },
    async close() {
      await queue.close();
      await reconciler.close();
      await ownModel.close();
      await searching.close();
      await reader.close();
    },
    search: (input) => searching.search(input),
    async findable() {
      await reconciler.settled();
      await searching.settled();
    },
    documentsForExport: (morgyId) => documentsForExport(store, morgyId),
    sourcesWhereShared: (documentIds) => sourcesWhereShared(store, documentIds),
    async readOnce(source, signal) {
      const name = source.kind === 'path' ? basename(source.path) : hostOf(source.url);
      const { read } = await readSource(
        { store, reader, secrets, ...(allowAddress ? { allowAddress } : {}) },
        source,
        name,
        { signal },
      );
      // Nothing is known of it beforehand, so “not modified” cannot be the answer.
      if (!read) throw new StudioError('not_read', `${name} gave no text. Try again.`);
      return read.extraction;
    },
    importFinished: (jobId) => queue.finished(jobId),
    settled: () => reconciler.settled(),
    async check(repair) {
      await reconciler.settled();
      const found = await checkAll();
      const detail = `${found.documents} documents in ${found.chunks} chunks`;
      const line = { id: 'search', label: 'Search index' };
      const own = ownModelChecks(ownModel.state());
      if (found.problems.length === 0)
        return [
          found.compared
            ? { ...line, state: 'ok', detail: `${detail}, all of them findable.` }
            : { ...line, state: 'warning', detail: `${detail}; not compared word by word, for want of room.` },
          ...own,
        ];
      const problems = found.problems.join('; ');
      if (!repair) return [{ ...line, state: 'warning', detail: `${problems}. Repairing makes it anew.` }, ...own];
      await rebuildSearchIndex(store);
      await searching.rebuild();
      const after = await checkAll();
      return after.problems.length === 0
        ? [{ ...line, state: 'repaired', detail: `${problems}. It was made anew: ${detail}.` }, ...own]
        : [{ ...line, state: 'failed', detail: `${after.problems.join('; ')}, also after it was made anew.` }, ...own];
    },
  };
}
