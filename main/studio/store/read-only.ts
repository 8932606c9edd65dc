/**
 * Opening a database that may be read and not written (a folder without permission, a medium that is locked): a copy of it
 * is opened in a temporary place, so that reading, searching and copying work as ever. Nobody may write into the copy what
 * they would miss; the studio refuses that by name. The copy is deleted at the end.
 */
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StoreError } from './errors.ts';
import { openStore } from './open.ts';
import type { Store } from './store.ts';

export interface ReadingCopy {
  readonly store: Store;
  /** Holds the copy and whatever is derived meanwhile. */
  readonly folder: string;
  remove(): void;
}

/** Where a copy may have room: the system's temporary folder, or memory where the disk is full. */
const PLACES = [tmpdir(), process.env['XDG_RUNTIME_DIR'] ?? '', process.platform === 'linux' ? '/dev/shm' : ''];

/** Whether this program may write into the file and beside it, where the log has its place. */
export function isWritable(folder: string, file: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function copyInto(place: string, file: string): ReadingCopy {
  const folder = mkdtempSync(join(place, 'morgus-reading-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    // The log as well: what was written last may be there alone.
    for (const suffix of ['', '-wal']) {
      if (!existsSync(file + suffix)) continue;
      copyFileSync(file + suffix, copy + suffix);
      // The permission is copied as well, and the original's may be the very reason for this.
      chmodSync(copy + suffix, 0o600);
    }
    const { store, setAside } = openStore(copy);
    if (setAside === null) return { store, folder, remove };
    store.close();
    throw new StoreError(
      'database_unwritable',
      `The database ${file} may not be written, and it could not be read either: it is damaged, or another program is writing to it. Nothing was changed.`,
    );
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * @param why what is said when there is no room for a copy
 * @throws StoreError database_unwritable, database_newer, upgrade_failed
 */
export function openForReading(file: string, why: StoreError): ReadingCopy {
  let failure: unknown = why;
  for (const place of PLACES) {
    if (place === '' || !existsSync(place)) continue;
    try {
      return copyInto(place, file);
    } catch (error) {
      failure = error;
      if (error instanceof StoreError && error.code !== 'database_full') break;
    }
  }
  if (failure instanceof StoreError) throw failure;
  throw new StoreError(
    'database_unwritable',
    `${why.message} There is no room for a copy to read from either. Free some space on the disk, then start the studio again.`,
  );
}
