/**
 * Keeping the summary: what was made is remembered beside what stands there, so that a person's changes can be told from
 * what was made, and outlive the next making. Pure.
 */
import { z } from 'zod';
import { countTokens } from '../lib/tokens.ts';
import type { Summary } from './contract.ts';
import { SUMMARY_BUDGET } from './contract.ts';
import { changedByHand, compose, differing, wholeGround, withHandEdits, withSections } from './compose.ts';
import { sha256 } from './lists.ts';
import type { Ground } from './rows.ts';

/** Kept in the truth sheet under `summary_meta`. */
export const summaryMeta = z.object({
  budget: z.int().min(SUMMARY_BUDGET.min).max(SUMMARY_BUDGET.max).catch(SUMMARY_BUDGET.usual),
  /** SHA-256 of everything that the summary was made from. */
  ground: z.string(),
  /** The text as it was made. */
  made: z.string(),
});
export type SummaryMeta = z.infer<typeof summaryMeta>;

export const metaOf = (ground: Ground): SummaryMeta | null =>
  summaryMeta.safeParse(ground.truth_sheet['summary_meta']).data ?? null;

const groundHash = (ground: Ground): string => sha256(wholeGround(ground));

export function summaryOf(ground: Ground, kept: string | null): Summary {
  const meta = metaOf(ground);
  const budget = meta?.budget ?? SUMMARY_BUDGET.usual;
  const anew = compose(ground, { budget });
  if (kept === null) {
    return { ...anew, budget, state: 'none', edited: false, contested: [] };
  }
  const state = meta?.ground === groundHash(ground) ? 'fresh' : 'stale';
  const byHand = changedByHand(meta?.made ?? '', kept);
  return {
    text: kept,
    tokens: countTokens(kept),
    budget,
    state,
    edited: byHand.size > 0,
    contested: state === 'stale' && meta ? differing(meta.made, anew.text, byHand) : [],
    leftOut: anew.leftOut,
  };
}

export interface MadeSummary {
  readonly text: string;
  readonly meta: SummaryMeta;
}

/** @param edits 'keep': sections that a person changed stay; the rest shares what they leave of the budget. */
export function makeSummary(
  ground: Ground,
  kept: string | null,
  { budget: wanted, edits }: { budget: number | undefined; edits: 'keep' | 'replace' },
): MadeSummary {
  const meta = metaOf(ground);
  const budget = wanted ?? meta?.budget ?? SUMMARY_BUDGET.usual;
  const whole = compose(ground, { budget });
  const hash = groundHash(ground);
  const byHand = kept !== null && meta && edits === 'keep' ? changedByHand(meta.made, kept) : new Set<string | null>();
  if (kept === null || byHand.size === 0) {
    return { text: whole.text, meta: { budget, ground: hash, made: whole.text } };
  }
  const theirs = withHandEdits(kept, '', byHand);
  const rest = compose(ground, {
    budget: Math.max(0, budget - countTokens(`${theirs}\n\n`)),
    without: new Set([...byHand].filter((heading) => heading !== null)),
    withoutHead: byHand.has(null),
  });
  const text = withHandEdits(kept, rest.text, byHand);
  return { text, meta: { budget, ground: hash, made: withSections(rest.text, whole.text, byHand) } };
}
