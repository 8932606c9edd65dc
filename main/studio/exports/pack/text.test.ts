import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hiddenRanges, manifestLine, slug, stripHidden, uniqueNames, wellFormed } from './text.ts';

test('hidden characters go, visible text stays', () => {
  expect(stripHidden('a\u200Bb\u202Ec\u{E0041}d\uFEFF')).toBe('abcd');
  expect(stripHidden('Grüße, 世界 👩‍💻')).toBe('Grüße, 世界 👩‍💻');
});

test('stripping twice changes nothing more, and what is left has nothing hidden', () => {
  // A joiner that was harmless beside a removed character could become hidden, or the other way round.
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = stripHidden(text);
      expect(hiddenRanges(stripHidden(once))).toEqual([]);
    }),
  );
});

test('a line of the manifest has no line breaks, no placeholders of the host and at most its length', () => {
  expect(manifestLine('a\n${HOME}\tb', 50)).toBe('a $ {HOME} b');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (text, max) => {
      const line = manifestLine(text, max);
      expect(line.length).toBeLessThanOrEqual(max);
      expect(line).not.toMatch(/[\r\n]|\$\{/);
      expect(line.isWellFormed()).toBe(true);
    }),
  );
});

test('slugs are plain ASCII words, and names stay apart', () => {
  expect(slug('Änderungs-Maß: Straße & Œuvre!', 'x')).toBe('anderungs-mass-strasse-oeuvre');
  expect(slug('日本語', 'document')).toBe('document');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug(text, 'x'))));
  const unique = uniqueNames(['persona']);
  expect([unique('persona'), unique('a'), unique('a'), unique('a-2')]).toEqual(['persona-2', 'a', 'a-2', 'a-2-2']);
});

test('half characters become whole ones', () => {
  expect(wellFormed('a\uD800b')).toBe('a\uFFFDb');
});
