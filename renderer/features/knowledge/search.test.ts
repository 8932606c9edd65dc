/** Faults caught: Markdown shown as noise, a word lost from a snippet, a find without its highlight, a wrong count. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foundLabel,
  learningWords,
  nothingWords,
  plainRuns,
  plainText,
  sharesOf,
  sinceOf,
  stillIndexed,
  tooLong,
} from './search.ts';

const found = (text: string) => ({ text, match: true });
const around = (text: string) => ({ text, match: false });

describe('what was found reads as text', () => {
  it('loses marks, and no word', () => {
    expect(plainText('## 3.9 Use **man** of `dpkg`, see [the guide](https://a.example/x) ')).toBe(
      ' 3.9 Use man of dpkg, see the guide ',
    );
    expect(plainText('<span class="n">6. </span>Scripts \\*')).toBe('6. Scripts *');
    expect(plainText('| Name | Price |\n|---|---|\n| Tea')).toBe(' · Name · Price · Tea');
  });
  it('reads of inline HTML and hard breaks the words alone, also where the ends of the snippet cut a tag', () => {
    expect(plainText('… class="section"> \\<span class="n"\\>2.2.1. \\</span\\>The main archive area')).toBe(
      '… 2.2.1. The main archive area',
    );
    expect(plainText('The main \\<a id="x"></a>area\\\nand more <a id="s-main" cl…')).toBe('The main area\nand more …');
  });
  it('leaves plain words, sums and code names alone', () => {
    for (const text of ['a < b and c > d', 'C# and issue #3', 'snake_case', ' 2 * 3 '])
      expect(plainText(text)).toBe(text);
  });
  it('drops addresses that the ends cut or that a find stands in', () => {
    const runs = [
      around('… ries](https://a.example/'),
      found('policy'),
      around('/x) of the '),
      found('Policy'),
      around(' b'),
    ];
    expect(plainRuns(runs)).toEqual([around('… ries of the '), found('Policy'), around(' b')]);
  });
  it('shows an address where the find is nowhere else', () => {
    const runs = [around('see [a](https://a.example/'), found('policy'), around(')')];
    expect(plainRuns(runs)).toEqual(runs);
  });
  it('keeps plain runs as they are', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const runs = words.flatMap((text, index) => (index % 2 === 0 ? [around(`${text} `)] : [found(text)]));
        expect(plainRuns(runs)).toEqual(runs);
      }),
    );
  });
});

it('counts passages and documents, and says how long it took', () => {
  const hit = { documentId: 'a', chunkId: 'a.1' };
  const hits = [hit, hit, { ...hit, documentId: 'b' }].map((one) => ({
    ...one,
    morgyId: 'm',
    title: '',
    headingPath: [],
    page: null,
    text: '',
    snippet: [],
    score: 1,
  }));
  expect(foundLabel({ hits, milliseconds: 3.6 })).toBe('3 passages in 2 documents, 4 ms');
  expect(foundLabel({ hits: [], milliseconds: 0.2 })).toBe('Nothing found, under 1 ms');
});

it('takes a filter by date to the day, and none for any date', () => {
  const now = new Date('2026-03-31T23:30:00.000Z');
  expect(sinceOf('any', now)).toEqual({});
  expect(sinceOf('month', now)).toEqual({ dateFrom: '2026-03-01' });
  expect(sinceOf('year', now)).toEqual({ dateFrom: '2025-03-31' });
});

it('says how many documents a search does not look into yet', () => {
  expect(stillIndexed(1)).toBe('1 document is still being indexed');
  expect(stillIndexed(2)).toBe('2 documents are still being indexed');
});

describe('where nothing is found, what to do is said', () => {
  const about = { query: 'tide', filtered: false, waiting: 0, passages: 9 };
  it('tells an empty base, a question without a word, filters and waiting documents apart', () => {
    expect(nothingWords(about).title).toBe('Nothing was found for “tide”');
    expect(nothingWords({ ...about, filtered: true }).advice).toContain('within these filters');
    expect(nothingWords({ ...about, passages: 0 }).title).toBe('There is nothing to search in yet');
    expect(nothingWords({ ...about, waiting: 2, passages: 0 }).advice).toContain('2 documents are still being indexed');
    for (const query of ['🙂🙂', '?!', '…'])
      expect(nothingWords({ ...about, query }).title).toBe('There is no word in that');
    for (const query of ['海', 'приве́т', '42']) expect(nothingWords({ ...about, query }).title).toContain(query);
  });
  it('does not repeat a pasted page as a heading, and says what of it is compared', () => {
    const query = 'water '.repeat(2000);
    expect(nothingWords({ ...about, query }).title.length).toBeLessThan(120);
    expect(tooLong(query)).toContain('first 4,000 characters');
    expect(tooLong('water')).toBeNull();
  });
});

describe('the share beside a find', () => {
  it('is of all that was asked, not of the best there is (100 % for a passage with none of the words)', () => {
    const hits = [
      { score: 0.8, fit: 0.3 },
      { score: 0.4, fit: 0.3 },
    ];
    expect(hits.map(sharesOf(hits))).toEqual([0.3, 0.15]);
    const whole = [{ score: 0.7, fit: 1 }];
    expect(whole.map(sharesOf(whole))).toEqual([1]);
  });
  it('is not claimed where nobody judged it', () => {
    const hits = [{ score: 3 }, { score: 1 }];
    expect(hits.map(sharesOf(hits))).toEqual([null, null]);
    expect([].map(sharesOf([]))).toEqual([]);
  });
});

describe('while it learns', () => {
  it('does not claim that words alone are compared where an earlier model is', () => {
    expect(learningWords({ share: 0.304, modelId: null })).toBe(
      'Learning which words belong together, 30 %. Until then words alone are compared.',
    );
    expect(learningWords({ share: 1, modelId: 'lsa-2-0' })).toMatch(/anew.* 100 %\. Until then meaning is compared/);
  });
});
