import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint, sourceFiles } from './inputs.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'morgus-inputs-'));
  await mkdir(join(root, 'src/deep'), { recursive: true });
  await writeFile(join(root, 'src/a.ts'), 'one');
  await writeFile(join(root, 'src/deep/b.ts'), 'two');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the fingerprint of a build', () => {
  test('is the same for the same files, or every start would build again', async () => {
    expect(await fingerprint(['src'], root)).toBe(await fingerprint(['src'], root));
  });

  test.each([
    ['a changed file', () => writeFile(join(root, 'src/deep/b.ts'), 'three')],
    ['an added file', () => writeFile(join(root, 'src/c.ts'), '')],
    ['a removed file', () => rm(join(root, 'src/a.ts'))],
    ['a renamed file', () => rename(join(root, 'src/a.ts'), join(root, 'src/z.ts'))],
    [
      'text that moved between two files',
      async () => {
        await writeFile(join(root, 'src/a.ts'), 'on');
        await writeFile(join(root, 'src/deep/b.ts'), 'etwo');
      },
    ],
  ])('changes with %s, or a stale build would run', async (_what, change) => {
    const before = await fingerprint(['src'], root);
    await change();
    expect(await fingerprint(['src'], root)).not.toBe(before);
  });

  test('does not change with a test, which no build contains', async () => {
    const before = await fingerprint(['src'], root);
    await writeFile(join(root, 'src/a.test.ts'), 'a test');
    expect(await fingerprint(['src'], root)).toBe(before);
  });

  test('takes single files, and folders that are not there yet', async () => {
    expect(await sourceFiles(['src/a.ts', 'later'], root)).toEqual(['src/a.ts']);
  });
});
