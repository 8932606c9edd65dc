/** A folder's documents as items of an import, a batch at a time. */
import { stat } from 'node:fs/promises';
import { walkFolder } from '../extract/folder.ts';
import type { NewItem } from './jobs.ts';
import { safeRelative } from './source.ts';
import type { ImportSource } from './source.ts';

/** Items of one batch: stored in one transaction of a few milliseconds. */
const BATCH = 200;
/** Not worth a line in the list of what was left out: every folder has some. */
const SILENT: ReadonlySet<string> = new Set(['hidden', 'system', 'lock-file']);

/** @throws ExtractionError when the folder itself can't be read */
export async function* itemsOfFolder(path: string, name: string, signal: AbortSignal): AsyncGenerator<NewItem[]> {
  let batch: NewItem[] = [];
  for await (const entry of walkFolder(path, { signal })) {
    const item = {
      name: safeRelative(`${name}/${entry.relative}`),
      source: { kind: 'path', path: entry.path } as const,
    };
    if (entry.kind === 'file') batch.push({ ...item, size: entry.size });
    else if (!SILENT.has(entry.reason))
      batch.push({ ...item, size: 0, skipped: { code: entry.reason, message: entry.message } });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A path that was a file when it was added may be a folder by now. */
export async function isFolder(source: ImportSource): Promise<boolean> {
  if (source.kind === 'folder') return true;
  if (source.kind !== 'path') return false;
  return stat(source.path).then(
    (info) => info.isDirectory(),
    // Reading it says in words what is wrong.
    () => false,
  );
}
