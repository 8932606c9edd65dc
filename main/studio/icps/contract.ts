/** Ideal customer profiles: who a workspace sells to, in the words that the people themselves use. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { patchOf } from '../../contract/patch.ts';

const line = (label: string, max = 500) => z.string().trim().max(max, `${label} has at most ${max} characters.`);
const lines = (label: string) =>
  z
    .array(z.string().trim().min(1).max(1000, `One of ${label} is longer than 1,000 characters.`))
    .max(100, `There are at most 100 of ${label}.`)
    .default([]);

/** Unknown keys of these objects are kept as they came: another program may know more. */
export const demographics = z.looseObject({
  age_range: line('An age range', 100).default(''),
  income_range: line('An income range', 100).default(''),
  location: lines('the places'),
  role: line('A role', 200).default(''),
  company_size: line('A company size', 100).default(''),
  industry: lines('the industries'),
});
export const psychographics = z.looseObject({
  beliefs: lines('the beliefs'),
  identity: line('An identity', 2000).default(''),
  becoming: line('What they want to become', 2000).default(''),
  fears: lines('the fears'),
  values: lines('the values'),
});
export const behaviors = z.looseObject({
  hangouts: lines('the places they meet'),
  consumption: lines('what they read and watch'),
  follows: lines('whom they follow'),
  language_patterns: lines('their phrases'),
  buying_triggers: lines('the buying triggers'),
  objections: lines('the objections'),
});

export const STAGES = ['Unaware', 'Problem Aware', 'Solution Aware', 'Product Aware', 'Most Aware'] as const;
export const marketSophistication = z.looseObject({
  /** 1 (Unaware) to 5 (Most Aware). */
  stage: z
    .int('A stage is a whole number from 1 to 5.')
    .min(1, 'A stage is a whole number from 1 to 5.')
    .max(5, 'A stage is a whole number from 1 to 5.')
    .nullable()
    .default(null),
  reasoning: line('A reasoning', 5000).default(''),
});

const SCORE = 'A score is a whole number from 0 to 100.';
const score = z.int(SCORE).min(0, SCORE).max(100, SCORE).nullable().default(null);
/** Null where nobody has judged it yet. */
export const scores = z.looseObject({
  pain_intensity: score,
  willingness_to_pay: score,
  accessibility: score,
  product_fit: score,
});
export const SCORE_KEYS = ['pain_intensity', 'willingness_to_pay', 'accessibility', 'product_fit'] as const;

const name = z.string().trim().min(1, 'A profile needs a name.').max(255, 'A name has at most 255 characters.');

export const icpPatch = z
  .object({
    name,
    tagline: line('A tagline', 500).nullable(),
    code: line('A code', 40).nullable(),
    is_secondary: z.boolean(),
    demographics: patchOf(demographics),
    psychographics: patchOf(psychographics),
    behaviors: patchOf(behaviors),
    market_sophistication: patchOf(marketSophistication),
    scores: patchOf(scores),
    summary: z.string().max(20_000, 'A summary has at most 20,000 characters.').nullable(),
  })
  .partial();
export type IcpPatch = z.infer<typeof icpPatch>;

export const icpSummary = z.object({
  id: z.string(),
  workspace_id: z.string(),
  name: z.string(),
  tagline: z.string().nullable(),
  code: z.string().nullable(),
  is_primary: z.boolean(),
  is_secondary: z.boolean(),
  role: z.string(),
  company_size: z.string(),
  stage: z.int().nullable(),
  scores,
  /** Mean of the scores that are set, 0 to 100; null while none is. */
  fit: z.int().nullable(),
  /** Share of the fields that say something, 0 to 1. */
  completeness: z.number(),
  updated_at: z.string(),
});
export type IcpSummary = z.infer<typeof icpSummary>;

export const icp = icpSummary.omit({ role: true, company_size: true, stage: true }).extend({
  demographics,
  psychographics,
  behaviors,
  market_sophistication: marketSophistication,
  scores,
  summary: z.string().nullable(),
  /** What came from elsewhere and could not be read, in sentences; it is kept until the field is set anew. */
  problems: z.array(z.string()),
  /** What is missing, with why it matters. */
  missing: z.array(z.object({ field: z.string(), label: z.string(), why: z.string() })),
  created_at: z.string(),
  deleted_at: z.string().nullable(),
});
export type Icp = z.infer<typeof icp>;

/** Two devices each made a profile primary; this says which one stayed. */
export const settledPrimary = z.object({
  kept: z.object({ id: z.string(), name: z.string() }),
  demoted: z.array(z.object({ id: z.string(), name: z.string() })),
  sentence: z.string(),
});

export const importRow = z.object({
  /** As a person counts: the row of a table (2 is the first below the heads, empty ones counted), the place in a JSON list. */
  row: z.int(),
  name: z.string(),
  /** The profile as it would be made; null where its name cannot be read. */
  patch: icpPatch.nullable(),
  /** What is wrong, at its column. A row with an error is not imported. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  /** The profile that it means: by its id, its code, or its name; of several with that name the nearest. Null: it is new. */
  match: z
    .object({
      id: z.string(),
      name: z.string(),
      by: z.enum(['id', 'code', 'name']),
      /** Labels of the fields that updating would change; an empty cell changes none. */
      changes: z.array(z.string()),
    })
    .nullable(),
  /** Worth knowing, and no error: the same name stands in another row, several profiles have it already. */
  remarks: z.array(z.string()),
  /** Marked as the primary one; it becomes so only where the workspace has none. */
  primary: z.boolean(),
});
export type ImportRow = z.infer<typeof importRow>;
/** What becomes of a row whose profile is there already. */
export const ON_MATCH = ['skip', 'update', 'add'] as const;
export type OnMatch = (typeof ON_MATCH)[number];
export const importPreview = z.object({
  format: z.enum(['csv', 'json']),
  file: z.string(),
  rows: z.array(importRow),
  /** About the whole file: columns that mean nothing here, names of columns that were guessed. */
  notes: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const comparison = z.object({
  icps: z.array(
    z.object({ id: z.string(), name: z.string(), is_primary: z.boolean(), scores, fit: z.int().nullable() }),
  ),
  sections: z.array(
    z.object({
      title: z.string(),
      rows: z.array(
        z.object({
          label: z.string(),
          /** One a profile; a list where the field is one. `shared` holds what all of them say. */
          values: z.array(z.array(z.string())),
          shared: z.array(z.string()),
          same: z.boolean(),
        }),
      ),
    }),
  ),
});
export type Comparison = z.infer<typeof comparison>;

export const icpTemplate = z.object({ key: z.string(), name: z.string(), description: z.string() });

const READS = ['icp_profiles'];
const one = z.object({ id: z.string() });
const inWorkspace = z.object({ workspaceId: z.string() });

export const icpsContract = defineContract({
  /** Living ones; the primary first, then the secondary ones, then by name. */
  'icps.list': query({
    input: inWorkspace,
    output: z.object({ icps: z.array(icpSummary), settled: settledPrimary.nullable() }),
    reads: [...READS, 'sync_meta'],
  }),
  'icps.get': query({ input: one, output: icp, reads: READS }),
  /** Empty, or from one of the templates. The first of a workspace is primary. */
  'icps.create': mutation({
    input: inWorkspace.extend({ name: name.optional(), patch: icpPatch.optional(), template: z.string().optional() }),
    output: icp,
  }),
  'icps.update': mutation({ input: one.extend({ patch: icpPatch }), output: icp }),
  'icps.duplicate': mutation({ input: one, output: icp }),
  /** One a workspace: the one that was primary is so no longer. `id` null: none is. */
  'icps.setPrimary': mutation({
    input: inWorkspace.extend({ id: z.string().nullable() }),
    output: z.object({ id: z.string().nullable() }),
  }),
  'icps.remove': mutation({
    input: z.object({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: z.object({ count: z.int() }),
  }),
  /** Two or three side by side. */
  'icps.compare': query({
    input: z.object({
      ids: z.array(z.string()).min(2, 'Choose two or three profiles.').max(3, 'Choose two or three profiles.'),
    }),
    output: comparison,
    reads: READS,
  }),
  'icps.templates': query({ input: z.object({}), output: z.array(icpTemplate), reads: [] }),
  /** A summary made of the fields, for agents: the same fields give the same text. */
  'icps.draftSummary': query({ input: one, output: z.object({ text: z.string() }), reads: READS }),
  /** Reads a CSV or JSON file and changes nothing. */
  'icps.previewImport': query({
    input: inWorkspace.extend({ path: z.string() }),
    output: importPreview,
    reads: READS,
  }),
  /**
   * The rows without errors; one step of undo. Of a profile that is there already, `existing` says what becomes of it, and
   * `choices` of single rows.
   */
  'icps.import': mutation({
    input: inWorkspace.extend({
      path: z.string(),
      existing: z.enum(ON_MATCH).default('skip'),
      choices: z.array(z.object({ row: z.int(), what: z.enum(ON_MATCH) })).default([]),
    }),
    output: z.object({ made: z.array(one), updated: z.array(one), skipped: z.int(), refused: z.int() }),
  }),
  /** All living profiles of the workspace, or those named, as CSV or JSON by the file's ending. */
  'icps.exportFile': mutation({
    input: inWorkspace.extend({ ids: z.array(z.string()).nullable().default(null), path: z.string() }),
    output: z.object({ path: z.string(), count: z.int() }),
  }),
  'icps.dismissSettled': mutation({ input: inWorkspace, output: z.object({ dismissed: z.boolean() }) }),
});
