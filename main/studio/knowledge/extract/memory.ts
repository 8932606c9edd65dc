/** How much memory a process that reads documents may take, and what ends it when it takes more. */
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../lib/worker-url.ts';

/** Beside the heap there are the document's bytes, unpacked parts and the program itself (MB). */
const BESIDE_HEAP_MB = 768;

export interface WatchData {
  readonly limitBytes: number;
  readonly parent: number;
}

export const heapFlag = (heapMb: number): string => `--max-old-space-size=${heapMb}`;

/**
 * Starts a thread that ends this process when it holds too much memory, or when whoever started it is gone: its own
 * thread is busy with a document and looks at nothing.
 */
export function watchMemory(heapMb: number): void {
  const workerData: WatchData = { limitBytes: (heapMb + BESIDE_HEAP_MB) * 1024 * 1024, parent: process.ppid };
  const watch = new Worker(workerUrl(import.meta.url, 'memory-watch-worker'), {
    name: 'memory watch',
    execArgv: [],
    env: {},
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  watch.unref();
}
