/** The foundation of a workspace: what is true, for whom, against whom, and how it is said. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import {
  CAPABILITY_RATINGS,
  COMPANY_STAGES,
  COMPETITOR_TYPES,
  competitors,
  CONFIDENCES,
  FACT_CATEGORIES,
  guardrails,
  HAS,
  INSIGHT_TYPES,
  LIST_NAMES,
  marketResearch,
  MESSAGE_TYPES,
  messageHierarchy,
  positioning,
  RULE_CATEGORIES,
  RULE_SEVERITIES,
  RULE_TYPES,
  SOUNDBITE_CATEGORIES,
  soundbiteLibrary,
  STATEMENT_TYPES,
  THREAT_LEVELS,
  truthSheet,
} from './types.ts';
import type { ListName } from './types.ts';

export * from './types.ts';

/** Tokens of the summary for agents: what it may take at most, and what it takes where nothing else is said. */
export const SUMMARY_BUDGET = { min: 100, max: 4000, usual: 800 } as const;

/**
 * `none`: never kept, so it is made from the ground whenever it is asked for. `fresh`: made from the ground as it is.
 * `stale`: the ground has changed since.
 */
export const SUMMARY_STATES = ['none', 'fresh', 'stale'] as const;
export const summary = z.object({
  text: z.string(),
  /** Exact, by the o200k_base tokenizer. */
  tokens: z.int(),
  budget: z.int(),
  state: z.enum(SUMMARY_STATES),
  /** A person changed it after it was made; making it anew keeps what they changed. */
  edited: z.boolean(),
  /** Sections that a person changed and whose ground has changed as well: the person's words stand. */
  contested: z.array(z.string()),
  /** What did not fit into the budget, in words: "3 facts", "2 soundbites". */
  leftOut: z.array(z.string()),
});
export type Summary = z.infer<typeof summary>;

/** One thing that a complete foundation has. */
export const gap = z.object({
  key: z.string(),
  /** The section of the foundation where it is filled in. */
  section: z.string(),
  title: z.string(),
  why: z.string(),
  done: z.boolean(),
});
export const completeness = z.object({
  /** 0 to 1. */
  score: z.number(),
  items: z.array(gap),
});
export type Completeness = z.infer<typeof completeness>;

/** What two facts, or a fact and what was found in the evidence, say differently of one thing. */
export const contradiction = z.object({
  key: z.string(),
  field_name: z.string(),
  says: z.array(
    z.object({
      value: z.string(),
      source: z.string(),
      quote: z.string(),
      /** Null: only found, nobody took it yet. */
      fact_id: z.string().nullable(),
      candidate_id: z.string().nullable(),
      verified: z.boolean(),
    }),
  ),
});
export type Contradiction = z.infer<typeof contradiction>;

export const foundation = z.object({
  id: z.string(),
  workspace_id: z.string(),
  company_name: z.string().nullable(),
  website_url: z.string().nullable(),
  industry: z.string().nullable(),
  company_stage: z.string().nullable(),
  truth_sheet: truthSheet,
  market_research: marketResearch,
  competitors,
  positioning,
  brand_voice: z.string().nullable(),
  messaging_guardrails: guardrails,
  soundbite_library: soundbiteLibrary,
  message_hierarchy: messageHierarchy,
  onboarding_completed: z.boolean(),
  /** Open ones; the summary tells none of what they say as true. */
  contradictions: z.array(contradiction),
  summary,
  completeness,
  /** Another foundation of the same workspace, made before this device and the cloud knew of each other. */
  second: z.object({ id: z.string(), created_at: z.string(), words: z.int() }).nullable(),
  updated_at: z.string(),
});
export type Foundation = z.infer<typeof foundation>;

/** A run of changes without a pause over two minutes; a version is the state after it. */
export const groundVersion = z.object({
  tx: z.int(),
  firstTx: z.int(),
  at: z.string(),
  label: z.string(),
  changes: z.int(),
});
export type GroundVersion = z.infer<typeof groundVersion>;

const line = (most: number, name: string) =>
  z.string().trim().max(most, `${name} has at most ${most} characters.`).nullable();
const prose = (most: number, name: string) => z.string().max(most, `${name} has at most ${most} characters.`);
export const website = z
  .string()
  .trim()
  .max(2000, 'An address has at most 2,000 characters.')
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: 'An address begins with https:// or http://.',
  })
  .nullable();
const phrases = (name: string) =>
  z.array(z.string().trim().min(1).max(400, `${name} has at most 400 characters.`)).max(50);
const axisEnd = z.string().trim().min(1, 'An end of an axis needs a name.').max(60);
const onMap = z.number().min(0).max(100).nullable();

/** What is not a list: set by key into what is there. */
export const foundationPatch = z
  .object({
    company_name: line(200, 'A company name'),
    website_url: website,
    industry: line(200, 'An industry'),
    company_stage: z.enum(COMPANY_STAGES).nullable(),
    brand_voice: prose(20_000, 'The brand voice').nullable(),
    onboarding_completed: z.boolean(),
    positioning: z
      .object({
        category: prose(300, 'A market category'),
        positioning_statement: prose(4000, 'A positioning statement'),
        usps: phrases('A selling point'),
        differentiators: phrases('A differentiator'),
        focus: prose(4000, 'The focus'),
        not_now: prose(4000, 'What waits'),
        map: z.object({ xLow: axisEnd, xHigh: axisEnd, yLow: axisEnd, yHigh: axisEnd, x: onMap, y: onMap }).partial(),
      })
      .partial(),
    market_research: z
      .object({
        brief: prose(20_000, 'The research brief'),
        sizing: z
          .object({
            currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters, such as EUR.'),
            tam: z.int().min(0, 'A market is not negative.').nullable(),
            sam: z.int().min(0, 'A market is not negative.').nullable(),
            som: z.int().min(0, 'A market is not negative.').nullable(),
            method: prose(4000, 'The way it was reckoned'),
          })
          .partial(),
      })
      .partial(),
  })
  .partial();
export type FoundationPatch = z.infer<typeof foundationPatch>;

const workspaceId = z.object({ workspaceId: z.string() });
const list = workspaceId.extend({ list: z.enum(LIST_NAMES) });
/** What was found in the evidence may contradict what was taken. */
const READS = ['foundations', 'onboarding_sessions'];

export const foundationsContract = defineContract({
  /** Empty where the workspace has none yet; the first change makes it. */
  'foundations.get': query({ input: workspaceId, output: foundation, reads: READS }),
  'foundations.update': mutation({ input: workspaceId.extend({ patch: foundationPatch }), output: foundation }),
  /** A new item at the end of a list, or the named fields of one that is there. */
  'foundations.putItem': mutation({
    input: list.extend({ id: z.string().optional(), item: z.record(z.string(), z.json()) }),
    output: z.object({ id: z.string(), foundation }),
  }),
  'foundations.removeItem': mutation({ input: list.extend({ id: z.string() }), output: foundation }),
  /** Puts it before another one, or at the end. */
  'foundations.moveItem': mutation({
    input: list.extend({ id: z.string(), before: z.string().nullable() }),
    output: foundation,
  }),
  /** What an agent is told of this business. Never empty of what the ground has: unkept, it is made on the spot. */
  'foundations.summary': query({ input: workspaceId, output: summary, reads: READS }),
  /**
   * Makes the summary from the ground and keeps it. `keep`: sections that a person changed stay as they wrote them;
   * `replace`: everything is made anew.
   */
  'foundations.makeSummary': mutation({
    input: workspaceId.extend({
      budget: z
        .int()
        .min(SUMMARY_BUDGET.min, `A summary has at least ${SUMMARY_BUDGET.min} tokens.`)
        .max(SUMMARY_BUDGET.max, `A summary has at most ${SUMMARY_BUDGET.max} tokens.`)
        .optional(),
      edits: z.enum(['keep', 'replace']).default('keep'),
    }),
    output: summary,
  }),
  /** A person's own words; kept, also where they are longer than the budget. */
  'foundations.editSummary': mutation({
    input: workspaceId.extend({ text: z.string().max(100_000, 'A summary has at most 100,000 characters.') }),
    output: summary,
  }),
  /** Takes everything of the second foundation that this one lacks, and puts the second into the past. */
  'foundations.mergeSecond': mutation({ input: workspaceId, output: foundation }),
  /** Newest first. */
  'foundations.versions': query({ input: workspaceId, output: z.array(groundVersion), reads: ['history', ...READS] }),
  /** What the foundation says, line by line, from the state after `from` to the state after `to`; null is now. */
  'foundations.difference': query({
    input: workspaceId.extend({ from: z.int(), to: z.int().nullable() }),
    output: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
    reads: ['history', ...READS],
  }),
  /** As it was after that transaction: a new change, itself undoable. */
  'foundations.restore': mutation({ input: workspaceId.extend({ tx: z.int() }), output: foundation }),
});

// ---- what a person may put into an item

const must = (most: number, empty: string, name: string) =>
  z.string().trim().min(1, empty).max(most, `${name} has at most ${most} characters.`);
const may = (most: number, name: string) => z.string().max(most, `${name} has at most ${most} characters.`);
const percent = z.number().min(0).max(100, 'A judgement lies between 0 and 100.').nullable();

/** By list: every field that can be set, each with its bound. What every item needs is first. */
export const itemInputs = {
  facts: z.object({
    field_name: must(200, 'A fact needs a name, such as “Founded”.', 'The name of a fact'),
    value: must(4000, 'A fact needs what it says.', 'A fact'),
    category: z.enum(FACT_CATEGORIES),
    confidence: z.enum(CONFIDENCES),
    verified: z.boolean(),
    source: may(2000, 'A source'),
    quote: may(8000, 'A quoted sentence'),
  }),
  tasks: z.object({
    task: must(1000, 'A task needs words: what is to be found out?', 'A task'),
    done: z.boolean(),
    result: may(4000, 'A result'),
  }),
  insights: z.object({
    quote: must(4000, 'An insight needs what the customer said.', 'A quote'),
    type: z.enum(INSIGHT_TYPES),
    source: may(2000, 'A source'),
    sentiment: percent,
  }),
  findings: z.object({
    finding: must(4000, 'A finding needs words.', 'A finding'),
    source: may(2000, 'A source'),
  }),
  trends: z.object({
    trend: must(2000, 'A trend needs words.', 'A trend'),
    effect: may(2000, 'An effect'),
    source: may(2000, 'A source'),
  }),
  buying: z.object({
    stage: must(300, 'A buying step needs a name.', 'The name of a step'),
    question: may(2000, 'A question'),
    who: may(300, 'A person'),
  }),
  channels: z.object({
    channel: must(300, 'A channel needs a name.', 'The name of a channel'),
    role: may(2000, 'A role'),
    cadence: may(300, 'A rhythm'),
  }),
  competitors: z.object({
    name: must(200, 'An alternative needs a name; “doing nothing” is one, too.', 'A name'),
    type: z.enum(COMPETITOR_TYPES),
    corePromise: may(2000, 'A promise'),
    appeal: may(2000, 'An appeal'),
    weakness: may(2000, 'A weakness'),
    threatLevel: z.enum(THREAT_LEVELS),
    yourLeverage: may(2000, 'An advantage'),
    theirLeverage: may(2000, 'An advantage'),
    switchTriggers: may(2000, 'A reason to switch'),
    mapX: onMap,
    mapY: onMap,
  }),
  statements: z.object({
    content: must(2000, 'A statement needs words.', 'A statement'),
    type: z.enum(STATEMENT_TYPES),
  }),
  capabilities: z.object({
    name: must(300, 'A capability needs a name.', 'The name of a capability'),
    rating: z.enum(CAPABILITY_RATINGS),
    has: z.record(z.string(), z.enum(HAS)),
  }),
  guardrails: z.object({
    text: must(1000, 'A rule needs words: what is to be done, or not?', 'A rule'),
    type: z.enum(RULE_TYPES),
    reason: may(2000, 'A reason'),
    category: z.enum(RULE_CATEGORIES),
    severity: z.enum(RULE_SEVERITIES),
    terms: z.array(z.string().trim().min(1).max(200, 'A phrase has at most 200 characters.')).max(100),
  }),
  soundbites: z.object({
    content: must(2000, 'A soundbite needs words.', 'A soundbite'),
    category: z.enum(SOUNDBITE_CATEGORIES),
    label: may(200, 'A label'),
    approved: z.boolean(),
  }),
  examples: z.object({
    good: must(2000, 'An example needs the words as they should be.', 'An example'),
    situation: may(300, 'A situation'),
    bad: may(2000, 'An example'),
  }),
  brandAssets: z.object({
    name: must(200, 'A brand asset needs a name.', 'A name'),
    kind: may(200, 'A kind'),
    where: may(2000, 'A place'),
  }),
  messages: z.object({
    content: must(2000, 'A message needs words.', 'A message'),
    level: z.int().min(1).max(3, 'A message stands on level 1, 2 or 3.'),
    type: z.enum(MESSAGE_TYPES),
  }),
} as const satisfies Record<ListName, z.ZodObject>;
