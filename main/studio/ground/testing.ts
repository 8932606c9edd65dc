/** For tests: a workspace with everything that stands on its foundation, on a real database file. */
import { joinContracts } from '../../contract/define.ts';
import { assetsContract } from '../assets/contract.ts';
import { createAssets } from '../assets/index.ts';
import { campaignsContract } from '../campaigns/contract.ts';
import { createCampaigns } from '../campaigns/index.ts';
import { foundationsContract } from '../foundations/contract.ts';
import { createFoundations } from '../foundations/index.ts';
import { historyContract } from '../history/contract.ts';
import { createHistory } from '../history/index.ts';
import { icpsContract } from '../icps/contract.ts';
import { createIcps } from '../icps/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import type { LocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { strategiesContract } from '../strategies/contract.ts';
import { createStrategies } from '../strategies/index.ts';
import { workspacesContract } from '../workspaces/contract.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { groundContract } from './contract.ts';
import { createGround } from './index.ts';

export interface TestGround {
  readonly store: Store;
  readonly client: LocalClient;
  readonly folder: string;
  readonly workspaceId: string;
}

export function testGround(): TestGround {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const icps = createIcps({ store });
  const foundations = createFoundations({ store });
  const workspaces = createWorkspaces({ store });
  const ground = createGround({ store, foundations, icps });
  const { templateGround, rulesOf } = ground;
  const campaigns = createCampaigns({ store, templateGround });
  const assets = createAssets({ store, templateGround, rulesOf });
  const server = createServer(
    joinContracts(
      workspacesContract,
      foundationsContract,
      icpsContract,
      groundContract,
      campaignsContract,
      assetsContract,
      strategiesContract,
      historyContract,
    ),
    {
      ...workspaces.handlers,
      ...foundations.handlers,
      ...icps.handlers,
      ...ground.handlers,
      ...campaigns.handlers,
      ...assets.handlers,
      ...createStrategies({ store, templateGround, moves: campaigns.moves, assets }).handlers,
      ...createHistory({ store }).handlers,
    },
  );
  return { store, client: createLocalClient(server), folder, workspaceId: workspaces.open().id };
}
