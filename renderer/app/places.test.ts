/** Faults caught: a part of a page that the palette does not find by the name on it, or that leads nowhere. */
import { expect, it } from 'vitest';
import { bestMatches, matchScore } from './paletteMatch.ts';
import { PLACES } from './places.ts';
import { EDITOR_TABS, route } from './routes.ts';

const found = (typed: string): string | undefined =>
  bestMatches(PLACES, ({ title, keywords }) => matchScore(typed, title, keywords), 1)[0]?.title;

it('finds parts of pages by their names', () => {
  for (const [typed, title] of [
    ['payouts', 'Payouts'],
    ['ledger', 'Ledger'],
    ['statements', 'Statements'],
    ['truth sheet', 'Truth sheet'],
    ['retrieval', 'Retrieval'],
    ['moves', 'Moves'],
  ] as const)
    expect(found(typed)).toBe(title);
});

it('leads to places that there are', () => {
  for (const { to } of PLACES) {
    if ('tab' in to && !('name' in to)) expect(EDITOR_TABS).toContain(to.tab);
    else expect(route.parse(to)).toEqual(to);
  }
});
