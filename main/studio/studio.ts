/** The studio core put together: one store, every capability, one server. Used by the process, the CLI and tests. */
import { existsSync, mkdirSync } from 'node:fs';
import { studioContract } from '../contract/index.ts';
import type { StudioEvent } from '../contract/events.ts';
import { belongTo, createAccounts, whatToOpen } from './accounts/index.ts';
import type { Account } from './accounts/index.ts';
import { createDrafts } from './drafts/index.ts';
import { createEarnings } from './earnings/index.ts';
import { createExports } from './exports/index.ts';
import { createFoundations } from './foundations/index.ts';
import { createHistory, purgeExpired } from './history/index.ts';
import { createAssets } from './assets/index.ts';
import { createCampaigns } from './campaigns/index.ts';
import { createGround, exportedGround } from './ground/index.ts';
import { createIcps } from './icps/index.ts';
import { createKnowledge } from './knowledge/index.ts';
import { paths } from './lib/data-folder.ts';
import type { SecretStore } from './lib/secrets.ts';
import { createMaintenance } from './maintenance/index.ts';
import { createStrategies } from './strategies/index.ts';
import { createMarket } from './market/index.ts';
import { createModel } from './model/index.ts';
import { createMorgys } from './morgys/index.ts';
import { createOnboarding, waitingFacts } from './onboarding/index.ts';
import { createRetrievalTests } from './retrieval-tests/index.ts';
import { createServer } from './rpc/server.ts';
import type { Server } from './rpc/server.ts';
import { createSettings } from './settings/index.ts';
import { automaticBackup, restore } from './store/backup.ts';
import { StoreError } from './store/errors.ts';
import { openStore } from './store/open.ts';
import { isWritable, openForReading } from './store/read-only.ts';
import type { Store } from './store/store.ts';
import { createTables } from './tables/index.ts';
import { watchOthers } from './store/watch.ts';
import { createSharing } from './sharing/index.ts';
import { createSync } from './sync/index.ts';
import { createUsage } from './usage/index.ts';
import { createTemplates } from './templates/index.ts';
import { checkGround, createWorkspaces } from './workspaces/index.ts';

export interface StudioOptions {
  /** Where everything is kept; made when it is missing. */
  readonly dataFolder: string;
  readonly secrets: SecretStore;
  readonly emit: (event: StudioEvent) => void;
  /**
   * This studio is to be closed and opened anew: another account was chosen, or the same database may be writable now.
   * Without it that happens at the next start.
   */
  readonly reopen?: (why: 'account' | 'again') => void;
}

export interface Studio {
  readonly server: Server;
  readonly store: Store;
  /** Whose database is open; null for the device's own. */
  readonly account: Account | null;
  /** Where a damaged database was put at this opening, if it was. */
  readonly setAside: string | null;
  /** In words why nothing can be saved; null when all is well. */
  readonly readOnly: string | null;
  /** Goes on with what a restart interrupted, and begins the quiet work: backup, purge, watching for other writers. */
  start(): void;
  /** Resolves once everything derived (chunks, the search index) is what the documents give. */
  settled(): Promise<void>;
  /** The machine was asleep: what waits for the network tries again. */
  wake(): void;
  close(): Promise<void>;
}

/** Quiet work begins this long after the start, when the first window has its answers (milliseconds). */
const SETTLE_MS = 20_000;
/** When the figures are read ahead of the first look (milliseconds). */
const WARM_MS = 3_000;
/** How often the cloud is told of API keys that it has not heard of (milliseconds). */
const HANDIN_MS = 300_000;
const HOUR_MS = 3_600_000;

/** What may be asked for while nothing can be saved: copies to other places, and what need not outlive the window. */
const WITHOUT_SAVING = new Set([
  'accounts.cancel',
  'earnings.exportCsv',
  'exports.create',
  'exports.keepAvatar',
  'exports.saveAs',
  'exports.verify',
  'icps.exportFile',
  'knowledge.stopLearning',
  'maintenance.backup',
  'maintenance.doctor',
  'maintenance.openAgain',
  'model.check',
  'morgys.exportFile',
  'settings.set',
  'sync.exportOutbox',
  'sync.network',
  'tables.keepLook',
  'tables.saveCsv',
  'workspaces.exportFile',
  'workspaces.open',
]);

const READ_ONLY =
  'The studio is open for reading only, so this was not saved. What you have can be read, searched, exported and backed up to another place.';

interface Ground {
  readonly store: Store;
  readonly folder: string;
  readonly setAside: string | null;
  readonly readOnly: string | null;
  remove(): void;
}

/** The database in its place, or a copy to read where that one may not be written. */
function openGround(folder: string): Ground {
  const { database } = paths(folder);
  const reading = (why: StoreError): Ground => {
    const copy = openForReading(database, why);
    return { store: copy.store, folder: copy.folder, setAside: null, readOnly: why.message, remove: copy.remove };
  };
  if (existsSync(database) && !isWritable(folder, database))
    return reading(
      new StoreError(
        'database_unwritable',
        `The folder ${folder}, or the database in it, may not be written by you. Give yourself permission to write there, or move the folder to a disk that can be written.`,
      ),
    );
  try {
    return { ...openStore(database), folder, readOnly: null, remove: () => undefined };
  } catch (error) {
    const refused =
      error instanceof StoreError && (error.code === 'database_unwritable' || error.code === 'database_full');
    if (!refused || !existsSync(database)) throw error;
    return reading(
      new StoreError(
        error.code === 'database_full' ? 'database_full' : 'database_unwritable',
        `The database in ${folder} could not be opened for writing: the disk is full, or something is wrong with it. Free some space, then try again.`,
      ),
    );
  }
}

/** @throws StoreError when the database cannot be opened; see store/open.ts. */
export function openStudio({ dataFolder, secrets, emit, reopen = () => undefined }: StudioOptions): Studio {
  const opening = whatToOpen(dataFolder);
  const { account } = opening;
  const { store, folder, setAside, readOnly, remove } = openGround(opening.folder);
  const { backups } = paths(folder);
  try {
    if (account) belongTo(store, account);
  } catch (error) {
    store.close();
    remove();
    throw error;
  }
  const unsubscribe = store.onChange((tables) => emit({ type: 'changed', tables: [...tables] }));

  const morgys = createMorgys({ store });
  const knowledge = createKnowledge({ store, secrets, emit, dataFolder: readOnly === null ? dataFolder : folder });
  const icps = createIcps({ store });
  const foundations = createFoundations({ store, found: (workspaceId) => waitingFacts(store, workspaceId) });
  const model = createModel({ store, secrets });
  const onboarding = createOnboarding({ store, foundations, readOnce: knowledge.readOnce, model, emit });
  const ground = createGround({ store, foundations, icps });
  const { templateGround, rulesOf } = ground;
  const campaigns = createCampaigns({ store, templateGround });
  const assets = createAssets({ store, templateGround, rulesOf });
  const earnings = createEarnings({ store, cacheFolder: folder });
  const accounts = createAccounts({ store, dataFolder, secrets, account, reopen: () => reopen('account') });
  const usage = createUsage({ shown: earnings.shown, account, tokens: accounts.tokens });
  const sync = createSync({
    store,
    dataFolder,
    account,
    tokens: accounts.tokens,
    justSignedIn: accounts.justSignedIn,
    folderOf: accounts.folderOf,
  });
  const exports = createExports({
    store,
    dataFolder: readOnly === null ? dataFolder : folder,
    emit,
    getMorgy: morgys.get,
    // A bundle never goes out with a document that is still being cut into passages.
    async *documentsForExport(morgyId) {
      await knowledge.settled();
      yield* knowledge.documentsForExport(morgyId);
    },
    sourcesWhereShared: knowledge.sourcesWhereShared,
    groundForExport: ({ knowledge_base: { ground: choice } }) => {
      const found = choice && ground.chosen(choice);
      return found ? exportedGround(found, ground.view(choice)) : null;
    },
  });
  /** The sync engine rests meanwhile: it must not send what is about to be replaced. */
  const putBack = (path: string): Promise<string> =>
    sync.around(async () => {
      const previous = await restore(store, path, backups, account?.userId ?? null);
      if (account) belongTo(store, account);
      return previous;
    });
  const server = createServer(
    studioContract,
    {
      ...accounts.handlers,
      ...sync.handlers,
      ...morgys.handlers,
      ...createTemplates({ store }).handlers,
      ...createHistory({ store }).handlers,
      ...createDrafts({ store }).handlers,
      ...createSettings({ store }).handlers,
      ...createTables({ store }).handlers,
      ...knowledge.handlers,
      ...createRetrievalTests({ store, search: knowledge.search }).handlers,
      ...exports.handlers,
      ...createSharing({
        store,
        account,
        tokens: accounts.tokens,
        emit,
        bundle: exports.bundle,
        syncNow: sync.settle,
      }).handlers,
      ...createMaintenance({
        store,
        dataFolder,
        backups,
        readOnly,
        reopen: () => reopen('again'),
        putBack,
        checks: [knowledge.check, (repair) => checkGround(store, repair)],
      }).handlers,
      ...createWorkspaces({ store }).handlers,
      ...foundations.handlers,
      ...model.handlers,
      ...onboarding.handlers,
      ...icps.handlers,
      ...ground.handlers,
      ...campaigns.handlers,
      ...assets.handlers,
      ...createStrategies({ store, templateGround, moves: campaigns.moves, assets }).handlers,
      ...earnings.handlers,
      ...createMarket({ shown: earnings.shown }).handlers,
      ...usage.handlers,
    },
    (name) => {
      if (readOnly !== null && !WITHOUT_SAVING.has(name)) throw new StoreError('database_read_only', READ_ONLY);
      return store.free();
    },
  );

  const timers: NodeJS.Timeout[] = [];
  let stopWatching = (): void => undefined;
  let closing = false;

  /**
   * The copy of the day first, so that it holds what is purged after it. On a full or broken disk a part that fails is worth
   * a line in the log and another try in an hour, not a stop, and none of them waits for another to succeed.
   */
  async function tidy(): Promise<void> {
    const parts = {
      'The daily backup': () => {
        mkdirSync(backups, { recursive: true });
        return automaticBackup(store, backups);
      },
      'Purging the trash': () => purgeExpired(store),
      'Moving the log': () => store.checkpoint(),
    };
    for (const [name, part] of Object.entries(parts)) {
      try {
        await part();
      } catch (error) {
        console.error(`${name} failed:`, error instanceof Error ? error.message : error);
      }
      if (closing) return;
    }
  }

  return {
    server,
    store,
    account,
    setAside,
    readOnly,
    start() {
      // What a restart interrupted waits for a database that can be written; the copy must not speak to the cloud either.
      if (readOnly !== null) return;
      knowledge.start();
      onboarding.start();
      sync.start();
      stopWatching = watchOthers({
        store,
        engineWrites: sync.writes,
        onOthers: sync.writtenElsewhere,
      });
      icps.start();
      const handIn = (): void => void usage.handIn().catch(() => undefined);
      timers.push(
        setTimeout(() => void earnings.warm().catch(() => undefined), WARM_MS),
        setTimeout(handIn, WARM_MS),
        setInterval(handIn, HANDIN_MS),
      );
      timers.push(
        setTimeout(() => void tidy(), SETTLE_MS),
        setInterval(() => void tidy(), HOUR_MS),
      );
    },
    settled: () => knowledge.findable(),
    wake: () => sync.wake(),
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      stopWatching();
      icps.close();
      earnings.close();
      accounts.close();
      await sync.close();
      await onboarding.close();
      await exports.close();
      await knowledge.close();
      unsubscribe();
      store.checkpoint();
      store.close();
      remove();
    },
  };
}
