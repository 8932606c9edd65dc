/**
 * The thread that does the heavy writing of imports, with a connection of its own: a text of many megabytes goes into its
 * row, its history and the outbox in one transaction here, and the log is moved into the database here, so that the
 * database thread answers meanwhile. It may end at any moment: what was not committed is read again.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { toStudioError } from '../../../contract/errors.ts';
import { openConnection } from '../../store/connection.ts';
import { Store } from '../../store/store.ts';
import { closeWhenDone, itemState, setItem } from './jobs.ts';
import type { FromLanding, LandingData, LandingOrder, ToLanding } from './landing-protocol.ts';
import { settle } from './outcome.ts';
import type { Settled } from './outcome.ts';

const port = parentPort;
if (port === null) throw new Error('landing-worker runs only as a worker thread');
const { file } = workerData as LandingData;
const store = new Store(openConnection(file, { mustExist: true }), file);
// The log is moved after the answer, when nobody waits.
store.connection.pragma('wal_autocheckpoint = 0');

let tables: readonly string[] = [];
store.onChange((changed) => {
  tables = changed;
});

const send = (message: FromLanding): void => port.postMessage(message);

class Declined extends Error {}

function land({ itemId, jobId, label, arrival, chunks }: LandingOrder): Settled | null {
  return store.write(
    label,
    () => {
      if (itemState(store, itemId) !== 'reading') return null;
      const alive = store.get(`SELECT 1 FROM morgys WHERE id = ? AND deleted_at IS NULL`, [arrival.morgyId]);
      if (!alive) return null;
      const settled = settle(store, arrival, (overrides) => {
        if (overrides.length > 0) throw new Declined();
        return { chunks, orphaned: 0 };
      });
      setItem(store, itemId, settled.result);
      closeWhenDone(store, jobId);
      return settled;
    },
    { batch: jobId },
  ).value;
}

function answer(id: number, order: LandingOrder): void {
  tables = [];
  try {
    const settled = land(order);
    send({ kind: 'landed', id, result: settled?.result ?? null, owner: settled?.owner ?? null, tables });
  } catch (error) {
    if (error instanceof Declined) send({ kind: 'declined', id });
    else {
      const { code, message } = toStudioError(error);
      send({ kind: 'failed', id, code, message });
    }
  }
}

port.on('message', (message: ToLanding) => {
  if (message.kind === 'land') answer(message.id, message.order);
  store.checkpoint();
});
