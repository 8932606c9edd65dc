/** What can be asked of usage: quotas and when they run out, what was spent on which model and action, and API keys. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const SCOPES = [
  'morgys:read',
  'morgys:write',
  'morgys:delete',
  'marketplace:read',
  'marketplace:purchase',
  'analytics:read',
  'knowledge:read',
  'knowledge:write',
  'mcp:export',
] as const;

const quota = z.object({
  id: z.enum(['messages', 'tokens', 'budget']),
  /** Messages, tokens, or micros of a dollar. */
  used: z.int(),
  limit: z.int(),
  /** The date (UTC, as the quota is counted) on which it is used up at this month's pace; null when it lasts. */
  runsOut: z.iso.date().nullable(),
  /** What the month would come to at this pace. */
  projected: z.int(),
});
export type Quota = z.output<typeof quota>;

const part = z.object({ key: z.string(), actions: z.int(), tokens: z.int(), micros: z.int() });
export type UsagePart = z.output<typeof part>;

const range = z.object({ from: z.iso.date(), to: z.iso.date() }).refine(({ from, to }) => from <= to, {
  message: 'The range ends before it begins. Choose an end on or after the start.',
  path: ['to'],
});

const action = z.object({
  id: z.string(),
  at: z.string(),
  action: z.string(),
  model: z.string().nullable(),
  tool: z.string().nullable(),
  tokens: z.int(),
  micros: z.int(),
});
export type UsageAction = z.output<typeof action>;

const KEY_STATES = ['waiting', 'active', 'revoked', 'expired', 'refused'] as const;
const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(KEY_STATES),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  note: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;
/** Document 1: at most so many that can be used. */
export const MOST_KEYS = 10;

const READS = ['usage_quotas', 'user_usage', 'users', 'earnings_preferences', 'demo_workspace'];

export const usageContract = defineContract({
  'usage.overview': query({
    input: range,
    output: z.object({
      /** YYYY-MM, the month of the quotas. */
      month: z.string(),
      tier: z.string(),
      quotas: z.array(quota),
      months: z.array(z.object({ month: z.string(), messages: z.int(), tokens: z.int(), micros: z.int() })),
      total: part.omit({ key: true }),
      byModel: z.array(part),
      byAction: z.array(part),
      byTool: z.array(part),
      series: z.array(z.object({ date: z.iso.date(), actions: z.int(), tokens: z.int(), micros: z.int() })),
    }),
    reads: READS,
  }),
  'usage.actions': query({
    input: z.object({
      range,
      action: z.string().nullable().default(null),
      model: z.string().nullable().default(null),
      tool: z.string().nullable().default(null),
      sort: z.enum(['at', 'tokens', 'cost']).default('at'),
      direction: z.enum(['asc', 'desc']).default('desc'),
      offset: z.int().min(0).default(0),
      limit: z.int().min(0).max(1000).default(200),
    }),
    output: z.object({ count: z.int(), tokens: z.int(), micros: z.int(), rows: z.array(action) }),
    reads: READS,
  }),
  'usage.keys': query({
    input: z.object({}),
    output: z.object({
      keys: z.array(apiKey),
      /** Why the cloud's own list is not shown; null when it is. */
      away: z.string().nullable(),
    }),
    reads: ['api_keys_here', 'demo_workspace', 'sync_state'],
  }),
  /** The one time that the key itself is there. */
  'usage.createKey': mutation({
    input: z.object({
      name: z.string().trim().min(1, 'Give the key a name.').max(100),
      scopes: z.array(z.enum(SCOPES)).min(1, 'Choose at least one thing that the key may do.'),
      expiresAt: z.iso.datetime().nullable(),
    }),
    output: z.object({ key: z.string(), record: apiKey }),
  }),
  'usage.revokeKey': mutation({ input: z.object({ id: z.string() }), output: z.object({ id: z.string() }) }),
});
