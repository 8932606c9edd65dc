// A person's changes over chunks: what is changed, what is reported, and that nothing vanishes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyOverrides, chunkMarkdown } from './index.ts';
import type { ChunkOverride, EffectiveChunk } from './index.ts';
import { chunkOverrides } from './types.ts';

const MARKDOWN = Array.from(
  { length: 12 },
  (_, i) => `# Part ${i}\n\nWords of part ${i}, and then some more of them. A second sentence ${i}.`,
).join('\n\n');
const CHUNKS = chunkMarkdown(MARKDOWN, { targetTokens: 24, maxTokens: 64 });

function at(index: number): (typeof CHUNKS)[number] {
  const chunk = CHUNKS[index];
  if (chunk === undefined) throw new Error(`no chunk ${index}`);
  return chunk;
}

/** Changes as a person makes them: each on a chunk that is there at that moment, or now and then on one that is not. */
function play(choices: readonly { kind: ChunkOverride['kind'] | 'lost'; pick: number; at: number }[]): ChunkOverride[] {
  const made: ChunkOverride[] = [];
  for (const choice of choices) {
    const now = applyOverrides(CHUNKS, made).chunks;
    const index = Math.floor(choice.pick * now.length);
    const chunk = now[index];
    const next = now[index + 1];
    if (chunk === undefined) continue;
    if (choice.kind === 'lost') made.push({ kind: 'pin', key: '0123456789abcdef' });
    else if (choice.kind === 'edit') made.push({ kind: 'edit', key: chunk.key, text: `Edited ${choice.at} words` });
    else if (choice.kind === 'split')
      made.push({ kind: 'split', key: chunk.key, at: [1 + Math.floor(choice.at * (chunk.text.length - 1))] });
    else if (choice.kind === 'merge') {
      if (next !== undefined) made.push({ kind: 'merge', key: chunk.key, nextKey: next.key });
    } else made.push({ kind: choice.kind, key: chunk.key });
  }
  return made;
}

const choices = fc.array(
  fc.record({
    kind: fc.constantFrom<ChunkOverride['kind'] | 'lost'>('edit', 'exclude', 'pin', 'split', 'merge', 'lost'),
    pick: fc.double({ min: 0, max: 0.999, noNaN: true }),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  { maxLength: 25 },
);

const letters = (chunks: readonly { text: string }[]): string =>
  chunks
    .map((chunk) => chunk.text)
    .join('')
    .replace(/\s+/g, '');

describe('for any row of changes', () => {
  test('each is applied or reported, keys stay unique, and order and input are untouched', () => {
    fc.assert(
      fc.property(choices, (picked) => {
        const overrides = play(picked);
        const frozen = structuredClone(CHUNKS);
        const { chunks, orphaned } = applyOverrides(CHUNKS, overrides);
        expect(CHUNKS).toEqual(frozen);
        expect(new Set(chunks.map((chunk) => chunk.key)).size).toBe(chunks.length);
        expect(chunks.map((chunk) => chunk.ordinal)).toEqual(chunks.map((_, index) => index));
        for (let i = 1; i < chunks.length; i++)
          expect(chunks[i]?.start).toBeGreaterThanOrEqual(chunks[i - 1]?.start ?? 0);
        const lost = overrides.filter((override) => override.key === '0123456789abcdef');
        for (const override of lost) expect(orphaned.map((entry) => entry.override)).toContain(override);
        expect(chunkOverrides.parse(overrides)).toEqual(overrides);
        expect(applyOverrides(CHUNKS, overrides)).toEqual({ chunks, orphaned });
      }),
      { numRuns: 200 },
    );
  });

  test('splitting, merging, pinning and excluding lose no letter', () => {
    fc.assert(
      fc.property(choices, (picked) => {
        const overrides = play(picked.filter((choice) => choice.kind !== 'edit'));
        expect(letters(applyOverrides(CHUNKS, overrides).chunks)).toBe(letters(CHUNKS));
      }),
      { numRuns: 200 },
    );
  });
});

describe('by example', () => {
  const only = (chunks: readonly EffectiveChunk[], key: string): EffectiveChunk | undefined =>
    chunks.find((chunk) => chunk.key === key);

  test('edit, exclude and pin keep the key and mark the chunk', () => {
    const { key } = at(3);
    const { chunks, orphaned } = applyOverrides(CHUNKS, [
      { kind: 'edit', key, text: 'New words.' },
      { kind: 'pin', key },
      { kind: 'exclude', key },
    ]);
    expect(only(chunks, key)).toMatchObject({ text: 'New words.', pinned: true, excluded: true, edited: true });
    expect(chunks.filter((chunk) => chunk.edited || chunk.pinned || chunk.excluded).length).toBe(1);
    expect(orphaned).toEqual([]);
  });

  test('the pieces of a split have places in the document, and can be split and excluded again', () => {
    const chunk = at(2);
    const cut = chunk.text.indexOf('A second');
    const first = applyOverrides(CHUNKS, [{ kind: 'split', key: chunk.key, at: [cut] }]);
    const piece = first.chunks[3];
    if (piece === undefined) throw new Error('no second piece');
    expect(MARKDOWN.slice(piece.start, piece.end).trim()).toBe(piece.text);
    const second = applyOverrides(CHUNKS, [
      { kind: 'split', key: chunk.key, at: [cut] },
      { kind: 'exclude', key: piece.key },
    ]);
    expect(only(second.chunks, piece.key)?.excluded).toBe(true);
  });

  test('a changed text orphans its override, and its dependants, with the reason', () => {
    const overrides: ChunkOverride[] = [
      { kind: 'edit', key: at(5).key, text: 'x' },
      { kind: 'pin', key: at(6).key },
    ];
    const changed = chunkMarkdown(MARKDOWN.replace('Words of part 5', 'Other words of part 5'), {
      targetTokens: 24,
      maxTokens: 64,
    });
    const { chunks, orphaned } = applyOverrides(changed, overrides);
    expect(orphaned).toEqual([{ override: overrides[0], reason: 'chunk-gone' }]);
    expect(only(chunks, at(6).key)?.pinned).toBe(true);
  });

  test('a split outside the text, inside a character, or with an empty part is reported, and so is a merge of strangers', () => {
    const emoji = chunkMarkdown('🚢🚢🚢');
    const key = emoji[0]?.key ?? '';
    const reasons = (chunks: typeof CHUNKS, override: ChunkOverride): string[] =>
      applyOverrides(chunks, [override]).orphaned.map((entry) => entry.reason);
    expect(reasons(emoji, { kind: 'split', key, at: [3] })).toEqual(['split-outside']);
    expect(reasons(emoji, { kind: 'split', key, at: [2] })).toEqual([]);
    expect(reasons(CHUNKS, { kind: 'split', key: at(0).key, at: [99_999] })).toEqual(['split-outside']);
    expect(reasons(CHUNKS, { kind: 'split', key: at(0).key, at: [9, 4] })).toEqual(['split-outside']);
    expect(reasons(CHUNKS, { kind: 'merge', key: at(0).key, nextKey: at(2).key })).toEqual(['not-neighbours']);
    expect(reasons(CHUNKS, { kind: 'merge', key: at(0).key, nextKey: at(0).key })).toEqual(['not-neighbours']);
  });

  test('ten thousand changes to as many chunks are applied in linear work', () => {
    const many = chunkMarkdown(
      Array.from({ length: 10_000 }, (_, i) => `# H${i}\n\nText ${i} of this part is here.`).join('\n\n'),
      { targetTokens: 16, maxTokens: 64 },
    );
    const overrides = many.map((chunk): ChunkOverride => ({
      kind: 'split',
      key: chunk.key,
      at: [Math.floor(chunk.text.length / 2)],
    }));
    expect(applyOverrides(many, overrides).chunks.length).toBeGreaterThan(many.length * 1.9);
  });
});
