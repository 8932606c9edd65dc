/** Words that a large base can not afford: leaving out the wrong ones would lose the answer, leaving out none the time. */
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { morgyKnowledge } from '../../../../schema/index.ts';
import { insertMorgy, testStore } from '../../store/testing.ts';
import type { Store } from '../../store/store.ts';
import { MOST_RANKED, affordable } from './budget.ts';
import { parseQuery } from './query.ts';
import { search } from './search.ts';

/** As many chunks as asked for, each with two frequent words; the tenth from the end has a rare one too. */
function base(size: number): { store: Store; morgyId: string } {
  const store = testStore();
  const morgyId = insertMorgy(store);
  const id = uuidv7();
  store.write('Fill', () => {
    store.insert(morgyKnowledge, {
      id,
      morgy_id: morgyId,
      owner_id: store.ownerId(),
      title: 'Log',
      content: '',
      source_type: 'text',
    });
    store.run(
      `INSERT INTO chunks (document_id, morgy_id, ordinal, key, start, "end", tokens, title, heading_path, text)
       WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @size - 1)
       SELECT @id, @morgyId, i, printf('%016x', i), i, i + 1, 4, 'Log', '',
         'harbour weather' || CASE WHEN i = @size - 10 THEN ' barnacle' ELSE '' END FROM n`,
      { id, morgyId, size },
    );
  });
  return { store, morgyId };
}

const kept = (store: Store, query: string, share = 1): string[] =>
  affordable(store, parseQuery(query), () => share).parts.map((part) => part.text + (part.prefix ? '*' : ''));

test('a small base affords every word', () => {
  const { store } = base(500);
  expect(kept(store, 'harbour weather barnacle ')).toEqual(['harbour', 'weather', 'barnacle']);
});

test('in a large base the rare word stays, frequent ones go, a phrase always stays', () => {
  const { store, morgyId } = base(MOST_RANKED + 1000);
  expect(kept(store, 'harbour weather barnacle ')).toEqual(['barnacle']);
  expect(kept(store, '"harbour weather" barnacle ')).toEqual(['harbour weather', 'barnacle']);
  // A beginning that nearly everything has, beside a word that says something.
  expect(kept(store, 'barnacle harb')).not.toContain('harb*');
  // Nothing but frequent words: one of them is still looked for.
  expect(kept(store, 'harbour weather ').length).toBeGreaterThan(0);
  // Over a tenth of the base the same words cost a tenth.
  expect(kept(store, 'harbour weather barnacle ', 0.1)).toHaveLength(3);
  const input = { morgyIds: [morgyId], documentIds: [], sourceTypes: [], tags: [], limit: 5 };
  const [first] = search(store, { ...input, query: 'harbour weather barnacle ' }).hits;
  expect(first?.text).toContain('barnacle');
  expect(search(store, { ...input, query: 'harbour ' }).hits).toHaveLength(5);
});
