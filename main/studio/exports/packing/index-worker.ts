/** Makes the search index of one bundle, beside the thread that packs the rest. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildIndex } from '../../../../retrieval/index.ts';
import type { IndexJob } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('index-worker runs only as a worker thread');

const { chunks } = workerData as IndexJob;
const bytes = buildIndex(chunks);
port.postMessage(bytes, bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
