/** Writes a file whole or not at all: beside it first, flushed, then renamed into place. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';

const DATABASE = 'SQLite format 3\0';

/** A database in use would go on being written where nobody finds it, and be gone with the program. */
async function refuseDatabase(path: string): Promise<void> {
  const known = await stat(path).catch(() => null);
  const there = known?.isFile() === true ? await open(path, 'r').catch(() => null) : null;
  if (!there) return;
  try {
    const { bytesRead, buffer } = await there.read(Buffer.alloc(DATABASE.length), 0, DATABASE.length, 0);
    if (buffer.toString('latin1', 0, bytesRead) !== DATABASE) return;
  } catch {
    // What cannot be read is said by what follows.
    return;
  } finally {
    await there.close();
  }
  throw new StudioError(
    'cannot_write',
    `“${basename(path)}” is a database, and no file of this kind takes its place. Choose another name.`,
  );
}

/** @throws StudioError cannot_write with the reason in words; a file that was there before is untouched then. */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await refuseDatabase(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new StudioError('cannot_write', `“${basename(path)}” could not be written: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'the folder does not exist. Choose another place.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'this folder may not be written to. Choose another place.';
    case 'ENOSPC':
      return 'the disk is full. Free some space, or choose another place.';
    case 'EISDIR':
      return 'there is a folder of that name. Choose another name.';
    case 'ENAMETOOLONG':
      return 'the name is too long. Choose a shorter one.';
    default:
      return `${error instanceof Error ? error.message : String(error)}. Choose another place.`;
  }
}
