/** What metered use comes to, in SQL over `user_usage` and `usage_quotas`. Costs are ten-thousandths there, micros here. */
import type { Zone } from '../lib/period/zone.ts';
import { addDays } from '../lib/period/zone.ts';
import { instantsOf } from '../lib/period/range.ts';
import type { Store } from '../store/store.ts';
import type { Quota, UsageAction, UsagePart } from './contract.ts';
import { limitsOf, monthOf, quotaOf } from './quotas.ts';

/** Ten-thousandths of a dollar in micros. */
const UNIT = 100;

export interface DateRange {
  readonly from: string;
  readonly to: string;
}

const between = (zone: Zone, range: DateRange): [string, string] => {
  const [from, until] = instantsOf(zone, range);
  return [new Date(from).toISOString(), new Date(until).toISOString()];
};

const SUMS = `count(*) AS actions, coalesce(sum(tokens_used), 0) AS tokens, coalesce(sum(cost_usd), 0) * ${UNIT} AS micros`;

function parts(store: Store, expression: string, span: readonly [string, string]): UsagePart[] {
  return store.all<UsagePart>(
    `SELECT ${expression} AS key, ${SUMS} FROM user_usage
     WHERE created_at >= ? AND created_at < ? AND ${expression} IS NOT NULL GROUP BY 1 ORDER BY micros DESC, key`,
    span,
  );
}

export function usageFigures(store: Store, zone: Zone, range: DateRange) {
  const span = between(zone, range);
  const whole = store.get<Omit<UsagePart, 'key'>>(
    `SELECT ${SUMS} FROM user_usage WHERE created_at >= ? AND created_at < ?`,
    span,
  );
  const series: { date: string; actions: number; tokens: number; micros: number }[] = [];
  const rows = store.all<{ at: string; tokens: number; cost: number }>(
    `SELECT created_at AS at, tokens_used AS tokens, cost_usd AS cost FROM user_usage
     WHERE created_at >= ? AND created_at < ? ORDER BY created_at`,
    span,
  );
  let next = 0;
  for (let date = range.from; date <= range.to; date = addDays(date, 1)) {
    const end = new Date(zone.startOf(addDays(date, 1))).toISOString();
    const day = { date, actions: 0, tokens: 0, micros: 0 };
    for (let row = rows[next]; row && row.at < end; row = rows[++next]) {
      day.actions += 1;
      day.tokens += row.tokens;
      day.micros += row.cost * UNIT;
    }
    series.push(day);
  }
  return {
    total: whole ?? { actions: 0, tokens: 0, micros: 0 },
    byModel: parts(store, `json_extract(metadata, '$.model')`, span),
    byAction: parts(store, 'action_type', span),
    byTool: parts(store, `json_extract(metadata, '$.tool_name')`, span),
    series,
  };
}

interface QuotaRow {
  month: string;
  messages: number;
  tokens: number;
  micros: number;
}

export function quotasAt(
  store: Store,
  now: number,
): { month: string; tier: string; quotas: Quota[]; months: QuotaRow[] } {
  const account = store.get<{ tier: string; budget: number }>(
    'SELECT subscription_tier AS tier, budget_limit_monthly AS budget FROM users WHERE id = ?',
    [store.ownerId()],
  );
  const months = store.all<QuotaRow>(
    `SELECT month, messages_used AS messages, tokens_used AS tokens, cost_usd * ${UNIT} AS micros FROM usage_quotas ORDER BY month`,
  );
  const month = monthOf(now);
  const used = months.find((each) => each.month === month) ?? { messages: 0, tokens: 0, micros: 0 };
  const tier = account?.tier ?? 'free';
  const [messages, tokens] = limitsOf(tier);
  return {
    month,
    tier,
    quotas: [
      quotaOf('messages', used.messages, messages, now),
      quotaOf('tokens', used.tokens, tokens, now),
      ...(account && account.budget > 0 ? [quotaOf('budget', used.micros, account.budget * UNIT, now)] : []),
    ],
    months,
  };
}

const ORDER = { at: 'created_at', tokens: 'tokens_used', cost: 'cost_usd' } as const;

export interface ActionQuery {
  readonly range: DateRange;
  readonly action: string | null;
  readonly model: string | null;
  readonly tool: string | null;
  readonly sort: keyof typeof ORDER;
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export function usageActions(store: Store, zone: Zone, asked: ActionQuery) {
  const span = between(zone, asked.range);
  const filters: [string, string | null][] = [
    ['action_type', asked.action],
    [`json_extract(metadata, '$.model')`, asked.model],
    [`json_extract(metadata, '$.tool_name')`, asked.tool],
  ];
  const given = filters.filter((each): each is [string, string] => each[1] !== null);
  const where = `created_at >= ? AND created_at < ?${given.map(([expression]) => ` AND ${expression} = ?`).join('')}`;
  const values = [...span, ...given.map(([, value]) => value)];
  const sums = store.get<{ actions: number; tokens: number; micros: number }>(
    `SELECT ${SUMS} FROM user_usage WHERE ${where}`,
    values,
  );
  const direction = asked.direction === 'asc' ? 'ASC' : 'DESC';
  const rows = store.all<UsageAction>(
    `SELECT id, created_at AS at, action_type AS action, json_extract(metadata, '$.model') AS model,
       json_extract(metadata, '$.tool_name') AS tool, tokens_used AS tokens, cost_usd * ${UNIT} AS micros
     FROM user_usage WHERE ${where} ORDER BY ${ORDER[asked.sort]} ${direction}, id ${direction} LIMIT ? OFFSET ?`,
    [...values, asked.limit, asked.offset],
  );
  return { count: sums?.actions ?? 0, tokens: sums?.tokens ?? 0, micros: sums?.micros ?? 0, rows };
}
