/**
 * Makes the search index of one bundle, and compresses it, beside the thread that packs the rest. It is started before its
 * passages are known, so that it is there when they are.
 */
import { parentPort } from 'node:worker_threads';
import { buildIndex } from '../../../../retrieval/index.ts';
import { deflate } from '../pack/deflate.ts';
import type { FromIndexWorker, IndexJob } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('index-worker runs only as a worker thread');

const send = (message: FromIndexWorker): void => port.postMessage(message);

port.once('message', ({ chunks }: IndexJob) => {
  const bytes = buildIndex(chunks);
  // A copy goes over: the thread that waits hashes it while it is compressed here.
  send({ kind: 'index', bytes });
  void deflate(bytes, () => undefined).then((deflated) => send({ kind: 'deflated', bytes: deflated }));
});
