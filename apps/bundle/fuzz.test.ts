/** Whatever a client sends, the server answers: a result under the host's limit, or an error in words. Never a crash or a path. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildForTest, chunk, document, GROUND, sample } from '../../main/studio/exports/pack/fixtures.ts';
import { packBundle } from '../../main/studio/exports/pack/pack.ts';
import { writeFiles } from '../../main/studio/exports/pack/unpack.ts';
import { readArchive } from '../../main/studio/exports/pack/verify/archive.ts';
import { bundleServerFactory } from './create.ts';

const LIMIT = 1_000_000;
let folder: string;
let client: Client;

/** Every control character takes six bytes in JSON, every quote two: the worst that a text can do to a result. */
const WORST = '\u0007"\\'.repeat(150_000);

beforeAll(async () => {
  const built = await buildForTest();
  const [profile] = GROUND.icps;
  if (!profile) throw new Error('The fixture has profiles.');
  const content = {
    ...sample(),
    ground: {
      ...GROUND,
      company: 'C'.repeat(500),
      summary: WORST.slice(0, 100_000),
      messages: Array.from({ length: 200 }, () => WORST.slice(0, 4_000)),
      icps: [
        ...GROUND.icps,
        // As many as a bundle takes, and one that no answer holds whole.
        ...Array.from({ length: 48 }, (_unused, i) => ({
          ...profile,
          name: `Profile ${i} ${'N'.repeat(200)}`,
          tagline: WORST.slice(0, 500),
          primary: false,
          ...(i === 0 && {
            summary: WORST.slice(0, 20_000),
            sections: [
              {
                title: 'Much',
                fields: [{ label: 'All', lines: Array.from({ length: 200 }, () => WORST.slice(0, 5_000)) }],
              },
            ],
          }),
        })),
      ],
    },
    documents: [
      ...sample().documents,
      document('huge', 'Huge passages', [
        chunk('h1', `worst ${WORST}`),
        chunk('h2', `worst ${'🙂'.repeat(200_000)}`),
        chunk('h3', 'end of the worst'),
      ]),
      document(
        'many',
        'M'.repeat(900),
        Array.from({ length: 700 }, (_unused, i) =>
          chunk(`m${i}`, `common words number ${i} ${'\u0007'.repeat(300)}`, { headingPath: ['H'.repeat(900)] }),
        ),
      ),
    ],
  };
  const { bytes } = await packBundle(content, {
    version: '1.0.0',
    serverFile: built.serverFile,
    undecidedWarnings: 'allow',
  });
  await built.remove();
  folder = await mkdtemp(join(tmpdir(), 'morgus-fuzz-'));
  await writeFiles(await readArchive(bytes), folder);
  const [near, far] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: 'fuzz', version: '1' });
  await bundleServerFactory(folder)().connect(near);
  await client.connect(far);
  await client.listTools();
}, 240_000);
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

let answers = 0;

async function check(call: () => Promise<unknown>): Promise<void> {
  let answer: string;
  answers += 1;
  try {
    answer = JSON.stringify(await call());
  } catch (error) {
    answer = error instanceof Error ? error.message : String(error);
    expect(answer).not.toBe('');
  }
  expect(Buffer.byteLength(answer)).toBeLessThan(LIMIT);
  expect(answer).not.toContain(folder);
  expect(answer).not.toMatch(/\bat \S+ \(|node:internal|TypeError|RangeError|undefined is not/);
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '',
    '../../../etc/passwd',
    '__proto__',
    'constructor',
    '\u0000',
    '%2e%2e%2f',
    'a'.repeat(20_000),
    '"'.repeat(9_000),
    '🐝'.repeat(3_000),
    'of the and',
    '*',
    '"unclosed phrase',
    'common words',
    'worst',
  ),
);
const ids = fc.oneof(
  nasty,
  fc.constantFrom(
    'huge-passages',
    'keeping-bees-through-the-winter',
    'huge-passages#1',
    'huge-passages#2',
    'huge-passages#99999999999',
  ),
);
const cursors = fc.oneof(
  nasty,
  fc.constantFrom('0', '1', '1.5', '2.399999', '0.1', '999999999', '-1', '1e3', '0.999999999'),
);
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1, 20, 200, 100_000));
const anything = fc.anything({ maxDepth: 2 }).map((value): unknown => {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    return null;
  }
});

const icpIds = fc.constantFrom('garden-owner', 'retired-teacher', 'profile-0', 'Garden Owner', 'profile-47');

const calls = fc.oneof(
  fc.record({
    name: fc.constant('search_knowledge'),
    arguments: fc.record({ query: nasty, limit: numbers, document: ids, cursor: cursors }, { requiredKeys: ['query'] }),
  }),
  fc.record({
    name: fc.constant('read_document'),
    arguments: fc.record(
      { document: ids, from: ids, cursor: cursors, maxCharacters: numbers },
      { requiredKeys: ['document'] },
    ),
  }),
  fc.record({
    name: fc.constant('list_documents'),
    arguments: fc.record({ limit: numbers, cursor: cursors }, { requiredKeys: [] }),
  }),
  fc.record({
    name: fc.constant('use_template'),
    arguments: fc.record({
      template: fc.oneof(nasty, fc.constant('plan-a-season')),
      arguments: fc.dictionary(fc.oneof(nasty, fc.constant('crop')), nasty, { maxKeys: 3 }),
    }),
  }),
  fc.record({
    name: fc.constant('get_icp'),
    arguments: fc.record({ id: fc.oneof(nasty, icpIds), x: anything }, { requiredKeys: [] }),
  }),
  fc.record({ name: fc.constant('list_icps'), arguments: fc.record({ cursor: cursors }, { requiredKeys: [] }) }),
  fc.record({
    name: fc.constantFrom(
      'get_foundation',
      'list_icps',
      'get_icp',
      'search_knowledge',
      'read_document',
      'list_documents',
      'get_persona',
      'list_templates',
      'use_template',
      'nothing',
      '__proto__',
    ),
    arguments: fc.dictionary(fc.constantFrom('query', 'document', 'limit', 'cursor', 'id', 'x'), anything),
  }),
);

test('tools', async () => {
  answers = 0;
  await fc.assert(
    fc.asyncProperty(calls, (call) => check(() => client.callTool(call))),
    { numRuns: 250 },
  );
  expect(answers).toBeGreaterThanOrEqual(250);
}, 120_000);

test('prompts, completions and resources', async () => {
  answers = 0;
  const uri = fc.oneof(
    nasty,
    ids.map((id) => `morgy://documents/${encodeURIComponent(id.toWellFormed())}`),
    fc.constantFrom(
      'morgy://documents/%',
      'morgy://documents/..',
      'file:///etc/passwd',
      'morgy://documents/huge-passages',
      'morgy://foundation',
      'morgy://icps/garden-owner',
      'morgy://icps/%00',
      'morgy://icps/',
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      nasty,
      uri,
      cursors,
      fc.dictionary(fc.oneof(nasty, fc.constantFrom('crop', 'task')), nasty, { maxKeys: 2 }),
      async (text, address, cursor, args) => {
        await check(() => client.getPrompt({ name: text, arguments: args }));
        await check(() => client.getPrompt({ name: 'plan-a-season', arguments: args }));
        await check(() => client.readResource({ uri: address }));
        await check(() => client.listResources({ cursor }));
        await check(() =>
          client.complete({
            ref: { type: 'ref/prompt', name: 'plan-a-season' },
            argument: { name: 'document', value: text },
          }),
        );
        await check(() =>
          client.complete({
            ref: { type: 'ref/resource', uri: 'morgy://documents/{document}' },
            argument: { name: 'document', value: text },
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
  expect(answers).toBeGreaterThanOrEqual(360);
}, 120_000);

test('reading on from cursor to cursor gives every character of every passage, once', async () => {
  // A page that skips or repeats would show as a different text.
  let cursor: string | undefined;
  const texts = new Map<string, string>();
  let pages = 0;
  do {
    const { structuredContent, isError } = await client.callTool({
      name: 'read_document',
      arguments: { document: 'huge-passages', maxCharacters: 100_000, ...(cursor === undefined ? {} : { cursor }) },
    });
    expect(isError ?? false).toBe(false);
    const part = structuredContent as { passages: { id: string; text: string }[]; nextCursor?: string };
    for (const { id, text } of part.passages) texts.set(id, (texts.get(id) ?? '') + text);
    cursor = part.nextCursor;
    pages++;
  } while (cursor !== undefined && pages < 1_000);
  expect(texts.get('huge-passages#1')).toBe(`worst ${WORST}`);
  expect(texts.get('huge-passages#2')).toBe(`worst ${'🙂'.repeat(200_000)}`);
  expect(texts.get('huge-passages#3')).toBe('end of the worst');
}, 60_000);

test('paging through the profiles gives every one once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { structuredContent } = await client.callTool({
      name: 'list_icps',
      arguments: cursor === undefined ? {} : { cursor },
    });
    const part = structuredContent as { icps: { id: string }[]; nextCursor?: string };
    seen.push(...part.icps.map(({ id }) => id));
    cursor = part.nextCursor;
  } while (cursor !== undefined && seen.length < 2_000);
  expect(seen).toHaveLength(50);
  expect(new Set(seen).size).toBe(50);
}, 60_000);

test('paging through a search gives every hit once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { structuredContent } = await client.callTool({
      name: 'search_knowledge',
      arguments: { query: 'common words', limit: 20, ...(cursor === undefined ? {} : { cursor }) },
    });
    const part = structuredContent as { results: { id: string }[]; nextCursor?: string };
    seen.push(...part.results.map(({ id }) => id));
    cursor = part.nextCursor;
  } while (cursor !== undefined && seen.length < 1_000);
  expect(seen).toHaveLength(200);
  expect(new Set(seen).size).toBe(200);
});
