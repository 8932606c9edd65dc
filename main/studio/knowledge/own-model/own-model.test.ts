/** A person's own language model: looked at before it is used, used for what it read, never in the way. */
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../store/testing.ts';
import type { OwnModelState } from '../contract.ts';
import { testKnowledge } from '../testing.ts';
import type { TestKnowledge } from '../testing.ts';
import { checkEncoder } from './check.ts';
import { openEncoder } from './encoder.ts';
import { readModelFiles } from './files.ts';
import { writeSmallModel } from './testing.ts';
import type { SmallModel } from './testing.ts';

const PATIENCE = { timeout: 120_000, interval: 20 };

const TEXTS = {
  Tides: 'Twice a day the water rises to the quay and falls away again.',
  Bread: 'Flour, salt and yeast are kneaded and left to rest overnight.',
  Gulls: 'White birds follow the trawlers home and quarrel over scraps.',
};
const own = (folder: string, options: SmallModel = {}): string =>
  writeSmallModel(folder, { texts: Object.entries(TEXTS).flat(), ...options });

async function base(): Promise<TestKnowledge> {
  const knowledge = testKnowledge();
  for (const [title, text] of Object.entries(TEXTS))
    await knowledge.request('knowledge.addText', { morgyId: knowledge.morgyId, title, text });
  await knowledge.knowledge.findable();
  knowledge.knowledge.start();
  return knowledge;
}
const stateOf = async (of: TestKnowledge): Promise<OwnModelState | null> =>
  (await of.request('knowledge.ownModel', {})).model;
const ready = (of: TestKnowledge): Promise<OwnModelState> =>
  vi.waitFor(async () => {
    const state = await stateOf(of);
    if (state?.state !== 'ready') throw new Error(JSON.stringify(state));
    return state;
  }, PATIENCE);
const ask = (of: TestKnowledge, query: string) => of.request('knowledge.search', { query, patient: true });

describe('a model is looked at before it is used', () => {
  const checked = (options: SmallModel): Promise<unknown> =>
    openEncoder(readModelFiles(own(join(temporaryFolder(), 'model'), options))).then(checkEncoder);

  test('one of 384 components that tells texts apart is taken', async () => {
    const files = readModelFiles(own(join(temporaryFolder(), 'small-sentences')));
    expect(files).toMatchObject({ name: 'small-sentences', pooling: 'mean', prompts: { query: '', passage: '' } });
    const encoder = await openEncoder(files);
    expect((await checkEncoder(encoder)).passageMs).toBeGreaterThan(0);
    const vector = await encoder.encode('bees make honey', 'query');
    expect(vector.length).toBe(384);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    // Texts without a word, without an end, without a sense.
    for (const text of ['', '🙂🙂', '\u0000', 'bees '.repeat(5000)])
      expect((await encoder.encode(text, 'passage')).every(Number.isFinite)).toBe(true);
  });

  test('another width, a constant, not a number, and other inputs are refused with what is wrong', async () => {
    await expect(checked({ width: 256 })).rejects.toThrow(/vectors have 256 components\. Only models of 384/);
    await expect(checked({ constant: true })).rejects.toThrow(/the same vector for every text/);
    await expect(checked({ broken: true })).rejects.toThrow(/zero or not a number/);
    await expect(checked({ inputs: ['pixel_values'] })).rejects.toThrow(/wants pixel_values.*for something else/);
  });

  test('what is no model, has no tokenizer, lies in parts or is several is refused with what to choose instead', () => {
    const folder = temporaryFolder();
    const at = (name: string, ...files: readonly (readonly [string, string])[]): string => {
      for (const [file, content] of files) {
        mkdirSync(join(folder, name), { recursive: true });
        writeFileSync(join(folder, name, file), content);
      }
      return join(folder, name);
    };
    expect(() => readModelFiles(join(folder, 'nowhere'))).toThrow(/nothing at .*nowhere any more/);
    expect(() => readModelFiles(at('empty', ['readme.md', '']))).toThrow(/No ONNX model lies in/);
    expect(() => readModelFiles(at('two', ['a.onnx', ''], ['b.onnx', '']))).toThrow(/has 2 ONNX models/);
    expect(() => readModelFiles(at('text', ['model.onnx', 'once upon a time'], ['tokenizer.json', '{}']))).toThrow(
      /model\.onnx is not an ONNX model: its name says so, but its content is something else/,
    );
    const named = at('named', ['model.bin', 'once upon a time'], ['tokenizer.json', '{}']);
    expect(() => readModelFiles(join(named, 'model.bin'))).toThrow(/is not an ONNX model\. Choose a file that ends in/);
    const alone = own(join(folder, 'alone'));
    rmSync(join(alone, 'tokenizer.json'));
    expect(() => readModelFiles(alone)).toThrow(/no tokenizer\.json beside model\.onnx/);
    const garbled = own(join(folder, 'garbled'));
    writeFileSync(join(garbled, 'tokenizer.json'), '{"model":');
    expect(() => readModelFiles(garbled)).toThrow(/tokenizer\.json cannot be read/);
    const parted = own(join(folder, 'parted'));
    writeFileSync(join(parted, 'model.onnx_data'), '');
    expect(() => readModelFiles(parted)).toThrow(/keeps its weights in a second file/);
  });

  test('pooling, length and prompts are taken from what published models have beside them', () => {
    const folder = own(join(temporaryFolder(), 'published'));
    const plain = readModelFiles(folder);
    mkdirSync(join(folder, 'onnx'));
    mkdirSync(join(folder, '1_Pooling'));
    renameSync(join(folder, 'model.onnx'), join(folder, 'onnx', 'model.onnx'));
    writeFileSync(join(folder, '1_Pooling', 'config.json'), '{"pooling_mode_cls_token":true}');
    writeFileSync(join(folder, 'sentence_bert_config.json'), '{"max_seq_length":128}');
    writeFileSync(
      join(folder, 'config_sentence_transformers.json'),
      '{"prompts":{"query":"query: ","passage":"passage: "}}',
    );
    const files = readModelFiles(folder);
    expect(files).toMatchObject({
      name: 'published',
      pooling: 'first',
      mostTokens: 128,
      prompts: { query: 'query: ', passage: 'passage: ' },
    });
    // Its vectors are others, so it is another model.
    expect(files.id).not.toBe(plain.id);
  });
});

describe('the chosen model', { timeout: 240_000 }, () => {
  test('reads every passage, ranks by what it knows, and is gone without a trace when it is removed', async () => {
    const studio = await base();
    const folder = own(join(temporaryFolder(), 'harbour-model'));
    const report = await studio.request('knowledge.inspectModel', { path: folder });
    expect(await stateOf(studio)).toBeNull();
    await studio.request('knowledge.useModel', { path: folder });
    expect(await ready(studio)).toMatchObject({ id: report.id, name: 'harbour-model', done: 3, total: 3 });
    const answer = await ask(studio, 'white birds that quarrel ');
    expect(answer).toMatchObject({ ranking: 'meaning', modelId: report.id });
    expect(answer.hits[0]?.title).toBe('Gulls');
    expect(answer.hits[0]?.why).toMatch(/close in meaning/);

    await studio.request('knowledge.removeModel', {});
    expect(await stateOf(studio)).toBeNull();
    expect(studio.store.get(`SELECT 1 FROM own_vectors`)).toBeUndefined();
    expect((await ask(studio, 'white birds that quarrel ')).modelId).not.toBe(report.id);
  });

  test('reads what is new or changed, and never keeps a vector of a text that is no more', async () => {
    const studio = await base();
    const { morgyId } = studio;
    const folder = own(join(temporaryFolder(), 'm'));
    await studio.request('knowledge.useModel', { path: folder });
    await ready(studio);
    await ask(studio, 'water ');
    const { id } = await studio.request('knowledge.addText', { morgyId, title: 'Ovens', text: 'Nothing of note.' });
    await studio.request('knowledge.update', { id, content: 'White birds quarrel over scraps, birds and birds.' });
    await studio.knowledge.findable();
    const vectors = () =>
      studio.store.all<{ text: string; n: number }>(
        `SELECT c.text, count(v.number) AS n FROM chunks c LEFT JOIN own_vectors v ON v.chunk_id = c.id GROUP BY c.id`,
      );
    await vi.waitFor(() => expect(vectors().every(({ n }) => n === 1)).toBe(true), PATIENCE);
    const { hits, modelId } = await ask(studio, 'birds quarrel ');
    expect(modelId).toMatch(/^own-384-/);
    expect(hits[0]?.title).toBe('Ovens');
    await studio.request('knowledge.remove', { ids: [id] });
    expect((await ask(studio, 'birds quarrel ')).hits[0]?.title).toBe('Gulls');
  });

  test('that is paused goes on where it was, also in the next program', async () => {
    const folder = temporaryFolder();
    const model = own(join(folder, 'm'));
    const first = testKnowledge({}, { folder });
    first.knowledge.start();
    await first.request('knowledge.useModel', { path: model });
    await first.request('knowledge.pauseModel', {});
    for (let n = 0; n < 40; n++)
      await first.request('knowledge.addText', { morgyId: first.morgyId, title: `T${n}`, text: `birds number ${n}` });
    await first.knowledge.findable();
    expect(await stateOf(first)).toMatchObject({ state: 'paused', done: 0, total: 40 });
    // While it has read too little, the studio's own model ranks.
    expect((await ask(first, 'birds ')).modelId ?? '').not.toMatch(/^own/);
    await first.knowledge.close();
    const second = testKnowledge({}, { folder, store: first.store, morgyId: first.morgyId });
    second.knowledge.start();
    expect(await stateOf(second)).toMatchObject({ state: 'paused' });
    await second.request('knowledge.resumeModel', {});
    expect(await ready(second)).toMatchObject({ done: 40, total: 40 });
  });

  test('whose files changed or went away is said to be so, and search goes on without it', async () => {
    const studio = await base();
    const folder = own(join(temporaryFolder(), 'm'));
    await studio.request('knowledge.useModel', { path: folder });
    await ready(studio);
    await studio.knowledge.close();
    appendFileSync(join(folder, 'tokenizer.json'), ' ');
    const again = testKnowledge({}, { folder: studio.folder, store: studio.store, morgyId: studio.morgyId });
    // A space more is the same tokenizer.
    expect((await ask(again, 'birds ')).modelId).toMatch(/^own-384-/);
    await again.knowledge.close();
    own(folder, { texts: ['another vocabulary'] });
    const changed = testKnowledge({}, { folder: studio.folder, store: studio.store, morgyId: studio.morgyId });
    expect((await ask(changed, 'birds ')).hits[0]?.title).toBe('Gulls');
    expect(await stateOf(changed)).toMatchObject({ state: 'broken', message: expect.stringMatching(/have changed/) });
    await changed.knowledge.close();
    rmSync(folder, { recursive: true });
    const gone = testKnowledge({}, { folder: studio.folder, store: studio.store, morgyId: studio.morgyId });
    expect((await ask(gone, 'birds ')).hits[0]?.title).toBe('Gulls');
    expect((await stateOf(gone))?.message).toMatch(/nothing at .* any more/);
  });

  test('a model that is refused leaves the one before in its place', async () => {
    const studio = await base();
    const folder = temporaryFolder();
    await studio.request('knowledge.useModel', { path: own(join(folder, 'good')) });
    const before = await ready(studio);
    await expect(
      studio.request('knowledge.useModel', { path: own(join(folder, 'wide'), { width: 768 }) }),
    ).rejects.toThrow(/768 components/);
    expect(await ready(studio)).toMatchObject({ id: before.id });
  });
});
