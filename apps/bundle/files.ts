/** Reads the bundle's own files, one read each, and checks every one against the hash in the manifest. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES, FORMAT, META_NAMESPACE, type BundleMeta } from './format.ts';

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
  has(path: KnownFile): boolean;
  /** Throws a BundleError when the file is missing or isn't the one that was exported. */
  read(path: KnownFile): Uint8Array;
}

const REINSTALL = 'Install the bundle again from where you got it.';

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function metaOf(manifest: Record<string, unknown>): BundleMeta {
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
  return { format: FORMAT, files: Object.fromEntries(files) };
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
  let manifest: Record<string, unknown>;
  try {
    manifest = record(JSON.parse(new TextDecoder().decode(load(FILES.manifest))));
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('file_changed', `The file ${FILES.manifest} of this bundle is damaged. ${REINSTALL}`);
  }
  const hashes = new Map(Object.entries(metaOf(manifest).files));
  const text = (key: string, otherwise: string): string => {
    const value = manifest[key];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  return {
    name: text('name', 'morgy'),
    title: text('display_name', 'Morgy'),
    version: text('version', '0.0.0'),
    has: (path) => hashes.has(path),
    read(path) {
      const expected = hashes.get(path);
      if (expected === undefined) {
        throw new BundleError('file_missing', `This bundle was exported without ${path}.`);
      }
      const bytes = load(path);
      if (createHash('sha256').update(bytes).digest('hex') !== expected) {
        throw new BundleError(
          'file_changed',
          `The file ${path} of this bundle has been changed or damaged since it was exported, so it isn't used. ${REINSTALL}`,
        );
      }
      return bytes;
    },
  };
}

/** Parses a JSON file of the bundle. Its hash has been checked, so its shape is the packer's. */
export function readJson<T>(files: BundleFiles, path: KnownFile): T {
  return JSON.parse(new TextDecoder().decode(files.read(path))) as T;
}
