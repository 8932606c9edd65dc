/** The month's quotas, and the day on which they run out if the rest of the month is like its beginning. */
import type { Quota } from './contract.ts';

const DAY = 86_400_000;

/** Document 1's limits by the tiers that accounts have: messages and tokens a month. */
const LIMITS: Readonly<Record<string, readonly [messages: number, tokens: number]>> = {
  free: [100, 100_000],
  starter: [1_000, 1_000_000],
  growth: [10_000, 10_000_000],
  enterprise: [10_000, 10_000_000],
};

export const limitsOf = (tier: string): readonly [messages: number, tokens: number] => LIMITS[tier] ?? [100, 100_000];

export const monthOf = (instant: number): string => new Date(instant).toISOString().slice(0, 7);

/** @param now within the month that is counted; quotas go by UTC months */
export function quotaOf(id: Quota['id'], used: number, limit: number, now: number): Quota {
  const begin = Date.parse(`${monthOf(now)}-01T00:00:00Z`);
  const next = new Date(begin);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const end = next.getTime();
  // The first hours of a month say little: a pace is reckoned over at least one day.
  const elapsed = Math.max(now - begin, DAY);
  const projected = Math.max(used, Math.round((used * (end - begin)) / elapsed));
  const full = used >= limit ? now : begin + (elapsed * limit) / used;
  const runsOut = used > 0 && full < end ? new Date(full).toISOString().slice(0, 10) : null;
  return { id, used, limit, projected, runsOut };
}
