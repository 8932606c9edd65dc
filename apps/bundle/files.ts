/** Reads the bundle's own files, one read each, and checks every one against the hash in the manifest. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { FILES, FORMAT, META_NAMESPACE, MOST_RESULTS, RESULT_LIMIT, type BundleMeta } from './format.ts';

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
  /** The same for a file that is too large to hold: read through once for its hash, then in pieces. */
  slices(path: KnownFile): Slices;
}

export interface Slices {
  readonly length: number;
  /** Throws a BundleError when the file has become shorter. */
  read(start: number, end: number): Uint8Array;
}

/** Bytes in memory while a large file is checked. */
const WINDOW = 1 << 18;

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
  const hashes = new Map(Object.entries(meta.files));
  const text = (key: string, otherwise: string): string => {
    const value = manifest[key];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  return {
    name: text('name', 'morgy'),
    title: text('display_name', 'Morgy'),
    version: text('version', '0.0.0'),
    resultLimit: meta.resultLimit,
    has: (path) => hashes.has(path),
    read(path) {
      const expected = expectedOf(path, hashes);
      const bytes = load(path);
      if (createHash('sha256').update(bytes).digest('hex') !== expected) throw changed(path);
      return bytes;
    },
    slices(path) {
      const expected = expectedOf(path, hashes);
      let file: number;
      try {
        file = openSync(join(folder, path), 'r');
      } catch {
        throw new BundleError('file_missing', `The file ${path} of this bundle can't be read. ${REINSTALL}`);
      }
      const { size } = fstatSync(file);
      const hash = createHash('sha256');
      const window = new Uint8Array(Math.min(WINDOW, Math.max(1, size)));
      for (let at = 0; at < size;) {
        const count = readSync(file, window, 0, window.length, at);
        if (count === 0) break;
        hash.update(window.subarray(0, count));
        at += count;
      }
      if (hash.digest('hex') !== expected) {
        closeSync(file);
        throw changed(path);
      }
      return {
        length: size,
        read(start, end) {
          const bytes = new Uint8Array(Math.max(0, end - start));
          for (let at = 0; at < bytes.length;) {
            const count = readSync(file, bytes, at, bytes.length - at, start + at);
            if (count === 0) throw changed(path);
            at += count;
          }
          return bytes;
        },
      };
    },
  };
}

/** Parses a JSON file of the bundle. Its hash has been checked, so its shape is the packer's. */
export function readJson<T>(files: BundleFiles, path: KnownFile): T {
  return JSON.parse(new TextDecoder().decode(files.read(path))) as T;
}
