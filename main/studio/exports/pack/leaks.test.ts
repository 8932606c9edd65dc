import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILES } from '../../../../apps/bundle/format.ts';
import { buildForTest, chunk, document, sample } from './fixtures.ts';
import { packBundle } from './pack.ts';
import type { BundleContent } from './types.ts';
import { readArchive } from './verify/archive.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

/** Words that exist nowhere else; an index would keep them whole or cut at the end. */
const CANARIES = {
  title: 'Quixalotl',
  heading: 'Zyzzgrub',
  body: 'vexnumoria',
  template: 'Drangwiff',
  argument: 'kloptuss',
  value: 'wibberjex',
};

function withCanaries(): BundleContent {
  const base = sample();
  return {
    ...base,
    documents: Array.from({ length: 37 }, (_unused, i) =>
      document(`d${i}`, `${CANARIES.title} ${i}`, [
        chunk(`c${i}`, `All about ${CANARIES.body}.`, { headingPath: [CANARIES.heading] }),
      ]),
    ),
    templates: [
      {
        title: CANARIES.template,
        description: `One of: ${CANARIES.value}, other`,
        arguments: [{ name: CANARIES.argument, description: `One of: ${CANARIES.value}, other`, required: true }],
        text: `{{${CANARIES.argument}}}`,
      },
    ],
  };
}

async function filesOf(content: BundleContent): Promise<Map<string, Uint8Array>> {
  return readArchive((await packBundle(content, { version: '1.0.0', serverFile: built.serverFile })).bytes);
}

/** Files in which a word occurs, in any case, whole or as the stem that an index would keep. */
function holding(files: ReadonlyMap<string, Uint8Array>, word: string): string[] {
  const stem = word.toLowerCase().slice(0, 6);
  return [...files]
    .filter(([, bytes]) => Buffer.from(bytes).toString('latin1').toLowerCase().includes(stem))
    .map(([path]) => path);
}

test('the search for canaries works: with everything in, all of them are found', async () => {
  const files = await filesOf(withCanaries());
  expect(Object.values(CANARIES).filter((word) => holding(files, word).length === 0)).toEqual([]);
  expect(holding(files, CANARIES.body)).toContain(FILES.index);
});

test('without knowledge nothing of it is left: no title, heading, term, file, tool or number', async () => {
  const without = await filesOf({ ...withCanaries(), documents: [] });
  expect([CANARIES.title, CANARIES.heading, CANARIES.body].flatMap((word) => holding(without, word))).toEqual([]);
  for (const path of [FILES.documents, FILES.text, FILES.passages, FILES.index]) expect(without.has(path)).toBe(false);
  const words = [FILES.manifest, FILES.persona, FILES.readme]
    .map((path) => new TextDecoder().decode(without.get(path)))
    .join('\n');
  expect(words).not.toMatch(/search_knowledge|read_document|list_documents|\b37\b/);
});

test('a bundle without knowledge is the same, whatever the knowledge was', async () => {
  const none = { ...withCanaries(), documents: [] };
  const [a, b] = await Promise.all([
    packBundle(none, { version: '1.0.0', serverFile: built.serverFile }),
    packBundle({ ...withCanaries(), documents: [] }, { version: '1.0.0', serverFile: built.serverFile }),
  ]);
  expect(a.sha256).toBe(b.sha256);
});

test('without templates nothing of them is left: no name, argument, value, tool or prompt', async () => {
  const without = await filesOf({ ...withCanaries(), templates: [] });
  expect([CANARIES.template, CANARIES.argument, CANARIES.value].flatMap((word) => holding(without, word))).toEqual([]);
  expect(without.has(FILES.templates)).toBe(false);
  const words = [FILES.manifest, FILES.persona, FILES.readme]
    .map((path) => new TextDecoder().decode(without.get(path)))
    .join('\n');
  expect(words).not.toMatch(/list_templates|use_template/);
});

test('a chunk that is left out takes its words, its heading and its number with it', async () => {
  const key = ['glpat', '-', 'q7Zx2Lw9Vb4Nt6Rk8Pd3'].join('');
  const content = {
    ...sample(),
    documents: [
      document('d', 'Kept', [
        chunk('a', 'A kept passage.'),
        chunk('b', `${CANARIES.body} ${key}`, { headingPath: [CANARIES.heading] }),
      ]),
    ],
  };
  const { findings } = await packBundle(content, { version: '1.0.0', serverFile: built.serverFile }).then(
    () => ({ findings: [] }),
    (error: unknown) => (error as { details: { findings: { id: string }[] } }).details,
  );
  expect(findings).toHaveLength(1);
  const decisions = findings.map(({ id }) => ({ findingId: id, action: 'leave-out' as const }));
  const files = await readArchive(
    (await packBundle(content, { version: '1.0.0', serverFile: built.serverFile, decisions })).bytes,
  );
  expect([CANARIES.heading, CANARIES.body, key].flatMap((word) => holding(files, word))).toEqual([]);
});
