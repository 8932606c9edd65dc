/** A stem that differs from FTS5's would leave found words without a highlight and spellings uncorrected. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { porterStem } from './porter.ts';
import { fold, wordsOf } from './words.ts';

function fts(): { terms(text: string): string[] } {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  db.exec(`CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = "porter unicode61 remove_diacritics 2");
    CREATE VIRTUAL TABLE v USING fts5vocab (t, 'instance')`);
  return {
    terms(text) {
      db.exec('DELETE FROM t');
      db.prepare('INSERT INTO t VALUES (?)').run(text);
      return (db.prepare('SELECT term FROM v ORDER BY offset').all() as { term: string }[]).map((row) => row.term);
    },
  };
}

const ENDINGS =
  's es ies sses ed eed ing y ational tional enci anci izer ization bli alli entli eli ousli ation ator alism iveness fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize ll e'.split(
    ' ',
  );

test('stems equal those of FTS5 for every kind of ending', () => {
  const { terms } = fts();
  const word = fc
    .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.array(fc.constantFrom(...ENDINGS), { maxLength: 2 }))
    .map(([stem, endings]) => stem + endings.join(''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 50, maxLength: 50 }), (words) => {
      expect(words.map(porterStem)).toEqual(terms(words.join(' ')));
    }),
    { numRuns: 200 },
  );
});

test('words are cut and folded as FTS5 does it, in several scripts', () => {
  const { terms } = fts();
  for (const text of [
    'Émigré naïve ÅNGSTRÖM coöperate',
    'e-mail, C++ and v2.0_final',
    'Привет мир; Ελληνικά γλώσσα',
    '日本語のテキスト 한국어 텍스트',
    'running RUNS ran; ponies caresses hopping falling',
    `x${'a'.repeat(70)}ing short`,
  ]) {
    expect([...wordsOf(text)].map((word) => word.term)).toEqual(terms(text));
  }
});

test('folding leaves no capital and no accent', () => {
  expect(fold('ÀÉÎÕÜ')).toBe('aeiou');
});
