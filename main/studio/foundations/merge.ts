/** Two foundations of one workspace become one, and nothing that was written in either is lost. Pure. */
import type { foundations, PatchOf } from '../../../schema/index.ts';
import { canonical, withIds } from './lists.ts';
import type { Json } from './lists.ts';
import type { FoundationRow } from './rows.ts';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** What the first lacks comes from the second; lists are joined by the ids of their items. */
function join(first: unknown, second: unknown): unknown {
  if (isEmpty(first)) return second;
  if (isEmpty(second)) return first;
  if (Array.isArray(first) && Array.isArray(second)) return joinLists(first, second);
  if (isObject(first) && isObject(second)) {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return Object.fromEntries([...keys].map((key) => [key, join(first[key], second[key])]));
  }
  return first;
}

function joinLists(first: readonly unknown[], second: readonly unknown[]): unknown[] {
  const result = withIds(first);
  const said = new Set(result.map(withoutId));
  for (const item of withIds(second)) {
    if (said.has(withoutId(item))) continue;
    result.push(item);
  }
  // Two different things under one id are both kept: withIds tells them apart.
  return withIds(result);
}

const withoutId = (item: unknown): string => {
  if (!isObject(item)) return canonical(item);
  const { id: _, ...rest } = item;
  return canonical(rest);
};

const longer = (a: string | null, b: string | null): string | null => {
  if (isEmpty(a)) return b;
  if (isEmpty(b) || a === b || a?.includes(b ?? '')) return a;
  return `${a}\n\n${b}`;
};

export function mergeFoundations(row: FoundationRow, second: FoundationRow): PatchOf<typeof foundations> {
  return {
    company_name: row.company_name ?? second.company_name,
    website_url: row.website_url ?? second.website_url,
    industry: row.industry ?? second.industry,
    company_stage: row.company_stage ?? second.company_stage,
    truth_sheet: join(row.truth_sheet, second.truth_sheet),
    market_research: join(row.market_research, second.market_research),
    competitors: join(row.competitors, second.competitors),
    positioning: join(row.positioning, second.positioning),
    brand_voice: longer(row.brand_voice, second.brand_voice),
    messaging_guardrails: join(row.messaging_guardrails, second.messaging_guardrails),
    soundbite_library: join(row.soundbite_library, second.soundbite_library),
    message_hierarchy: join(row.message_hierarchy, second.message_hierarchy),
    summary: row.summary ?? second.summary,
    onboarding_completed: row.onboarding_completed || second.onboarding_completed,
  };
}
