/** Blackbox strategies, weighed by focus, outcome and risk, and the daily win: one small publishable thing a day. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const FOCUS_AREAS = ['acquisition', 'retention', 'revenue', 'brand_equity', 'virality'] as const;
export const STRATEGY_STATUSES = ['generated', 'reviewing', 'accepted', 'executed', 'completed', 'discarded'] as const;
export const WIN_STATUSES = ['generated', 'saved', 'posted', 'skipped'] as const;

const RISK = 'A risk is a whole number from 1 to 10.';
const risk = z.int(RISK).min(1, RISK).max(10, RISK);

export const strategyPhase = z.looseObject({
  id: z.string(),
  name: z.string().default(''),
  days: z.int().min(1).max(365).default(1),
  actions: z.array(z.string()).default([]),
});

export const strategy = z.object({
  id: z.string(),
  workspace_id: z.string(),
  name: z.string(),
  focus_area: z.enum(FOCUS_AREAS),
  outcome: z.string().nullable(),
  risk_level: z.int().nullable(),
  phases: z.array(strategyPhase),
  execution_steps: z.array(z.string()),
  expected_upside: z.string().nullable(),
  potential_downside: z.string().nullable(),
  time_to_result: z.string().nullable(),
  status: z.enum(STRATEGY_STATUSES),
  move: z.object({ id: z.string(), name: z.string() }).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Strategy = z.infer<typeof strategy>;

const text = (max: number) => z.string().trim().max(max, `This has at most ${max} characters.`);
export const strategyPatch = z
  .object({
    name: text(255).min(1, 'A strategy needs a name.'),
    outcome: text(2000).nullable(),
    risk_level: risk.nullable(),
    execution_steps: z.array(text(1000).min(1)).max(100),
    expected_upside: text(2000).nullable(),
    potential_downside: text(2000).nullable(),
    time_to_result: text(200).nullable(),
    status: z.enum(STRATEGY_STATUSES),
  })
  .partial();

export const win = z.object({
  id: z.string(),
  workspace_id: z.string(),
  topic: z.string(),
  angle: z.string().nullable(),
  hook: z.string(),
  outline: z.array(z.string()),
  platform: z.string().nullable(),
  status: z.enum(WIN_STATUSES),
  posted_at: z.string().nullable(),
  generated_at: z.string(),
});
export type Win = z.infer<typeof win>;
export const winPatch = z
  .object({
    topic: text(500).min(1, 'It needs a topic.'),
    angle: text(500).nullable(),
    hook: text(2000).min(1, 'It needs a first line.'),
    outline: z.array(text(1000).min(1)).max(30),
    platform: text(100).nullable(),
    status: z.enum(WIN_STATUSES),
  })
  .partial();

const one = z.object({ id: z.string() });
const many = z.object({ ids: z.array(z.string()).min(1).max(10_000) });
const done = z.object({ count: z.int() });
const inWorkspace = z.object({ workspaceId: z.string() });

export const strategiesContract = defineContract({
  /** Living ones, newest first. */
  'strategies.list': query({ input: inWorkspace, output: z.array(strategy), reads: ['blackbox_strategies', 'moves'] }),
  /** Three ways to the outcome: at the risk that was asked for, one calmer and one bolder. Kept as "generated". */
  'strategies.generate': mutation({
    input: inWorkspace.extend({
      focus: z.enum(FOCUS_AREAS),
      outcome: text(2000).min(1, 'Say what should come of it.'),
      risk,
      icpId: z.string().nullable().default(null),
    }),
    output: z.array(strategy),
  }),
  'strategies.update': mutation({ input: one.extend({ patch: strategyPatch }), output: strategy }),
  /** Becomes a move with its days and tasks. */
  'strategies.accept': mutation({
    input: one.extend({ start: z.iso.date('A day is written like 2026-05-31.').nullable().default(null) }),
    output: z.object({ strategy, moveId: z.string() }),
  }),
  'strategies.remove': mutation({ input: many, output: done }),

  /** Living ones, newest first. */
  'wins.list': query({ input: inWorkspace, output: z.array(win), reads: ['daily_wins'] }),
  /** The win of that day: there already, or made from the ground. The same ground and day give the same one. */
  'wins.ofDay': mutation({
    input: inWorkspace.extend({
      day: z.iso.date('A day is written like 2026-05-31.'),
      another: z.boolean().default(false),
    }),
    output: win,
  }),
  'wins.update': mutation({ input: one.extend({ patch: winPatch }), output: win }),
  /** A text to go on with, from its first line and outline. */
  'wins.toAsset': mutation({ input: one, output: z.object({ assetId: z.string() }) }),
  'wins.remove': mutation({ input: many, output: done }),
});
