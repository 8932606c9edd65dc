/** Search over real database files: what is found, what must not be, and that nothing a person types is an error. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { morgys } from '../../../../schema/index.ts';
import { nowUtc } from '../../store/store.ts';
import { insertMorgy } from '../../store/testing.ts';
import { sections, testKnowledge } from '../testing.ts';
import type { TestKnowledge } from '../testing.ts';
import type { SearchAnswer } from '../contract.ts';
import { HybridSearch } from './hybrid.ts';
import type { IndexKeeper } from './index-keeper.ts';
import { matchExpression, parseQuery } from './query.ts';
import { search } from './search.ts';
import type { SearchInput } from './search.ts';
import { inProcess } from './testing.ts';
import { stemDistance } from './typo.ts';

const BASE = { morgyIds: [], documentIds: [], sourceTypes: [], tags: [], limit: 20 };
/** The same expectations for both ways of searching: a person must not notice which one answers. */
function finder(mode: 'by words' | 'by words and meaning') {
  const indexes = new WeakMap<TestKnowledge, { keeper: IndexKeeper; hybrid: HybridSearch }>();
  return async (base: TestKnowledge, query: string, more: Partial<SearchInput> = {}): Promise<SearchAnswer> => {
    const input = { ...BASE, query, ...more };
    if (mode === 'by words') return search(base.store, input);
    let index = indexes.get(base);
    if (!index) {
      const keeper = inProcess(base.store);
      index = { keeper, hybrid: new HybridSearch(base.store, keeper, Math.random) };
      indexes.set(base, index);
    }
    await index.keeper.settle();
    return index.hybrid.search(input);
  };
}
const text = async (base: TestKnowledge, title: string, content: string, morgyId = base.morgyId) => {
  const document = await base.request('knowledge.addText', { morgyId, title, text: content });
  await base.knowledge.settled();
  return document;
};
const marked = (snippet: { text: string; match: boolean }[]): string =>
  snippet.map((run) => (run.match ? `[${run.text}]` : run.text)).join('');

describe.each(['by words', 'by words and meaning'] as const)('searching %s', (mode) => {
  const find = finder(mode);

  describe('what is found', () => {
    test('words in any form, with the matching runs marked (a stemmer of its own would mark others)', async () => {
      const base = testKnowledge();
      await text(base, 'Harbour', '# Harbour\n\nThe ships were moored at the eastern quay.');
      const [hit] = (await find(base, 'ship mooring ')).hits;
      expect(hit?.title).toBe('Harbour');
      expect(hit?.headingPath).toEqual(['Harbour']);
      expect(marked(hit?.snippet ?? [])).toBe('The [ships] were [moored] at the eastern quay.');
    });

    test('a phrase only where its words follow each other', async () => {
      const base = testKnowledge();
      await text(base, 'One', 'The red boat sails.');
      await text(base, 'Two', 'The boat is red.');
      expect((await find(base, '"red boat"')).hits.map((hit) => hit.title)).toEqual(['One']);
      expect((await find(base, 'red boat ')).hits).toHaveLength(2);
    });

    test('the last word as a beginning while it is typed, a starred one always, a finished one not', async () => {
      const base = testKnowledge();
      await text(base, 'One', 'Navigation by stars.');
      expect((await find(base, 'navig')).hits).toHaveLength(1);
      expect((await find(base, 'navi* nothing ')).hits).toHaveLength(1);
      expect((await find(base, 'nav ')).hits).toHaveLength(0);
    });

    test('near spellings where nothing matches, said as such', async () => {
      const base = testKnowledge();
      await text(base, 'One', 'Navigation by lighthouse in the harbour.');
      const slip = await find(base, 'lighthuose ');
      expect(slip.corrected).toBe('lighthouse');
      expect(slip.hits).toHaveLength(1);
      expect((await find(base, 'lighthouse ')).corrected).toBeNull();
      expect((await find(base, 'zzzzqqqq ')).hits).toEqual([]);
    });

    test('a part of a run of characters in a script without spaces', async () => {
      const base = testKnowledge();
      await text(base, 'One', '港の灯台は東の埠頭にあります。');
      const [hit] = (await find(base, '灯台')).hits;
      expect(hit?.title).toBe('One');
    });

    test('several documents before many chunks of one', async () => {
      const base = testKnowledge();
      await text(
        base,
        'Long',
        Array.from({ length: 30 }, (_, n) => `## Part ${n}\n\n${`anchor chain number${n} `.repeat(40)}`).join('\n\n'),
      );
      await text(base, 'Short', `An anchor, among other things. ${'Filler words stand here. '.repeat(20)}`);
      const titles = (await find(base, 'anchor ', { limit: 10 })).hits.map((hit) => hit.title);
      expect(titles).toContain('Short');
    });
  });

  describe('what is not found', () => {
    test('documents and Morgys in the trash, until they come back', async () => {
      const base = testKnowledge();
      const { id } = await text(base, 'One', 'A unique barnacle.');
      await base.request('knowledge.remove', { ids: [id] });
      expect((await find(base, 'barnacle ')).hits).toHaveLength(0);
      await base.undo();
      expect((await find(base, 'barnacle ')).hits).toHaveLength(1);
      base.store.write('Remove', () => base.store.update(morgys, base.morgyId, { deleted_at: nowUtc() }));
      expect((await find(base, 'barnacle ')).hits).toHaveLength(0);
    });

    test('what a crowd of dead chunks stands before is still found', async () => {
      const base = testKnowledge();
      const other = insertMorgy(base.store, 'Other');
      const crowd = Array.from(
        { length: 900 },
        (_, n) => `## S${n}\n\n${'barnacle '.repeat(30)} n${n} ${'pad '.repeat(60)}`,
      ).join('\n\n');
      await text(base, 'Crowd', crowd, other);
      await text(base, 'Alive', `One barnacle. ${'Other words. '.repeat(50)}`);
      base.store.write('Remove', () => base.store.update(morgys, other, { deleted_at: nowUtc() }));
      await base.knowledge.settled();
      expect(base.store.get<{ n: number }>('SELECT count(*) AS n FROM chunks')?.n).toBeGreaterThan(250);
      expect((await find(base, 'barnacle ')).hits.map((hit) => hit.title)).toEqual(['Alive']);
    });

    test('what lies outside the filters', async () => {
      const base = testKnowledge();
      const other = insertMorgy(base.store, 'Other');
      const mine = await text(base, 'Mine', 'A gull over the pier.');
      await text(base, 'Theirs', 'Another gull over the pier.', other);
      await base.request('knowledge.update', { id: mine.id, tags: ['birds'] });
      const titles = async (more: Parameters<typeof find>[2]): Promise<string[]> =>
        (await find(base, 'gull ', more)).hits.map((hit) => hit.title);
      expect(await titles({})).toHaveLength(2);
      expect(await titles({ morgyIds: [other] })).toEqual(['Theirs']);
      expect(await titles({ documentIds: [mine.id] })).toEqual(['Mine']);
      expect(await titles({ tags: ['birds'] })).toEqual(['Mine']);
      expect(await titles({ sourceTypes: ['url'] })).toEqual([]);
      expect(await titles({ morgyIds: [other], documentIds: [mine.id] })).toEqual([]);
    });

    test('what lies outside a filter of very many Morgys or documents (an expression has its limits)', async () => {
      const base = testKnowledge();
      const other = insertMorgy(base.store, 'Other');
      const mine = await text(base, 'Mine', 'A gull over the pier.');
      await text(base, 'Theirs', 'Another gull over the pier.', other);
      const strangers = (count: number): string[] => Array.from({ length: count }, () => crypto.randomUUID());
      for (const count of [150, 199, 3000]) {
        const morgyIds = [...strangers(count), base.morgyId];
        expect((await find(base, 'gull ', { morgyIds })).hits.map((hit) => hit.title)).toEqual(['Mine']);
        const documentIds = [...strangers(count), mine.id];
        expect((await find(base, 'gull ', { documentIds })).hits.map((hit) => hit.title)).toEqual(['Mine']);
      }
      const documents = await Promise.all(
        Array.from({ length: 220 }, (_, n) => text(base, `Gull ${n}`, `A gull, number ${n}.`)),
      );
      const documentIds = documents.slice(0, 199).map((document) => document.id);
      expect((await find(base, 'gull ', { documentIds, limit: 200 })).hits).toHaveLength(199);
      expect(
        (await find(base, 'gull ', { documentIds: documents.map((one) => one.id), limit: 200 })).hits,
      ).toHaveLength(200);
    });

    test('an excluded chunk, and a pinned one comes before its equal', async () => {
      const base = testKnowledge();
      const first = await text(base, 'First', 'The cormorant dives for fish.');
      const second = await text(base, 'Second', 'The cormorant dives for fish. ');
      const key = async (id: string): Promise<string> =>
        (await base.request('knowledge.chunks', { documentId: id })).chunks[0]?.key ?? '';
      const order = async (): Promise<string[]> => (await find(base, 'cormorant ')).hits.map((hit) => hit.title);
      const [, last = ''] = await order();
      const lastId = last === 'First' ? first.id : second.id;
      await base.request('knowledge.overrideChunk', {
        documentId: lastId,
        override: { kind: 'pin', key: await key(lastId) },
      });
      expect((await order())[0]).toBe(last);
      expect((await find(base, 'cormorant ')).hits[0]?.pinned).toBe(true);
      await base.request('knowledge.overrideChunk', {
        documentId: lastId,
        override: { kind: 'exclude', key: await key(lastId) },
      });
      expect(await order()).not.toContain(last);
      await base.undo();
      await base.knowledge.settled();
      expect(await order()).toContain(last);
    });
  });

  describe('what a person types is never an error', () => {
    test('anything at all', async () => {
      const base = testKnowledge();
      await text(
        base,
        'One',
        `${sections(0, 20)}\n\nCafé “quoted” NEAR AND OR NOT text:column *star* ^caret {brace} (paren`,
      );
      const hostile = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc
          .array(
            fc.constantFrom(
              '"',
              '*',
              '(',
              ')',
              '{',
              '}',
              ':',
              '^',
              '-',
              '+',
              'AND',
              'OR',
              'NOT',
              'NEAR',
              'text:',
              ' ',
              'word3',
              '\0',
              '🦜',
              'é',
              "'",
              ';',
              'the',
            ),
            { maxLength: 30 },
          )
          .map((parts) => parts.join('')),
      );
      await fc.assert(
        fc.asyncProperty(hostile, async (query) => {
          const { hits } = await find(base, query);
          for (const hit of hits) {
            expect(hit.score).not.toBeNaN();
            expect(hit.snippet.map((run) => run.text).join('').length).toBeLessThan(400);
          }
        }),
        { numRuns: 600 },
      );
    });

    test('nothing, stop words, emoji, ten thousand characters', async () => {
      const base = testKnowledge();
      await text(base, 'One', sections(0, 30));
      expect((await find(base, '')).hits).toEqual([]);
      expect((await find(base, '   ')).hits).toEqual([]);
      expect((await find(base, '🦜🦜')).hits).toEqual([]);
      expect((await find(base, 'the of and ')).corrected).toBeNull();
      await find(base, 'word1 '.repeat(1700));
      await find(base, 'x'.repeat(10_000));
      await expect(base.request('knowledge.search', { query: 'y'.repeat(10_001) })).rejects.toThrow(/10000/);
    });

    test('the last character there is', async () => {
      const base = testKnowledge();
      await text(base, 'One', 'Some words.');
      expect((await find(base, `${String.fromCodePoint(0x10ffff)}abcdef \ud7ffabcdef `)).hits).toEqual([]);
    });

    test('in an empty base', async () => {
      expect((await find(testKnowledge(), 'anything')).hits).toEqual([]);
    });
  });
});

test('the scope of a search can not be reached from its words', () => {
  const parsed = parseQuery('m0* scope:d0* "m0"');
  expect(matchExpression(parsed, [])).toMatch(/^\(\{title heading_path text\} : /);
});

test('slips are counted against the beginning of what was typed', () => {
  expect(stemDistance('foundat', 'foundatoin', 2)).toBeGreaterThanOrEqual(1);
  expect(stemDistance('deb', 'debain', 1)).toBe(Number.POSITIVE_INFINITY);
  expect(stemDistance('debian', 'debain', 1)).toBe(1);
  expect(stemDistance('harbour', 'zzzzzzz', 2)).toBe(Number.POSITIVE_INFINITY);
});

test('near spellings are marked, said in the passage’s words, and claim no more than a near spelling can', async () => {
  const base = testKnowledge();
  const find = finder('by words and meaning');
  await text(base, 'One', 'Navigation by lighthouses in the harbour is old, and so are the keepers of the lights.');
  await text(base, 'Two', 'The keepers wrote down the weather, and what they saw of the ships in the harbour.');
  const slip = await find(base, 'zxqvzxqv lighthuoses gloopgloop ');
  expect(slip.corrected).toContain('lighthouse');
  expect(slip.hits.length).toBeGreaterThan(0);
  for (const hit of slip.hits) {
    expect(hit.fit).toBeLessThan(0.6);
    expect(hit.why).not.toMatch(/meaning/);
  }
  // One word as typed, one not: nothing is corrected, and what is near is marked too.
  const half = await find(base, 'harbour lighthuoses ');
  expect(half.corrected).toBeNull();
  expect(half.hits[0]?.why).toMatch(/“lighthouses” \(close to “lighthuoses”\)/);
  expect(marked(half.hits[0]?.snippet ?? [])).toContain('[lighthouses]');
});
