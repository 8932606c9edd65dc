// Texts on which a careless expression or a copy in a loop takes minutes. Each of these must be read and cut within a
// test's usual time; one that grows with the square of its size would need hours.
import { expect, test } from 'vitest';
import { chunkMarkdown } from '../chunk/index.ts';
import { pdf, utf8 } from './fixtures.ts';
import { extractBytes, ExtractionError } from './index.ts';

const N = 400_000;

const TEXTS: readonly (readonly [what: string, name: string, text: string])[] = [
  ['one word', 'a.txt', 'x'.repeat(4_000_000)],
  ['one line of words', 'a.txt', 'word '.repeat(800_000)],
  ['full stops', 'a.txt', `a${'. '.repeat(N)}b`],
  ['closing quotes', 'a.txt', `a.${'"'.repeat(N)}b`],
  ['blank lines', 'a.txt', `a${'\n'.repeat(N)}b`],
  ['blank lines in code', 'a.md', `\`\`\`\n${'\n'.repeat(N)}x\n\`\`\`\n`],
  ['headings full of spaces', 'a.md', `# ${' '.repeat(19_000)}x\n`.repeat(200)],
  ['rows of dashes and spaces', 'a.md', `a | b\n--${' '.repeat(15_000)}-\n`.repeat(200)],
  ['pipes', 'a.md', `${'|'.repeat(15_000)}\n`.repeat(200)],
  ['open brackets', 'a.md', `# ${'['.repeat(300)}\n`.repeat(5000)],
  ['stars', 'a.md', `# ${'*a'.repeat(150)}\n`.repeat(5000)],
  ['back-ticks', 'a.md', '`'.repeat(N)],
  ['fences', 'a.md', '```\n'.repeat(N)],
  ['quotes within quotes', 'a.md', `${'>'.repeat(N)} x`],
  ['comments before a page', 'a.html', `${'<!---->'.repeat(500)}x`],
  ['a table of one column', 'a.html', `<!doctype html><table>${'<tr><td>x'.repeat(100_000)}</table>`],
  [
    'cells that span far',
    'a.html',
    `<!doctype html><table>${'<tr><td rowspan=999 colspan=999>x<td>y'.repeat(3000)}</table>`,
  ],
  ['entities', 'a.html', `<!doctype html><p>${'&amp;'.repeat(N)}`],
  ['less-than signs', 'a.html', `<!doctype html><p>${'<'.repeat(N)}`],
  ['inline elements', 'a.html', `<!doctype html><p>${'<b>x</b> '.repeat(100_000)}`],
  ['paragraphs', 'a.html', `<!doctype html><div>${'<p>x'.repeat(300_000)}</div>`],
  ['a list in a list', 'a.html', `<!doctype html>${'<ul><li>x'.repeat(900)}`],
  ['attributes', 'a.html', `<!doctype html><p ${'a '.repeat(N)}>x`],
  ['quotation marks', 'a.csv', `a,b\n${'"'.repeat(N)}\n`],
  ['columns', 'a.csv', `${'x,'.repeat(200_000)}\n`],
  ['a long list', 'a.json', `[${'1,'.repeat(N)}1]`],
  ['keys', 'a.json', JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, { v: i }])))],
];

test.each(TEXTS)('%s', async (_, name, text) => {
  const out = await extractBytes({ bytes: utf8(text), name }).catch((error: unknown) => error);
  if (out instanceof Error) {
    expect(out).toBeInstanceOf(ExtractionError);
    return;
  }
  const { markdown } = out as Awaited<ReturnType<typeof extractBytes>>;
  const chunks = chunkMarkdown(markdown);
  expect(chunks.length).toBeGreaterThan(0);
});

test('a pdf page of very many lines, and a paragraph over very many pages', { timeout: 30_000 }, async () => {
  const crowded = pdf([
    Array.from({ length: 20_000 }, (_, i) => ({
      text: `cell ${i}`,
      x: 72 + (i % 5) * 90,
      y: 740 - Math.floor(i / 5) * 0.15,
    })),
  ]);
  expect((await extractBytes({ bytes: crowded, name: 'crowded.pdf' })).markdown).toContain('cell 19999');
  const endless = pdf(
    Array.from({ length: 300 }, () =>
      Array.from({ length: 40 }, (_, i) => ({
        text: 'and the tide went on and on without any end to it or to the words about',
        x: 72,
        y: 740 - i * 12,
      })),
    ),
  );
  expect((await extractBytes({ bytes: endless, name: 'endless.pdf' })).pages.length).toBe(300);
});
