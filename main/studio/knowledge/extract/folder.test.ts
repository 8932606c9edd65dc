// Walking folders: loops, links, tools' files, and what is said about each.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { walkFolder } from './folder.ts';
import type { FolderEntry } from './index.ts';

let root: string;
let outside: string;

beforeEach(async () => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'morgus-folder-')));
  root = join(base, 'docs');
  outside = join(base, 'elsewhere');
  await mkdir(join(root, 'sub', 'deep'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'private.txt'), 'x');
});
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }));

async function walk(options?: Parameters<typeof walkFolder>[1]): Promise<FolderEntry[]> {
  return collect(root, options);
}

async function collect(folder: string, options?: Parameters<typeof walkFolder>[1]): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for await (const entry of walkFolder(folder, options)) entries.push(entry);
  return entries;
}

function summary(entries: readonly FolderEntry[]): string[] {
  return entries.map((entry) => `${entry.relative} ${entry.kind === 'file' ? entry.size : entry.reason}`);
}

test('files come in the order of their names; what is left out is named with its reason', async () => {
  await writeFile(join(root, 'b.md'), 'bb');
  await writeFile(join(root, 'sub', 'deep', 'a.txt'), 'a');
  for (const name of ['.DS_Store', '~$b.docx', 'Thumbs.db', 'photo.jpg', 'tool.exe'])
    await writeFile(join(root, name), 'x');
  for (const name of ['.git', 'node_modules']) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'readme.md'), 'x');
  }
  const entries = await walk();
  expect(summary(entries)).toEqual([
    '.DS_Store hidden',
    '.git hidden',
    'Thumbs.db system',
    'b.md 2',
    'node_modules system',
    'photo.jpg unsupported-type',
    'sub/deep/a.txt 1',
    'tool.exe unsupported-type',
    '~$b.docx lock-file',
  ]);
  expect(entries.find((entry) => entry.kind === 'file')).toMatchObject({
    modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
});

test('loops by links end, links out of the folder are not followed, links inside count once', async () => {
  await writeFile(join(root, 'sub', 'real.txt'), 'r');
  await symlink(root, join(root, 'sub', 'deep', 'up'));
  await symlink(join(root, 'sub'), join(root, 'sub', 'deep', 'up2'));
  await symlink('..', join(root, 'parent'));
  await symlink(outside, join(root, 'out'));
  await symlink(join(outside, 'private.txt'), join(root, 'out.txt'));
  await symlink('nowhere', join(root, 'broken.txt'));
  await symlink('self.txt', join(root, 'self.txt'));
  await symlink(join(root, 'sub', 'real.txt'), join(root, 'sub', 'z-same.txt'));
  expect(summary(await walk())).toEqual([
    'broken.txt link-broken',
    'out link-outside',
    'out.txt link-outside',
    'parent link-loop',
    'self.txt link-loop',
    'sub/deep/up link-loop',
    'sub/deep/up2 link-loop',
    'sub/real.txt 1',
    'sub/z-same.txt already-seen',
  ]);
});

test('a folder beside the root whose name begins like the root is outside', async () => {
  await mkdir(`${root}-secret`);
  await symlink(`${root}-secret`, join(root, 'link'));
  expect(summary(await walk())).toEqual(['link link-outside']);
});

test('too many files and too deep folders stop the walk with a word about it', async () => {
  for (let i = 0; i < 5; i++) await writeFile(join(root, `${i}.txt`), 'x');
  expect(summary(await walk({ maxFiles: 2 }))).toEqual(['0.txt 1', '1.txt 1', '2.txt too-many']);
  expect(summary(await walk({ maxDepth: 1 }))).toContain('sub/deep too-deep');
});

test('a missing folder, a file as the root, and cancelling', async () => {
  const file = join(root, 'f.txt');
  await writeFile(file, 'x');
  await expect(collect(join(root, 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(collect(file)).rejects.toMatchObject({ code: 'not-a-file' });
  await expect(walk({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
});

// Fault caught: a file whose name is not UTF-8 passes for a link that leads nowhere.
test.runIf(process.platform === 'linux')('a name that is not UTF-8 is told of as what it is', async () => {
  await writeFile(Buffer.concat([Buffer.from(join(root, 'latin-')), Buffer.from([0xe9]), Buffer.from('.md')]), 'x');
  expect(summary(await walk())).toEqual(['latin-\uFFFD.md unreadable']);
});
