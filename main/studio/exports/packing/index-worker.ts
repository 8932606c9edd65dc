/**
 * Makes the search index of one bundle, beside the thread that packs the rest. It is started before its passages are known, so
 * that it is there when they are.
 */
import { parentPort } from 'node:worker_threads';
import { buildIndex } from '../../../../retrieval/index.ts';
import type { IndexJob } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('index-worker runs only as a worker thread');

port.once('message', ({ chunks }: IndexJob) => {
  const bytes = buildIndex(chunks);
  port.postMessage(bytes, bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
});
