/** The studio core put together: one store, every capability, one server. Used by the process, the CLI and tests. */
import { mkdirSync } from 'node:fs';
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
import { createMorgys } from './morgys/index.ts';
import { createOnboarding } from './onboarding/index.ts';
import { createRetrievalTests } from './retrieval-tests/index.ts';
import { createServer } from './rpc/server.ts';
import type { Server } from './rpc/server.ts';
import { createSettings } from './settings/index.ts';
import { automaticBackup, restore } from './store/backup.ts';
import { openStore } from './store/open.ts';
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
  /** Another account was chosen: this studio is to be closed and opened anew. Without it that happens at the next start. */
  readonly reopen?: () => void;
}

export interface Studio {
  readonly server: Server;
  readonly store: Store;
  /** Whose database is open; null for the device's own. */
  readonly account: Account | null;
  /** Where a damaged database was put at this opening, if it was. */
  readonly setAside: string | null;
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

/** @throws StoreError when the database cannot be opened; see store/open.ts. */
export function openStudio({ dataFolder, secrets, emit, reopen = () => undefined }: StudioOptions): Studio {
  const { folder, account } = whatToOpen(dataFolder);
  const { database, backups } = paths(folder);
  const { store, setAside } = openStore(database);
  try {
    if (account) belongTo(store, account);
  } catch (error) {
    store.close();
    throw error;
  }
  const unsubscribe = store.onChange((tables) => emit({ type: 'changed', tables: [...tables] }));

  const morgys = createMorgys({ store });
  const knowledge = createKnowledge({ store, secrets, emit, dataFolder });
  const icps = createIcps({ store });
  const foundations = createFoundations({ store });
  const onboarding = createOnboarding({ store, foundations, readOnce: knowledge.readOnce });
  const ground = createGround({ store, foundations, icps });
  const { templateGround, rulesOf } = ground;
  const campaigns = createCampaigns({ store, templateGround });
  const assets = createAssets({ store, templateGround, rulesOf });
  const earnings = createEarnings({ store, cacheFolder: folder });
  const accounts = createAccounts({ store, dataFolder, secrets, account, reopen });
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
    dataFolder,
    emit,
    getMorgy: morgys.get,
    // A bundle never goes out with a document that is still being cut into passages.
    async *documentsForExport(morgyId) {
      await knowledge.settled();
      yield* knowledge.documentsForExport(morgyId);
    },
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
        putBack,
        checks: [knowledge.check, (repair) => checkGround(store, repair)],
      }).handlers,
      ...createWorkspaces({ store }).handlers,
      ...foundations.handlers,
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
    () => store.free(),
  );

  const timers: NodeJS.Timeout[] = [];
  let stopWatching = (): void => undefined;

  /** On a full or broken disk it is worth a line in the log and another try in an hour, not a stop. */
  async function tidy(): Promise<void> {
    try {
      mkdirSync(backups, { recursive: true });
      purgeExpired(store);
      store.checkpoint();
      await automaticBackup(store, backups);
    } catch (error) {
      console.error('The daily backup and tidying failed:', error instanceof Error ? error.message : error);
    }
  }

  return {
    server,
    store,
    account,
    setAside,
    start() {
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
    },
  };
}
