/** Words are cut character by character and looked up where they stand; both must give what the plain way gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachSpan } from './analyse.ts';
import { countChunk, createCounter } from './corpus.ts';
import { lower } from './fold.ts';
import { detectLanguage } from './language.ts';
import { stopwordLanguages, stopwords } from './stopwords.ts';
import type { IndexedChunk } from './types.ts';
import { WordTable } from './word-table.ts';

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        'it’s',
        "l'eau",
        'straße',
        'ΣΑΣ',
        'été',
        '東京タワー',
        'ประเทศไทย',
        '𝔘𝔫𝔦',
        '😀',
        '\ud83d',
        'tax2024',
        'e\u0301',
        'İ',
      ),
      fc.constantFrom('the tax office', 'x'.repeat(60), 'a', 'ab', "don't"),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(' '));

const spansOf = (text: string): string[] => {
  const found: string[] = [];
  eachSpan(text, (start, end) => found.push(text.slice(start, end)));
  return found;
};

const chunkOf = (text: string, i: number): IndexedChunk => ({
  id: `c${i}`,
  documentId: 'd',
  title: 'The title',
  headingPath: ['The title', 'Straße 2'],
  text,
});

describe('words of a text', () => {
  it('are those of the Unicode pattern (a character of another script lost, a pair cut in two)', () => {
    const remnants = /^(?:[stdmljnc]|ll|re|ve|qu)$/;
    const apart = /['’ʼ＇]/;
    fc.assert(
      fc.property(anyText, (text) => {
        const lowered = lower(text);
        const expected = [...lowered.matchAll(/[\p{L}\p{M}\p{N}]+/gu)]
          .filter(({ 0: word, index }) => {
            const beside = `${lowered[index - 1] ?? ''}${lowered[index + word.length] ?? ''}`;
            return !(remnants.test(word) && apart.test(beside));
          })
          .map(([word]) => word);
        expect(spansOf(lowered)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('are counted among others as each chunk by itself (the table answers another word, or in another language)', () => {
    const language = fc.constantFrom('en', 'de', 'fr', 'und');
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, language), { minLength: 1, maxLength: 12 }), (texts) => {
        const { terms, count } = createCounter();
        for (const [i, [text, of]] of texts.entries()) {
          const { ids, ...counts } = count(chunkOf(text, i), of);
          const alone = countChunk(chunkOf(text, i), of);
          expect(Array.from(ids, (id) => terms[id])).toEqual(alone.terms);
          expect(alone).toMatchObject(counts);
        }
        expect(new Set(terms).size).toBe(terms.length);
      }),
      { numRuns: 200 },
    );
  });

  it('keep their numbers while the table grows and where hashes are the same (words taken for each other)', () => {
    const table = new WordTable();
    const words = Array.from({ length: 5_000 }, (_, i) => i.toString(36));
    for (const [i, word] of words.entries()) {
      // Only eight different hashes for the first hundred.
      const hash = i < 100 ? i % 8 : i * 7919;
      expect(table.get(word, 0, word.length, hash)).toBe(-1);
      table.add(word, 0, word.length, hash, i);
    }
    for (const [i, word] of words.entries()) {
      const text = `--${word}--`;
      expect(table.get(text, 2, 2 + word.length, i < 100 ? i % 8 : i * 7919)).toBe(i);
    }
    const long = 'y'.repeat(200);
    table.add(long, 0, 200, 1, 7);
    expect(table.get(long, 0, 200, 1)).toBe(-1);
  });
});

describe('the language of a text', () => {
  it('is the one whose function words stand in it most often, as counted one list at a time', () => {
    const lists = stopwordLanguages.filter((language) => language !== 'ru' && language !== 'ar');
    const word = fc.oneof(
      ...lists.map((language) => fc.constantFrom(...(stopwords[language] ?? []))),
      fc.constantFrom('harbour', 'lantern', 'engine'),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 8, maxLength: 40 }), (words) => {
        const hits = lists
          .map((language) => ({ language, hits: words.filter((one) => stopwords[language]?.has(one)).length }))
          .toSorted((a, b) => b.hits - a.hits);
        const [first, second] = hits;
        const clear =
          (first?.hits ?? 0) >= 2 && first?.hits !== second?.hits && (first?.hits ?? 0) * 12 >= words.length;
        expect(detectLanguage(words.join(' '))).toBe(clear ? first?.language : 'und');
      }),
      { numRuns: 300 },
    );
  });

  it('is told by script first (letters of a script counted as those of another)', () => {
    expect(detectLanguage('Привет, это короткий русский текст о погоде')).toBe('ru');
    expect(detectLanguage('هذا نص عربي قصير عن الطقس')).toBe('ar');
    expect(detectLanguage('東京は日本の首都です')).toBe('und');
    expect(detectLanguage('Це український текст про їжу')).toBe('und');
  });
});
