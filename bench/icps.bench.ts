/**
 * How long the lists of the marketing ground take to be answered: 200 workspaces with 2,000 profiles, 20,000 texts, 400
 * campaigns and 2,000 moves, spread evenly and all in one workspace. Each request goes through the contract's server as a
 * window's does; beside it the bare SELECT of the same rows in the same run. Budget: every list opens in 100 ms.
 * Run: node bench/icps.bench.ts [rounds] [scale]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { addDays } from '../main/contract/days.ts';
import { joinContracts } from '../main/contract/define.ts';
import { assetsContract } from '../main/studio/assets/contract.ts';
import { createAssets } from '../main/studio/assets/index.ts';
import { campaignsContract } from '../main/studio/campaigns/contract.ts';
import { createCampaigns } from '../main/studio/campaigns/index.ts';
import { createFoundations } from '../main/studio/foundations/index.ts';
import { createGround } from '../main/studio/ground/index.ts';
import { icpsContract } from '../main/studio/icps/contract.ts';
import { createIcps } from '../main/studio/icps/index.ts';
import { NO_GROUND } from '../main/studio/lib/template-ground.ts';
import { createLocalClient } from '../main/studio/rpc/local-client.ts';
import { createServer } from '../main/studio/rpc/server.ts';
import { openStore } from '../main/studio/store/open.ts';
import type { Store } from '../main/studio/store/store.ts';
import { workspacesContract } from '../main/studio/workspaces/contract.ts';
import { createWorkspaces } from '../main/studio/workspaces/index.ts';
import { campaigns, icpProfiles, moves, museAssets, workspaces as workspaceTable } from '../schema/index.ts';

const ROUNDS = Number(process.argv[2] ?? 15);
/** 10: ten times the profiles, texts, campaigns and moves that the budget is set for. */
const SCALE = Number(process.argv[3] ?? 1);
const WORKSPACES = 200;
const [ICPS = 0, ASSETS = 0, CAMPAIGNS = 0, MOVES = 0] = [2_000, 20_000, 400, 2_000].map((n) => n * SCALE);
/** Milliseconds. */
const BUDGET = 100;
const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;

/** Rows spread over the workspaces, or all of them in the first. */
function fill(store: Store, spread: boolean): string {
  const owner = store.ownerId();
  const ids = Array.from({ length: WORKSPACES }, () => uuidv7());
  const [first = ''] = ids;
  const of = (n: number): string => (spread ? (ids[n % ids.length] ?? first) : first);
  const content = 'A text about the customer, the promise and the proof. '.repeat(30);
  const tasks = [1, 2, 3].map((n) => ({ id: String(n), title: `Task ${n}`, status: 'pending', channel: '', note: '' }));
  store.write('Fill', () =>
    store.uncaptured([], () => {
      ids.forEach((id, n) => store.insert(workspaceTable, { id, user_id: owner, name: `Workspace ${n}` }));
      for (let n = 0; n < ICPS; n += 1)
        store.insert(icpProfiles, {
          id: uuidv7(),
          workspace_id: of(n),
          owner_id: owner,
          name: `Profile ${n}`,
          is_primary: spread ? n < WORKSPACES : n === 0,
          demographics: { role: 'Founder', industry: ['Software', 'Retail'], location: ['Vienna'] },
          behaviors: { objections: ['Too dear', 'Too late'], language_patterns: ['It must just work'] },
          scores: { pain_intensity: n % 101, product_fit: 50 },
        });
      for (let n = 0; n < ASSETS; n += 1)
        store.insert(museAssets, {
          id: uuidv7(),
          workspace_id: of(n),
          owner_id: owner,
          title: `Text ${n}`,
          type: 'blog',
          content,
          tags: ['spring', 'launch'],
        });
      const planned = Array.from({ length: CAMPAIGNS }, () => uuidv7());
      for (const [n, id] of planned.entries())
        store.insert(campaigns, {
          id,
          workspace_id: of(n),
          owner_id: owner,
          name: `Campaign ${n}`,
          phases: [1, 2, 3, 4].map((number) => ({
            id: `p${number}`,
            number,
            name: `Phase ${number}`,
            duration_weeks: 2,
          })),
        });
      for (let n = 0; n < MOVES; n += 1)
        store.insert(moves, {
          id: uuidv7(),
          workspace_id: of(n),
          owner_id: owner,
          campaign_id: planned[n % planned.length] ?? null,
          name: `Move ${n}`,
          category: 'ignite',
          execution: [1, 2, 3, 4, 5, 6, 7].map((day) => ({
            id: String(day),
            day,
            date: addDays('2026-01-01', (n % 360) + day),
            tasks,
          })),
        });
    }),
  );
  return first;
}

const TABLES = {
  'icps.list': 'icp_profiles',
  'campaigns.list': 'campaigns',
  'moves.list': 'moves',
  'assets.list': 'muse_assets',
  'assets.list (search)': 'muse_assets',
  'moves.tasks (a month)': 'moves',
  'moves.board': 'moves',
} as const;

const results: { shape: string; list: string; ms: number; bareMs: number; ratio: number }[] = [];
for (const shape of ['spread', 'one workspace'] as const) {
  const { store } = openStore(join(folder, `${shape}.db`));
  const workspaceId = fill(store, shape === 'spread');
  const icps = createIcps({ store });
  const workspaces = createWorkspaces({ store });
  const ground = createGround({ store, foundations: createFoundations({ store }), icps });
  const templateGround = () => NO_GROUND;
  const client = createLocalClient(
    createServer(joinContracts(workspacesContract, icpsContract, campaignsContract, assetsContract), {
      ...workspaces.handlers,
      ...icps.handlers,
      ...createCampaigns({ store, templateGround }).handlers,
      ...createAssets({ store, templateGround, rulesOf: ground.rulesOf }).handlers,
    }),
  );
  const asked: Readonly<Record<keyof typeof TABLES, () => Promise<unknown>>> = {
    'icps.list': () => client.request('icps.list', { workspaceId }),
    'campaigns.list': () => client.request('campaigns.list', { workspaceId }),
    'moves.list': () => client.request('moves.list', { workspaceId }),
    'assets.list': () => client.request('assets.list', { workspaceId }),
    'assets.list (search)': () => client.request('assets.list', { workspaceId, text: 'promise 77' }),
    'moves.tasks (a month)': () => client.request('moves.tasks', { workspaceId, from: '2026-05-01', to: '2026-05-31' }),
    'moves.board': () => client.request('moves.board', { workspaceId }),
  };
  const lists: [string, () => Promise<unknown>, string][] = [
    ['workspaces.list', () => client.request('workspaces.list', {}), 'SELECT * FROM workspaces'],
    ...Object.entries(asked).map(([name, ask]): [string, () => Promise<unknown>, string] => [
      name,
      ask,
      `SELECT * FROM ${TABLES[name as keyof typeof TABLES]} WHERE workspace_id = '${workspaceId}' AND deleted_at IS NULL`,
    ]),
  ];
  for (const [list, ask, sql] of lists) {
    const times: number[] = [];
    const bare: number[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      let begun = performance.now();
      await ask();
      times.push(performance.now() - begun);
      begun = performance.now();
      store.all(sql);
      bare.push(performance.now() - begun);
    }
    const [ms, bareMs] = [median(times), median(bare)];
    results.push({ shape, list, ms, bareMs, ratio: ms / bareMs });
    console.log(
      `${shape.padEnd(13)} ${list.padEnd(22)} ${ms.toFixed(1).padStart(6)} ms, bare ${bareMs.toFixed(1).padStart(6)} ms: ${(ms / bareMs).toFixed(2)} times${ms > BUDGET ? '  over the budget of 100 ms' : ''}`,
    );
  }
  store.close();
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ bench: 'icps', rounds: ROUNDS, scale: SCALE, budgetMs: BUDGET, results }));
