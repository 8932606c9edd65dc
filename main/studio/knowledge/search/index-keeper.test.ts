/** The search index on the device: whatever happens in between, it is what the chunks in the database give. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMutableIndex } from '../../../../retrieval/index.ts';
import type { Store } from '../../store/store.ts';
import { insertMorgy } from '../../store/testing.ts';
import { testKnowledge } from '../testing.ts';
import type { TestKnowledge } from '../testing.ts';
import type { IndexKeeper } from './index-keeper.ts';
import { chunksOfDocument, keep, readModel, readState } from './index-tables.ts';
import { inProcess } from './testing.ts';

const WORDS = 'harbour lantern engine sail winter copper river mill cloud garden ferry anchor rope tide'.split(' ');
const prose = (seed: number, length = 30): string =>
  Array.from({ length }, (_, i) => WORDS[(seed * 7 + i * (3 + (seed % 4))) % WORDS.length]).join(' ');

/** The same text twice in one Morgy is refused. */
let added = 0;

async function add(base: TestKnowledge, title: string, text: string, morgyId = base.morgyId): Promise<string> {
  const { id } = await base.request('knowledge.addText', { morgyId, title, text: `${text} No${++added}` });
  await base.knowledge.settled();
  return id;
}

const answers = (index: IndexKeeper['index'], query: string): [string, number][] =>
  index
    .search(query, { limit: 100 })
    .map(({ id, score }): [string, number] => [id, Math.round(score * 1e4)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

/** An index made in one go from the rows, with the model that the keeper has. */
function anew(store: Store): IndexKeeper['index'] {
  const model = readModel(store, readState(store).modelId);
  const index = createMutableIndex(model ? { model } : {});
  for (const { id } of store.all<{ id: string }>(`SELECT DISTINCT document_id AS id FROM chunks ORDER BY id`))
    index.add(chunksOfDocument(store, id));
  return index;
}

const wake = async (store: Store): Promise<IndexKeeper> => {
  const keeper = inProcess(store);
  await keeper.settle();
  return keeper;
};

describe('the search index of a device', () => {
  test('after any changes equals one made anew, also by the next program (a document missed, doubled or stale)', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), seed: fc.nat(20) }),
      fc.record({ do: fc.constant('edit' as const), at: fc.nat(5), seed: fc.nat(20) }),
      fc.record({ do: fc.constant('exclude' as const), at: fc.nat(5) }),
      fc.record({ do: fc.constant('remove' as const), at: fc.nat(5) }),
      fc.record({ do: fc.constant('undo' as const) }),
      fc.record({ do: fc.constant('restart' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const base = testKnowledge();
        const { store } = base;
        const ids = [];
        for (let n = 0; n < 9; n++) ids.push(await add(base, `Start ${n}`, prose(n)));
        let keeper = await wake(store);
        expect(keeper.modelId).not.toBeNull();
        for (const one of steps) {
          const id = 'at' in one ? ids[one.at % ids.length] : undefined;
          const chunk = id && store.get<{ key: string }>(`SELECT key FROM chunks WHERE document_id = ?`, [id]);
          // What lies in the trash is refused, and that is all.
          const change = async (): Promise<unknown> => {
            if (one.do === 'add') return ids.push(await add(base, `More ${one.seed}`, prose(one.seed, 12)));
            if (one.do === 'edit' && chunk)
              return base.request('knowledge.update', { id: id ?? '', content: prose(one.seed, 9) });
            if (one.do === 'exclude' && chunk && id)
              return base.request('knowledge.overrideChunk', {
                documentId: id,
                override: { kind: 'exclude', key: chunk.key },
              });
            if (one.do === 'remove' && id) return base.request('knowledge.remove', { ids: [id] });
            if (one.do === 'undo') return base.undo();
            keeper = inProcess(store);
            return undefined;
          };
          await change().catch(() => null);
          await base.knowledge.settled();
          if (one.do !== 'edit') await keeper.settle();
        }
        await keeper.settle();
        expect(keeper.problems()).toEqual([]);
        const fresh = anew(store);
        for (const query of ['harbour lantern', 'winter', 'ferry rope mill', prose(3, 5)]) {
          expect(answers(keeper.index, query)).toEqual(answers(fresh, query));
        }
        const next = await wake(store);
        expect(answers(next.index, 'harbour lantern')).toEqual(answers(fresh, 'harbour lantern'));
        await base.knowledge.close();
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  test('vectors are kept with their model and go with their chunk; the next program reads what is there', async () => {
    const base = testKnowledge();
    const { store } = base;
    const ids = [];
    for (let n = 0; n < 12; n++) ids.push(await add(base, `Text ${n}`, prose(n)));
    const first = await wake(store);
    const rows = store.all<{ model_id: string; length: number }>(
      `SELECT model_id, length(vector) AS length FROM chunk_vectors`,
    );
    expect(rows).toHaveLength(12);
    expect(new Set(rows.map((row) => row.model_id))).toEqual(new Set([first.modelId]));
    expect(readState(store)).toMatchObject({ modelId: first.modelId });
    const asked: string[] = [];
    const next = inProcess(store, (what) => asked.push(what.kind) > 0);
    await next.settle();
    expect(asked).toEqual([]);
    expect(answers(next.index, 'river cloud')).toEqual(answers(first.index, 'river cloud'));
    await base.request('knowledge.update', { id: ids[0] ?? '', content: 'Something quite different now.' });
    await base.knowledge.settled();
    expect(store.all(`SELECT chunk_id FROM chunk_vectors`)).toHaveLength(11);
    await next.settle();
    expect(store.all(`SELECT chunk_id FROM chunk_vectors`)).toHaveLength(12);
  });

  test('a vector made of a text that changed meanwhile is not kept', async () => {
    const base = testKnowledge();
    const { store } = base;
    for (let n = 0; n < 10; n++) await add(base, `Text ${n}`, prose(n));
    const keeper = await wake(store);
    const { id } = store.get<{ id: number }>(`SELECT id FROM chunks LIMIT 1`) ?? { id: 0 };
    store.write('Change', () => {
      store.run(`DELETE FROM chunk_vectors WHERE chunk_id = ?`, [id]);
      store.run(`INSERT OR REPLACE INTO search_changes (document_id) SELECT document_id FROM chunks WHERE id = ?`, [
        id,
      ]);
      keep(store, {
        kind: 'vectors',
        modelId: 'late',
        through: keeper.through,
        ids: [id],
        vectors: { dimensions: 1, rows: Int8Array.of(1), scales: Float32Array.of(1) },
      });
    });
    expect(store.get(`SELECT 1 FROM chunk_vectors WHERE chunk_id = ?`, [id])).toBeUndefined();
  });

  test('what was saved and is cut, altered, gone or of another model is made anew, and the answers are the same', async () => {
    const base = testKnowledge();
    const { store } = base;
    for (let n = 0; n < 20; n++) await add(base, `Text ${n}`, prose(n));
    const expected = answers((await wake(store)).index, 'lantern winter');
    const harm: Record<string, string> = {
      'cut part': `UPDATE search_parts SET bytes = substr(bytes, 1, 40)`,
      'altered part': `UPDATE search_parts SET bytes = zeroblob(length(bytes))`,
      'lost parts': `DELETE FROM search_parts`,
      'altered model': `UPDATE search_models SET bytes = zeroblob(length(bytes))`,
      'model of another width': `UPDATE search_models SET dimensions = 7`,
      'lost model': `DELETE FROM search_models`,
      'vectors of another width': `UPDATE chunk_vectors SET vector = zeroblob(3)`,
      'lost vectors': `DELETE FROM chunk_vectors`,
    };
    for (const [what, sql] of Object.entries(harm)) {
      store.write(what, () => store.run(sql));
      const keeper = await wake(store);
      expect({ what, problems: keeper.problems() }).toEqual({ what, problems: [] });
      expect({ what, found: answers(keeper.index, 'lantern winter') }).toEqual({ what, found: expected });
    }
  });

  test('when nothing can be written it still answers, and keeps all at the next occasion', async () => {
    const base = testKnowledge();
    const { store } = base;
    for (let n = 0; n < 12; n++) await add(base, `Text ${n}`, prose(n));
    let full = true;
    const keeper = inProcess(store, () => !full);
    await keeper.settle();
    expect(answers(keeper.index, 'garden').length).toBeGreaterThan(0);
    expect(store.all(`SELECT chunk_id FROM chunk_vectors`)).toHaveLength(0);
    full = false;
    await keeper.settle();
    expect(keeper.problems()).toEqual([]);
  });

  test('the model is learned anew when the base has become another one, and not for every document', async () => {
    const base = testKnowledge();
    const { store } = base;
    for (let n = 0; n < 12; n++) await add(base, `Text ${n}`, prose(n));
    const keeper = await wake(store);
    const first = keeper.modelId;
    await add(base, 'One more', prose(5));
    await keeper.settle();
    expect(keeper.modelId).toBe(first);
    for (let n = 0; n < 14; n++)
      await add(base, `Kitchen ${n}`, `flour yeast oven dough bread sourdough crust salt ${n % 3 ? 'water' : 'rye'}`);
    await keeper.settle();
    expect(keeper.modelId).not.toBe(first);
    expect(keeper.problems()).toEqual([]);
  });
});

describe('through the thread that searches', () => {
  const ask = (base: TestKnowledge, query: string, morgyIds: string[] = []) =>
    base.request('knowledge.search', { query, morgyIds });

  test('a text is found by meaning and words right after it was written, within its Morgy or all', async () => {
    const base = testKnowledge();
    const other = insertMorgy(base.store, 'Other');
    for (let n = 0; n < 12; n++) await add(base, `Text ${n}`, prose(n), n % 2 ? other : base.morgyId);
    await base.knowledge.findable();
    const answer = await ask(base, 'lantern engine ');
    expect(answer.ranking).toBe('meaning');
    expect(answer.hits[0]?.why).toMatch(/^Contains/);
    expect((await ask(base, 'lantern ', [other])).hits.every(({ morgyId }) => morgyId === other)).toBe(true);
    await add(base, 'Late', 'A zeppelin over the harbour.');
    expect((await ask(base, 'zeppelin ')).hits.map(({ title }) => title)).toEqual(['Late']);
    expect(await base.request('knowledge.searchIndex', {})).toMatchObject({ chunks: 13 });
    expect((await base.request('knowledge.search', { query: 'lantern ', wordsOnly: true })).ranking).toBe('words');
  });

  test('documents by date: the one that the source states, otherwise the day it was added', async () => {
    const base = testKnowledge();
    const old = await add(base, 'Old', 'A heron by the pond.');
    await add(base, 'New', 'A heron on the roof.');
    await base.request('knowledge.update', { id: old, source_date: '1999-05-04' });
    const titles = async (more: { dateFrom?: string; dateTo?: string }): Promise<string[]> =>
      (await base.request('knowledge.search', { query: 'heron ', ...more })).hits.map((hit) => hit.title);
    expect(await titles({ dateTo: '2000-01-01' })).toEqual(['Old']);
    expect(await titles({ dateFrom: '2000-01-01' })).toEqual(['New']);
    expect(await titles({ dateFrom: '1999-05-04', dateTo: '1999-05-04' })).toEqual(['Old']);
  });

  test('doctor finds a search index that is not what the chunks give, and makes it anew', async () => {
    const base = testKnowledge();
    for (let n = 0; n < 12; n++) await add(base, `Text ${n}`, prose(n));
    await base.knowledge.findable();
    expect(await base.knowledge.check(false)).toMatchObject([{ state: 'ok' }]);
    base.store.write('Harm', () => {
      base.store.run(`DELETE FROM chunk_totals WHERE document_id = (SELECT min(document_id) FROM chunks)`);
      base.store.run(`DELETE FROM search_changes`);
    });
    expect(await base.knowledge.check(true)).toMatchObject([{ state: 'repaired' }]);
    expect((await ask(base, 'lantern ')).ranking).toBe('meaning');
  });

  test('an empty base, one chunk, ten thousand equal chunks, stop words, emoji, another script', async () => {
    const base = testKnowledge();
    expect((await ask(base, 'anything')).hits).toEqual([]);
    await add(base, 'One', 'Only this.');
    await base.knowledge.findable();
    expect((await ask(base, 'only ')).hits).toHaveLength(1);
    const id = base.store.get<{ id: string }>(`SELECT id FROM morgy_knowledge`)?.id ?? '';
    base.store.write('Ten thousand', () => {
      base.store.run(
        `INSERT INTO chunks (document_id, morgy_id, ordinal, key, start, "end", tokens, title, heading_path, text)
         SELECT ?, ?, value, 'k' || value, 0, 0, 1, 'Same', '', 'The very same sentence.'
         FROM generate_series(1, 10000)`.replace(
          'generate_series(1, 10000)',
          `(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 10000) SELECT value FROM n)`,
        ),
        [id, base.morgyId],
      );
      base.store.run(`INSERT OR REPLACE INTO chunk_totals VALUES (?, 10001, 1, 0, 0, '[]', 'x')`, [id]);
    });
    await base.knowledge.findable();
    for (const query of ['same sentence ', 'the of and ', '🦜', '同じ文', 'sentense ', 'x'.repeat(10_000)]) {
      const { hits } = await ask(base, query);
      for (const { score } of hits) expect(Number.isFinite(score)).toBe(true);
      if (query.startsWith('same')) expect(hits).toHaveLength(20);
    }
  }, 30_000);
});
