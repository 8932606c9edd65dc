/**
 * The thread in which bundles are planned, packed and verified: it reads, hashes and compresses some tens of megabytes,
 * and the database thread goes on with its own. It is ended to cancel what it does.
 */
import { parentPort, Worker } from 'node:worker_threads';
import type { IndexedChunk } from '../../../../retrieval/index.ts';
import { workerUrl } from '../../lib/worker-url.ts';
import { contentParts } from '../content.ts';
import { frameWords, nextVersion, packBundle, PackError, planBundle, verifyBundle } from '../pack/index.ts';
import type {
  BundleContent,
  BundleDocument,
  IndexInMaking,
  PackProgress,
  PlanOptions,
  VerificationReport,
} from '../pack/types.ts';
import type { FromIndexWorker, FromPackWorker, IndexJob, PackAndVerifyJob, PackJob, ToPackWorker } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('pack-worker runs only as a worker thread');

/** Fewer passages are indexed sooner than a thread comes up. */
const WORTH_A_THREAD = 500;
const PROGRESS_EVERY_MS = 50;

const send = (message: FromPackWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

let documents: BundleDocument[] = [];
/** How many they have. */
let passages = 0;
let told = 0;

function onProgress(progress: PackProgress): void {
  const now = performance.now();
  if (now - told < PROGRESS_EVERY_MS && progress.done < progress.total) return;
  told = now;
  send({ kind: 'progress', progress });
}

/** A thread that waits for passages: begun as soon as there are enough of them, because it takes a while to come up. */
let waiting: Worker | undefined;

function indexThread(): Worker {
  const worker = new Worker(workerUrl(import.meta.url, 'index-worker'), {
    name: 'index',
    execArgv: [],
    env: {},
    argv: [],
    stdin: false,
  });
  // Whoever waits for it hears of it; while nobody does, the next one begins another.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    if (waiting === worker) waiting = undefined;
  });
  return worker;
}

/** The index of these passages was there already. */
function endWaiting(): void {
  void waiting?.terminate();
  waiting = undefined;
}

function indexer(chunks: readonly IndexedChunk[]): IndexInMaking {
  const index = Promise.withResolvers<Uint8Array>();
  const deflated = Promise.withResolvers<Uint8Array>();
  const worker = waiting ?? indexThread();
  waiting = undefined;
  worker.on('message', ({ kind, bytes }: FromIndexWorker) => (kind === 'index' ? index : deflated).resolve(bytes));
  const failed = (error: Error): void => {
    index.reject(error);
    deflated.reject(error);
  };
  worker.once('error', failed);
  worker.once('exit', () => failed(new Error('The thread that makes the search index ended.')));
  worker.postMessage({ chunks } satisfies IndexJob);
  return { bytes: index.promise, deflated: deflated.promise };
}

function taken(job: PackJob): { content: BundleContent; options: PlanOptions } {
  const content = { ...job.content, documents };
  const many = passages >= WORTH_A_THREAD;
  documents = [];
  passages = 0;
  return {
    content,
    options: {
      decisions: job.decisions,
      notSecrets: job.notSecrets,
      onProgress,
      ...(job.serverFile === undefined ? {} : { serverFile: job.serverFile }),
      ...(many ? { indexer } : {}),
    },
  };
}

/** Those that the text does not say, in whatever letters. */
function unsaidIn(text: string, canaries: readonly string[]): string[] {
  const said = text.toLowerCase();
  return canaries.filter((canary) => !said.includes(JSON.stringify(canary.toLowerCase()).slice(1, -1)));
}

async function pack(job: PackAndVerifyJob): Promise<void> {
  const { content, options } = taken(job);
  const packed = await packBundle(content, { ...options, version: (hash) => nextVersion(job.previous, hash) });
  const verify = (canaries: readonly string[]): Promise<VerificationReport> =>
    verifyBundle(packed.bytes, {
      canaries,
      expectedSha256: packed.sha256,
      notSecrets: job.notSecrets,
      onProgress,
      ...(job.serverFile === undefined ? {} : { serverFile: job.serverFile }),
    });
  const canaries = unsaidIn(JSON.stringify(content), job.canaries);
  let report = await verify(canaries);
  if (report.checks.some(({ id, outcome }) => id === 'canaries' && outcome === 'failed')) {
    // What stays behind may be called by a word that every bundle says: a template "Description", a company "Software".
    const unsaid = unsaidIn(await frameWords(job.serverFile), canaries);
    if (unsaid.length < canaries.length) report = await verify(unsaid);
  }
  const { buffer } = packed.bytes;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === packed.bytes.byteLength;
  send({ kind: 'packed', result: { packed, report, parts: contentParts(content) } }, whole ? [buffer] : []);
}

async function run(message: ToPackWorker): Promise<void> {
  switch (message.kind) {
    case 'document':
      documents.push(message.document);
      passages += message.document.chunks.length;
      if (passages >= WORTH_A_THREAD) waiting ??= indexThread();
      return;
    case 'plan': {
      const { content, options } = taken(message.job);
      send({ kind: 'planned', plan: await planBundle(content, options) });
      return;
    }
    case 'pack':
      await pack(message.job);
      return;
    case 'verify': {
      const { path, notSecrets, serverFile } = message;
      send({
        kind: 'verified',
        report: await verifyBundle(path, {
          onProgress,
          notSecrets,
          ...(serverFile === undefined ? {} : { serverFile }),
        }),
      });
    }
  }
}

port.on('message', (message: ToPackWorker) => {
  const running = run(message).finally(() => {
    if (message.kind !== 'document') endWaiting();
  });
  running.catch((error: unknown) => {
    const known = error instanceof PackError;
    send({
      kind: 'failed',
      code: known ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
      details: known ? error.details : {},
    });
  });
});
