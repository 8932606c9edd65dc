import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildIndex, createMutableIndex, IndexFormatError, openIndex, trainModel, type IndexedChunk } from './index.ts';
import { createKernel } from './kernel.ts';
import { createVectorStore } from './scan.ts';
import { fuse } from './fusion.ts';

const word = fc.constantFrom(
  'harbour',
  'lantern',
  'engine',
  'sail',
  'winter',
  'copper',
  'river',
  'mill',
  'cloud',
  'garden',
);
const body = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const chunk = (id: number, text: string): IndexedChunk => ({
  id: `c${id}`,
  documentId: `d${id % 4}`,
  title: text.slice(0, 7),
  headingPath: ['Part'],
  text,
  language: 'en',
});
const seedChunks = Array.from({ length: 80 }, (_, i) =>
  chunk(i, ['harbour sail river', 'lantern copper mill', 'garden winter cloud'][i % 3] + (i % 2 ? ' engine' : ' sail')),
);
const model = trainModel(seedChunks);
const edits = fc.array(
  fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 15 }), text: body }),
    fc.record({ remove: fc.integer({ min: 0, max: 15 }) }),
    fc.constant('search' as const),
    fc.constant('compact' as const),
    fc.constant('reopen' as const),
    fc.constant('reopen with vectors' as const),
  ),
  { maxLength: 40 },
);
const ids = (hits: readonly { id: string; score: number }[]): [string, number][] =>
  hits.map(({ id, score }): [string, number] => [id, Math.round(score * 1e4)]).toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('an index that changes', () => {
  it('answers like one built anew from what is left (stale counts, lengths, vectors or scales)', async () => {
    await fc.assert(
      fc.asyncProperty(edits, body, async (steps, query) => {
        let index = createMutableIndex({ model });
        const left = new Map<string, IndexedChunk>();
        for (const step of steps) {
          if (step === 'search') index.search('harbour river', { limit: 3 });
          else if (step === 'compact') index.compact();
          else if (step === 'reopen') index = createMutableIndex({ model, saved: await index.save() });
          else if (step === 'reopen with vectors') {
            const saved = await index.save();
            const vectors = index.vectors();
            index = createMutableIndex({ model, saved, ...(vectors ? { vectors } : {}) });
          } else if ('add' in step) {
            const one = chunk(step.add, step.text);
            index.add([one]);
            left.set(one.id, one);
          } else {
            index.remove([`c${step.remove}`]);
            left.delete(`c${step.remove}`);
          }
        }
        const fresh = createMutableIndex({ model });
        fresh.add([...left.values()]);
        const options = { limit: 50 };
        expect(index.size).toBe(left.size);
        expect(ids(index.search(query, options))).toEqual(ids(fresh.search(query, options)));
        const file = openIndex(buildIndex([...left.values()], { vectors: false }));
        const wordsOnly = { limit: 50, wordsOnly: true };
        expect(ids(index.search(query, wordsOnly))).toEqual(ids(file.search(query, wordsOnly)));
      }),
      { numRuns: 200 },
    );
  });

  it('ranks within a scope as an index of only these chunks (rarity, lengths or scales of the others)', () => {
    fc.assert(
      fc.property(
        fc.array(body, { minLength: 1, maxLength: 20 }),
        fc.array(fc.boolean()),
        body,
        (texts, in_, query) => {
          const chunks = texts.map((text, i) => chunk(i, text));
          const whole = createMutableIndex({ model });
          whole.add(chunks);
          whole.remove(['c1']);
          const inside = chunks.filter(({ id }, i) => in_[i] === true && id !== 'c1');
          const scope = Uint8Array.from(chunks, (_, i) => Number(in_[i] === true));
          scope[1] = 0;
          const only = createMutableIndex({ model });
          only.add(inside);
          const exact = query
            .split(' ')
            .filter((one) => inside.some(({ text }) => text.includes(one)))
            .join(' ');
          expect(ids(whole.search(exact, { limit: 50, scope }))).toEqual(ids(only.search(exact, { limit: 50 })));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes another model or none while it is in use', () => {
    const index = createMutableIndex();
    index.add(seedChunks);
    expect(index.vectors()).toBeUndefined();
    index.use(model);
    const fresh = createMutableIndex({ model });
    fresh.add(seedChunks);
    expect(ids(index.search('harbour', { limit: 9 }))).toEqual(ids(fresh.search('harbour', { limit: 9 })));
    index.use(undefined);
    expect(index.modelId).toBeUndefined();
    expect(index.search('harbour', { limit: 9, explain: true })[0]?.explanation?.meaning).toBe(0);
  });

  it('refuses a saved index that was cut or altered, in one of the known ways', async () => {
    const index = createMutableIndex({ model });
    index.add(seedChunks);
    const bytes = await index.save();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const altered = cut ? bytes.slice(0, at) : bytes.slice();
        if (!cut) altered[at] = (altered[at] ?? 0) ^ change;
        expect(() => createMutableIndex({ model, saved: altered })).toThrow(IndexFormatError);
      }),
    );
  });
});

describe('the vector kernel', () => {
  const dimensions = fc.integer({ min: 1, max: 70 });
  it('scans the same by SIMD, plainly and naively (padding, sign or lane mistakes)', () => {
    fc.assert(
      fc.property(
        dimensions,
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.integer({ min: -127, max: 127 })),
        (width, count, numbers) => {
          const next = (): number => numbers.next().value;
          const rows = Array.from({ length: count }, () => Int8Array.from({ length: width }, next));
          const query = Int8Array.from({ length: width }, next);
          const naive = rows.map((row) => Math.fround(row.reduce((sum, value, d) => sum + value * (query[d] ?? 0), 0)));
          for (const plain of [false, true]) {
            const store = createVectorStore(count, width, plain);
            rows.forEach((row, i) => store.rows.set(row, i * store.stride));
            store.scales.fill(1);
            const found = new Float32Array(count);
            store.scan(query, 1, found);
            expect([...found]).toEqual(naive);
          }
        },
      ),
    );
  });

  it('folds to the same floats by SIMD and plainly, bit for bit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 16, maxLength: 16 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
        (row, targets) => {
          const results = [false, true].map((plain) => {
            const kernel = createKernel(1024, plain);
            new Float32Array(kernel.memory, 0, 16).set(row);
            new Uint32Array(kernel.memory, 64, 8).set(targets);
            new Float32Array(kernel.memory, 96, 8).set(targets.map((target) => target * 0.37 + 0.1));
            kernel.fold(0, 64, 96, targets.length, 128, 64);
            return [...new Uint32Array(kernel.memory, 128, 64)];
          });
          expect(results[0]).toEqual(results[1]);
        },
      ),
    );
  });

  it('runs as WebAssembly here (a broken binary would fall back without a word)', () => {
    expect(createKernel(16).scan.toString()).toContain('native code');
  });
});

describe('fusion', () => {
  it('never ranks a chunk lower for a better score of either kind', () => {
    const scores = fc.array(
      fc.tuple(fc.float({ min: 0, max: 50, noNaN: true }), fc.float({ min: -1, max: 1, noNaN: true })),
      { minLength: 2, maxLength: 20 },
    );
    fc.assert(
      fc.property(scores, (pairs) => {
        const fused = fuse(
          Float32Array.from(pairs, ([a]) => a),
          Float32Array.from(pairs, ([, b]) => b),
        );
        pairs.forEach(([a, b], i) => {
          pairs.forEach(([c, d], j) => {
            if (a >= c && b >= d) expect(fused.score(i)).toBeGreaterThanOrEqual(fused.score(j));
          });
          expect(fused.score(i)).toBeLessThanOrEqual(1 + 1e-6);
        });
      }),
    );
  });
});
