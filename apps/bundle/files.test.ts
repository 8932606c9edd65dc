/** The text of a bundle stays on the disk. What is quoted from it is what was exported, or nothing is quoted. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BundleError, openFiles } from './files.ts';
import {
  blockHashes,
  decodePassages,
  encodePassages,
  FILES,
  FORMAT,
  META_NAMESPACE,
  TEXT_BLOCK,
  type PassageTable,
} from './format.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morgus-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LENGTH = 3 * TEXT_BLOCK + 100;
const text = Uint8Array.from({ length: LENGTH }, (_unused, i) => (i * 31 + (i >> 8)) & 255);
const manifest = { _meta: { [META_NAMESPACE]: { format: FORMAT, files: { [FILES.text]: 'not asked for' } } } };

async function written(bytes: Uint8Array): Promise<ReturnType<ReturnType<typeof openFiles>['slices']>> {
  await rm(join(folder, 'content'), { recursive: true, force: true });
  await writeFile(join(folder, FILES.manifest), JSON.stringify(manifest));
  await mkdir(join(folder, 'content'));
  await writeFile(join(folder, FILES.text), bytes);
  return openFiles(folder).slices(FILES.text, LENGTH, blockHashes(text));
}

test('every part reads as it was written, across blocks and again (a kept block taken for another, an end cut off)', async () => {
  const slices = await written(text);
  fc.assert(
    fc.property(fc.nat(LENGTH), fc.nat(2 * TEXT_BLOCK), (start, length) => {
      const end = Math.min(LENGTH, start + length);
      expect(Buffer.compare(slices.read(start, end), text.subarray(start, end))).toBe(0);
    }),
  );
});

test('one changed bit is not quoted, nor what shares its block; the rest still is (a block not looked at)', async () => {
  const changed = text.slice();
  const place = TEXT_BLOCK + 5;
  changed[place] = (changed[place] ?? 0) ^ 1;
  const slices = await written(changed);
  expect(slices.read(0, 10)).toEqual(text.subarray(0, 10));
  for (const [start, end] of [
    [place, place + 1],
    [TEXT_BLOCK - 1, TEXT_BLOCK + 1],
    [2 * TEXT_BLOCK - 1, 2 * TEXT_BLOCK],
    [0, LENGTH],
  ] as const) {
    expect(() => slices.read(start, end)).toThrow(BundleError);
  }
  expect(slices.read(LENGTH - 10, LENGTH)).toEqual(text.subarray(LENGTH - 10));
});

test('a text that is shorter or longer is refused at once', async () => {
  await expect(written(text.subarray(0, -1))).rejects.toThrow(/changed or damaged/);
  await expect(written(Buffer.concat([text, Buffer.from('x')]))).rejects.toThrow(/changed or damaged/);
});

test('a passage table reads as it was written, at any address, and a cut or crossed one is refused', () => {
  const table: PassageTable = {
    count: 3,
    starts: Uint32Array.of(0, 5, 5, 70_000),
    headings: Uint32Array.of(0, 1, 4_000_000_000),
    pages: Uint32Array.of(0, 7, 1),
    flags: Uint8Array.of(0, 1, 0),
    hashes: blockHashes(new Uint8Array(70_000)),
  };
  const bytes = encodePassages(table);
  expect(decodePassages(bytes)).toEqual(table);
  // A Buffer shares its memory with others and begins anywhere.
  const odd = Buffer.concat([Buffer.from('odd'), bytes]).subarray(3);
  expect(decodePassages(odd, 70_000)).toEqual(table);
  expect(() => decodePassages(bytes, 69_999)).toThrow(RangeError);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodePassages(bytes.subarray(0, length))).toThrow(RangeError);
  }
  expect(() => decodePassages(encodePassages({ ...table, starts: Uint32Array.of(0, 9, 5, 70_000) }))).toThrow(
    RangeError,
  );
});
