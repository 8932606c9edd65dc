// The process in which documents are read. It does one job at a time and may be killed at any moment: it owns nothing.
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { electronParent } from '../../lib/electron-port.ts';
import type { ElectronPort } from '../../lib/electron-port.ts';
import { chunkMarkdown } from '../chunk/index.ts';
import { extractBytes, extractFile, ExtractionError } from './index.ts';
import { watchMemory } from './memory.ts';
import type { ExtractProgress } from './types.ts';
import type { WorkerJob, WorkerReply } from './worker-protocol.ts';

/** Progress is for people: more than twenty a second only costs messages. */
const PROGRESS_EVERY_MS = 50;

interface Port {
  send(reply: WorkerReply): void;
  onJob(listener: (job: WorkerJob) => void): void;
}

/** Node's own channel, or the one that the shell hands in as its first message. */
async function openPort(): Promise<Port> {
  const shell = electronParent();
  if (shell !== null) {
    const port = await new Promise<ElectronPort>((resolve) => {
      shell.on('message', ({ ports }) => {
        if (ports?.[0]) resolve(ports[0]);
      });
    });
    return {
      send: (reply) => port.postMessage(reply),
      onJob(listener) {
        port.on('message', ({ data }) => listener(data as WorkerJob));
        port.start?.();
      },
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('extract-worker is started by the pool, with a channel to it');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (reply) => void send(reply),
    onJob: (listener) => void process.on('message', (job) => listener(job as WorkerJob)),
  };
}

/** The window and whoever answers it come first, and when the system runs out of memory, this goes first. */
function giveWay(): void {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '900');
  } catch {
    // A sandbox may forbid it; the work is done either way.
  }
}

function progressSender({ send }: Port): (progress: ExtractProgress) => void {
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

async function run(job: WorkerJob, port: Port): Promise<WorkerReply> {
  const onProgress = progressSender(port);
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

giveWay();
watchMemory(Number(process.argv[2]));
const port = await openPort();
port.onJob((job) => {
  run(job, port).then(port.send, (error: unknown) => {
    if (error instanceof ExtractionError)
      port.send({ kind: 'failed', failure: { code: error.code, message: error.message } });
    // Anything else is a fault of ours: the pool reports it as a crash and starts a fresh process.
    else throw error;
  });
});
port.send({ kind: 'ready' });
