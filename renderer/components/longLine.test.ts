import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasLongLine } from './longLine.ts';

it('tells a line that never ends wherever it stands (the last line forgotten, or the text taken for a line)', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 12 }), (lengths) => {
      const text = lengths.map((length) => 'x'.repeat(length)).join('\n');
      expect(hasLongLine(text, 8)).toBe(lengths.some((length) => length > 8));
    }),
  );
});

it('says nothing of a long text with line breaks', () => {
  expect(hasLongLine('A line of a book.\n'.repeat(20_000))).toBe(false);
  expect(hasLongLine('A sentence without a break. '.repeat(10_000))).toBe(true);
});
