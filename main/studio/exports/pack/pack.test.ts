import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePassages, FILES, META_NAMESPACE, type DocumentsFile } from '../../../../apps/bundle/format.ts';
import { BEES, buildForTest, chunk, document, sample, SOIL } from './fixtures.ts';
import { packBundle, planBundle } from './pack.ts';
import { verifyBundle } from './verify/verify.ts';
import { nextVersion } from './version.ts';
import type { BundleContent, PackedBundle } from './types.ts';
import { readArchive } from './verify/archive.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

const pack = (content: BundleContent, more: Partial<Parameters<typeof packBundle>[1]> = {}): Promise<PackedBundle> =>
  packBundle(content, { version: '1.0.0', serverFile: built.serverFile, ...more });
const plan = (content: BundleContent, more: Partial<Parameters<typeof planBundle>[1]> = {}) =>
  planBundle(content, { serverFile: built.serverFile, ...more });

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Put together here, so that no scanner of this repository takes it for a real one. */
const KEY = ['ghp', '_', 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoT'].join('');

describe('the same input', () => {
  test('gives the same bytes, whatever the order of documents and tags and whatever the ids', async () => {
    const content = sample();
    const first = await pack(content);
    const other: BundleContent = {
      ...content,
      morgy: { ...content.morgy, tags: content.morgy.tags.toReversed() },
      documents: content.documents.toReversed().map(({ chunks, ...rest }, d) => ({
        ...rest,
        id: `other-${d}`,
        chunks: chunks.map((each, c) => Object.assign({}, each, { id: `other-${d}-${c}` })),
      })),
    };
    const second = await pack(other);
    expect(second.sha256).toBe(first.sha256);
    expect(second.contentSha256).toBe(first.contentSha256);
    expect((await plan(content)).contentSha256).toBe(first.contentSha256);
  });

  test('gives the same bytes when the index is made anew', async () => {
    // The last index is kept, so another export has to come between.
    const many = {
      ...sample(),
      documents: [
        document(
          'd',
          'Many',
          Array.from({ length: 40 }, (_unused, i) => chunk(`c${i}`, `Bees and soil ${i % 7} in garden ${i % 5}.`)),
        ),
      ],
    };
    const first = await pack(many);
    await pack(sample());
    expect((await pack(many)).sha256).toBe(first.sha256);
  });

  test('gives the same bytes in another time zone', async () => {
    const before = process.env['TZ'];
    try {
      process.env['TZ'] = 'Pacific/Kiritimati';
      const there = await pack(sample());
      process.env['TZ'] = 'America/Los_Angeles';
      expect((await pack(sample())).sha256).toBe(there.sha256);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  test('keeps its version; a change raises it', async () => {
    const first = await pack(sample(), { version: (hash) => nextVersion(null, hash) });
    expect(first.version).toBe('1.0.0');
    const again = await pack(sample(), { version: (hash) => nextVersion(first, hash) });
    expect(again.sha256).toBe(first.sha256);
    const changed = { ...sample(), morgy: { ...sample().morgy, systemPrompt: 'Answer briefly.' } };
    const next = await pack(changed, { version: (hash) => nextVersion(again, hash) });
    expect(next.version).toBe('1.1.0');
    expect(next.sha256).not.toBe(first.sha256);
    expect(() => nextVersion({ version: 'banana', contentSha256: '' }, 'x')).toThrow(/banana/);
    await expect(pack(sample(), { version: 'banana' })).rejects.toMatchObject({ code: 'invalid_version' });
  });
});

describe('what leaves', () => {
  test('the plan names every file of the bundle with its size, every tool and every prompt', async () => {
    const planned = await plan(sample());
    const packed = await pack(sample());
    const files = await readArchive(packed.bytes);
    expect(planned.files.map(({ path, size }) => [path, size])).toEqual(
      [...files].map(([path, bytes]) => [path, bytes.length]).toSorted(),
    );
    expect(planned.tools.map(({ name }) => name)).toEqual([
      'search_knowledge',
      'read_document',
      'list_documents',
      'get_persona',
      'list_templates',
      'use_template',
    ]);
    expect(planned.prompts.map(({ name }) => name)).toEqual(['persona', 'plan-a-season', 'weekly-check']);
    expect(planned.counts).toEqual({ documents: 2, chunks: 5, templates: 2, icps: null });
    expect(planned.blocking).toEqual([]);
    expect(Math.abs(planned.estimatedSize - packed.bytes.length)).toBeLessThan(packed.bytes.length * 0.05);
  });

  test.each(['small', 'even', 'uneven'] as const)(
    'takes the room that was told before: %s',
    async (kind) => {
      // Would fail if the program's own files or the index were not counted, or a large text judged by a few of its places.
      let seed = 1;
      const random = (): number => (seed = (seed * 48_271) % 2_147_483_647);
      const noise = (): string => Array.from({ length: 260 }, () => random().toString(36)).join(' ');
      const passages = Array.from({ length: kind === 'small' ? 1 : 1_900 }, (_unused, i) =>
        chunk(`c${i}`, kind === 'uneven' && i % 633 > 60 ? `Calm words ${i % 7} again. `.repeat(80) : noise()),
      );
      const content = { ...sample(), documents: [document('d', 'Much', passages)] };
      const { estimatedSize } = await plan(content);
      const { bytes } = await pack(content);
      expect(Math.abs(estimatedSize - bytes.length) / bytes.length).toBeLessThan(0.15);
    },
    120_000,
  );

  test('no id of the studio, and no field that the allow-list does not name', async () => {
    const content = sample();
    const generous = {
      ...content,
      creatorId: 'CANARY-creator',
      morgy: {
        ...content.morgy,
        id: 'CANARY-id',
        price: 999,
        appearance: { ...content.morgy.appearance, avatar: 'CANARY' },
      },
      documents: content.documents.map((each) =>
        Object.assign({}, each, { sourceUrl: 'CANARY-url', metadata: { path: 'CANARY' } }),
      ),
    };
    const files = await readArchive((await pack(generous)).bytes);
    const leaking = [...files].filter(([, bytes]) => /CANARY|0191f0a2/.test(text(bytes)));
    expect(leaking.map(([path]) => path)).toEqual([]);
    expect((await pack(generous)).sha256).toBe((await pack(content)).sha256);
  });

  test('every file is named with its hash in the manifest', async () => {
    const files = await readArchive((await pack(sample())).bytes);
    const manifest: unknown = JSON.parse(text(files.get(FILES.manifest)));
    const expected = Object.fromEntries(
      [...files]
        .filter(([path]) => path !== FILES.manifest)
        .map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]),
    );
    expect(manifest).toHaveProperty(['_meta', META_NAMESPACE, 'files'], expected);
  });

  test("a creator's text cannot make the host fill in its own folders", async () => {
    const content = sample();
    const hostile = {
      ...content,
      morgy: { ...content.morgy, description: 'See ${HOME} and ${user_config.key}', systemPrompt: '${__dirname}' },
    };
    const manifest = text((await readArchive((await pack(hostile)).bytes)).get(FILES.manifest));
    expect(manifest.match(/\$\{[^}]*\}/g)?.toSorted()).toEqual(
      [
        '${__dirname}',
        '${arguments.crop}',
        '${arguments.document}',
        '${arguments.style}',
        '${arguments.task}',
      ].toSorted(),
    );
  });
});

describe('secrets', () => {
  const withChunk = (body: string): BundleContent => ({
    ...sample(),
    documents: [document('doc', 'Notes', [chunk('c1', 'Harmless and long enough to stay.'), chunk('c2', body)])],
  });

  test('a key stops the export and is told with its place, masked', async () => {
    const content = withChunk(`First line.\nThe token is ${KEY}, keep it.`);
    const { findings, blocking } = await plan(content);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity: 'block',
      place: { kind: 'chunk', documentId: 'doc', documentTitle: 'Notes', chunkId: 'c2', number: 2 },
      line: 2,
      column: 14,
      excerpt: 'The token is ghp_••••••, keep it.',
    });
    expect(blocking).toEqual([findings[0]?.id]);
    await expect(pack(content)).rejects.toMatchObject({ code: 'secrets_found' });
  });

  test('a title that holds a key names its places without it', async () => {
    // The list of findings is shown, printed and kept; a secret must not stand in it by way of a title.
    const base = withChunk(`The token is ${KEY}, keep it.`);
    const documents = base.documents.map((each) => ({ ...each, title: `Notes ${KEY}` }));
    const { findings } = await plan({ ...base, documents });
    expect(findings.map(({ place }) => place.kind).toSorted()).toEqual(['chunk', 'document']);
    expect(JSON.stringify(findings)).not.toContain(KEY.slice(4, 16));
    expect(JSON.stringify(findings)).toContain('Notes [removed: GitHub token]');
  });

  test('can be redacted or left out, but not allowed', async () => {
    const content = withChunk(`The token is ${KEY}, keep it.`);
    const findingId = (await plan(content)).findings[0]?.id ?? '';
    const redacted = await readArchive((await pack(content, { decisions: [{ findingId, action: 'redact' }] })).bytes);
    expect(text(redacted.get(FILES.text))).toContain('The token is [removed: GitHub token], keep it.');
    const left = await readArchive((await pack(content, { decisions: [{ findingId, action: 'leave-out' }] })).bytes);
    expect(text(left.get(FILES.text))).toBe('Harmless and long enough to stay.');
    await expect(pack(content, { decisions: [{ findingId, action: 'allow' }] })).rejects.toMatchObject({
      code: 'secrets_found',
    });
  });

  test('a private key that runs over three chunks is found in each of them', async () => {
    const lines = Array.from(
      { length: 30 },
      (_unused, i) => `${'MIIEpAIBAAKCAQEAq7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoTiBnXrWzQk'.slice(i % 5)}`,
    );
    const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'];
    const content: BundleContent = {
      ...sample(),
      documents: [
        document('doc', 'Notes', [
          chunk('c1', `Before.\n${pem.slice(0, 10).join('\n')}`),
          chunk('c2', pem.slice(10, 20).join('\n')),
          chunk('c3', `${pem.slice(20).join('\n')}\nAfter.`),
        ]),
      ],
    };
    const { findings } = await plan(content);
    expect(findings.map(({ place }) => place.kind === 'chunk' && place.chunkId)).toEqual(['c1', 'c2', 'c3']);
    const decisions = findings.map(({ id }) => ({ findingId: id, action: 'redact' as const }));
    const body = text((await readArchive((await pack(content, { decisions })).bytes)).get(FILES.text));
    expect(body).not.toContain('MIIE');
    expect(body).toContain('Before.');
    expect(body).toContain('After.');
  });

  test('are found in every place where a creator writes', async () => {
    const base = sample();
    const places: BundleContent[] = [
      { ...base, morgy: { ...base.morgy, name: KEY } },
      { ...base, morgy: { ...base.morgy, description: KEY } },
      { ...base, morgy: { ...base.morgy, systemPrompt: `Use ${KEY}` } },
      { ...base, morgy: { ...base.morgy, tags: ['x', KEY] } },
      { ...base, morgy: { ...base.morgy, ai: { model: KEY } } },
      { ...base, morgy: { ...base.morgy, capabilities: [KEY] } },
      { ...base, morgy: { ...base.morgy, personality: { responseStyle: KEY } } },
      { ...base, license: KEY },
      { ...base, author: { name: KEY } },
      { ...base, templates: [{ title: 'T', description: KEY, arguments: [], text: 'x' }] },
      { ...base, templates: [{ title: 'T', description: '', arguments: [], text: KEY }] },
      {
        ...base,
        templates: [
          { title: 'T', description: '', arguments: [{ name: 'a', description: KEY, required: true }], text: 'x' },
        ],
      },
      { ...base, documents: [document('d', KEY, [chunk('c', 'text')])] },
      { ...base, documents: [document('d', 'D', [chunk('c', 'text', { headingPath: ['A', KEY] })])] },
    ];
    for (const content of places) {
      const { findings } = await plan(content);
      expect(findings.map(({ severity }) => severity)).toEqual(['block']);
      const decisions = findings.map(({ id }) => ({ findingId: id, action: 'redact' as const }));
      const files = await readArchive((await pack(content, { decisions })).bytes);
      const leaking = [...files].filter(([, bytes]) => text(bytes).toLowerCase().includes(KEY.toLowerCase()));
      expect(leaking.map(([path]) => path)).toEqual([]);
    }
  });

  test('what is only personal is redacted unless somebody allows it', async () => {
    const content = withChunk('Mail jane.doe@acme-corp.io or look in /home/jdoe/notes.');
    const { findings, blocking } = await plan(content);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['email', 'warn'],
      ['home-folder', 'warn'],
    ]);
    expect(blocking).toEqual([]);
    const body = async (more: Partial<Parameters<typeof packBundle>[1]>): Promise<string> =>
      text((await readArchive((await pack(content, more)).bytes)).get(FILES.text));
    expect(await body({})).toContain('Mail [e-mail address removed] or look in ~/notes.');
    expect(await body({ undecidedWarnings: 'allow' })).toContain('jane.doe@acme-corp.io');
    const decisions = [{ findingId: findings[0]?.id ?? '', action: 'allow' as const }];
    expect(await body({ decisions })).toContain('Mail jane.doe@acme-corp.io or look in ~/notes.');
    await expect(pack(content, { undecidedWarnings: 'refuse' })).rejects.toMatchObject({ code: 'secrets_found' });
  });

  // Would catch: a sentence that only looks as if it told a password can never leave as it was written; or a real key that
  // somebody waves through.
  test('what a person said is no secret leaves, and a key never does', async () => {
    const content = withChunk(`The password is Harbour2024Guide! and the key is ${KEY}.`);
    const told = (await plan(content)).findings.find(({ rule }) => rule === 'told-password');
    const key = (await plan(content)).findings.find(({ rule }) => rule !== 'told-password');
    expect([told?.severity, key?.severity, key?.hash]).toEqual(['block', 'block', null]);
    expect(told?.hash).toMatch(/^[0-9a-f]{64}$/);
    const notSecrets = [told?.hash ?? ''];
    const again = await planBundle(content, { serverFile: built.serverFile, notSecrets });
    expect(again.findings.find(({ id }) => id === told?.id)).toMatchObject({ kept: true, severity: 'warn' });
    expect(again.blocking).toEqual([key?.id]);
    const decisions = [{ findingId: key?.id ?? '', action: 'redact' as const }];
    const { bytes } = await pack(content, { notSecrets, decisions });
    const body = text((await readArchive(bytes)).get(FILES.text));
    expect(body).toContain('Harbour2024Guide!');
    expect(body).not.toContain(KEY);
    const checked = async (known: readonly string[]): Promise<string | undefined> =>
      (await verifyBundle(bytes, { serverFile: built.serverFile, notSecrets: known })).checks.find(
        ({ id }) => id === 'secrets',
      )?.outcome;
    expect(await checked(notSecrets)).toBe('passed');
    expect(await checked([])).toBe('failed');
  });

  test("an author's name that is an e-mail address stops the export", async () => {
    const content = { ...sample(), author: { name: 'ada@garden-mail.io' } };
    await expect(pack(content)).rejects.toMatchObject({ code: 'secrets_found' });
  });

  test('hidden characters are told once a place and never reach the manifest, even when allowed', async () => {
    const base = sample();
    const content = {
      ...base,
      morgy: { ...base.morgy, description: 'Kind\u200B and\u202E helpful\u{E0049}\u{E0067}.' },
    };
    const { findings } = await plan(content);
    expect(findings.map(({ rule }) => rule)).toEqual(['hidden-characters']);
    const decisions = [{ findingId: findings[0]?.id ?? '', action: 'allow' as const }];
    const files = await readArchive((await pack(content, { decisions })).bytes);
    expect(text(files.get(FILES.manifest))).toContain('"Kind and helpful."');
    expect(text(files.get(FILES.manifest))).not.toMatch(/[\u200B\u202E\u{E0000}-\u{E0FFF}]/u);
    expect(text((await readArchive((await pack(content)).bytes)).get(FILES.persona))).toContain('"Kind and helpful."');
  });
});

describe('any content', () => {
  const words = fc.string({ unit: 'binary', maxLength: 60 });
  const title = words.filter((value) => value.trim() !== '');
  const chunks = fc.array(
    fc.record({
      id: fc.uuid(),
      text: words,
      headingPath: fc.array(words, { maxLength: 3 }),
      page: fc.option(fc.integer({ min: 1, max: 0xffffffff }), { nil: undefined }),
      pinned: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  const contents: fc.Arbitrary<BundleContent> = fc.record({
    morgy: fc.record({
      name: title,
      description: words,
      category: words,
      tags: fc.array(words, { maxLength: 3 }),
      systemPrompt: words,
      ai: fc.constant({}),
      appearance: fc.record({ color: fc.constantFrom('#123456', 'red', '') }),
      capabilities: fc.array(words, { maxLength: 2 }),
    }),
    author: fc.record({ name: title }),
    documents: fc.array(
      fc.record({ id: fc.uuid(), title: words, sourceType: fc.constantFrom('file', 'url', 'text', 'api'), chunks }),
      {
        maxLength: 4,
      },
    ),
    templates: fc.array(
      fc.record({
        title,
        description: words,
        arguments: fc.constant([{ name: 'a b', description: 'x', required: false }]),
        text: words,
      }),
      { maxLength: 3 },
    ),
  });

  test('packs, unpacks to the same passages, twice byte for byte, in any order of documents', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const packed = await pack(content, { undecidedWarnings: 'allow' });
        const turned = await pack(
          { ...content, documents: content.documents.toReversed() },
          { undecidedWarnings: 'allow' },
        );
        expect(turned.sha256).toBe(packed.sha256);
        const files = await readArchive(packed.bytes);
        const expected = content.documents
          .flatMap((each) =>
            each.chunks.map((part) => `${part.page ?? 0}|${String(part.pinned)}|${part.text.toWellFormed()}`),
          )
          .filter((line) => line.split('|').slice(2).join('|').trim() !== '')
          .toSorted();
        const found: string[] = [];
        const table = files.get(FILES.passages);
        const body = files.get(FILES.text);
        if (table !== undefined && body !== undefined) {
          const passages = decodePassages(table, body.length);
          const { documents } = JSON.parse(text(files.get(FILES.documents))) as DocumentsFile;
          expect(documents.reduce((sum, each) => sum + each.count, 0)).toBe(passages.count);
          for (let i = 0; i < passages.count; i++) {
            const own = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
              body.subarray(passages.starts[i], passages.starts[i + 1]),
            );
            found.push(`${passages.pages[i] ?? 0}|${String(passages.flags[i] === 1)}|${own}`);
          }
        }
        expect(found.toSorted()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('ten thousand times the same passage is stored rather than packed like a bomb', async () => {
    const content = {
      ...sample(),
      documents: [
        document(
          'd',
          'Echo',
          Array.from({ length: 10_000 }, (_unused, i) => chunk(`c${i}`, 'All the same words again and again.')),
        ),
      ],
    };
    const packed = await pack(content);
    // readArchive refuses what installers refuse: more than 50:1.
    expect((await readArchive(packed.bytes)).get(FILES.text)?.length).toBe(350_000);
  }, 30_000);

  test('what does not fit is refused with its place', async () => {
    const content = { ...sample(), morgy: { ...sample().morgy, name: '  ' } };
    await expect(pack(content)).rejects.toMatchObject({ code: 'invalid_content', details: { place: 'morgy.name' } });
  });

  test('a cancelled export stops with a PackError', async () => {
    await expect(pack({ ...sample(), documents: [BEES, SOIL] }, { signal: AbortSignal.abort() })).rejects.toMatchObject(
      { code: 'cancelled' },
    );
  });
});
