/**
 * A folder that cannot be the hub's. Faults caught: a start that hangs for ever, one that falls over with a stack instead of
 * a sentence, and one that takes over what belongs to somebody else.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubError } from './errors.ts';
import { openFolder } from './folder.ts';
import { hubFolder } from './testing/folder.ts';

vi.setConfig({ testTimeout: 120_000 });

const isRoot = process.getuid?.() === 0;
const onLinux = process.platform === 'linux';

let folder: Awaited<ReturnType<typeof hubFolder>>;
beforeEach(async () => {
  folder = await hubFolder();
});
afterEach(() => folder.remove());

/** @returns what it says, and the code it ends with */
const hub = (...args: string[]): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = execFile(process.execPath, [main, ...args], (_error, out, err) =>
      resolve({ code: child.exitCode, said: out + err }),
    );
  });

const refusal = (path: string): string => {
  try {
    openFolder(path);
  } catch (error) {
    if (error instanceof HubError && error.code === 'no_folder') return error.message;
    throw error;
  }
  return 'taken';
};

test('is made with all that leads to it, for its owner alone', () => {
  const path = join(folder.path, 'a', 'b');
  openFolder(path);
  expect(statSync(path).mode & 0o066).toBe(0);
  expect(readdirSync(path)).toEqual([]);
  // Once more: it is there now.
  openFolder(path);
});

test.runIf(onLinux)('that nobody can make ends the start with a sentence and 1', async () => {
  const { code, said } = await hub('--data', '/proc/nope/deeper');
  expect(said).toMatch(
    /^error: The hub cannot use \/proc\/nope\/deeper as its folder: .+\. Choose another with --data\.$/m,
  );
  expect(said).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
  expect((await hub('pair', '--data', '/proc/nope')).code).toBe(1);
});

test('that is a file is left as it is, also where only a part of the path is one', async () => {
  writeFileSync(folder.path, 'mine', { mode: 0o600 });
  const { code, said } = await hub('--data', folder.path);
  expect([code, said]).toEqual([1, expect.stringContaining('as its folder: it is a file.')]);
  expect(statSync(folder.path).mode & 0o777).toBe(0o600);
  expect(refusal(join(folder.path, 'below'))).toContain('a part of its path is a file');
});

test('behind a link that leads nowhere is said too', () => {
  symlinkSync(join(folder.path, 'nowhere'), `${folder.path}-link`);
  expect(refusal(`${folder.path}-link`)).toContain('cannot use');
});

test.runIf(onLinux)('in which nothing can be written, though the system says that it may', () => {
  expect(refusal('/proc/self')).toContain('as its folder');
});

test.runIf(isRoot)('of another user stays as it is', async () => {
  mkdirSync(folder.path);
  chmodSync(folder.path, 0o755);
  chownSync(folder.path, 65_534, 65_534);
  const { code, said } = await hub('--data', folder.path);
  expect([code, said]).toEqual([1, expect.stringContaining('it belongs to another user of this machine')]);
  expect(statSync(folder.path).mode & 0o777).toBe(0o755);
  expect(existsSync(join(folder.path, 'lock.db'))).toBe(false);
});

test.runIf(isRoot)('that a user may not make is said to that user', async () => {
  mkdirSync(folder.path, { mode: 0o755 });
  const main = fileURLToPath(new URL('folder.ts', import.meta.url));
  const asked = `import(${JSON.stringify(main)}).then(({ openFolder }) => openFolder(${JSON.stringify(join(folder.path, 'mine'))})).catch((error) => { console.log(error.message); process.exitCode = 7; })`;
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['-e', asked], { uid: 65_534, gid: 65_534 }, (_error, out, err) => resolve(out + err));
  });
  expect(said).toContain('you may not write there');
});
