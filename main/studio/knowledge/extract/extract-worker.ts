// The thread in which documents are read. It does one job at a time and may be killed at any moment: it owns nothing.
import { parentPort } from 'node:worker_threads';
import { giveWay } from '../../lib/background-thread.ts';
import { chunkMarkdown } from '../chunk/index.ts';
import { extractBytes, extractFile, ExtractionError } from './index.ts';
import type { ExtractProgress } from './types.ts';
import type { WorkerJob, WorkerReply } from './worker-protocol.ts';

giveWay();
const port = parentPort;
if (port === null) throw new Error('extract-worker runs only as a worker thread');

/** Progress is for people: more than twenty a second only costs messages. */
const PROGRESS_EVERY_MS = 50;

function send(reply: WorkerReply): void {
  port?.postMessage(reply);
}

function progressSender(): (progress: ExtractProgress) => void {
  let last = 0;
  let stage: ExtractProgress['stage'] | undefined;
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - last < PROGRESS_EVERY_MS) return;
    last = now;
    stage = progress.stage;
    send({ kind: 'progress', progress });
  };
}

async function run(job: WorkerJob): Promise<WorkerReply> {
  const onProgress = progressSender();
  if (job.kind === 'chunk') return { kind: 'chunked', chunks: chunkMarkdown(job.markdown, job.chunk) };
  const extraction =
    job.kind === 'file' ? await extractFile(job.input, { onProgress }) : await extractBytes(job.input, { onProgress });
  if (job.chunk === null) return { kind: 'extracted', extraction, chunks: [] };
  onProgress({ stage: 'chunking', done: 0, total: extraction.markdown.length });
  return {
    kind: 'extracted',
    extraction,
    chunks: chunkMarkdown(extraction.markdown, { ...job.chunk, pages: extraction.pages }),
  };
}

port.on('message', (job: WorkerJob) => {
  run(job).then(send, (error: unknown) => {
    if (error instanceof ExtractionError)
      send({ kind: 'failed', failure: { code: error.code, message: error.message } });
    // Anything else is a fault of ours: the pool reports it as a crash and starts a fresh worker.
    else throw error;
  });
});

send({ kind: 'ready' });
