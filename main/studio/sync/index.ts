/** Serves sync: the engine in its thread, and what a person sees and decides of it. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { StudioError } from '../../contract/errors.ts';
import { letGoParked, retryParked } from '../../../sync/device/parking.ts';
import type { SyncPhase } from '../../../sync/types.ts';
import type { Account, Tokens } from '../accounts/index.ts';
import { paths } from '../lib/data-folder.ts';
import { tableWords } from '../lib/table-words.ts';
import { openConnection } from '../store/connection.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { conflictView, listConflicts, resolve } from './conflicts.ts';
import type { syncContract, SyncView } from './contract.ts';
import { LAST_SYNCED, listDevices, renameDevice, signOutDevice } from './devices.ts';
import { createEngineHost } from './engine-host.ts';
import type { EngineHost } from './engine-host.ts';
import { isHeldElsewhere } from './engine-lock.ts';
import { entryChanges, exportOutbox, listEntries } from './outbox.ts';
import { after, endedProblem, recall, remember } from './remembered.ts';

export interface SyncDependencies {
  readonly store: Store;
  readonly dataFolder: string;
  readonly account: Account | null;
  readonly tokens: Tokens | null;
  /** A person signed in a moment ago, in this run of the program. */
  readonly justSignedIn: boolean;
  /** The folder of another account's database. @throws StudioError not_found */
  readonly folderOf: (accountId: string) => string;
}

export interface Sync {
  readonly handlers: Handlers<typeof syncContract>;
  /** Begins to sync where an account is open and it was not paused. */
  start(): void;
  /** Another program has written: there may be something to push, or a request to sync now. */
  writtenElsewhere(): void;
  /** Whether the engine of this program writes into the database at present. */
  writes(): boolean;
  wake(): void;
  /** Resolves when what was written is up, or could not be. */
  settle(): Promise<void>;
  /** Stops the engine while `work` puts another database in place. */
  around<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** In sync_meta: set while a person has stopped sync. */
const PAUSED = 'sync_paused';
/** How long another program's engine is waited for (milliseconds). */
const OTHER_MS = 20_000;
const LOOK_MS = 200;
/** In sync_meta: another program asks whoever syncs to do so now. */
const REQUESTED = 'sync_requested';

/** Phases in which the cloud knows this device and answers it. */
const WITH_THE_CLOUD: ReadonlySet<SyncPhase | undefined> = new Set<SyncPhase>(['first_sync', 'syncing', 'in_step']);

export function createSync({ store, dataFolder, account, tokens, justSignedIn, folderOf }: SyncDependencies): Sync {
  let mayRenew = justSignedIn;
  // A person has just done what was asked for.
  if (justSignedIn) remember(store, { ...recall(store), ended: null });
  function changed(): void {
    if (host?.running && host.state && !host.elsewhere) remember(store, after(recall(store), host.state));
    store.publish(['sync_state']);
    // Once the cloud has taken this device, a sign-out from another one is meant for it.
    if (WITH_THE_CLOUD.has(host?.state?.phase)) mayRenew = false;
    if (mayRenew && host?.state?.problem?.code === 'revoked') void becomeNewDevice(host);
  }

  /** This device was signed out from another one and signs in again: what it still has to send goes up as a new device. */
  async function becomeNewDevice(engine: EngineHost): Promise<void> {
    mayRenew = false;
    await engine.stop();
    store.write('Prepare this device', () => store.setMeta('device_id', uuidv7()));
    engine.start();
  }

  const host: EngineHost | null =
    account && tokens
      ? createEngineHost({
          file: store.file,
          gatewayUrl: account.gateway,
          deviceName: hostname(),
          accessToken: (force) => tokens.access(force).catch(onlySignedOut),
          onState: changed,
          onApplied: (tables) => store.publish(tables),
        })
      : null;
  const paused = (): boolean => store.meta(PAUSED) !== undefined;
  let requested = store.meta(REQUESTED);
  const unsubscribe = store.onChange((tables) => {
    // 'history' is named for local writes alone.
    if (tables.includes('history')) host?.localWrite();
  });

  function view(): SyncView {
    if (!account) return { kind: 'local' };
    // What an engine said that has ended since is no longer true; what waits is read from the outbox itself.
    const state = host?.running ? host.state : null;
    const elsewhere = host?.running ? host.elsewhere : host !== null && isHeldElsewhere(store.file);
    // Until this program's engine has asked the cloud, what the last one was told.
    const asks = state === null || elsewhere || state.phase === 'stopped' || state.phase === 'connecting';
    const known = asks ? recall(store) : after(recall(store), state);
    const offline = state?.phase === 'offline' ? state.problem : null;
    const ended = known.ended === null || offline !== null ? null : endedProblem(known.ended, account);
    const count = (sql: string): number => store.get<{ n: number }>(sql)?.n ?? 0;
    return {
      kind: 'account',
      gatewayName: account.gatewayName,
      engine: paused() ? 'paused' : elsewhere ? 'elsewhere' : 'here',
      phase: ended !== null && asks ? 'blocked' : (state?.phase ?? 'stopped'),
      waiting: count(`SELECT count(*) AS n FROM sync_outbox WHERE state <> 'parked'`),
      parked: count(`SELECT count(*) AS n FROM sync_outbox WHERE state = 'parked'`),
      conflicts: count(`SELECT count(*) AS n FROM sync_conflict WHERE resolution = 'open'`),
      firstSync: state?.firstSync ?? null,
      lastSyncedAt: state?.lastSyncedAt ?? store.meta(LAST_SYNCED) ?? null,
      partial: state?.partial ?? false,
      held: (state?.held ?? []).map((held) => ({ ...held, what: tableWords(held.table).many })),
      problem: ended ?? state?.problem ?? null,
      clockOff: known.clockOff,
    };
  }

  function joined(): { account: Account; tokens: Tokens; host: EngineHost } {
    if (!account)
      throw new StudioError('no_account', 'No account is open. Pair with a hub or sign in to a cloud first.');
    if (!tokens || !host)
      throw new StudioError('signed_out', `Sign in to ${account.gatewayName} again; nothing on this device is lost.`);
    return { account, tokens, host };
  }

  async function syncNow(): Promise<SyncView> {
    const { host: engine } = joined();
    if (paused())
      throw new StudioError(
        'sync_stopped',
        'Sync was stopped. Go on with it first (Settings, Sync; or “morgus sync resume”).',
      );
    engine.start();
    await engine.syncNow();
    if (engine.elsewhere) await askTheOther();
    return view();
  }

  /** On a connection without foreign keys, as the engine has one: letting go of a row may leave its children waiting for it. */
  function decide(number: number, work: typeof retryParked): void {
    const db = openConnection(store.file, { mustExist: true });
    try {
      db.pragma('foreign_keys = OFF');
      const touched = work(db, number);
      if (touched === null)
        throw new StudioError('not_parked', 'This change is not refused any more; the list shows what is.');
      store.publish([...touched, 'sync_outbox']);
    } finally {
      db.close();
    }
    host?.localWrite();
  }

  /** Another program has the engine: it is asked to sync now, and waited for until it has taken everything or time is up. */
  async function askTheOther(): Promise<void> {
    const last = store.meta(LAST_SYNCED);
    store.write('Ask to sync', () => store.setMeta(REQUESTED, uuidv7()));
    const until = Date.now() + OTHER_MS;
    while (Date.now() < until) {
      await setTimeout(LOOK_MS);
      const waits = store.get(`SELECT 1 FROM sync_outbox WHERE state <> 'parked' LIMIT 1`) !== undefined;
      if (!waits && store.meta(LAST_SYNCED) !== last) return;
    }
  }

  async function pause(wanted: boolean): Promise<SyncView> {
    const { host: engine } = joined();
    store.write(wanted ? 'Stop sync' : 'Go on with sync', () => {
      if (wanted) store.setMeta(PAUSED, nowUtc());
      else store.run('DELETE FROM sync_meta WHERE key = ?', [PAUSED], 'sync_meta');
    });
    if (wanted) await engine.stop();
    else engine.start();
    changed();
    return view();
  }

  return {
    start() {
      if (!paused()) host?.start();
    },
    writtenElsewhere() {
      const wish = store.meta(REQUESTED);
      if (wish !== requested) {
        requested = wish;
        void host?.syncNow().catch(() => undefined);
      } else host?.localWrite();
    },
    writes: () => host?.running === true && !host.elsewhere,
    wake: () => host?.wake(),
    settle: async () => void (await syncNow()),
    async around(work) {
      const was = host?.running === true;
      await host?.stop();
      try {
        return await work();
      } finally {
        if (was) host?.start();
      }
    },
    async close() {
      unsubscribe();
      await host?.stop();
    },
    handlers: {
      'sync.state': view,
      'sync.entries': ({ show, limit }) => listEntries(store, show, limit),
      'sync.entry': ({ historyId }) => ({ changes: entryChanges(store, historyId) }),
      'sync.conflicts': ({ open }) => listConflicts(store, open),
      'sync.conflict': ({ id }) => conflictView(store, id),
      'sync.resolve': (resolution) => resolve(store, resolution),
      'sync.now': syncNow,
      'sync.pause': ({ paused: wanted }) => pause(wanted),
      'sync.retry': ({ number }) => {
        decide(number, retryParked);
        return { number };
      },
      'sync.letGo': ({ number }) => {
        decide(number, letGoParked);
        return { number };
      },
      'sync.answerHeld': ({ table, remove }) => {
        joined().host.answerHeld(table, remove);
        return { table };
      },
      'sync.devices': () => (account ? listDevices(store) : []),
      'sync.renameDevice': async ({ id, name }) => {
        const open = joined();
        await renameDevice(open.account, open.tokens, id, name);
        return { id };
      },
      'sync.signOutDevice': async ({ id }) => {
        const open = joined();
        if (id === store.meta('device_id'))
          throw new StudioError('this_device', 'This is the device you are at. Use “Sign out” to sign it out.');
        await signOutDevice(open.account, open.tokens, id);
        return { id };
      },
      'sync.exportOutbox': async ({ path, accountId }) => {
        if (accountId === null || accountId === account?.id)
          return { path, count: await exportOutbox(store.connection, path) };
        const db = openConnection(paths(join(dataFolder, folderOf(accountId))).database, {
          readonly: true,
          mustExist: true,
        });
        try {
          return { path, count: await exportOutbox(db, path) };
        } finally {
          db.close();
        }
      },
      'sync.network': ({ online }) => {
        // A hub on this machine answers without any network.
        if (online || !isHere(account?.gateway)) host?.network(online);
        return { heard: host !== null };
      },
    },
  };
}

const isHere = (gateway = ''): boolean => /^https?:\/\/(?:127\.|localhost[:/]|\[::1\])/.test(`${gateway}/`);

/** Null stops the engine until a person signs in; anything else is passing trouble, and it tries again. */
function onlySignedOut(error: unknown): null {
  if (error instanceof StudioError && error.code === 'signed_out') return null;
  throw error;
}
