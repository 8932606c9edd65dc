// Files that are broken, locked, or made to do harm: each is refused with a sentence, and nothing else happens.
import { mkdtemp, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookPdf, docx, odt, ole, pdf, utf8, zipOf } from './fixtures.ts';
import { extractBytes, extractFile, ExtractionError } from './index.ts';
import type { ExtractionErrorCode } from './index.ts';

async function refusal(run: Promise<unknown>): Promise<ExtractionError> {
  const error = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExtractionError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

const CASES: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  name: string,
  code: ExtractionErrorCode,
  words: RegExp,
])[] = [
  ['an empty file', new Uint8Array(), 'a.pdf', 'empty', /is empty/],
  ['only blank space', utf8(' \n\t '), 'a.txt', 'no-text', /blank space/],
  ['an encrypted pdf', pdf([[]], { encrypted: true }), 'a.pdf', 'encrypted', /password.*without the password/],
  ['an encrypted Office file', ole('EncryptedPackage'), 'a.docx', 'encrypted', /password/],
  ['an encrypted odt', odt({ encrypted: true }), 'a.odt', 'encrypted', /password/],
  ['a Word 97 file', ole('WordDocument'), 'a.doc', 'unsupported', /Save it as \.docx/],
  ['a scan', pdf([[], []], { image: true }), 'a.pdf', 'needs-ocr', /only images.*needs OCR first/],
  ['a pdf without text or pictures', pdf([[]]), 'a.pdf', 'no-text', /no text/],
  ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'scan.pdf', 'needs-ocr', /image.*OCR/],
  ['a Windows program', new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0]), 'a.pdf', 'executable', /program/],
  ['a Linux program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), 'a.txt', 'executable', /program/],
  ['a zip archive', zipOf({ 'a.txt': 'x' }), 'a.zip', 'archive', /zip archive of 1 file/],
  ['a gzip archive', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]), 'a.gz', 'archive', /gzip/],
  [
    'bytes without sense',
    Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919 * (i % 251)) % 256),
    'a.bin',
    'binary',
    /not text/,
  ],
  // “Its content is not text” sends the person with a broken PDF on the wrong way.
  [
    'random bytes',
    Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 * (i % 251)) % 256),
    'a.pdf',
    'damaged',
    /5 kB\) is named \.pdf but is damaged or is no PDF/,
  ],
  ['a pdf cut off', bookPdf().slice(0, 300), 'a.pdf', 'damaged', /damaged/],
  ['a docx cut off', docx().slice(0, 900), 'a.docx', 'damaged', /damaged/],
  ['deep JSON', utf8(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`), 'a.json', 'too-deep', /levels deep/],
  ['ten megabytes of one tag', utf8(`<html>${'<div>'.repeat(2_000_000)}`), 'a.html', 'too-deep', /levels deep/],
];

describe('refused with a sentence', () => {
  test.each(CASES)('%s', async (_, bytes, name, code, words) => {
    const error = await refusal(extractBytes({ bytes, name }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.message).toContain(`“${name}”`);
    // What happened, and what to do now.
    expect(error.message.split(/[.!?] /).length).toBeGreaterThanOrEqual(2);
  });
});

describe('archives that unpack to gigabytes', () => {
  /** A zip whose table of contents says what it likes about sizes. */
  function lying(bytes: Uint8Array, name: string, unpacked: number): Uint8Array {
    const out = bytes.slice();
    const view = new DataView(out.buffer);
    for (let at = 0; at + 46 < out.length; at++) {
      if (view.getUint32(at, true) !== 0x02014b50) continue;
      const length = view.getUint16(at + 28, true);
      if (new TextDecoder().decode(out.subarray(at + 46, at + 46 + length)) === name)
        view.setUint32(at + 24, unpacked, true);
    }
    return out;
  }

  test('by what the table says, before anything is unpacked', async () => {
    const error = await refusal(
      extractBytes({ bytes: lying(docx(), 'word/document.xml', 3_000_000_000), name: 'bomb.docx' }),
    );
    expect(error.code).toBe('unpacks-too-large');
    expect(error.message).toMatch(/2\.8 GB.*not opened/);
  });

  test('by their ratio, although the whole stays under the cap', async () => {
    const bomb = docx({ extra: { 'word/media/zeros.xml': new Uint8Array(60 * 1024 * 1024) } });
    expect(bomb.length).toBeLessThan(200_000);
    expect((await refusal(extractBytes({ bytes: bomb, name: 'bomb.docx' }))).code).toBe('unpacks-too-large');
  });

  test('a member that is larger than the table says is not unpacked further than that', async () => {
    const text = await extractBytes({ bytes: lying(docx(), 'word/document.xml', 400), name: 'liar.docx' }).catch(
      (error: unknown) => error,
    );
    if (text instanceof Error) expect(text).toBeInstanceOf(ExtractionError);
    else expect(JSON.stringify(text).length).toBeLessThan(2000);
  });

  test('too many members', async () => {
    const parts = Object.fromEntries(Array.from({ length: 20_500 }, (_, i) => [`word/${i}.xml`, '']));
    expect((await refusal(extractBytes({ bytes: zipOf(parts, 0), name: 'many.docx' }))).code).toBe('unpacks-too-large');
  });
});

test('a billion laughs stay a few bytes: entities of a DTD are not expanded', async () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 12 }, (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`;
  const bytes = zipOf({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `${laughs}<office:document-content><office:body><office:text><text:p>Here: &m;</text:p></office:text></office:body></office:document-content>`,
  });
  const out = await extractBytes({ bytes, name: 'laughs.odt' });
  expect(out.markdown.length).toBeLessThan(200);
});

test('a compressed stream in a pdf that grows without end is cut short by pdfjs or refused, never followed', async () => {
  const stream = zlibSync(new Uint8Array(40 * 1024 * 1024), { level: 9 });
  const head = `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`;
  const bytes = new Uint8Array(
    Buffer.concat([
      Buffer.from(head, 'latin1'),
      stream,
      Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF', 'latin1'),
    ]),
  );
  expect(['no-text', 'damaged']).toContain((await refusal(extractBytes({ bytes, name: 'z.pdf' }))).code);
});

describe('on the disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'morgus-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('two gigabytes are refused by their size, without reading', async () => {
    const path = join(folder, 'huge.pdf');
    await writeFile(path, '%PDF-');
    await truncate(path, 2 * 1024 ** 3);
    const error = await refusal(extractFile({ path }));
    expect(error.code).toBe('too-large');
    expect(error.message).toMatch(/“huge\.pdf” is 2\.0 GB.*200 MB.*Split/);
  });

  test('65 MB of plain text are refused as text', async () => {
    const error = await refusal(extractBytes({ bytes: new Uint8Array(65 * 1024 * 1024).fill(0x61), name: 'log.txt' }));
    expect(error).toMatchObject({ code: 'too-large' });
  });

  test('a file that is gone, a folder, and a link to itself', async () => {
    await mkdir(join(folder, 'sub'));
    await symlink('loop.txt', join(folder, 'loop.txt'));
    expect((await refusal(extractFile({ path: join(folder, 'gone.txt') }))).code).toBe('not-found');
    expect((await refusal(extractFile({ path: join(folder, 'sub') }))).code).toBe('not-a-file');
    expect((await refusal(extractFile({ path: join(folder, 'loop.txt') }))).code).toBe('unreadable');
  });

  test('no message, title or text carries the folder of this machine', async () => {
    await writeFile(join(folder, 'plain.txt'), 'words');
    const out = await extractFile({ path: join(folder, 'plain.txt') });
    expect(JSON.stringify(out)).not.toContain(folder);
    const error = await refusal(extractFile({ path: join(folder, 'gone.txt') }));
    expect(error.message).not.toContain(folder);
  });

  test('cancelling before the start reads nothing', async () => {
    const error = await refusal(extractFile({ path: join(folder, 'plain.txt') }, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
  });
});
