/** Runs the sync engine in its thread, begins it anew when it dies, and tells what it tells. */
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../contract/errors.ts';
import type { SyncState } from '../../../sync/types.ts';
import { workerUrl } from '../lib/worker-url.ts';
import type { EngineCall, EngineStart, FromEngine, ToEngine } from './engine-messages.ts';

export interface EngineHostOptions extends EngineStart {
  /** Null: signed out. @throws when the network is away; the engine tries again by itself. */
  readonly accessToken: (force: boolean) => Promise<string | null>;
  readonly onState: () => void;
  readonly onApplied: (tables: readonly string[]) => void;
}

export interface EngineHost {
  /** Null until the engine has spoken. */
  readonly state: SyncState | null;
  readonly elsewhere: boolean;
  readonly running: boolean;
  start(): void;
  stop(): Promise<void>;
  syncNow(): Promise<SyncState>;
  localWrite(): void;
  wake(): void;
  network(online: boolean): void;
  answerHeld(table: string, remove: boolean): void;
}

/** After a crash: a second, then twice as long each time, up to a minute (milliseconds). */
const AGAIN_FROM = 1000;
const AGAIN_TO = 60_000;
/** A thread that ran so long was well. */
const HEALTHY = 60_000;

export function createEngineHost(options: EngineHostOptions): EngineHost {
  const calls = new Map<number, { resolve: (state: SyncState) => void; reject: (error: Error) => void }>();
  let worker: Worker | null = null;
  let state: SyncState | null = null;
  let elsewhere = false;
  let asked = 0;
  let crashes = 0;
  let stopping = false;
  let again: NodeJS.Timeout | undefined;

  const post = (message: ToEngine): void => worker?.postMessage(message);

  async function giveToken(id: number, force: boolean): Promise<void> {
    try {
      post({ type: 'token', id, token: await options.accessToken(force), failure: null });
    } catch (error) {
      post({ type: 'token', id, token: null, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  function receive(message: FromEngine): void {
    switch (message.type) {
      case 'state':
        state = message.state;
        options.onState();
        break;
      case 'applied':
        options.onApplied(message.tables);
        break;
      case 'token':
        void giveToken(message.id, message.force);
        break;
      case 'elsewhere':
        if (message.elsewhere === elsewhere) break;
        ({ elsewhere } = message);
        options.onState();
        break;
      case 'done': {
        const asking = calls.get(message.id);
        calls.delete(message.id);
        ({ state } = message);
        options.onState();
        if (message.failure === null) asking?.resolve(message.state);
        else asking?.reject(new StudioError('sync_failed', message.failure));
        break;
      }
      case 'event':
        break;
    }
  }

  function gone(): void {
    worker = null;
    for (const asking of calls.values())
      asking.reject(new StudioError('sync_stopped', 'Sync stopped while this was under way. Try again in a moment.'));
    calls.clear();
    options.onState();
    if (stopping) return;
    crashes += 1;
    again = setTimeout(launch, Math.min(AGAIN_FROM * 2 ** (crashes - 1), AGAIN_TO));
  }

  function launch(): void {
    const { file, gatewayUrl, deviceName } = options;
    const begun = Date.now();
    const made = new Worker(workerUrl(import.meta.url, 'engine-worker'), {
      name: 'sync',
      execArgv: [],
      env: {},
      argv: [],
      workerData: { file, gatewayUrl, deviceName } satisfies EngineStart,
    });
    worker = made;
    // The studio ends when it wants to, whatever the network is doing.
    made.unref();
    made.on('message', (message: FromEngine) => {
      if (worker === made) receive(message);
    });
    made.on('error', (error) => console.error('The sync thread failed:', error.message, error.stack ?? ''));
    made.on('exit', () => {
      if (worker !== made) return;
      if (Date.now() - begun > HEALTHY) crashes = 0;
      gone();
    });
  }

  function call(what: EngineCall): Promise<SyncState> {
    if (!worker)
      return Promise.reject(new StudioError('sync_stopped', 'Sync is not running here. Start it, then try again.'));
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject });
      post({ type: 'call', id, what });
    });
  }

  return {
    get state() {
      return state;
    },
    get elsewhere() {
      return elsewhere;
    },
    get running() {
      return worker !== null;
    },
    start() {
      stopping = false;
      if (!worker) launch();
    },
    async stop() {
      stopping = true;
      clearTimeout(again);
      const last = worker;
      if (!last) return;
      last.ref();
      const exited = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      await call({ name: 'stop' }).catch(() => undefined);
      await exited;
    },
    syncNow: () => call({ name: 'syncNow' }),
    localWrite: () => post({ type: 'localWrite' }),
    wake: () => post({ type: 'wake' }),
    network: (online) => post({ type: 'network', online }),
    answerHeld: (table, remove) => post({ type: 'held', table, remove }),
  };
}
