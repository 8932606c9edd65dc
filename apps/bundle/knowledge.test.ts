import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildForTest, chunk, document, sample } from '../../main/studio/exports/pack/fixtures.ts';
import { packBundle } from '../../main/studio/exports/pack/pack.ts';
import { writeFiles } from '../../main/studio/exports/pack/unpack.ts';
import { readArchive } from '../../main/studio/exports/pack/verify/archive.ts';
import { openFiles } from './files.ts';
import { Knowledge } from './knowledge.ts';

let folder: string;

beforeAll(async () => {
  const built = await buildForTest();
  const subjects = ['honey stores', 'hive entrance', 'compost heat', 'leaf litter', 'winter frost', 'spring seeds'];
  const chunks = Array.from({ length: 60 }, (_unused, i) =>
    chunk(`c${i}`, `Note ${i} on ${subjects[i % 6] ?? ''} and ${subjects[(i * 5 + 1) % 6] ?? ''} in the garden.`),
  );
  const content = { ...sample(), documents: [document('d', 'Notes', chunks)] };
  const { bytes } = await packBundle(content, { version: '1.0.0', serverFile: built.serverFile });
  await built.remove();
  folder = await mkdtemp(join(tmpdir(), 'morgus-knowledge-'));
  await writeFiles(await readArchive(bytes), folder);
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const ordinals = (hits: ReturnType<Knowledge['search']>): number[] => hits.map(({ passage }) => passage.ordinal);

test('a large bundle answers at once, and from then on as a small one does', async () => {
  const patient = new Knowledge(openFiles(folder));
  const hurried = new Knowledge(openFiles(folder), 10);
  const query = 'honey in winter';
  const first = ordinals(hurried.search(query, 20, undefined));
  expect(first.length).toBeGreaterThan(0);
  await wait(200);
  const expected = patient.search(query, 20, undefined);
  expect(hurried.search(query, 20, undefined)).toEqual(expected);
  // A later page goes on in the order of its first one, or hits would be shown twice or never.
  expect(ordinals(hurried.search(query, 20, undefined, true))).toEqual(first);
});

test('a search within one document stays in it, and an unknown document is named', () => {
  const knowledge = new Knowledge(openFiles(folder));
  const own = knowledge.document('notes');
  expect(knowledge.search('compost', 5, own).every(({ passage }) => passage.document.id === 'notes')).toBe(true);
  expect(knowledge.passage(knowledge.ordinalOf(own, 'notes#60')).id).toBe('notes#60');
  expect(() => knowledge.document('nothing')).toThrow(/no document with the id "nothing"/);
  expect(() => knowledge.ordinalOf(own, 'notes#61')).toThrow(/notes#1 to notes#60/);
});

test('what a model gives for an id is understood where it is plain, and explained where it is not', () => {
  const knowledge = new Knowledge(openFiles(folder));
  for (const given of ['notes', 'Notes', ' NOTES ']) expect(knowledge.document(given).id).toBe('notes');
  expect(() => knowledge.document('notes#3')).toThrow(/give "notes" as document, and "notes#3" as from/);
  for (const given of ['__proto__', 'constructor', '../notes', '#3', 'other#3'])
    expect(() => knowledge.document(given)).toThrow(/list_documents shows the ids/);
});
