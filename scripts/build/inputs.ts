/** What a build is made from: the source files below some folders, and one fingerprint of them all. */
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ROOT } from '../runtime.mjs';

const isTest = (path: string): boolean => /\.test\.[cm]?tsx?$/.test(path);

/** Paths (with forward slashes, from `root`) of all files below these files and folders, sorted; tests and absent ones left out. */
export async function sourceFiles(inputs: readonly string[], root: string = ROOT): Promise<string[]> {
  const found = new Set<string>();
  for (const input of inputs) {
    const path = join(root, input);
    const kind = await stat(path).catch(() => undefined);
    if (kind?.isFile()) found.add(input);
    if (!kind?.isDirectory()) continue;
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const file = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
      if (entry.isFile() && !isTest(file)) found.add(file);
    }
  }
  return [...found].toSorted();
}

/** Changes when a file below `inputs` is added, removed, renamed or changed. */
export async function fingerprint(inputs: readonly string[], root: string = ROOT): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await sourceFiles(inputs, root)) {
    const bytes = await readFile(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
