import { describe, expect, it } from 'vitest';
import { bestMatches, matchScore } from './paletteMatch.ts';

describe('palette', () => {
  it('puts a title that begins with the query before one that only contains it', () => {
    const titles = ['Show as Table', 'Table of contents', 'Constable'];
    expect(bestMatches(titles, (title) => matchScore('table', title), 3)).toEqual([
      'Table of contents',
      'Show as Table',
      'Constable',
    ]);
  });
  it('finds by initials and without accents', () => {
    expect(matchScore('nfg', 'New from Gallery…')).toBeGreaterThan(0);
    expect(matchScore('resume', 'Résumé helper')).toBeGreaterThan(0);
  });
  it('finds by a keyword, but the title weighs more', () => {
    expect(matchScore('mcpb', 'Export Bundle', ['mcpb'])).toBeGreaterThan(0);
    expect(matchScore('export', 'Export Bundle')).toBeGreaterThan(matchScore('export', 'Save', ['export']));
  });
  it('leaves out what does not fit, and shows everything for nothing', () => {
    expect(matchScore('zebra', 'Show as Cards')).toBe(0);
    expect(matchScore('  ', 'Show as Cards')).toBe(1);
  });
});
