import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../lib/tokens.ts';
import { blocksOf, compose, withHandEdits } from './compose.ts';
import { SUMMARY_BUDGET } from './contract.ts';
import { makeSummary, summaryOf } from './summary.ts';
import type { Ground } from './rows.ts';
import { anyGround } from './testing.ts';

const budgets = fc.integer({ min: SUMMARY_BUDGET.min, max: SUMMARY_BUDGET.max });

/** The same value with the keys of every object the other way round, as another program might have stored it. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, own]) => [key, turned(own)]),
  ) as T;
}
const kept = (ground: Ground, meta: unknown): Ground => ({
  ...ground,
  truth_sheet: { ...ground.truth_sheet, summary_meta: meta },
});

describe('the summary for agents', () => {
  // Fault caught: the opening that a person wrote lands below a new section, and is lost as part of it the next time.
  it('keeps an opening of one’s own before a section that is new', () => {
    const text = withHandEdits('By hand.\n\n## Old\na', '## New\nb', new Set([null]));
    expect(text).toBe('By hand.\n\n## New\nb');
  });

  // Faults caught: a summary over its budget; one that differs by device, key order or the time of day.
  it('is within its budget and the same for the same ground', () => {
    fc.assert(
      fc.property(anyGround, budgets, (ground, budget) => {
        const made = compose(ground, { budget });
        expect(made.tokens).toBe(countTokens(made.text));
        expect(made.tokens).toBeLessThanOrEqual(budget);
        expect(compose(turned(ground), { budget })).toEqual(made);
      }),
      { numRuns: 60 },
    );
  });

  // Fault caught: a sentence that a person typed opens a section of its own, or stands where it was not put.
  it('has no heading but its own, whatever is typed', () => {
    fc.assert(
      fc.property(anyGround, (ground) => {
        const headings = blocksOf(compose(ground, { budget: 4000 }).text).map((block) => block.heading);
        expect(new Set(headings).size).toBe(headings.length);
      }),
      { numRuns: 60 },
    );
  });

  // Fault caught: making it anew throws a person's words away, or the words push it over the budget without need.
  it('keeps what a person changed through any change of the ground, within the budget where there is room', () => {
    fc.assert(
      fc.property(anyGround, anyGround, fc.nat(), budgets, (before, after, pick, budget) => {
        const first = makeSummary(before, null, { budget, edits: 'keep' });
        const blocks = blocksOf(first.text);
        const block = blocks[pick % blocks.length];
        if (!block) return;
        const own = `${block.heading === null ? '' : `## ${block.heading}\n`}By hand.`;
        const edited = first.text.replace(block.text, () => own);
        const again = makeSummary(kept(after, first.meta), edited, { budget: undefined, edits: 'keep' });
        expect(blocksOf(again.text).find(({ heading }) => heading === block.heading)?.text).toBe(own);
        if (budget > 150) expect(countTokens(again.text)).toBeLessThanOrEqual(budget + 4);
        const settled = summaryOf(kept(after, again.meta), again.text);
        expect(settled).toMatchObject({ state: 'fresh', edited: true, contested: [] });
        const replaced = makeSummary(kept(after, again.meta), again.text, { budget: undefined, edits: 'replace' });
        expect(replaced.text).toBe(compose(after, { budget }).text);
      }),
      { numRuns: 60 },
    );
  });
});
