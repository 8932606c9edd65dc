/**
 * The thread in which bundles are planned, packed and verified: it reads, hashes and compresses some tens of megabytes,
 * and the database thread goes on with its own. It is ended to cancel what it does.
 */
import { parentPort, Worker } from 'node:worker_threads';
import type { IndexedChunk } from '../../../../retrieval/index.ts';
import { workerUrl } from '../../lib/worker-url.ts';
import { contentParts } from '../content.ts';
import { nextVersion, packBundle, PackError, planBundle, verifyBundle } from '../pack/index.ts';
import type { BundleContent, BundleDocument, PackProgress, PlanOptions } from '../pack/types.ts';
import type { FromPackWorker, IndexJob, PackAndVerifyJob, PackJob, ToPackWorker } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('pack-worker runs only as a worker thread');

/** Fewer passages are indexed sooner than a thread comes up. */
const WORTH_A_THREAD = 500;
const PROGRESS_EVERY_MS = 50;

const send = (message: FromPackWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

let documents: BundleDocument[] = [];
let told = 0;

function onProgress(progress: PackProgress): void {
  const now = performance.now();
  if (now - told < PROGRESS_EVERY_MS && progress.done < progress.total) return;
  told = now;
  send({ kind: 'progress', progress });
}

function indexer(chunks: readonly IndexedChunk[]): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const job: IndexJob = { chunks };
  const worker = new Worker(workerUrl(import.meta.url, 'index-worker'), {
    name: 'index',
    workerData: job,
    execArgv: [],
    env: {},
    argv: [],
    stdin: false,
  });
  worker.once('message', (bytes: Uint8Array) => resolve(bytes));
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The thread that makes the search index ended.')));
  return promise;
}

function taken(job: PackJob): { content: BundleContent; options: PlanOptions } {
  const content = { ...job.content, documents };
  documents = [];
  const passages = content.documents.reduce((sum, { chunks }) => sum + chunks.length, 0);
  return {
    content,
    options: {
      decisions: job.decisions,
      onProgress,
      ...(job.serverFile === undefined ? {} : { serverFile: job.serverFile }),
      ...(passages >= WORTH_A_THREAD ? { indexer } : {}),
    },
  };
}

async function pack(job: PackAndVerifyJob): Promise<void> {
  const { content, options } = taken(job);
  const packed = await packBundle(content, { ...options, version: (hash) => nextVersion(job.previous, hash) });
  const said = JSON.stringify(content);
  const report = await verifyBundle(packed.bytes, {
    canaries: job.canaries.filter((text) => !said.includes(JSON.stringify(text).slice(1, -1))),
    expectedSha256: packed.sha256,
    onProgress,
    ...(job.serverFile === undefined ? {} : { serverFile: job.serverFile }),
  });
  const { buffer } = packed.bytes;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === packed.bytes.byteLength;
  send({ kind: 'packed', result: { packed, report, parts: contentParts(content) } }, whole ? [buffer] : []);
}

async function run(message: ToPackWorker): Promise<void> {
  switch (message.kind) {
    case 'document':
      documents.push(message.document);
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
      const { path, serverFile } = message;
      send({
        kind: 'verified',
        report: await verifyBundle(path, { onProgress, ...(serverFile === undefined ? {} : { serverFile }) }),
      });
    }
  }
}

port.on('message', (message: ToPackWorker) => {
  run(message).catch((error: unknown) => {
    const known = error instanceof PackError;
    send({
      kind: 'failed',
      code: known ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
      details: known ? error.details : {},
    });
  });
});
