/** Limits, quotas and metered usage of all five documents. */
import * as c from '../columns.ts';
import { defineTable } from '../table.ts';

export const rateLimits = defineTable({
  name: 'rate_limits',
  domain: 'usage',
  document: 1,
  purpose: 'Requests counted by person, endpoint and window.',
  uniques: [['user_id', 'endpoint', 'window_start', 'window_seconds']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    endpoint: c.notNull(c.text()),
    window_start: c.stamped(),
    window_seconds: c.withDefault(c.notNull(c.integer({ min: 1 })), '60', 60),
    request_count: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    created_at: c.stamped(),
  },
});

export const usageQuotas = defineTable({
  name: 'usage_quotas',
  domain: 'usage',
  document: 1,
  purpose: 'What a person used in a month.',
  sync: 'down',
  ownerColumn: 'user_id',
  uniques: [['user_id', 'month']],
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    month: c.notNull(c.text()),
    messages_used: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    tokens_used: c.withDefault(c.notNull(c.bigint()), '0', 0),
    tools_used: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    cost_usd: c.withDefault(c.notNull(c.numeric(10, 4, { min: 0 })), '0', 0),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const userUsage = defineTable({
  name: 'user_usage',
  domain: 'usage',
  document: 1,
  purpose: 'Every metered action with its cost.',
  sync: 'down',
  ownerColumn: 'user_id',
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    action_type: c.notNull(c.text()),
    tokens_used: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    cost_usd: c.withDefault(c.notNull(c.numeric(10, 4, { min: 0 })), '0', 0),
    metadata: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
  },
});

export const usageEvents = defineTable({
  name: 'usage_events',
  domain: 'usage',
  document: 2,
  purpose: 'Metered events of hired agents and plugins, append-only.',
  sync: 'down',
  ownerColumn: 'user_id',
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users'),
    instance_id: c.references(c.uuid(), 'agent_instances'),
    session_id: c.references(c.uuid(), 'sessions'),
    plugin_id: c.references(c.text(), 'plugins'),
    event_type: c.withDefault(
      c.notNull(c.oneOf('session_usage', 'issue_processed', 'agent_executed', 'command_used')),
      "'session_usage'::text",
      'session_usage',
    ),
    event_data: c.jsonb(),
    compute_seconds: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    input_tokens: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    output_tokens: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    credits_consumed: c.integer({ min: 0 }),
    cost_usd: c.withDefault(c.notNull(c.numeric(10, 6, { min: 0 })), '0', 0),
    created_at: c.stamped(),
  },
});

export const usageAggregates = defineTable({
  name: 'usage_aggregates',
  domain: 'usage',
  document: 4,
  purpose: 'Plugin usage by month.',
  sync: 'down',
  ownerColumn: 'user_id',
  uniques: [['user_id', 'plugin_id', 'period']],
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    plugin_id: c.references(c.notNull(c.text()), 'plugins'),
    period: c.notNull(c.text()),
    issues: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    tokens: c.withDefault(c.notNull(c.bigint()), '0', 0),
    agent_executions: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const usageRecords = defineTable({
  name: 'usage_records',
  domain: 'usage',
  document: 5,
  purpose: 'AI usage of workspaces with its cost.',
  sync: 'down',
  ownerColumn: 'user_id',
  uniques: [['user_id', 'date']],
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    date: c.notNull(c.date()),
    tokens_used: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    cost_usd: c.withDefault(c.notNull(c.numeric(10, 6, { min: 0 })), '0', 0),
    agent_usage: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const usageLogs = defineTable({
  name: 'usage_logs',
  domain: 'usage',
  document: 3,
  purpose: 'Requests to chat models.',
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    endpoint: c.notNull(c.text()),
    method: c.notNull(c.text()),
    status_code: c.notNull(c.integer({ min: 100, max: 599 })),
    tokens: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    provider: c.text(),
    model: c.text(),
    estimated_cost: c.numeric(10, 6, { min: 0 }),
    response_time_ms: c.integer({ min: 0 }),
    error_message: c.text(),
    error_code: c.text(),
    metadata: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
  },
});

export const usageDailyAggregates = defineTable({
  name: 'usage_daily_aggregates',
  domain: 'usage',
  document: 3,
  purpose: 'Chat usage by day.',
  sync: 'down',
  ownerColumn: 'user_id',
  uniques: [['user_id', 'date']],
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    date: c.notNull(c.date()),
    message_count: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    conversation_count: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    total_tokens: c.withDefault(c.notNull(c.bigint()), '0', 0),
    total_estimated_cost: c.withDefault(c.notNull(c.numeric(10, 6, { min: 0 })), '0', 0),
    model_usage: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
  },
});

export const analyticsEvents = defineTable({
  name: 'analytics_events',
  domain: 'usage',
  document: 3,
  purpose: 'Product events, kept 30 days.',
  columns: {
    id: c.id(),
    user_id: c.references(c.uuid(), 'users', 'set null'),
    event_type: c.notNull(c.text()),
    event_data: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
  },
});
