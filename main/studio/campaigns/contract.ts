/** Campaigns with their phases, and moves with their days and tasks. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const OBJECTIVES = [
  'market_entry',
  'revenue_scaling',
  'brand_pivot',
  'product_launch',
  'awareness',
  'lead_gen',
  'retention',
] as const;
export const CAMPAIGN_STATUSES = ['planning', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export const INTENSITIES = ['sprint', 'marathon'] as const;
export const MOVE_CATEGORIES = ['ignite', 'capture', 'authority', 'repair', 'rally'] as const;
export const MOVE_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export const MOVE_SOURCES = ['manual', 'blackbox', 'campaign', 'daily_wins'] as const;
export const TASK_STATUSES = ['pending', 'in-progress', 'done', 'blocked'] as const;

const day = z.iso.date('A day is written like 2026-05-31.');
const words = (label: string, max: number) => z.string().trim().max(max, `${label} has at most ${max} characters.`);
const name = z.string().trim().min(1, 'It needs a name.').max(255, 'A name has at most 255 characters.');
const channels = z.array(words('A channel', 100).min(1)).max(50);

// ---- the JSON columns, as they are stored. Unknown keys are kept.

export const phase = z.looseObject({
  id: z.string(),
  number: z.int().min(1),
  name: z.string().default(''),
  /** Seven days each; a part of a week is a fraction. */
  duration_weeks: z.number().positive().max(520).default(1),
  /** Its first day; null: the day after the phase before ends. */
  start: day.nullable().default(null),
  /** Ids of moves. */
  moves: z.array(z.string()).default([]),
  success_criteria: z.array(z.string()).default([]),
});
export type Phase = z.infer<typeof phase>;

export const task = z.looseObject({
  id: z.string(),
  title: z.string(),
  status: z.enum(TASK_STATUSES).default('pending'),
  channel: z.string().default(''),
  note: z.string().default(''),
});
export type Task = z.infer<typeof task>;

export const executionDay = z.looseObject({
  id: z.string(),
  day: z.int().min(1),
  /** Null until the move is put on the calendar. */
  date: day.nullable().default(null),
  phase: z.string().default(''),
  /** The one thing of the day. */
  pillarTask: z.string().default(''),
  /** Small things around it. */
  clusterActions: z.array(z.string()).default([]),
  /** A person to speak to. */
  networkAction: z.string().default(''),
  tasks: z.array(task).default([]),
});
export type ExecutionDay = z.infer<typeof executionDay>;

// ---- what a window sees

const icpRef = z.object({ id: z.string(), name: z.string() }).nullable();
const counts = z.object({ done: z.int(), total: z.int(), blocked: z.int() });

export const moveSummary = z.object({
  id: z.string(),
  workspace_id: z.string(),
  name: z.string(),
  category: z.enum(MOVE_CATEGORIES),
  status: z.enum(MOVE_STATUSES),
  /** 0 to 100, from its tasks. */
  progress: z.int(),
  current_day: z.int(),
  duration_days: z.int(),
  tasks: counts,
  campaign: z.object({ id: z.string(), name: z.string() }).nullable(),
  target_icp: icpRef,
  channels: z.array(z.string()),
  source: z.enum(MOVE_SOURCES),
  start: z.string().nullable(),
  end: z.string().nullable(),
  updated_at: z.string(),
});
export type MoveSummary = z.infer<typeof moveSummary>;

export const move = moveSummary.extend({
  goal: z.string().nullable(),
  context: z.string().nullable(),
  execution: z.array(executionDay),
  /** What came from elsewhere and could not be read, in sentences. */
  problems: z.array(z.string()),
  created_at: z.string(),
  deleted_at: z.string().nullable(),
});
export type Move = z.infer<typeof move>;

/** A phase with its place in time. */
export const placedPhase = phase.extend({
  /** Null while the campaign has no first day. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Days from the campaign's first day, and how many: a timeline is drawn from these, dated or not. */
  offset: z.int(),
  days: z.int(),
  progress: z.int(),
});
export type PlacedPhase = z.infer<typeof placedPhase>;

export const campaignSummary = z.object({
  id: z.string(),
  workspace_id: z.string(),
  name: z.string(),
  objective: z.enum(OBJECTIVES).nullable(),
  status: z.enum(CAMPAIGN_STATUSES),
  intensity: z.enum(INTENSITIES).nullable(),
  progress: z.int(),
  tasks: counts,
  phases: z.int(),
  moves: z.int(),
  target_icp: icpRef,
  channels: z.array(z.string()),
  start_date: z.string().nullable(),
  end_date: z.string().nullable(),
  updated_at: z.string(),
});
export type CampaignSummary = z.infer<typeof campaignSummary>;

export const campaign = campaignSummary.omit({ phases: true, moves: true }).extend({
  goal: z.string().nullable(),
  duration_days: z.int().nullable(),
  phases: z.array(placedPhase),
  moves: z.array(moveSummary),
  /** What does not fit together, in sentences: a phase after the end, two at once. Nothing is refused for it. */
  problems: z.array(z.string()),
  created_at: z.string(),
  deleted_at: z.string().nullable(),
});
export type Campaign = z.infer<typeof campaign>;

export const campaignPatch = z
  .object({
    name,
    objective: z.enum(OBJECTIVES).nullable(),
    status: z.enum(CAMPAIGN_STATUSES),
    goal: words('A goal', 5000).nullable(),
    target_icp_id: z.string().nullable(),
    channels,
    intensity: z.enum(INTENSITIES).nullable(),
    start_date: day.nullable(),
    end_date: day.nullable(),
  })
  .partial();

export const phasePatch = z
  .object({
    name: words('A name', 255).min(1, 'A phase needs a name.'),
    duration_weeks: z
      .number('A length in weeks is a number such as 2 or 1.5.')
      .positive('A phase takes some time: more than 0 weeks.')
      .max(520, 'A phase is at most 520 weeks long.'),
    start: day.nullable(),
    /** Its last day; sets the length. */
    end: day,
    moves: z.array(z.string()).max(500),
    success_criteria: z.array(words('A criterion', 1000).min(1)).max(50),
  })
  .partial();
export type PhasePatch = z.infer<typeof phasePatch>;

export const movePatch = z
  .object({
    name,
    category: z.enum(MOVE_CATEGORIES),
    status: z.enum(MOVE_STATUSES),
    goal: words('A goal', 5000).nullable(),
    target_icp_id: z.string().nullable(),
    campaign_id: z.string().nullable(),
    channels,
    duration_days: z
      .int('The days are a whole number from 1 to 365.')
      .min(1, 'A move takes at least one day.')
      .max(365, 'A move takes at most 365 days.'),
    context: words('Notes', 20_000).nullable(),
  })
  .partial();
export type MovePatch = z.infer<typeof movePatch>;

export const dayPatch = z
  .object({
    date: day.nullable(),
    phase: words('A phase', 255),
    pillarTask: words('The main thing', 1000),
    clusterActions: z.array(words('An action', 1000).min(1)).max(50),
    networkAction: words('An action', 1000),
  })
  .partial();
export const taskPatch = z
  .object({
    title: words('A task', 1000).min(1, 'A task needs words.'),
    status: z.enum(TASK_STATUSES),
    channel: words('A channel', 100),
    note: words('A note', 5000),
  })
  .partial();

/** A task with where and when it is done, for calendar and board. */
export const placedTask = task.extend({
  move: z.object({ id: z.string(), name: z.string(), category: z.enum(MOVE_CATEGORIES) }),
  dayId: z.string(),
  day: z.int(),
  date: z.string().nullable(),
});
export type PlacedTask = z.infer<typeof placedTask>;

export const campaignTemplate = z.object({
  key: z.enum(OBJECTIVES),
  name: z.string(),
  description: z.string(),
  phases: z.array(z.string()),
  weeks: z.number(),
});
export const moveTemplate = z.object({
  category: z.enum(MOVE_CATEGORIES),
  name: z.string(),
  description: z.string(),
  days: z.int(),
});

const one = z.object({ id: z.string() });
const many = z.object({ ids: z.array(z.string()).min(1).max(10_000) });
const done = z.object({ count: z.int() });
const inWorkspace = z.object({ workspaceId: z.string() });
const READS = ['campaigns', 'moves', 'icp_profiles'];

export const campaignsContract = defineContract({
  /** Living ones: active first, then by their first day and name. */
  'campaigns.list': query({ input: inWorkspace, output: z.array(campaignSummary), reads: READS }),
  'campaigns.get': query({ input: one, output: campaign, reads: READS }),
  'campaigns.templates': query({ input: z.object({}), output: z.array(campaignTemplate), reads: [] }),
  /** Empty, or with the phases that its objective usually has. */
  'campaigns.create': mutation({
    input: inWorkspace.extend({
      name: name.optional(),
      template: z.enum(OBJECTIVES).nullable().default(null),
      patch: campaignPatch.optional(),
    }),
    output: campaign,
  }),
  'campaigns.update': mutation({ input: one.extend({ patch: campaignPatch }), output: campaign }),
  /** A copy with its phases and moves, every task open again. */
  'campaigns.duplicate': mutation({ input: one, output: campaign }),
  'campaigns.remove': mutation({ input: many, output: done }),
  /** A new phase at the end, or the named fields of one that is there. */
  'campaigns.putPhase': mutation({
    input: one.extend({ phaseId: z.string().optional(), patch: phasePatch }),
    output: campaign,
  }),
  'campaigns.removePhase': mutation({ input: one.extend({ phaseId: z.string() }), output: campaign }),
  /** Puts it before another one, or at the end. */
  'campaigns.movePhase': mutation({
    input: one.extend({ phaseId: z.string(), before: z.string().nullable() }),
    output: campaign,
  }),

  /** Living ones; of one campaign where it is named. */
  'moves.list': query({
    input: inWorkspace.extend({ campaignId: z.string().nullable().default(null) }),
    output: z.array(moveSummary),
    reads: READS,
  }),
  'moves.get': query({ input: one, output: move, reads: READS }),
  'moves.templates': query({ input: z.object({}), output: z.array(moveTemplate), reads: [] }),
  /** `planned`: with the days and tasks that its category usually has, in the words of the profile that it is for. */
  'moves.create': mutation({
    input: inWorkspace.extend({
      category: z.enum(MOVE_CATEGORIES),
      planned: z.boolean().default(true),
      start: day.nullable().default(null),
      patch: movePatch.optional(),
    }),
    output: move,
  }),
  'moves.update': mutation({ input: one.extend({ patch: movePatch }), output: move }),
  'moves.duplicate': mutation({ input: one, output: move }),
  'moves.remove': mutation({ input: many, output: done }),
  /** Puts its days on the calendar one after the other; `start` null takes them off. */
  'moves.schedule': mutation({
    input: one.extend({ start: day.nullable(), weekends: z.boolean().default(true) }),
    output: move,
  }),
  'moves.updateDay': mutation({ input: one.extend({ dayId: z.string(), patch: dayPatch }), output: move }),
  'moves.addTask': mutation({
    input: one.extend({ dayId: z.string(), patch: taskPatch.required({ title: true }) }),
    output: move,
  }),
  /** `dayId`: the day that it moves to. */
  'moves.updateTask': mutation({
    input: one.extend({ taskId: z.string(), patch: taskPatch, dayId: z.string().optional() }),
    output: move,
  }),
  'moves.removeTask': mutation({ input: one.extend({ taskId: z.string() }), output: move }),
  /** Tasks for a calendar or a board: of living moves that are not cancelled. `from` and `to`: only dated ones between. */
  'moves.tasks': query({
    input: inWorkspace.extend({
      campaignId: z.string().nullable().default(null),
      moveId: z.string().nullable().default(null),
      from: day.nullable().default(null),
      to: day.nullable().default(null),
    }),
    output: z.array(placedTask),
    reads: READS,
  }),
  /** Tasks by how far they are, the first `limit` of each column in the order of their moves, and how many there are. */
  'moves.board': query({
    input: inWorkspace.extend({
      campaignId: z.string().nullable().default(null),
      moveId: z.string().nullable().default(null),
      limit: z.int().min(1).max(10_000).default(200),
    }),
    output: z.array(z.object({ status: z.enum(TASK_STATUSES), total: z.int(), tasks: z.array(placedTask) })),
    reads: READS,
  }),
});
