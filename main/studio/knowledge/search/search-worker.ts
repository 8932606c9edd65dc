/**
 * The thread that searches: it holds the search index and a connection of its own that only reads, so that neither a
 * search nor the learning of the language model ever takes the database thread's time. It may end at any moment.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../store/connection.ts';
import { Store } from '../../store/store.ts';
import { HybridSearch, searchWith } from './hybrid.ts';
import { IndexKeeper } from './index-keeper.ts';
import type { SearchIndexState } from '../contract.ts';
import type { FromSearchWorker, ToSearchWorker, WorkerData } from './worker-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('search-worker runs only as a worker thread');
const { file } = workerData as WorkerData;

/** A search waits so long (milliseconds) for what changed just before it; more is answered without. */
const PATIENCE_MS = 80;
const PROGRESS_EVERY_MS = 250;

const store = new Store(openConnection(file, { readonly: true, mustExist: true }), file);
const keeping = new Map<number, (ok: boolean) => void>();
let numbers = 0;
let share = 0;
let told = 0;

const send = (message: FromSearchWorker): void => port.postMessage(message);

const keeper = new IndexKeeper({
  store,
  keep: (what) =>
    new Promise((resolve) => {
      const number = ++numbers;
      keeping.set(number, resolve);
      send({ kind: 'keep', number, what });
    }),
  onProgress({ stage, done, total }) {
    // Counting words is about half of the work.
    const part = total > 0 ? done / total : 0;
    share = stage === 'analyse' ? part / 2 : 0.5 + part / 2;
    const now = performance.now();
    if (now - told < PROGRESS_EVERY_MS) return;
    told = now;
    send({ kind: 'progress' });
  },
});
const hybrid = new HybridSearch(store, keeper);

let settling: Promise<void> = Promise.resolve();
/** One at a time; whoever asks while one runs gets the next one, because what he means may have come too late for it. */
function settle(): Promise<void> {
  settling = settling.then(
    () => keeper.settle(),
    () => keeper.settle(),
  );
  return settling;
}

function stateOf(): SearchIndexState {
  const { waiting } = keeper;
  const { size } = keeper.index;
  const learning = keeper.learning;
  const idle = waiting > 0 ? 'behind' : keeper.modelId === null ? 'none' : 'ready';
  return {
    state: learning ? 'learning' : idle,
    chunks: size,
    waiting,
    share: learning ? share : 1,
    modelId: keeper.modelId,
  };
}

async function answer(message: Exclude<ToSearchWorker, { kind: 'kept' }>): Promise<FromSearchWorker> {
  const { id } = message;
  switch (message.kind) {
    case 'search':
      await keeper.catchUp(PATIENCE_MS);
      return { kind: 'answer', id, answer: searchWith(store, keeper, hybrid, message.input, message.own) };
    case 'settle':
      await settle();
      return { kind: 'settled', id };
    case 'state':
      await keeper.catchUp(0);
      return { kind: 'state', id, state: stateOf() };
    case 'stopLearning':
      return { kind: 'stopped', id, stopped: keeper.stopLearning() };
    case 'check':
      await settle();
      return { kind: 'checked', id, problems: keeper.problems() };
  }
}

port.on('message', (message: ToSearchWorker) => {
  if (message.kind === 'kept') {
    keeping.get(message.number)?.(message.ok);
    keeping.delete(message.number);
    return;
  }
  answer(message).then(send, (error: unknown) =>
    send({
      kind: 'failed',
      id: message.id,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
});

send({ kind: 'ready' });
