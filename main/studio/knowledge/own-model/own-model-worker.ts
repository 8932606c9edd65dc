/**
 * The thread that runs a person's own language model. It opens and tries the model first, then answers questions and
 * reads passages one by one; a question waits for one passage at most. It reads the database and never writes it: what is
 * to be kept is handed over, so it may be ended at any moment, and the next one goes on where this one was.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../store/connection.ts';
import { Store } from '../../store/store.ts';
import { asBytes } from './as-bytes.ts';
import { checkEncoder } from './check.ts';
import { openEncoder, WIDTH } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { OwnModelError } from './errors.ts';
import { readModelFiles } from './files.ts';
import type { FromOwnWorker, OwnVector, OwnWorkerData, ToOwnWorker } from './protocol.ts';
import { unread } from './tables.ts';

const port = parentPort;
if (port === null) throw new Error('own-model-worker runs only as a worker thread');
const { path, expected, database } = workerData as OwnWorkerData;

/** Passages handed over at once: few enough that a stop loses seconds of work, many enough for one commit. */
const A_WRITE = 16;
/** Milliseconds after which fewer are handed over too. */
const A_WRITE_MS = 2000;

const send = (message: FromOwnWorker): void => port.postMessage(message);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function begin(): Promise<Encoder> {
  const files = readModelFiles(path);
  if (expected !== null && files.id !== expected)
    throw new OwnModelError(
      'model_changed',
      `The files of ${files.name} have changed since it was chosen. Choose it again, and every passage is read anew.`,
    );
  const encoder = await openEncoder(files);
  const { passageMs } = await checkEncoder(encoder);
  const { id, name, bytes, pooling, mostTokens } = files;
  send({
    kind: 'ready',
    report: { id, path: files.path, name, bytes: bytes.length, pooling, mostTokens, passageMs },
  });
  return encoder;
}

let resting = true;
let working: Promise<void> | null = null;
let kept: (ok: boolean) => void = () => undefined;

/** @returns false when it was stopped, or when what it read could not be kept */
async function readAll(encoder: Encoder, modelId: string): Promise<boolean> {
  const store = new Store(openConnection(database, { readonly: true, mustExist: true }), database);
  try {
    let after = 0;
    let since = performance.now();
    let ready: OwnVector[] = [];
    const handOver = async (): Promise<boolean> => {
      if (ready.length === 0) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      kept = resolve;
      send({ kind: 'keep', vectors: ready });
      ready = [];
      since = performance.now();
      return promise;
    };
    for (;;) {
      const piece = unread(store, modelId, after, A_WRITE);
      if (piece.length === 0) return await handOver();
      for (const chunk of piece) {
        await nextTurn();
        if (resting) return false;
        const said = [chunk.title, chunk.heading_path.replaceAll('\n', ' › '), chunk.text].filter((one) => one !== '');
        const vector = await encoder.encode(said.join('\n'), 'passage');
        const { id, title, heading_path: headingPath, text } = chunk;
        ready.push({ chunk: id, title, headingPath, text, ...asBytes(vector) });
        after = id;
        if (performance.now() - since > A_WRITE_MS && !(await handOver())) return false;
      }
      if (!(await handOver())) return false;
    }
  } finally {
    store.close();
  }
}

async function work(encoder: Encoder, modelId: string): Promise<void> {
  resting = false;
  try {
    send({ kind: 'worked', whole: await readAll(encoder, modelId) });
  } catch (error) {
    console.error('The own model stopped reading:', messageOf(error));
    send({ kind: 'worked', whole: false });
  }
}

try {
  const encoder = await begin();
  port.on('message', (message: ToOwnWorker) => {
    switch (message.kind) {
      case 'query':
        encoder.encode(message.text, 'query').then(
          (vector) => send({ kind: 'vector', id: message.id, vector: vector.subarray(0, WIDTH) }),
          (error: unknown) => send({ kind: 'noVector', id: message.id, message: messageOf(error) }),
        );
        return;
      case 'work':
        // One after the other: whoever asks while one runs means what may have come too late for it.
        working = (working ?? Promise.resolve()).then(() => work(encoder, expected ?? ''));
        return;
      case 'rest':
        resting = true;
        kept(false);
        return;
      case 'kept':
        kept(message.ok);
    }
  });
} catch (error) {
  const code = error instanceof OwnModelError ? error.code : 'model_failed';
  send({ kind: 'refused', code, message: messageOf(error) });
}
