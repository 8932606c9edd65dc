/**
 * Reads the bundle's own files, one read each, and checks every one against the hash in the manifest. Only the text stays on
 * the disk: each part of it is checked when it is read, against hashes in a file that was checked so.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import {
  BLOCK_HASH,
  FILES,
  FORMAT,
  META_NAMESPACE,
  MOST_RESULTS,
  RESULT_LIMIT,
  TEXT_BLOCK,
  type BundleMeta,
} from './format.ts';

/** What went wrong, in words that a person in a chat can act on. Never carries a path of the machine. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  readonly code: 'file_missing' | 'file_changed' | 'format' | 'not_found' | 'invalid';
  constructor(code: BundleError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

type KnownFile = (typeof FILES)[keyof typeof FILES];

export interface BundleFiles {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Passages that a search returns where it is not told how many. */
  readonly resultLimit: number;
  has(path: KnownFile): boolean;
  /** Throws a BundleError when the file is missing or isn't the one that was exported. */
  read(path: KnownFile): Uint8Array;
  /**
   * The same for a file that is too large to hold, which must be of this length.
   * @param hashes Those of its blocks, from a file that was read.
   */
  slices(path: KnownFile, length: number, hashes: Uint8Array): Slices;
}

export interface Slices {
  /** Throws a BundleError when this part, or what shares a block with it, isn't what was exported. */
  read(start: number, end: number): Uint8Array;
}

const REINSTALL = 'Install the bundle again from where you got it.';

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function metaOf(manifest: Record<string, unknown>): Required<BundleMeta> {
  const meta = record(record(manifest['_meta'])[META_NAMESPACE]);
  const files = new Map<string, string>();
  for (const [path, hash] of Object.entries(record(meta['files']))) {
    if (typeof hash === 'string') files.set(path, hash);
  }
  if (meta['format'] !== FORMAT) {
    throw new BundleError(
      'format',
      `This bundle's files are laid out in a way that its server doesn't know. ${REINSTALL}`,
    );
  }
  const limit = Number(meta['resultLimit']);
  return {
    format: FORMAT,
    files: Object.fromEntries(files),
    resultLimit: Number.isInteger(limit) && limit >= 1 ? Math.min(limit, MOST_RESULTS) : RESULT_LIMIT,
  };
}

/** `folder` is the bundle's own; names come from FILES only, never from a request. */
export function openFiles(folder: string): BundleFiles {
  const load = (path: string): Uint8Array => {
    try {
      return readFileSync(join(folder, path));
    } catch {
      throw new BundleError('file_missing', `The file ${path} of this bundle can't be read. ${REINSTALL}`);
    }
  };
  const changed = (path: string): BundleError =>
    new BundleError(
      'file_changed',
      `The file ${path} of this bundle has been changed or damaged since it was exported, so it isn't used. ${REINSTALL}`,
    );
  const expectedOf = (path: string, hashes: ReadonlyMap<string, string>): string => {
    const expected = hashes.get(path);
    if (expected === undefined) throw new BundleError('file_missing', `This bundle was exported without ${path}.`);
    return expected;
  };
  let manifest: Record<string, unknown>;
  try {
    manifest = record(JSON.parse(new TextDecoder().decode(load(FILES.manifest))));
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('file_changed', `The file ${FILES.manifest} of this bundle is damaged. ${REINSTALL}`);
  }
  const meta = metaOf(manifest);
  const manifestHashes = new Map(Object.entries(meta.files));
  const text = (key: string, otherwise: string): string => {
    const value = manifest[key];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  return {
    name: text('name', 'morgy'),
    title: text('display_name', 'Morgy'),
    version: text('version', '0.0.0'),
    resultLimit: meta.resultLimit,
    has: (path) => manifestHashes.has(path),
    read(path) {
      const expected = expectedOf(path, manifestHashes);
      const bytes = load(path);
      if (createHash('sha256').update(bytes).digest('hex') !== expected) throw changed(path);
      return bytes;
    },
    slices(path, length, hashes) {
      expectedOf(path, manifestHashes);
      let file: number;
      try {
        file = openSync(join(folder, path), 'r');
      } catch {
        throw new BundleError('file_missing', `The file ${path} of this bundle can't be read. ${REINSTALL}`);
      }
      if (fstatSync(file).size !== length) {
        closeSync(file);
        throw changed(path);
      }
      // Passages are mostly read one after the other, so the last blocks are often wanted again.
      let kept: { readonly from: number; readonly bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() };
      const blocks = (from: number, to: number): Uint8Array => {
        const bytes = new Uint8Array(to - from);
        for (let at = 0; at < bytes.length;) {
          const count = readSync(file, bytes, at, bytes.length - at, from + at);
          if (count === 0) throw changed(path);
          at += count;
        }
        for (let at = 0; at < bytes.length; at += TEXT_BLOCK) {
          const own = createHash('sha256')
            .update(bytes.subarray(at, at + TEXT_BLOCK))
            .digest();
          const place = ((from + at) / TEXT_BLOCK) * BLOCK_HASH;
          if (own.compare(hashes, place, place + BLOCK_HASH, 0, BLOCK_HASH) !== 0) throw changed(path);
        }
        return bytes;
      };
      return {
        read(start, end) {
          if (start < kept.from || end > kept.from + kept.bytes.length) {
            const from = start - (start % TEXT_BLOCK);
            const to = Math.min(length, Math.ceil(end / TEXT_BLOCK) * TEXT_BLOCK);
            kept = { from, bytes: blocks(from, Math.max(from, to)) };
          }
          return kept.bytes.subarray(start - kept.from, end - kept.from);
        },
      };
    },
  };
}

/** Parses a JSON file of the bundle. Its hash has been checked, so its shape is the packer's. */
export function readJson<T>(files: BundleFiles, path: KnownFile): T {
  return JSON.parse(new TextDecoder().decode(files.read(path))) as T;
}
