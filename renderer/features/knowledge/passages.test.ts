/** Faults caught: a split that loses text or tears a character, a citation without its place, a part of a text unread. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citationOf, keyOfLink, placeLabel, readingParts, splitPlace, withoutHeadings } from './passages.ts';

describe('splitting at the cursor', () => {
  it('refuses a border that leaves nothing on one side, in words', () => {
    for (const cursor of [0, 2, 9]) expect(splitPlace('  One two', cursor)).toHaveProperty('problem');
    expect(splitPlace('One two', 4)).toEqual({ at: 4 });
  });
  it('never tears a character in two', () => {
    expect(splitPlace('a🌙b', 2)).toEqual({ at: 3 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(40), (text, cursor) => {
        const place = splitPlace(text, Math.min(cursor, text.length));
        if ('problem' in place || !text.isWellFormed()) return;
        expect(text.slice(0, place.at).isWellFormed() && text.slice(place.at).isWellFormed()).toBe(true);
      }),
    );
  });
});

it('says where a passage stands, without repeating the title', () => {
  const hit = { title: 'Guide', headingPath: ['Guide', 'Setup', ''], page: 4, text: ' Open it. ' };
  expect(placeLabel(hit)).toBe('Guide › Setup, page 4');
  expect(placeLabel({ ...hit, headingPath: [], page: null })).toBe('Guide');
  expect(citationOf(hit)).toBe('Open it.\n\n— Guide › Setup, page 4');
  expect(keyOfLink('0193a5f0-7c7a.0123456789abcdef')).toBe('0123456789abcdef');
});

describe('reading a long text in parts', () => {
  it('shows every line once and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'text', '```', '~~~', '# Head'), { maxLength: 60 }), (lines) => {
        const text = lines.join('\n');
        expect(readingParts(text, 10).join('\n')).toBe(text);
      }),
    );
  });
  it('does not cut a fence in two', () => {
    const parts = readingParts(['# One', 'long enough', '', '```', 'a', '', 'b', '```', '', 'end'].join('\n'), 10);
    for (const part of parts) expect((part.match(/```/g) ?? []).length % 2).toBe(0);
    expect(parts.length).toBeGreaterThan(1);
  });
});

it('reads headings as bold lines, and leaves code alone', () => {
  expect(withoutHeadings('## One ##\ntext\n```\n# comment\n```\n# **Two**\n#tag')).toBe(
    '**One**\ntext\n```\n# comment\n```\n**Two**\n#tag',
  );
});
