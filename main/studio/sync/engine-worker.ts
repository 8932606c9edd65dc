/**
 * The thread of the sync engine. It has a connection of its own with foreign keys off (a child may arrive before its
 * parent), so that neither the database thread nor a window ever waits for the network or for a large apply.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createSyncEngine } from '../../../sync/engine.ts';
import { NetworkError } from '../../../sync/errors.ts';
import type { SyncEngine, SyncState } from '../../../sync/types.ts';
import { openConnection } from '../store/connection.ts';
import { takeEngineLock } from './engine-lock.ts';
import type { EngineLock } from './engine-lock.ts';
import type { EngineCall, EngineStart, FromEngine, ToEngine } from './engine-messages.ts';

/** How often it is looked whether the program that syncs meanwhile is done (milliseconds). */
const LOCK_RETRY = 1000;

const port = parentPort;
if (!port) throw new Error('The sync engine runs in a worker thread.');
const start = workerData as EngineStart;
const post = (message: FromEngine): void => port.postMessage(message);

const tokens = new Map<number, { resolve: (token: string | null) => void; reject: (error: Error) => void }>();
/** Questions that wait for a person, and answers to questions that were already answered with no. */
const held = new Map<string, (remove: boolean) => void>();
const decisions = new Map<string, boolean>();
let asked = 0;

function accessToken(force: boolean): Promise<string | null> {
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => {
    tokens.set(id, { resolve, reject });
    post({ type: 'token', id, force });
  });
}

const database = openConnection(start.file, { mustExist: true });
database.pragma('foreign_keys = OFF');

const engine: SyncEngine = createSyncEngine({
  database,
  gatewayUrl: start.gatewayUrl,
  deviceName: start.deviceName,
  accessToken,
  onState: (state) => post({ type: 'state', state }),
  onApplied: (tables) => post({ type: 'applied', tables: [...tables] }),
  onEvent: (event, details) => post({ type: 'event', event, details }),
  confirmBigDelete: (each) => {
    const decided = decisions.get(each.table);
    decisions.delete(each.table);
    if (decided !== undefined) return Promise.resolve(decided);
    return new Promise((resolve) => held.set(each.table, resolve));
  },
});

let lock: EngineLock | null = null;
let waitingForLock: NodeJS.Timeout | undefined;

function begin(): void {
  lock = takeEngineLock(start.file);
  post({ type: 'elsewhere', elsewhere: lock === null });
  if (lock) engine.start();
  else waitingForLock = setTimeout(begin, LOCK_RETRY);
}

function answerHeld(table: string, remove: boolean): void {
  const asking = held.get(table);
  held.delete(table);
  if (asking) asking(remove);
  else if (remove) {
    decisions.set(table, remove);
    void engine.syncNow();
  }
}

async function run(call: EngineCall): Promise<SyncState> {
  switch (call.name) {
    case 'syncNow':
      return lock ? engine.syncNow() : engine.state();
    case 'stop':
      clearTimeout(waitingForLock);
      // A question that nobody will answer any more leaves the rows where they are.
      for (const decline of held.values()) decline(false);
      await engine.stop();
      lock?.release();
      break;
  }
  return engine.state();
}

async function answer(id: number, call: EngineCall): Promise<void> {
  try {
    const state = await run(call);
    post({ type: 'done', id, state, failure: null });
  } catch (error) {
    post({ type: 'done', id, state: engine.state(), failure: error instanceof Error ? error.message : String(error) });
  }
  if (call.name === 'stop') {
    database.close();
    // The thread alone: a connection that is kept alive would hold it for seconds.
    process.exit(0);
  }
}

port.on('message', (message: ToEngine) => {
  switch (message.type) {
    case 'token': {
      const waiting = tokens.get(message.id);
      tokens.delete(message.id);
      if (message.failure === null) waiting?.resolve(message.token);
      else waiting?.reject(new NetworkError(message.failure));
      break;
    }
    case 'call':
      void answer(message.id, message.what);
      break;
    case 'localWrite':
      if (lock) engine.localWrite();
      break;
    case 'wake':
      if (lock) engine.wake();
      break;
    case 'network':
      if (lock) engine.networkChanged(message.online);
      break;
    case 'held':
      answerHeld(message.table, message.remove);
      break;
  }
});
begin();
