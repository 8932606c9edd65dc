import { zipSync, type Zippable } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES } from '../../../../../apps/bundle/format.ts';
import type { DocumentsFile } from '../../../../../apps/bundle/format.ts';
import { buildForTest, chunk, document, sample } from '../fixtures.ts';
import { packBundle } from '../pack.ts';
import type { BundleContent, VerificationReport, VerifyOptions } from '../types.ts';
import { writeZip } from '../zip.ts';
import { readArchive } from './archive.ts';
import { verifyBundle } from './verify.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
let bytes: Uint8Array;
let files: Map<string, Uint8Array>;
beforeAll(async () => {
  built = await buildForTest();
  ({ bytes } = await packBundle(sample(), { version: '1.0.0', serverFile: built.serverFile }));
  files = await readArchive(bytes);
});
afterAll(() => built.remove());

const verify = (file: Uint8Array, more: VerifyOptions = {}): Promise<VerificationReport> =>
  verifyBundle(file, { serverFile: built.serverFile, ...more });
const outcome = (report: VerificationReport, id: string): string | undefined =>
  report.checks.find((check) => check.id === id)?.outcome;
const detail = (report: VerificationReport, id: string): string =>
  report.checks.find((check) => check.id === id)?.detail ?? '';

/** The sample with one file changed, packed again. */
function changed(path: string, edit: (before: string) => string | Uint8Array): Promise<Uint8Array> {
  const edited = edit(new TextDecoder().decode(files.get(path)));
  return writeZip(new Map(files).set(path, typeof edited === 'string' ? new TextEncoder().encode(edited) : edited));
}

describe('a good bundle', () => {
  test.each([
    ['a process of its own', { kind: 'process' as const, node: process.execPath }],
    ['a worker, as in a packed program', { kind: 'worker' as const }],
  ])('passes every check in %s', async (_name, runner) => {
    const report = await verify(bytes, { runner, canaries: ['somebody-else'] });
    expect(report.checks.filter(({ outcome: result }) => result !== 'passed')).toEqual([]);
    expect(report).toMatchObject({ ok: true, name: 'nora-garden-mentor', version: '1.0.0' });
    expect(report.checks.map(({ id }) => id)).toContain('search');
    expect(detail(report, 'server-modern')).toContain('2026-07-28');
  });

  test('leaves nothing behind in the environment of the server: a secret there would be seen', async () => {
    // The server is replaced by one that says what it can see; it must see nothing.
    const spy = await changed(FILES.server, () => 'process.stderr.write(JSON.stringify(Object.keys(process.env)))');
    process.env['MORGUS_TEST_SECRET'] = 'x';
    try {
      const manifestless = await verify(await withFreshHashes(spy), { runForeignServer: true });
      expect(outcome(manifestless, 'server-modern')).toBe('failed');
      expect(detail(manifestless, 'server-modern')).toContain('[]');
    } finally {
      delete process.env['MORGUS_TEST_SECRET'];
    }
  });
});

/** Invoices: what tells one from the next is a number, or nothing at all. */
const invoices = (number: (n: number) => string): BundleContent => ({
  ...sample(),
  documents: Array.from({ length: 150 }, (_, n) =>
    document(uuid(1, n), `Invoice ${n}`, [
      chunk(
        uuid(2, n),
        `Invoice ${number(n)}: consulting services delivered according to the framework agreement, payable within thirty days after receipt without deduction to the account below.`,
      ),
    ]),
  ),
});
const uuid = (kind: number, n: number): string => `0191f0a2-7c3e-7b1a-9d4e-${kind}${String(n).padStart(11, '0')}`;
const withTitle = (title: string): BundleContent => ({
  ...sample(),
  documents: [document('d', title, [chunk('c', 'One.')])],
});
const pack = async (content: BundleContent): Promise<Uint8Array> =>
  (await packBundle(content, { version: '1.0.0', serverFile: built.serverFile })).bytes;

describe('a bundle of 150 almost equal documents', () => {
  test.each([
    ['that differ in a number', (n: number) => String(2000 + n)],
    ['that differ in a short number', (n: number) => String(n)],
    ['that are equal', () => 'again'],
  ])('%s passes', async (_name, number) => {
    const report = await verify(await pack(invoices(number)));
    expect(report.checks.filter(({ outcome: result }) => result === 'failed')).toEqual([]);
  });

  test('one passage that the index lacks is noticed among them', async () => {
    const whole = invoices((n) => String(2000 + n));
    const file = await readArchive(await pack(whole));
    // The same bundle with an index that was made while the passage from the middle held none of its words.
    const inOrder = JSON.parse(new TextDecoder().decode(file.get(FILES.documents))) as DocumentsFile;
    const middle = inOrder.documents[75]?.title;
    const documents = whole.documents.map((one) =>
      one.title === middle
        ? { ...one, chunks: one.chunks.map((each) => ({ ...each, text: each.text.replaceAll(/\w/g, 'q') })) }
        : one,
    );
    expect(documents).not.toEqual(whole.documents);
    const other = await readArchive(await pack({ ...whole, documents }));
    const inside = new Map(file).set(FILES.index, other.get(FILES.index) ?? new Uint8Array());
    const report = await verify(await withFreshHashes(await writeZip(inside)));
    expect(outcome(report, 'hashes')).toBe('passed');
    expect(outcome(report, 'search')).toBe('failed');
  });
});

/** Writes the right hashes into the manifest of a changed bundle: a forger can do that, too. */
async function withFreshHashes(file: Uint8Array): Promise<Uint8Array> {
  const { createHash } = await import('node:crypto');
  const inside = await readArchive(file);
  const manifest = JSON.parse(new TextDecoder().decode(inside.get(FILES.manifest))) as {
    _meta: { 'studio.morgus': { files: Record<string, string> } };
  };
  const hashes = manifest['_meta']['studio.morgus'].files;
  for (const path of Object.keys(hashes))
    hashes[path] = createHash('sha256')
      .update(inside.get(path) ?? '')
      .digest('hex');
  return writeZip(inside.set(FILES.manifest, new TextEncoder().encode(JSON.stringify(manifest))));
}

describe('a bundle that was changed', () => {
  test('one byte of a text is noticed, and nothing is started', async () => {
    const report = await verify(await changed(FILES.text, (text) => text.replace('honey', 'money')));
    expect(report.ok).toBe(false);
    expect(outcome(report, 'hashes')).toBe('failed');
    expect(outcome(report, 'server')).toBe('skipped');
  });

  test('an added file is noticed', async () => {
    const report = await verify(await writeZip(new Map(files).set('extra.txt', new Uint8Array(3))));
    expect(detail(report, 'hashes')).toContain('extra.txt');
  });

  test('a server that is not ours is not started, even with the right hashes', async () => {
    const report = await verify(await withFreshHashes(await changed(FILES.server, (code) => `${code}\n//`)));
    expect(outcome(report, 'hashes')).toBe('passed');
    expect(outcome(report, 'server')).toBe('skipped');
  });

  test('another version than expected, another file than expected', async () => {
    const report = await verify(bytes, { expectedSha256: '00' });
    expect(outcome(report, 'file')).toBe('failed');
  });

  test.each([
    ['version', (text: string) => text.replace('"1.0.0"', '"banana"')],
    ['entry point', (text: string) => text.replace('"server.cjs"', '"../server.cjs"')],
    ['an unknown key', (text: string) => text.replace('{', '{"surprise": 1,')],
    ['JSON', (text: string) => text.slice(1)],
  ])('a manifest with a wrong %s fails', async (_name, edit) => {
    const report = await verify(await changed(FILES.manifest, edit));
    expect(report.ok).toBe(false);
  });

  test('a secret in a finished file is found', async () => {
    const key = ['ghp', '_', 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoT'].join('');
    const report = await verify(await changed(FILES.readme, (text) => `${text}\n${key}\n`));
    expect(outcome(report, 'secrets')).toBe('failed');
    expect(detail(report, 'secrets')).not.toContain(key);
  });

  test('a named string is found in any file and any case', async () => {
    const report = await verify(bytes, { canaries: ['TWENTY KILOGRAMS'] });
    expect(outcome(report, 'canaries')).toBe('failed');
    // Letters beyond ASCII keep their case in the search, at both ends.
    expect(outcome(await verify(bytes, { canaries: ['Grüße AUS dem'] }), 'canaries')).toBe('failed');
    expect(outcome(await verify(await pack(withTitle('Übersicht Kunden'))), 'canaries')).toBe('skipped');
    expect(
      outcome(await verify(await pack(withTitle('Übersicht Kunden')), { canaries: ['Übersicht Kunden'] }), 'canaries'),
    ).toBe('failed');
  });
});

describe('a hostile archive', () => {
  const hostile = (entries: Zippable): Uint8Array => zipSync(entries);
  const body = new TextEncoder().encode('x');

  test.each([
    ['a path outside', { '../evil': body }],
    ['a path outside further down', { 'a/../../evil': body }],
    ['an absolute path', { '/etc/evil': body }],
    ['a drive letter', { 'C:/evil': body }],
    ['a folder entry', { 'folder/': new Uint8Array() }],
    ['names that differ in case only', { 'README.md': body, 'readme.MD': body }],
    ['names that differ in composition only', { 'caf\u00e9': body, 'cafe\u0301': body }],
    ['a file that is also a folder', { a: body, 'a/b': body }],
    ['a symbolic link', { link: [new TextEncoder().encode('/etc/passwd'), { os: 3, attrs: 0o120777 * 0x10000 }] }],
    ['a device of Windows', { 'content/aux.txt': body }],
    ['a device of Windows as a folder', { 'CON/a.txt': body }],
    ['a dot at the end, which Windows drops', { 'server.cjs.': body }],
    ['a blank at the end of a folder', { 'content /a': body }],
    ['a stream of another file', { 'server.cjs:hidden': body }],
    ['a name that is too long', { ['a'.repeat(300)]: body }],
    ['a path that is too long', { [Array.from({ length: 300 }, () => 'deep').join('/')]: body }],
    ['a bomb', { bomb: new Uint8Array(5_000_000) }],
  ] satisfies [string, Zippable][])('with %s is refused', async (_name, entries) => {
    const report = await verify(hostile(entries));
    expect(report).toMatchObject({ ok: false, name: null });
    expect(outcome(report, 'archive')).toBe('failed');
    expect(detail(report, 'archive')).toMatch(/[.)]$/);
  });

  test('names that only look like devices are taken', async () => {
    const report = await verify(
      hostile({ 'console.txt': body, 'content/auxiliary': body, 'com.md': body, '.env': body }),
    );
    expect(outcome(report, 'archive')).toBe('passed');
  });

  test('a backslash in a name is refused', async () => {
    const zip = Buffer.from(hostile({ aXevil: body }));
    for (let at = zip.indexOf('aXevil'); at >= 0; at = zip.indexOf('aXevil', at + 1)) zip[at + 1] = 0x5c;
    expect(outcome(await verify(zip), 'archive')).toBe('failed');
  });

  test('is refused cut off at any length, with any byte turned, without an exception', async () => {
    const small = hostile({ 'manifest.json': new TextEncoder().encode('{"name":"x"}'), 'a.txt': body });
    for (let length = 0; length < small.length; length += 7)
      expect((await verify(small.slice(0, length))).ok).toBe(false);
    for (let at = 0; at < small.length; at++) {
      const turned = small.slice();
      turned[at] = (turned[at] ?? 0) ^ 0xff;
      expect((await verify(turned)).ok).toBe(false);
    }
  });

  test('a server that never answers does not hold the check for ever', async () => {
    const silent = await withFreshHashes(await changed(FILES.server, () => 'setInterval(() => undefined, 1000)'));
    const report = await verify(silent, { runForeignServer: true, timeoutMs: 500 });
    expect(detail(report, 'server-modern')).toContain('too long');
  });
});
