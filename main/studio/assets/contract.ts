/** Muse assets: texts made for marketing, with their versions and the rules they are held against. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const ASSET_TYPES = ['email', 'social', 'script', 'blog', 'ad', 'carousel', 'landing', 'other'] as const;
export const ASSET_SOURCES = ['muse', 'template', 'import', 'move'] as const;

export const assetSummary = z.object({
  /** Of the newest version. */
  id: z.string(),
  title: z.string(),
  type: z.enum(ASSET_TYPES),
  tags: z.array(z.string()),
  tone: z.string().nullable(),
  version: z.int(),
  /** How many there are; two devices may each have made a version of the same number. */
  versions: z.int(),
  excerpt: z.string(),
  characters: z.int(),
  move_id: z.string().nullable(),
  source: z.enum(ASSET_SOURCES),
  updated_at: z.string(),
});
export type AssetSummary = z.infer<typeof assetSummary>;

export const assetVersion = z.object({
  id: z.string(),
  version: z.int(),
  title: z.string(),
  characters: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  /** The newest one. */
  current: z.boolean(),
});

export const asset = assetSummary.omit({ excerpt: true, versions: true }).extend({
  workspace_id: z.string(),
  content: z.string(),
  /** All living ones, newest first. */
  versions: z.array(assetVersion),
  move: z.object({ id: z.string(), name: z.string() }).nullable(),
  created_at: z.string(),
  deleted_at: z.string().nullable(),
});
export type Asset = z.infer<typeof asset>;

export const assetPatch = z
  .object({
    title: z.string().trim().min(1, 'A text needs a title.').max(255, 'A title has at most 255 characters.'),
    type: z.enum(ASSET_TYPES),
    content: z.string().max(1_000_000, 'A text has at most a million characters.'),
    tags: z.array(z.string().trim().min(1).max(50, 'A tag has at most 50 characters.')).max(50),
    tone: z.string().trim().max(100).nullable(),
    move_id: z.string().nullable(),
  })
  .partial();
export type AssetPatch = z.infer<typeof assetPatch>;

export const messagingRule = z.object({
  id: z.string(),
  type: z.enum(['do', 'dont']),
  text: z.string(),
  reason: z.string(),
  category: z.string(),
  severity: z.enum(['error', 'warning', 'suggestion']),
  terms: z.array(z.string()),
});

export const assetTemplate = z.object({
  key: z.string(),
  type: z.enum(ASSET_TYPES),
  name: z.string(),
  description: z.string(),
});

const breach = z.object({
  ruleId: z.string(),
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'suggestion']),
  start: z.int(),
  end: z.int(),
  message: z.string(),
});

const one = z.object({ id: z.string() });
const inWorkspace = z.object({ workspaceId: z.string() });
const READS = ['muse_assets'];

export const assetsContract = defineContract({
  /** The newest version of each living text, newest change first; a page of them and how many there are in all. */
  'assets.list': query({
    input: inWorkspace.extend({
      /** Words that title, tags or text must hold, all of them. */
      text: z.string().max(200).default(''),
      type: z.enum(ASSET_TYPES).nullable().default(null),
      moveId: z.string().nullable().default(null),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: z.object({ total: z.int(), assets: z.array(assetSummary) }),
    reads: READS,
  }),
  'assets.get': query({ input: one, output: asset, reads: [...READS, 'moves'] }),
  'assets.templates': query({ input: z.object({}), output: z.array(assetTemplate), reads: [] }),
  /** Empty, or from a template in the words of the foundation and a profile (null: the primary one). */
  'assets.create': mutation({
    input: inWorkspace.extend({
      template: z.string().nullable().default(null),
      icpId: z.string().nullable().default(null),
      patch: assetPatch.optional(),
    }),
    output: z.object({
      asset,
      /** What the foundation does not say yet; it stands in square brackets in the text. */
      gaps: z.array(z.string()),
    }),
  }),
  'assets.update': mutation({ input: one.extend({ patch: assetPatch }), output: asset }),
  /** Keeps the text as it is and goes on with a copy of it as the next version. */
  'assets.newVersion': mutation({ input: one, output: asset }),
  /** The text of an older version as the next one. */
  'assets.restoreVersion': mutation({ input: one, output: asset }),
  'assets.diff': query({
    input: z.object({ from: z.string(), to: z.string() }),
    output: z.object({
      title: z.object({ before: z.string(), after: z.string() }),
      lines: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
    }),
    reads: READS,
  }),
  'assets.duplicate': mutation({ input: one, output: asset }),
  /** With all their versions. */
  'assets.remove': mutation({
    input: z.object({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: z.object({ count: z.int() }),
  }),
  /** The foundation's messaging rules and the competitors that they may be about. */
  'assets.rules': query({
    input: inWorkspace,
    output: z.object({ rules: z.array(messagingRule), competitors: z.array(z.string()) }),
    reads: ['foundations'],
  }),
  /** The same check that a window runs while one types. */
  'assets.check': query({
    input: one,
    output: z.object({
      breaches: z.array(breach),
      kept: z.array(z.string()),
      unread: z.array(z.object({ id: z.string(), text: z.string() })),
    }),
    reads: [...READS, 'foundations'],
  }),
});
