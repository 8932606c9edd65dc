// The quick estimate against the exact count, and the property that the chunker rests on.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from './token-estimate.ts';
import { countTokens } from './tokens.ts';

test('text that looks like a control token is counted as text', () => {
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  expect(countTokens('')).toBe(0);
});

test('pieces cut at white space, and that white space, never sum to less than the whole', () => {
  const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => `${text.trim()}.`);
  const gap = fc.constantFrom(' ', '  ', '\n', '\n\n', ' \n\t\n ');
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, gap), { maxLength: 12 }), (parts) => {
      const whole = parts.flat().join('');
      const sum = parts.flat().reduce((total, part) => total + estimateTokens(part), 0);
      expect(sum).toBeGreaterThanOrEqual(estimateTokens(whole));
    }),
  );
});

test.each([
  [
    'prose',
    'The harbour master confirms the time in writing before the crew may leave the ship for the town. '.repeat(20),
  ],
  [
    'German',
    'Der Hafenmeister bestätigt die Zeit schriftlich, bevor die Mannschaft das Schiff verlassen darf. '.repeat(20),
  ],
  ['code', 'const value = await client.request("morgys.list", { limit: 20 });\n'.repeat(20)],
  ['a table', '| Berth | Depth | Fee |\n| 12 | 9.5 m | 340 |\n'.repeat(20)],
  ['Chinese', '港口主管在船员离开船只前以书面形式确认时间。'.repeat(20)],
])('%s: within a third of the exact count', (_, text) => {
  const exact = countTokens(text);
  expect(Math.abs(estimateTokens(text) - exact) / exact).toBeLessThan(1 / 3);
});
