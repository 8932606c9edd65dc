// The chunker: what it must never lose, and where it may cut.
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../lib/token-estimate.ts';
import { blocksOf } from './blocks.ts';
import { chunkKey, chunkMarkdown, diffChunks } from './index.ts';
import type { Chunk, ChunkOptions } from './index.ts';

const sentence = fc
  .array(
    fc.constantFrom(
      'harbour',
      'tide',
      'the',
      'of',
      'Öl',
      '42',
      'naïve',
      '潮汐',
      '👩‍🚀',
      'a',
      'lighthouse-keeper',
      'e.g.',
    ),
    { minLength: 1, maxLength: 25 },
  )
  .map((words) => `${words.join(' ')}.`);
const block = fc.oneof(
  { weight: 3, arbitrary: fc.array(sentence, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' ')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 6 }), sentence)
      .map(([level, text]) => `${'#'.repeat(level)} ${text}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(sentence, { minLength: 1, maxLength: 12 })
      .map((items) => items.map((item) => `- ${item}`).join('\n')),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(sentence, { minLength: 1, maxLength: 30 })
      .map((rows) => `| a | b |\n| --- | --- |\n${rows.map((row) => `| ${row} | 1 |`).join('\n')}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(sentence, { minLength: 1, maxLength: 30 })
      .map((lines) => `\`\`\`js\n${lines.join('\n')}\n\`\`\``),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }).map((text) => text.toWellFormed()) },
);
const document = fc.array(block, { maxLength: 25 }).map((blocks) => blocks.join('\n\n'));
const options = fc.record<ChunkOptions>({
  targetTokens: fc.integer({ min: 16, max: 200 }),
  maxTokens: fc.integer({ min: 32, max: 300 }),
  overlapTokens: fc.constantFrom(0, 0, 10, 40),
});

/** Positions of characters that are not white space and in no chunk's span. */
function uncovered(markdown: string, chunks: readonly Chunk[]): number[] {
  const covered = new Uint8Array(markdown.length);
  for (const chunk of chunks) covered.fill(1, chunk.start, chunk.end);
  return [...covered.keys()].filter((at) => covered[at] === 0 && /\S/.test(markdown[at] ?? ''));
}

describe('for any document', () => {
  test('nothing is lost, spans rise, sizes hold, no character is cut, and twice is the same', () => {
    fc.assert(
      fc.property(document, options, (markdown, sizes) => {
        const chunks = chunkMarkdown(markdown, sizes);
        expect(uncovered(markdown, chunks)).toEqual([]);
        const max = Math.max(32, sizes.maxTokens ?? 0);
        chunks.forEach((chunk, index) => {
          expect(chunk.ordinal).toBe(index);
          expect(chunk.tokens).toBeLessThanOrEqual(max);
          expect(chunk.text.isWellFormed()).toBe(true);
          expect(chunk.text.endsWith(markdown.slice(chunk.start, chunk.end))).toBe(true);
          const before = chunks[index - 1];
          if (before !== undefined) {
            expect(chunk.start).toBeGreaterThan(before.start);
            expect(chunk.end).toBeGreaterThan(before.end);
            if ((sizes.overlapTokens ?? 0) === 0) expect(chunk.start).toBeGreaterThanOrEqual(before.end);
          }
        });
        expect(new Set(chunks.map((chunk) => chunk.key)).size).toBe(chunks.length);
        expect(chunkMarkdown(markdown, sizes)).toEqual(chunks);
      }),
      { numRuns: 300 },
    );
  });

  test('the size that is promised is the real one: the estimate of the text is never above it', () => {
    // Guards against a sum of pieces that is smaller than the whole, hidden by the clamp on `tokens`.
    fc.assert(
      fc.property(document, options, (markdown, sizes) => {
        const max = Math.max(32, sizes.maxTokens ?? 0);
        for (const chunk of chunkMarkdown(markdown, sizes)) expect(estimateTokens(chunk.text)).toBeLessThanOrEqual(max);
      }),
      { numRuns: 200 },
    );
  });

  test('text added at the end changes only the last chunks', () => {
    fc.assert(
      fc.property(document, document, (markdown, more) => {
        // An open fence or a table goes on into what is added.
        const closed = markdown.replaceAll('`', '').trimEnd();
        const before = chunkMarkdown(closed, { targetTokens: 64, maxTokens: 128 });
        const after = chunkMarkdown(`${closed}\n\n${more}`, { targetTokens: 64, maxTokens: 128 });
        const kept = before.slice(0, -3).map((chunk) => chunk.key);
        expect(after.slice(0, kept.length).map((chunk) => chunk.key)).toEqual(kept);
      }),
      { numRuns: 200 },
    );
  });

  test('a cut is between words unless one word is larger than a chunk', () => {
    const words = fc.array(fc.stringMatching(/^[a-zäöü]{1,12}$/), { minLength: 50, maxLength: 600 });
    fc.assert(
      fc.property(words, (list) => {
        const text = list.join(' ');
        for (const chunk of chunkMarkdown(text, { targetTokens: 32, maxTokens: 48 })) {
          expect(chunk.start === 0 || text[chunk.start - 1] === ' ').toBe(true);
          expect(chunk.end === text.length || text[chunk.end] === ' ').toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('blocks', () => {
  const plain = fc.array(
    fc.oneof(
      sentence,
      fc.tuple(fc.integer({ min: 1, max: 6 }), sentence).map(([level, text]) => `${'#'.repeat(level)} ${text}`),
      fc.tuple(sentence, fc.constantFrom('===', '---')).map((parts) => parts.join('\n')),
      fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => `\`\`\`\n# ${lines.join('\n')}\n\`\`\``),
      sentence.map((text) => `~~~~\n\`\`\`\n${text}\n~~~~`),
      fc.array(sentence, { minLength: 1, maxLength: 4 }).map((items) => items.map((item) => `1. ${item}`).join('\n')),
    ),
    { maxLength: 12 },
  );

  test('headings and code are where a full Markdown parser finds them', () => {
    fc.assert(
      fc.property(plain, (parts) => {
        const markdown = parts.join('\n\n');
        const expected = fromMarkdown(markdown).children.flatMap((node) =>
          node.type === 'heading' || node.type === 'code'
            ? [[node.type, node.position?.start.offset, node.type === 'heading' ? node.depth : 0]]
            : [],
        );
        const found = blocksOf(markdown).flatMap((part) =>
          part.kind === 'heading' || part.kind === 'code'
            ? [[part.kind, part.start, part.kind === 'heading' ? part.level : 0]]
            : [],
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('by example', () => {
  const words = (count: number, word = 'tide'): string =>
    `${Array.from({ length: count }, (_, i) => `${word}${i % 7}`).join(' ')}.`;

  test('the heading path has no markup and follows the levels', () => {
    const markdown = `# The *Port*\n\n${words(60)}\n\n## [Berths](https://x.org) \`B1\`\n\n${words(60)}\n\n### Depth\n\n${words(60)}\n\n## Fees\n\n${words(60)}\n`;
    const chunks = chunkMarkdown(markdown, { targetTokens: 64, maxTokens: 256 });
    expect(chunks.map((chunk) => chunk.headingPath)).toEqual([
      ['The Port'],
      ['The Port', 'Berths B1'],
      ['The Port', 'Berths B1', 'Depth'],
      ['The Port', 'Fees'],
    ]);
  });

  test('a heading never ends a chunk, and tiny sections of one chapter share one', () => {
    const markdown = `# A\n\n## B\n\nshort\n\n## C\n\nshort too\n\n## D\n\n${words(200)}\n`;
    const chunks = chunkMarkdown(markdown, { targetTokens: 128, maxTokens: 512 });
    expect(chunks[0]?.text).toBe('# A\n\n## B\n\nshort\n\n## C\n\nshort too');
    expect(chunks[0]?.headingPath).toEqual(['A']);
    expect(chunks[1]?.text.startsWith('## D\n\n')).toBe(true);
  });

  test('a long table goes on under its header row', () => {
    const rows = Array.from({ length: 120 }, (_, i) => `| ship ${i} | ${i * 10} t |`);
    const chunks = chunkMarkdown(`# Fleet\n\n| name | load |\n| --- | --- |\n${rows.join('\n')}\n`, {
      targetTokens: 128,
      maxTokens: 200,
    });
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks.slice(1))
      expect(chunk.text.startsWith('| name | load |\n| --- | --- |\n| ship ')).toBe(true);
    for (const row of rows) expect(chunks.filter((chunk) => chunk.text.includes(row)).length).toBe(1);
  });

  test('code that fits is kept whole', () => {
    const code = `\`\`\`js\n${Array.from({ length: 20 }, (_, i) => `const v${i} = ${i};`).join('\n')}\n\`\`\``;
    const chunks = chunkMarkdown(`${words(150)}\n\n${code}\n\n${words(150)}\n`, { targetTokens: 100, maxTokens: 400 });
    expect(chunks.filter((chunk) => chunk.text.includes(code)).length).toBe(1);
  });

  test('a huge paragraph is cut at sentence ends', () => {
    const text = Array.from({ length: 60 }, (_, i) => `Sentence ${i} says that the tide of day ${i} was high.`).join(
      ' ',
    );
    const chunks = chunkMarkdown(text, { targetTokens: 100, maxTokens: 150 });
    expect(chunks.length).toBeGreaterThan(4);
    for (const chunk of chunks) expect(chunk.text).toMatch(/^Sentence .*\.$/s);
  });

  test('pages: the page on which a chunk begins; empty pages do not shift the others', () => {
    const one = `${words(100)}\n\n`;
    const markdown = `${one}${one}${one}`;
    const pages = [0, one.length, one.length, one.length * 2];
    const chunks = chunkMarkdown(markdown, { targetTokens: 100, maxTokens: 300, pages });
    expect(chunks.map((chunk) => chunk.page)).toEqual([1, 3, 4]);
    expect(chunkMarkdown(markdown)[0]?.page).toBeNull();
  });

  test('a paragraph put into a long text without headings changes few chunks', () => {
    const paragraphs = Array.from(
      { length: 400 },
      (_, i) => `Paragraph ${i}: ${words(20 + ((i * 37) % 40), `word${i}x`)}`,
    );
    const before = chunkMarkdown(paragraphs.join('\n\n'));
    const after = chunkMarkdown(
      [...paragraphs.slice(0, 50), `New: ${words(90)}`, ...paragraphs.slice(50)].join('\n\n'),
    );
    const diff = diffChunks(
      before.map((chunk) => chunk.key),
      after,
    );
    expect(before.length).toBeGreaterThan(60);
    expect(diff.added.length).toBeLessThanOrEqual(8);
    expect(diff.removed.length).toBeLessThanOrEqual(8);
    expect(diff.kept.length).toBeGreaterThanOrEqual(before.length - 8);
  });

  test('equal chunks have keys of their own; white space does not make another key', () => {
    const chunks = chunkMarkdown('# A\n\nsame words here\n\n# B\n\nother\n\n# A\n\nsame words here\n', {
      targetTokens: 16,
      maxTokens: 32,
    });
    expect(new Set(chunks.map((chunk) => chunk.key)).size).toBe(chunks.length);
    expect(chunkKey('a  b\n', 0)).toBe(chunkKey('a b', 0));
    expect(chunkKey('a b', 1)).not.toBe(chunkKey('a b', 0));
    expect(chunkKey('a b', 0)).toMatch(/^[0-9a-f]{16}$/);
  });
});
