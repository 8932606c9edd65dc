import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as z from 'zod';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToClaudeDesktop, configCandidates, removeFromClaudeDesktop } from './claude-desktop.ts';
import { removeNested, setNested } from './json-edit.ts';

let folder: string;
let path: string;
const entry = { command: 'node', args: ['/bundles/nora/server.cjs'] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morgus-config-'));
  path = join(folder, 'claude_desktop_config.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('where the file is', () => {
  test('each system has its own place, the Store build of Windows goes first', async () => {
    expect(await configCandidates({ platform: 'darwin', home: '/Users/x', env: {} })).toEqual([
      '/Users/x/Library/Application Support/Claude/claude_desktop_config.json',
    ]);
    expect(await configCandidates({ platform: 'linux', home: '/home/x', env: {} })).toEqual([
      '/home/x/.config/Claude/claude_desktop_config.json',
    ]);
    expect(
      await configCandidates({
        platform: 'win32',
        home: 'C:\\Users\\x',
        env: { APPDATA: 'C:\\Users\\x\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\x\\AppData\\Local' },
        list: async () => ['Claude_abc', 'Other_1'],
      }),
    ).toEqual([
      'C:\\Users\\x\\AppData\\Local\\Packages\\Claude_abc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
      'C:\\Users\\x\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
    ]);
  });
});

describe('adding', () => {
  test('a missing file is made, with its folder, and needs no backup', async () => {
    const deep = join(folder, 'Claude', 'claude_desktop_config.json');
    expect(await addToClaudeDesktop(deep, 'nora', entry)).toEqual({ path: deep, changed: true, backup: null });
    expect(JSON.parse(await readFile(deep, 'utf8'))).toEqual({ mcpServers: { nora: { ...entry, env: {} } } });
  });

  test('everything else keeps its order, its numbers and its indentation to the letter', async () => {
    const before =
      '{\n\t"zeta": 1.0,\n\t"big": 12345678901234567890,\n\t"mcpServers": {\n\t\t"old": { "command": "x" }\n\t},\n\t"10": "ten",\n\t"last": null\n}\n';
    await writeFile(path, before);
    const change = await addToClaudeDesktop(path, 'nora', entry);
    const after = await readFile(path, 'utf8');
    expect(after).toBe(
      before.replace(
        '{ "command": "x" }\n',
        '{ "command": "x" },\n\t\t"nora": {\n\t\t\t"command": "node",\n\t\t\t"args": [\n\t\t\t\t"/bundles/nora/server.cjs"\n\t\t\t],\n\t\t\t"env": {}\n\t\t}\n',
      ),
    );
    expect(await readFile(change.backup ?? '', 'utf8')).toBe(before);
    await removeFromClaudeDesktop(path, 'nora');
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('the same entry twice changes nothing and makes no second backup', async () => {
    await writeFile(path, '{}');
    await addToClaudeDesktop(path, 'nora', entry);
    expect(await addToClaudeDesktop(path, 'nora', entry)).toEqual({ path, changed: false, backup: null });
    expect((await readdir(folder)).toSorted()).toEqual([
      'claude_desktop_config.json',
      'claude_desktop_config.json.backup',
    ]);
  });

  test('a server of the same name is not replaced without being asked', async () => {
    await writeFile(path, '{"mcpServers":{"nora":{"command":"theirs"}}}');
    await expect(addToClaudeDesktop(path, 'nora', entry)).rejects.toMatchObject({ code: 'config_conflict' });
    expect(await readFile(path, 'utf8')).toBe('{"mcpServers":{"nora":{"command":"theirs"}}}');
    await addToClaudeDesktop(path, 'nora', entry, { replace: true });
    expect(await readFile(path, 'utf8')).toBe(
      '{"mcpServers":{"nora":{"command":"node","args":["/bundles/nora/server.cjs"],"env":{}}}}',
    );
  });

  test.each([
    ['cut off', '{"mcpServers": {', 'config_unreadable'],
    ['with a comment', '{ // mine\n}', 'config_unreadable'],
    ['not text', Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), 'config_unreadable'],
    ['a list', '[1, 2]', 'config_conflict'],
    ['servers as a list', '{"mcpServers": []}', 'config_conflict'],
    ['servers as null', '{"mcpServers": null}', 'config_conflict'],
    ['servers twice', '{"mcpServers": {}, "mcpServers": {"a": {}}}', 'config_conflict'],
  ])('a file that is %s stays exactly as it is', async (_name, before, code) => {
    await writeFile(path, before);
    await expect(addToClaudeDesktop(path, 'nora', entry)).rejects.toMatchObject({ code });
    expect((await readFile(path)).equals(Buffer.from(before))).toBe(true);
    expect(await readdir(folder)).toEqual(['claude_desktop_config.json']);
  });

  test('a link stays a link, and the permissions stay', async () => {
    const real = join(folder, 'dotfiles.json');
    await writeFile(real, '{}');
    await chmod(real, 0o640);
    await symlink(real, path);
    await addToClaudeDesktop(path, 'nora', entry);
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    expect(JSON.parse(await readFile(real, 'utf8'))).toHaveProperty('mcpServers.nora');
  });

  test('an empty file and one with a byte order mark and CRLF are understood', async () => {
    await writeFile(path, '');
    await addToClaudeDesktop(path, 'nora', entry);
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveProperty('mcpServers.nora');
    await writeFile(path, '\uFEFF{\r\n  "a": 1\r\n}\r\n');
    await addToClaudeDesktop(path, 'nora', entry);
    const text = await readFile(path, 'utf8');
    expect(text.startsWith('\uFEFF{\r\n  "a": 1,\r\n  "mcpServers": {\r\n    "nora": {')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('the text edit', () => {
  const key = fc.string({ unit: 'binary', maxLength: 8 }).filter((name) => name !== '__proto__');
  const settings = fc
    .tuple(
      fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })),
      fc.option(fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })), { nil: undefined }),
    )
    .map(([rest, servers]): unknown =>
      // Through JSON once: -0 is not a number that JSON can tell.
      JSON.parse(JSON.stringify(servers === undefined ? rest : Object.assign(rest, { mcpServers: servers }))),
    )
    .map((value) => z.record(z.string(), z.unknown()).parse(value));

  test('gives what setting the property on the parsed object gives, whatever the layout', () => {
    fc.assert(
      fc.property(settings, key, fc.constantFrom(undefined, 2, 4, '\t'), (value, name, indent) => {
        const { mcpServers } = value;
        fc.pre(
          mcpServers === undefined ||
            (typeof mcpServers === 'object' && mcpServers !== null && !Array.isArray(mcpServers)),
        );
        const text = JSON.stringify(value, undefined, indent);
        const set = setNested(text, 'mcpServers', name, { command: 'node' });
        const servers = { ...(mcpServers as Record<string, unknown> | undefined) };
        expect(JSON.parse(set)).toEqual({ ...value, mcpServers: { ...servers, [name]: { command: 'node' } } });
        const { [name]: _gone, ...others } = servers;
        expect(JSON.parse(removeNested(set, 'mcpServers', name))).toEqual({ ...value, mcpServers: others });
      }),
    );
  });
});
