/** Workspaces: the businesses a creator works on, each with its foundation, customers, campaigns and assets. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const workspaceName = z
  .string()
  .trim()
  .min(1, 'A workspace needs a name.')
  .max(120, 'A name has at most 120 characters.');

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  /** From the foundation; null until it is known. */
  company_name: z.string().nullable(),
  onboarding_completed: z.boolean(),
  /** 1 to 24: where the onboarding was left. */
  onboarding_step: z.int(),
  icps: z.int(),
  campaigns: z.int(),
  moves: z.int(),
  assets: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Workspace = z.infer<typeof workspace>;

const key = z.object({ id: z.string() });
const READS = [
  'workspaces',
  'foundations',
  'onboarding_sessions',
  'icp_profiles',
  'campaigns',
  'moves',
  'muse_assets',
  'settings',
];

/** What a search looks through, in the order in which a person thinks of it. */
export const SEARCHED = [
  'foundations',
  'icp_profiles',
  'campaigns',
  'moves',
  'muse_assets',
  'blackbox_strategies',
  'daily_wins',
  'evidence_texts',
] as const;
export const groundHit = z.object({
  table: z.enum(SEARCHED),
  id: z.string(),
  /** The section of a foundation; empty for everything else. */
  part: z.string(),
  title: z.string(),
  /** Runs of the snippet; `match` ones are what was found. */
  snippet: z.array(z.object({ text: z.string(), match: z.boolean() })),
  /** Why it is shown, in a sentence, where it was found by more than the words as they stand. */
  why: z.string().optional(),
});
export type GroundHit = z.infer<typeof groundHit>;

/** What one portable file brought in, by table. */
export const workspaceImport = z.object({ workspace, counts: z.record(z.string(), z.int()) });

export const workspacesContract = defineContract({
  /** Living ones, by name. */
  'workspaces.list': query({ input: z.object({}), output: z.array(workspace), reads: READS }),
  /** The one that was switched to last; without it the oldest; null where there is none yet. */
  'workspaces.current': query({ input: z.object({}), output: workspace.nullable(), reads: READS }),
  /**
   * The same, but there is one afterwards: the first opening of this area makes a workspace with an empty foundation and
   * an onboarding session, as signing up does in the cloud.
   */
  'workspaces.open': mutation({ input: z.object({}), output: workspace }),
  'workspaces.create': mutation({ input: z.object({ name: workspaceName }), output: workspace }),
  'workspaces.update': mutation({ input: key.extend({ name: workspaceName }), output: workspace }),
  'workspaces.switch': mutation({ input: key, output: workspace }),
  /** Into the trash, with everything in it. */
  'workspaces.remove': mutation({ input: key, output: z.object({ current: workspace.nullable() }) }),
  /** Every word, best first; where nothing has all of them, any of them. The last one may be unfinished. */
  'workspaces.search': query({
    input: z.object({
      workspaceId: z.string(),
      query: z.string().max(1000),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.object({ hits: z.array(groundHit), total: z.int() }),
    reads: [...SEARCHED],
  }),
  /** Writes one `.ground` file with everything in the workspace. The text of evidence goes along only if wanted. */
  'workspaces.exportFile': mutation({
    input: key.extend({ path: z.string(), includeEvidence: z.boolean().default(false) }),
    output: z.object({ path: z.string(), bytes: z.int() }),
  }),
  /** Reads a `.ground` file as a new workspace and opens it. */
  'workspaces.importFile': mutation({ input: z.object({ path: z.string() }), output: workspaceImport }),
});
