/** Saved questions against real search: figures must be those of the definitions, and runs comparable. */
import { expect, test } from 'vitest';
import { createServer } from '../rpc/server.ts';
import { insertMorgy } from '../store/testing.ts';
import { testKnowledge } from '../knowledge/testing.ts';
import { retrievalTestsContract } from './contract.ts';
import type { RetrievalRun } from './contract.ts';
import { createRetrievalTests } from './index.ts';

function setUp() {
  const base = testKnowledge();
  const { handlers } = createRetrievalTests({ store: base.store, search: base.knowledge.search });
  const server = createServer(retrievalTestsContract, handlers);
  const request = async (name: keyof typeof retrievalTestsContract & string, input: unknown): Promise<unknown> => {
    const reply = await server.handle(name, input, new AbortController().signal);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const { morgyId } = base;
  return {
    base,
    morgyId,
    request,
    add: async (title: string, text: string) => (await base.request('knowledge.addText', { morgyId, title, text })).id,
    run: async (k = 1) => (await request('retrievalTests.run', { morgyId, k })) as RetrievalRun,
  };
}

test('a run finds the expected document, misses what is not there, and is kept newest first', async () => {
  const { base, morgyId, request, add, run } = setUp();
  const gulls = await add('Gulls', 'Herring gulls steal chips on the promenade.');
  const tides = await add('Tides', 'The tide is high at noon.');
  await expect(run()).rejects.toThrow('no question to try yet');
  await request('retrievalTests.save', { morgyId, question: 'What do gulls steal?', expected: [gulls] });
  await request('retrievalTests.save', {
    morgyId,
    question: 'When is the tide high on the promenade?',
    expected: [gulls],
  });
  const first = await run();
  expect(first).toMatchObject({ k: 1, questions: 2, documents: 2, recall: 0.5, mrr: 0.5, ndcg: 0.5 });
  expect(first.results[0]).toMatchObject({ rank: 1, found: [{ documentId: gulls, right: true }] });
  expect(first.results[1]?.found[0]).toMatchObject({ documentId: tides, right: false });
  expect(first.results[1]?.rank).toBeNull();
  expect((await run(5)).recall).toBe(1);
  expect((await run()).fingerprint).toBe(first.fingerprint);
  await base.request('knowledge.update', { id: tides, title: 'Tides and gulls' });
  expect((await run()).fingerprint).not.toBe(first.fingerprint);
  const runs = (await request('retrievalTests.runs', { morgyId })) as RetrievalRun[];
  expect(runs).toHaveLength(4);
  expect(runs.at(-1)?.id).toBe(first.id);
});

test('a question is changed in its place, removed, and stays with its Morgy', async () => {
  const { base, morgyId, request, add } = setUp();
  const id = await add('Gulls', 'Herring gulls.');
  const saved = (await request('retrievalTests.save', { morgyId, question: 'One?', expected: [id, id] })) as {
    id: string;
    expected: string[];
  };
  expect(saved.expected).toEqual([id]);
  await request('retrievalTests.save', { id: saved.id, morgyId, question: 'Two?', expected: [id] });
  expect(await request('retrievalTests.questions', { morgyId })).toMatchObject([{ id: saved.id, question: 'Two?' }]);
  expect(await request('retrievalTests.questions', { morgyId: insertMorgy(base.store, 'Other') })).toEqual([]);
  await request('retrievalTests.remove', { id: saved.id });
  expect(await request('retrievalTests.questions', { morgyId })).toEqual([]);
  await expect(request('retrievalTests.save', { morgyId, question: ' ', expected: [id] })).rejects.toThrow(
    'Write the question',
  );
});

test('what nothing answers, what little is said of, and what others stand before, are told apart', async () => {
  const { base, morgyId, request, add, run } = setUp();
  const gulls = await add('Gulls', 'Herring gulls steal chips on the promenade.');
  const tides = await add('Tides', 'The tide is high at noon, and low in the evening.');
  await base.knowledge.findable();
  const ask = (question: string, expected: string) =>
    request('retrievalTests.save', { morgyId, question, expected: [expected] });
  await ask('zyxwv', gulls);
  await ask('How do parking permits renew at the promenade office?', gulls);
  await ask('When is the tide low?', gulls);
  await ask('Do gulls steal chips?', gulls);
  expect((await run()).results.map(({ gap }) => gap)).toEqual(['nothing', 'thin', 'outranked', undefined]);
  expect(tides).not.toBe(gulls);
});

test('the same questions by words alone stand beside, with the model that was used', async () => {
  const { base, morgyId, request, add, run } = setUp();
  const ids: string[] = [];
  for (let n = 0; n < 12; n++)
    ids.push(await add(`Text ${n}`, `Harbour lantern ${n % 2 ? 'ferry' : 'engine'} number${n} rope.`));
  await base.knowledge.findable();
  await request('retrievalTests.save', { morgyId, question: 'number3', expected: [ids[3] ?? ''] });
  const result = await run(3);
  expect(result.modelId).toMatch(/^lsa-/);
  expect(result.words).toEqual({ recall: 1, mrr: 1, ndcg: 1 });
  expect(result.results[0]?.wordsRank).toBe(1);
});
