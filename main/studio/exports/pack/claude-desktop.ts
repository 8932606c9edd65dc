// The manual way into Claude Desktop: an entry in its configuration file, merged so that nothing else in it changes.
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, win32 } from 'node:path';
import { FILES } from '../../../../apps/bundle/format.ts';
import { AmbiguousKey, removeNested, setNested } from './json-edit.ts';
import { PackError } from './types.ts';
import { replaceFolder } from './unpack.ts';
import { ArchiveError, readArchive } from './verify/archive.ts';

const CONFIG = 'claude_desktop_config.json';
const SERVERS = 'mcpServers';

export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names in a folder; empty where it doesn't exist. */
  readonly list?: (folder: string) => Promise<readonly string[]>;
}

/** Where this machine's Claude Desktop keeps its configuration; likeliest first. The file need not exist yet. */
export async function configCandidates({ platform, home, env, list }: Machine): Promise<string[]> {
  if (platform === 'darwin') return [posix.join(home, 'Library', 'Application Support', 'Claude', CONFIG)];
  if (platform !== 'win32') {
    const base = env['XDG_CONFIG_HOME'];
    return [
      posix.join(base !== undefined && base.startsWith('/') ? base : posix.join(home, '.config'), 'Claude', CONFIG),
    ];
  }
  const roaming = win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'Claude', CONFIG);
  const packages = win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Packages');
  const names = await (list ?? ((folder: string) => readdir(folder).catch(() => [])))(packages);
  const store = names
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => win32.join(packages, name, 'LocalCache', 'Roaming', 'Claude', CONFIG));
  // The Store's build reads its own copy, so where its folder exists it goes first.
  return [...store, roaming];
}

export interface ConfigChange {
  readonly path: string;
  readonly changed: boolean;
  /** Copy of the file as it was; null where there was none or nothing changed. */
  readonly backup: string | null;
}

interface Current {
  /** Where the bytes really are: a link is followed, not replaced. */
  readonly target: string;
  readonly text: string;
  readonly bytes: Buffer | undefined;
  readonly servers: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unchanged = 'Nothing in it was changed.';

async function readConfig(path: string): Promise<Current> {
  let target = path;
  let bytes: Buffer | undefined;
  try {
    target = await realpath(path);
    bytes = await readFile(target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new PackError(
        'config_unreadable',
        `The settings file ${path} can't be read. ${unchanged} Check its permissions, then try again.`,
        { path },
      );
    }
  }
  if (bytes === undefined || bytes.toString('utf8').trim() === '') return { target, text: '{}\n', bytes, servers: {} };
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new PackError(
      'config_unreadable',
      `The settings file ${path} is not valid JSON, so it is left as it is. Repair it, or move it away, then try again.`,
      { path },
    );
  }
  if (!isObject(parsed)) {
    throw new PackError(
      'config_conflict',
      `The settings file ${path} doesn't hold an object, so it is not Claude Desktop's. ${unchanged}`,
      { path },
    );
  }
  const servers = parsed[SERVERS] ?? {};
  if (!isObject(servers) || (SERVERS in parsed && parsed[SERVERS] === null)) {
    throw new PackError(
      'config_conflict',
      `"${SERVERS}" in ${path} is not an object. ${unchanged} Repair that line, then try again.`,
      { path },
    );
  }
  return { target, text, bytes, servers };
}

/** A copy that never overwrites an earlier one. */
async function backUp(target: string): Promise<string> {
  for (let i = 1; ; i++) {
    const copy = `${target}.backup${i === 1 ? '' : `-${i}`}`;
    try {
      await copyFile(target, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

async function writeWhole(target: string, text: string, mode: number | undefined): Promise<void> {
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(fresh, mode ?? 0o600);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function change(path: string, edit: (current: Current) => string | undefined): Promise<ConfigChange> {
  const current = await readConfig(path);
  let text: string | undefined;
  try {
    text = edit(current);
  } catch (error) {
    if (!(error instanceof AmbiguousKey)) throw error;
    throw new PackError(
      'config_conflict',
      `"${error.message}" stands twice in ${path}. ${unchanged} Remove one of the two, then try again.`,
      { path },
    );
  }
  if (text === undefined || text === current.text) return { path, changed: false, backup: null };
  // The file is somebody else's: what is about to be written must be theirs and the one entry, nothing more or less.
  JSON.parse(text.replace(/^\uFEFF/, ''));
  try {
    await mkdir(dirname(current.target), { recursive: true });
    const backup = current.bytes === undefined ? null : await backUp(current.target);
    const mode = current.bytes === undefined ? undefined : (await stat(current.target)).mode & 0o777;
    const now = await readFile(current.target).catch(() => undefined);
    if (
      (now === undefined) !== (current.bytes === undefined) ||
      (now !== undefined && current.bytes?.equals(now) !== true)
    ) {
      throw new PackError(
        'config_conflict',
        `${path} was changed by another program in this moment. ${unchanged} Try again.`,
        { path },
      );
    }
    await writeWhole(current.target, text, mode);
    return { path, changed: true, backup };
  } catch (error) {
    if (error instanceof PackError) throw error;
    throw new PackError(
      'config_write_failed',
      `The settings file ${path} can't be written (${error instanceof Error ? error.message : String(error)}). ${unchanged}`,
      { path },
    );
  }
}

/**
 * Adds the entry. The same entry again changes nothing; another one of this name is a "config_conflict" unless `replace`.
 * Claude Desktop reads the file when it starts.
 */
export function addToClaudeDesktop(
  path: string,
  name: string,
  entry: ServerEntry,
  options: { readonly replace?: boolean } = {},
): Promise<ConfigChange> {
  return change(path, ({ text, servers }) => {
    const present = Object.hasOwn(servers, name) ? servers[name] : undefined;
    const wanted = { command: entry.command, args: [...entry.args], env: { ...entry.env } };
    if (present !== undefined) {
      if (JSON.stringify(present) === JSON.stringify(wanted)) return undefined;
      if (options.replace !== true) {
        throw new PackError(
          'config_conflict',
          `Claude Desktop already has a server named "${name}". ${unchanged} Choose to replace it, or another name.`,
          { path, name },
        );
      }
    }
    return setNested(text, SERVERS, name, wanted);
  });
}

/** Removes the entry; where there is none, nothing happens. */
export function removeFromClaudeDesktop(path: string, name: string): Promise<ConfigChange> {
  return change(path, ({ text, servers }) =>
    Object.hasOwn(servers, name) ? removeNested(text, SERVERS, name) : undefined,
  );
}

/** Unpacks a bundle to `folder` for good and says how to start it there. */
export async function unpackForClaudeDesktop(bytes: Uint8Array, folder: string, node = 'node'): Promise<ServerEntry> {
  let files: ReadonlyMap<string, Uint8Array>;
  try {
    files = await readArchive(bytes);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new PackError('invalid_content', `The bundle can't be unpacked. ${error.message}`);
  }
  if (!files.has(FILES.server) || !files.has(FILES.manifest)) {
    throw new PackError(
      'invalid_content',
      'This bundle was not made by Morgus Studio. Open it with Claude Desktop instead.',
    );
  }
  await replaceFolder(files, folder);
  return { command: node, args: [join(folder, FILES.server)] };
}
