// Walking a folder for documents: what is there, and what is left out for which reason.
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { extensionOf } from './name.ts';
import { ExtractionError } from './types.ts';
import type { FolderEntry, SkipReason } from './types.ts';

export interface WalkOptions {
  signal?: AbortSignal;
  /** Files, not folders. Default 20,000. */
  maxFiles?: number;
  maxDepth?: number;
}

const SYSTEM_FOLDERS = new Set([
  'node_modules',
  '__pycache__',
  '$recycle.bin',
  'system volume information',
  '__macosx',
  'lost+found',
  'venv',
  'bower_components',
]);
const SYSTEM_FILES = new Set([
  'thumbs.db',
  'desktop.ini',
  'ehthumbs.db',
  'icon\r',
  'package-lock.json',
  'yarn.lock',
  'pnpm-lock.yaml',
]);

/** Extensions that are never documents. What has another extension, or none, is judged by its content later. */
const NOT_DOCUMENTS = new Set(
  (
    'exe dll so dylib bin app msi dmg iso img deb rpm apk jar class o a obj lib pyc wasm ' +
    'zip gz tgz bz2 xz 7z rar tar zst cab ' +
    'png jpg jpeg gif webp bmp tif tiff ico heic avif psd ai raw cr2 nef ' +
    'mp3 wav flac ogg m4a aac wma mp4 mov avi mkv webm wmv m4v ' +
    'ttf otf woff woff2 eot db sqlite sqlite3 mdb accdb dat lock map tmp bak swp part crdownload download pem key p12 pfx kdbx'
  ).split(' '),
);

/** Files of a folder and of those below it, in the order of their names. Never follows a link out of the folder, or round in circles. */
export async function* walkFolder(root: string, options: WalkOptions = {}): AsyncGenerator<FolderEntry, void, void> {
  const name = root.split(/[/\\]/).findLast((part) => part !== '') ?? 'folder';
  let base: string;
  try {
    base = await realpath(root);
    if (!(await stat(base)).isDirectory())
      throw new ExtractionError('not-a-file', `“${name}” is not a folder. Add it as a file.`);
  } catch (cause) {
    if (cause instanceof ExtractionError) throw cause;
    const gone = (cause as { code?: unknown } | null)?.code === 'ENOENT';
    throw new ExtractionError(
      gone ? 'not-found' : 'unreadable',
      gone
        ? `The folder “${name}” is not there. Check the path, or whether it was moved or renamed.`
        : `The folder “${name}” cannot be opened. Check its permissions, then add it again.`,
      { cause },
    );
  }
  const walker = new Walker(base, options);
  yield* walker.folder(base, '', 0, new Set([base]));
}

class Walker {
  readonly #base: string;
  readonly #signal: AbortSignal | undefined;
  readonly #maxFiles: number;
  readonly #maxDepth: number;
  /** Real paths of files given out: two links to one file are one document. */
  readonly #seen = new Set<string>();
  #files = 0;
  #full = false;

  constructor(base: string, options: WalkOptions) {
    this.#base = base;
    this.#signal = options.signal;
    this.#maxFiles = options.maxFiles ?? 20_000;
    this.#maxDepth = options.maxDepth ?? 40;
  }

  /** @param above real paths of the folders that this one is in */
  async *folder(
    path: string,
    relative: string,
    depth: number,
    above: ReadonlySet<string>,
  ): AsyncGenerator<FolderEntry, void, void> {
    const names: string[] = [];
    try {
      for await (const entry of await opendir(path)) names.push(entry.name);
    } catch {
      yield this.#skip(path, relative, 'unreadable', 'This folder cannot be opened.');
      return;
    }
    for (const name of names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      if (this.#signal?.aborted === true)
        throw new ExtractionError('cancelled', 'Looking through the folder was cancelled.');
      if (this.#full) return;
      yield* this.#entry(join(path, name), relative === '' ? name : `${relative}/${name}`, name, depth, above);
    }
  }

  async *#entry(
    path: string,
    relative: string,
    name: string,
    depth: number,
    above: ReadonlySet<string>,
  ): AsyncGenerator<FolderEntry, void, void> {
    const unwanted = unwantedName(name);
    if (unwanted !== null) {
      yield this.#skip(path, relative, ...unwanted);
      return;
    }
    let real: string;
    let info: Awaited<ReturnType<typeof stat>>;
    try {
      real = await realpath(path);
      info = await stat(real);
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (code === 'ELOOP') yield this.#skip(path, relative, 'link-loop', 'This link leads back to itself.');
      else if (code === 'ENOENT')
        // A name that is not UTF-8 cannot be said back to the system: it answers that there is no such file.
        yield name.includes('\uFFFD')
          ? this.#skip(path, relative, 'unreadable', 'Its name cannot be read. Rename it, then add it again.')
          : this.#skip(path, relative, 'link-broken', 'This link leads to a file that is not there.');
      else yield this.#skip(path, relative, 'unreadable', 'This cannot be read.');
      return;
    }
    if (real !== this.#base && !real.startsWith(this.#base.endsWith(sep) ? this.#base : this.#base + sep)) {
      yield above.has(real) || this.#base.startsWith(real + sep)
        ? this.#skip(path, relative, 'link-loop', 'This link leads back to a folder that it is in.')
        : this.#skip(path, relative, 'link-outside', 'This link leads out of the folder.');
    } else if (info.isDirectory()) {
      if (above.has(real))
        yield this.#skip(path, relative, 'link-loop', 'This link leads back to a folder that it is in.');
      else if (SYSTEM_FOLDERS.has(name.toLowerCase()))
        yield this.#skip(path, relative, 'system', 'Folders of tools and systems are left out.');
      else if (depth >= this.#maxDepth)
        yield this.#skip(path, relative, 'too-deep', `Folders more than ${this.#maxDepth} levels deep are left out.`);
      else if (this.#seen.has(real))
        yield this.#skip(path, relative, 'already-seen', 'This folder was read already under another name.');
      else {
        this.#seen.add(real);
        yield* this.folder(real, relative, depth + 1, new Set([...above, real]));
      }
    } else if (!info.isFile()) {
      yield this.#skip(path, relative, 'not-a-file', 'This is a device or a pipe, not a file.');
    } else if (this.#seen.has(real)) {
      yield this.#skip(path, relative, 'already-seen', 'This file was found already under another name.');
    } else if (this.#files >= this.#maxFiles) {
      this.#full = true;
      yield this.#skip(
        path,
        relative,
        'too-many',
        `The folder has more than ${this.#maxFiles} files; this one and those after it are left out. Add its parts one at a time.`,
      );
    } else {
      this.#seen.add(real);
      this.#files++;
      yield { kind: 'file', path: real, relative, size: info.size, modified: info.mtime.toISOString() };
    }
  }

  #skip(path: string, relative: string, reason: SkipReason, message: string): FolderEntry {
    return { kind: 'skipped', path, relative, reason, message };
  }
}

function unwantedName(name: string): [SkipReason, string] | null {
  const lower = name.toLowerCase();
  if (lower.startsWith('~$') || lower.startsWith('.~lock') || (lower.startsWith('~') && lower.endsWith('.tmp')))
    return ['lock-file', 'A program keeps this beside a document that is open.'];
  if (name.startsWith('.')) return ['hidden', 'Hidden files and folders are left out.'];
  if (SYSTEM_FILES.has(lower)) return ['system', 'Files of tools and systems are left out.'];
  const extension = extensionOf(name);
  if (NOT_DOCUMENTS.has(extension)) return ['unsupported-type', `.${extension} files are not documents.`];
  return null;
}
