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
  const sizes = { size: 10, longest: 10 };
  it('shows every line once and in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', 'text', '# Head', '```', '~~~'), { minLength: 1, maxLength: 60 }),
        (lines) => {
          const text = lines.join('\n');
          expect(readingParts(text, { ...sizes, plain: true }).join('\n')).toBe(text);
          // As Markdown, a fence that is cut has its marks once more: nothing else is there twice.
          const written = (all: readonly string[]): string[] => all.filter((line) => !/^[`~]/.test(line));
          expect(written(readingParts(text, sizes).join('\n').split('\n'))).toEqual(written(lines));
        },
      ),
    );
  });
  it('does not cut a fence in two', () => {
    const parts = readingParts(['# One', 'long enough', '', '```', 'a', '', 'b', '```', '', 'end'].join('\n'), sizes);
    for (const part of parts) expect((part.match(/```/g) ?? []).length % 2).toBe(0);
    expect(parts.length).toBeGreaterThan(1);
    const long = readingParts(
      ['```js', ...Array.from({ length: 40 }, (_, i) => `line ${i}`), '```', 'end'].join('\n'),
      sizes,
    );
    expect(long.length).toBeGreaterThan(10);
    for (const part of long.slice(0, -1)) expect(part).toMatch(/^```js\n[^]*\n```$/);
  });
  it('draws no more at once of a paragraph without a line break, of lines without a blank one, or of both', () => {
    const scripts = [
      'предложение ',
      'جملة باللغة العربية. ',
      '東京は日本の首都です。',
      'ประเทศไทย',
      'A sentence. ',
      '👩‍👩‍👧🌙',
    ];
    const piece = fc
      .tuple(fc.constantFrom(...scripts), fc.integer({ min: 1, max: 30 }))
      .map(([one, n]) => one.repeat(n));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.constantFrom('', '\n'),
        fc.boolean(),
        (pieces, joined, plain) => {
          const text = pieces.join(joined);
          const parts = readingParts(text, { plain, size: 120, longest: 60 });
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(2 * 120 + 60);
            expect(part.isWellFormed()).toBe(true);
          }
          expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
        },
      ),
      { numRuns: 200 },
    );
    const giant = readingParts('предложение на русском 東京は日本の首都 '.repeat(9_000).slice(0, 280_000));
    expect(giant.length).toBeGreaterThanOrEqual(28);
    for (const part of giant) expect(part.length).toBeLessThanOrEqual(10_000);
  });
  it('cuts a long line behind a sentence, else behind a blank', () => {
    expect(readingParts('One two. Three four five', { size: 14, longest: 14 })).toEqual([
      'One two. ',
      'Three four ',
      'five',
    ]);
  });
});

it('reads headings as bold lines, and leaves code alone', () => {
  expect(withoutHeadings('## One ##\ntext\n```\n# comment\n```\n# **Two**\n#tag')).toBe(
    '**One**\ntext\n```\n# comment\n```\n**Two**\n#tag',
  );
});
