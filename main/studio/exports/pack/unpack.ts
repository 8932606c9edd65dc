// Unpacks a bundle into a folder of its own, whole or not at all.
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes the files below `folder`, which must exist. */
export async function writeFiles(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    const target = join(folder, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { mode: 0o644 });
  }
}

/** Puts the files in place of `folder` in one step; what was there before is gone only when the new one is complete. */
export async function replaceFolder(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(join(dirname(folder), `.${basename(folder)}-new-`));
  try {
    await writeFiles(files, fresh);
    const old = await mkdtemp(join(dirname(folder), `.${basename(folder)}-old-`));
    const parked = join(old, 'bundle');
    const had = await rename(folder, parked).then(
      () => true,
      () => false,
    );
    try {
      await rename(fresh, folder);
    } catch (error) {
      if (had) await rename(parked, folder);
      throw error;
    } finally {
      await rm(old, { recursive: true, force: true });
    }
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}
