/** Starting the embedded PostgreSQL where something is in the way: what an install, a crash or a person left. */
import { spawn } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, linkLibraries, startPostgres } from '../server.ts';
import type { PostgresOptions, RunningPostgres } from '../server.ts';

let folder: string;
const running: RunningPostgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morgus-server-'));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const options = async (): Promise<PostgresOptions> => ({
  folder: join(folder, 'data'),
  port: await freePort(),
  password: 'a password',
  initFlags: ['--locale=C', '--no-sync'],
});

async function start(given: PostgresOptions): Promise<RunningPostgres> {
  const server = await startPostgres(given);
  running.push(server);
  return server;
}

async function query(server: RunningPostgres, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('libraries that an install left without their links are linked, and a second time nothing happens', async () => {
  await mkdir(join(folder, 'native/lib'), { recursive: true });
  await writeFile(join(folder, 'native/lib/libpq.so.5.18'), 'a library');
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
  ];
  await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
  await linkLibraries(folder);
  await linkLibraries(folder);
  for (const { target } of links) {
    expect((await lstat(join(folder, target))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, target), 'utf8')).toBe('a library');
  }
});

test('a server that outlived its starter is stopped, and what it held is there', async () => {
  const first = await start(await options());
  await query(first, 'CREATE TABLE kept AS SELECT 1 AS n');
  const second = await start(await options());
  await first.exited;
  expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
});

test('after kill -9 it comes back by itself, whoever has its process number now', async () => {
  const first = await start(await options());
  await query(first, 'CREATE TABLE kept AS SELECT 2 AS n');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  // The number went to somebody else, who must be left alone.
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const file = join(folder, 'data/postmaster.pid');
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [String(stranger.pid), ...rest].join('\n'));
  const second = await start(await options());
  expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 2 }]);
  expect(stranger.exitCode).toBeNull();
  stranger.kill();
});

test('what a broken initdb left is set aside, not thrown away', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/PG_VERSION'), '18\n');
  await start(await options());
  const aside = (await readdir(folder)).find((name) => name.startsWith('data.unfinished-'));
  expect(await readdir(join(folder, aside ?? ''))).toEqual(['PG_VERSION']);
});

test('a wrong password opens nothing, also from the same machine', async () => {
  const server = await start(await options());
  const client = new pg.Client({ connectionString: server.url('postgres').replace('a%20password', 'another') });
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  await client.end().catch(() => undefined);
});

test.runIf(process.getuid?.() === 0)('a folder that the server’s user cannot reach is named', async () => {
  await chmod(folder, 0o700);
  await expect(startPostgres(await options())).rejects.toMatchObject({
    code: 'unreachable_folder',
    message: expect.stringContaining(folder),
  });
});

// Fault: the package's PostgreSQL starts instead of the one that was asked for, and nobody notices.
test('a folder named for PostgreSQL’s programs that does not hold them is named, and nothing is started', async () => {
  const before = process.env['MORGUS_POSTGRES_BIN'];
  process.env['MORGUS_POSTGRES_BIN'] = folder;
  try {
    await expect(startPostgres(await options())).rejects.toMatchObject({
      code: 'no_binaries',
      message: expect.stringContaining(join(folder, 'postgres')),
    });
  } finally {
    if (before === undefined) delete process.env['MORGUS_POSTGRES_BIN'];
    else process.env['MORGUS_POSTGRES_BIN'] = before;
  }
});
