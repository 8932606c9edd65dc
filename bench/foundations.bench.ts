/**
 * The ground at its largest: 200 workspaces, 2,000 profiles, 20,000 texts, half of the latter two in one workspace. Each
 * list as the window asks for it (through the server, parsed both ways) against reading the same rows bare with
 * better-sqlite3. Budget: every list within 100 ms. Run: node bench/foundations.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import {
  campaigns,
  foundations,
  icpProfiles,
  moves,
  museAssets,
  onboardingSessions,
  workspaces,
} from '../schema/index.ts';
import { foundationIdOf, onboardingIdOf } from '../main/studio/lib/derived-ids.ts';
import { createLocalClient } from '../main/studio/rpc/local-client.ts';
import { openStudio } from '../main/studio/studio.ts';

const ROUNDS = Number(process.argv[2] ?? 15);
const [WORKSPACES, PROFILES, TEXTS] = [200, 2000, 20_000];
const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

const studio = openStudio({
  dataFolder: folder,
  secrets: { get: async () => null, set: async () => undefined, delete: async () => undefined },
  emit: () => undefined,
});
const { store } = studio;
const client = createLocalClient(studio.server);
const owner = store.ownerId();
const WORDS = 'harbour berth tide pilot slip letter guest bill night signal summer crew quay book fee'.split(' ');
const words = (seed: number, count: number): string =>
  Array.from({ length: count }, (_, at) => WORDS[(seed * 7 + at * 13 + (seed >> 3) * at) % WORDS.length]).join(' ');

const begun = performance.now();
const ids = Array.from({ length: WORKSPACES }, () => uuidv7());
const [big = ''] = ids;
/** Half of everything in one place, the rest spread. */
const home = (n: number, of: number): string => (n < of / 2 ? big : (ids[n % WORKSPACES] ?? big));
store.write('Fill', () =>
  store.uncaptured([], () => {
    for (const [n, id] of ids.entries()) {
      store.insert(workspaces, { id, user_id: owner, name: `Workspace ${String(n).padStart(3, '0')}` });
      store.insert(foundations, {
        id: foundationIdOf(id),
        workspace_id: id,
        owner_id: owner,
        company_name: `Company ${n}`,
        truth_sheet: {
          entries: Array.from({ length: 40 }, (_, at) => ({
            id: `TRU-${String(at + 1).padStart(3, '0')}-aaaa`,
            field_name: `Fact ${at}`,
            value: words(n + at, 12),
            verified: at % 2 === 0,
          })),
        },
        competitors: Array.from({ length: 8 }, (_, at) => ({
          id: `c${at}`,
          name: `Other ${at}`,
          corePromise: words(at, 10),
        })),
        brand_voice: words(n, 80),
      });
      store.insert(onboardingSessions, { id: onboardingIdOf(id), workspace_id: id, owner_id: owner });
      for (let at = 0; at < 3; at += 1) {
        const campaign = uuidv7();
        store.insert(campaigns, { id: campaign, workspace_id: id, owner_id: owner, name: `Campaign ${at}` });
        store.insert(moves, {
          id: uuidv7(),
          workspace_id: id,
          owner_id: owner,
          campaign_id: campaign,
          name: `Move ${at}`,
          category: 'ignite',
        });
      }
    }
    for (let n = 0; n < PROFILES; n += 1)
      store.insert(icpProfiles, {
        id: uuidv7(),
        workspace_id: home(n, PROFILES),
        owner_id: owner,
        name: `Profile ${n}`,
        tagline: words(n, 8),
        demographics: { role: words(n, 2), location: ['Bergen'] },
        psychographics: { fears: [words(n, 6)] },
        scores: { pain_intensity: n % 101, product_fit: (n * 7) % 101 },
      });
    for (let n = 0; n < TEXTS; n += 1)
      store.insert(museAssets, {
        id: uuidv7(),
        workspace_id: home(n, TEXTS),
        owner_id: owner,
        title: `Text ${n}`,
        type: 'email',
        content: words(n, 60),
      });
  }),
);
const filled = (performance.now() - begun) / 1000;

const bare = (sql: string) => (): unknown => store.connection.prepare(sql).all(big);
interface Measure {
  readonly key: string;
  readonly label: string;
  readonly ask: () => Promise<unknown>;
  /** The same rows without the studio around them. */
  readonly bare: () => unknown;
}
const MEASURES: readonly Measure[] = [
  {
    key: 'workspaces',
    label: '200 workspaces with their counts',
    ask: () => client.request('workspaces.list', {}),
    bare: () => store.connection.prepare('SELECT * FROM workspaces WHERE deleted_at IS NULL').all(),
  },
  {
    key: 'foundation',
    label: 'one foundation with completeness and summary',
    ask: () => client.request('foundations.get', { workspaceId: big }),
    bare: bare('SELECT * FROM foundations WHERE workspace_id = ?'),
  },
  {
    key: 'onboarding',
    label: 'one onboarding',
    ask: () => client.request('onboarding.get', { workspaceId: big }),
    bare: bare('SELECT * FROM onboarding_sessions WHERE workspace_id = ?'),
  },
  {
    key: 'profiles',
    label: '1,000 profiles of one workspace',
    ask: () => client.request('icps.list', { workspaceId: big }),
    bare: bare('SELECT * FROM icp_profiles WHERE workspace_id = ? AND deleted_at IS NULL'),
  },
  {
    key: 'texts',
    label: 'the first 200 of 10,000 texts of one workspace',
    ask: () => client.request('assets.list', { workspaceId: big }),
    bare: bare(
      'SELECT * FROM muse_assets WHERE workspace_id = ? AND deleted_at IS NULL ORDER BY updated_at DESC LIMIT 200',
    ),
  },
  {
    key: 'campaigns',
    label: 'campaigns of one workspace',
    ask: () => client.request('campaigns.list', { workspaceId: big }),
    bare: bare('SELECT * FROM campaigns WHERE workspace_id = ? AND deleted_at IS NULL'),
  },
  {
    key: 'search',
    label: 'full-text search over all of it',
    ask: () => client.request('workspaces.search', { workspaceId: big, query: 'harbour tide', limit: 50 }),
    bare: () =>
      store.connection
        .prepare('SELECT rowid FROM ground_fts WHERE ground_fts MATCH ? LIMIT 50')
        .all('"harbour" AND "tide"'),
  },
];

const report: Record<string, unknown> = { bench: 'foundations', rounds: ROUNDS, budgetMs: 100, filledSeconds: filled };
for (const { key, label, ask, bare: without } of MEASURES) {
  const times: { asked: number[]; bare: number[] } = { asked: [], bare: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    let from = performance.now();
    without();
    times.bare.push(performance.now() - from);
    from = performance.now();
    await ask();
    times.asked.push(performance.now() - from);
  }
  const [asked, plain] = [median(times.asked), median(times.bare)];
  report[`${key}Ms`] = asked;
  report[`${key}BareMs`] = plain;
  report[`${key}Ratio`] = asked / plain;
  console.log(
    `${label}: ${asked.toFixed(2)} ms, bare ${plain.toFixed(2)} ms, ${(asked / plain).toFixed(1)} times (budget 100 ms)`,
  );
}
await studio.close();
rmSync(folder, { recursive: true });
console.log(JSON.stringify(report));
