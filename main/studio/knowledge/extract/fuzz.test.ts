// Damaged bytes of every format: whatever is flipped, cut or doubled, the answer is a text or an ExtractionError.
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bookPdf, docx, epub, odt, pptx, utf8, xlsx } from './fixtures.ts';
import { extractBytes, ExtractionError } from './index.ts';

/** Uncompressed, so that a flipped byte is one in the XML and not just a broken container. */
function stored(bytes: Uint8Array): Uint8Array {
  return zipSync(unzipSync(bytes), { level: 0 });
}

const SEEDS: readonly (readonly [name: string, bytes: Uint8Array, runs: number])[] = [
  ['a.docx', docx(), 30],
  ['stored.docx', stored(docx()), 80],
  ['a.pptx', pptx(), 30],
  ['stored.pptx', stored(pptx()), 80],
  ['a.xlsx', xlsx(), 30],
  ['stored.xlsx', stored(xlsx()), 80],
  ['a.odt', odt(), 30],
  ['stored.odt', stored(odt()), 80],
  ['a.epub', epub(), 30],
  ['stored.epub', stored(epub()), 80],
  ['a.pdf', bookPdf(), 60],
  [
    'a.html',
    utf8(
      '<!doctype html><html><body><h1>A</h1><table><tr><td colspan=2>b</td></tr></table><ul><li>c<pre>d</pre></ul></body></html>',
    ),
    150,
  ],
  ['a.md', utf8('---\ntitle: x\n---\n# A\n\n- b\n\n```js\nc\n```\n\n| d | e |\n| - | - |\n| 1 | 2 |\n'), 150],
  ['a.csv', utf8('a,b\n"c ""d""",e\n'), 150],
  ['a.json', utf8('{"a":[{"b":1},{"b":2}],"c":"d\\n"}'), 150],
  ['a.txt', utf8('Grüße\n=====\n\n# x\n'), 150],
];

type Change = { kind: 'set' | 'insert' | 'cut' | 'double'; at: number; value: number; length: number };

const change = fc.record<Change>({
  kind: fc.constantFrom('set', 'set', 'set', 'insert', 'cut', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  value: fc.integer({ min: 0, max: 255 }),
  length: fc.integer({ min: 1, max: 200 }),
});

function mutate(bytes: Uint8Array, changes: readonly Change[]): Uint8Array {
  let out = Buffer.from(bytes);
  for (const { kind, at, value, length } of changes) {
    const place = Math.floor(at * out.length);
    if (kind === 'set') out[place] = value;
    else if (kind === 'insert')
      out = Buffer.concat([out.subarray(0, place), Buffer.alloc(length, value), out.subarray(place)]);
    else if (kind === 'cut') out = Buffer.concat([out.subarray(0, place), out.subarray(place + length)]);
    else out = Buffer.concat([out.subarray(0, place), out.subarray(place, place + length), out.subarray(place)]);
  }
  return new Uint8Array(out);
}

describe('damaged bytes give a text or an ExtractionError, nothing else', () => {
  test.each(SEEDS)('%s', { timeout: 120_000 }, async (name, bytes, numRuns) => {
    let answered = 0;
    const answers = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      try {
        const out = await extractBytes({ bytes: mutate(bytes, changes), name });
        expect(out.markdown.isWellFormed()).toBe(true);
        expect(out.title).not.toBe('');
        expect(out.pages.filter((at) => at > out.markdown.length)).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(ExtractionError);
      }
      answered++;
    });
    await fc.assert(answers, { numRuns });
    expect(answered).toBe(numRuns);
  });
});

test('any order of tags, attributes and text gives a text or an ExtractionError', { timeout: 120_000 }, async () => {
  const tag = fc.constantFrom(
    'div',
    'p',
    'h1',
    'h3',
    'ul',
    'ol',
    'li',
    'table',
    'tr',
    'td',
    'th',
    'pre',
    'code',
    'a',
    'b',
    'i',
    'br',
    'img',
    'dl',
    'dt',
    'dd',
    'blockquote',
    'script',
    'svg',
    'main',
    'nav',
    'sup',
    'caption',
  );
  const token = fc.oneof(
    tag.map((name) => `<${name}>`),
    tag.map((name) => `</${name}>`),
    fc
      .tuple(
        tag,
        fc.constantFrom(
          'href="https://x.org/(a) b"',
          'colspan="9999999"',
          'rowspan="-1"',
          'start="99999999999"',
          'alt="a picture [of] it"',
          'hidden',
          "title='",
        ),
      )
      .map(([name, attribute]) => `<${name} ${attribute}>`),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('&lt;x&gt;', '|', '```', '# ', '1. ', '<!--', ']]>', '&#0;', '&#xD800;'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(token, { maxLength: 60 }), async (tokens) => {
      try {
        const out = await extractBytes({
          bytes: utf8(`<!doctype html><html><body>${tokens.join('')}`),
          name: 'soup.html',
        });
        expect(out.markdown.isWellFormed()).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ExtractionError);
        expect(error).not.toMatchObject({ code: 'damaged' });
      }
    }),
    { numRuns: 400 },
  );
});
