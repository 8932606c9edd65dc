/** The whole contract: every capability's requests, joined. */
import { accountsContract } from '../studio/accounts/contract.ts';
import { draftsContract } from '../studio/drafts/contract.ts';
import { earningsContract } from '../studio/earnings/contract.ts';
import { exportsContract } from '../studio/exports/contract.ts';
import { foundationsContract } from '../studio/foundations/contract.ts';
import { historyContract } from '../studio/history/contract.ts';
import { icpsContract } from '../studio/icps/contract.ts';
import { campaignsContract } from '../studio/campaigns/contract.ts';
import { assetsContract } from '../studio/assets/contract.ts';
import { strategiesContract } from '../studio/strategies/contract.ts';
import { groundContract } from '../studio/ground/contract.ts';
import { knowledgeContract } from '../studio/knowledge/contract.ts';
import { maintenanceContract } from '../studio/maintenance/contract.ts';
import { marketContract } from '../studio/market/contract.ts';
import { modelContract } from '../studio/model/contract.ts';
import { morgysContract } from '../studio/morgys/contract.ts';
import { onboardingContract } from '../studio/onboarding/contract.ts';
import { retrievalTestsContract } from '../studio/retrieval-tests/contract.ts';
import { settingsContract } from '../studio/settings/contract.ts';
import { sharingContract } from '../studio/sharing/contract.ts';
import { syncContract } from '../studio/sync/contract.ts';
import { tablesContract } from '../studio/tables/contract.ts';
import { templatesContract } from '../studio/templates/contract.ts';
import { usageContract } from '../studio/usage/contract.ts';
import { workspacesContract } from '../studio/workspaces/contract.ts';
import { joinContracts } from './define.ts';
import type { InputOf, OutputOf } from './define.ts';
import type { StudioEvent, StudioEventOf } from './events.ts';
import { shellContract } from './shell.ts';

/** What the studio process serves. */
export const studioContract = joinContracts(
  morgysContract,
  templatesContract,
  historyContract,
  draftsContract,
  knowledgeContract,
  retrievalTestsContract,
  exportsContract,
  settingsContract,
  tablesContract,
  maintenanceContract,
  accountsContract,
  syncContract,
  sharingContract,
  workspacesContract,
  foundationsContract,
  modelContract,
  onboardingContract,
  icpsContract,
  groundContract,
  strategiesContract,
  assetsContract,
  campaignsContract,
  earningsContract,
  marketContract,
  usageContract,
);
/** What a window may ask for: the studio's requests and the shell's. */
export const contract = joinContracts(studioContract, shellContract);

export type StudioContract = typeof studioContract;
export type AppContract = typeof contract;
export type RequestName = keyof AppContract & string;
export type StudioRequestName = keyof StudioContract & string;
export type QueryName = {
  [N in RequestName]: AppContract[N]['kind'] extends 'query' ? N : never;
}[RequestName];
export type MutationName = Exclude<RequestName, QueryName>;
export type RequestInput<N extends RequestName> = InputOf<AppContract, N>;
export type RequestOutput<N extends RequestName> = OutputOf<AppContract, N>;

/** The one client: windows, the CLI and tests. */
export interface StudioClient<Names extends RequestName = RequestName> {
  /** @throws StudioError */
  request<N extends Names>(
    name: N,
    input: RequestInput<N>,
    options?: { signal?: AbortSignal },
  ): Promise<RequestOutput<N>>;
  on<T extends StudioEvent['type']>(type: T, listener: (event: StudioEventOf<T>) => void): () => void;
}
