/** Vectors of a person's own model in the thread that searches: whatever changed meanwhile, they are what the database has. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choose } from '../own-model/tables.ts';
import type { Store } from '../../store/store.ts';
import { testKnowledge } from '../testing.ts';
import type { IndexKeeper } from './index-keeper.ts';
import { inProcess } from './testing.ts';

const MODEL = 'own-384-test';
/** Another vector for each text, as a model would give. */
function vectorOf(text: string): Uint8Array {
  let state = 7;
  for (const character of text) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return Uint8Array.from({ length: 384 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  });
}
const QUESTION = Float32Array.from(Int8Array.from(vectorOf('question')), (value) => value / 1500);

/** Gives every chunk that has none its vector, or only some. */
function embed(store: Store, share: number): void {
  store.write('Vectors', () => {
    const missing = store.all<{ id: number; text: string }>(
      `SELECT id, text FROM chunks WHERE id NOT IN (SELECT chunk_id FROM own_vectors) ORDER BY id`,
    );
    for (const { id, text } of missing.slice(0, Math.ceil(missing.length * share)))
      store.run(`INSERT INTO own_vectors (chunk_id, model_id, scale, vector) VALUES (?, ?, ?, ?)`, [
        id,
        MODEL,
        1 / 1500,
        vectorOf(text),
      ]);
  });
}

function cosinesOf(keeper: IndexKeeper): [string, number][] | null {
  const cosines = keeper.cosines({ modelId: MODEL, vector: QUESTION });
  if (!cosines) return null;
  const { index } = keeper;
  return Array.from(cosines, (cosine, ordinal): [string, number] => [index.idOf(ordinal), cosine])
    .filter((_, ordinal) => index.alive(ordinal))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test('after any changes equal those read anew (a vector of a former text, of a removed chunk, in a wrong place)', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), seed: fc.nat(99) }),
    fc.record({ do: fc.constant('edit' as const), at: fc.nat(9), seed: fc.nat(99) }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(9) }),
    fc.record({ do: fc.constant('undo' as const) }),
    fc.record({ do: fc.constant('embed' as const), share: fc.constantFrom(0.5, 1) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const base = testKnowledge();
      const { store, morgyId } = base;
      store.write('Model', () =>
        choose(store, { id: MODEL, path: '/m', name: 'm', bytes: 1, pooling: 'mean', mostTokens: 8, passageMs: 1 }),
      );
      const ids: string[] = [];
      let texts = 0;
      const add = async (seed: number): Promise<void> => {
        const text = `Text ${++texts} of ${seed}, and ${'more '.repeat(seed % 7)}`;
        ids.push((await base.request('knowledge.addText', { morgyId, title: `T${texts}`, text })).id);
      };
      // So many that one without a vector leaves enough of them to be ranked by.
      for (let n = 0; n < 14; n++) await add(n);
      await base.knowledge.settled();
      const keeper = inProcess(store);
      const asOneReadAnew = async (): Promise<void> => {
        await base.knowledge.settled();
        await keeper.settle();
        const fresh = inProcess(store);
        await fresh.settle();
        expect(cosinesOf(keeper)).toEqual(cosinesOf(fresh));
      };
      embed(store, 1);
      await asOneReadAnew();
      for (const one of steps) {
        const id = 'at' in one ? (ids[one.at % ids.length] ?? '') : '';
        const change = async (): Promise<unknown> => {
          if (one.do === 'add') return add(one.seed);
          if (one.do === 'edit')
            return base.request('knowledge.update', { id, content: `Edited ${++texts} to ${one.seed}` });
          if (one.do === 'remove') return base.request('knowledge.remove', { ids: [id] });
          return base.undo();
        };
        if (one.do === 'embed') embed(store, one.share);
        // What lies in the trash, or nothing to undo, is refused, and that is all.
        else await change().catch(() => undefined);
        await asOneReadAnew();
      }
      embed(store, 1);
      await asOneReadAnew();
      expect(cosinesOf(keeper)?.every(([, cosine]) => Number.isFinite(cosine))).toBe(true);
      await base.knowledge.close();
    }),
    { numRuns: 12 },
  );
}, 240_000);
