/**
 * Holds one PostgreSQL server for a whole test run: `node keeper.ts FOLDER PID`. Starts it, migrates a template database
 * once, writes FOLDER/server.json, and stops the server and deletes the folder when process PID is gone, however it ended.
 */
import { chmod, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { migrateUp } from '../migrate.ts';
import { freePort, isAlive, startPostgres } from '../server.ts';
import type { RunningPostgres } from '../server.ts';
import type { ServerInfo } from './harness.ts';

const [folder, watched] = [process.argv[2], Number(process.argv[3])];
if (!folder || !Number.isInteger(watched)) throw new Error('usage: node keeper.ts FOLDER PID');

const log: string[] = [];
const keep = (message: unknown): void => {
  log.push(String(message));
  if (log.length > 200) log.shift();
};

await mkdir(folder, { recursive: true });
// The server runs as another user when this process is root, and has to reach its folder.
await chmod(folder, 0o755);
const port = await freePort();
let server: RunningPostgres | undefined;

async function stop(): Promise<void> {
  await server?.stop();
  await rm(folder as string, { recursive: true, force: true });
  // The run's own folder, where this was the last in it.
  const above = process.env['MORGUS_RUN_FOLDER'];
  if (above !== undefined && above === dirname(folder as string)) await rmdir(above).catch(() => undefined);
}

async function publish(name: string, value: unknown): Promise<void> {
  const target = join(folder as string, name);
  await writeFile(`${target}.new`, JSON.stringify(value));
  await rename(`${target}.new`, target);
}

try {
  server = await startPostgres({
    folder: join(folder, 'data'),
    port,
    password: 'postgres',
    initFlags: ['--locale=C', '--no-sync'],
    settings: {
      // Nothing here outlives the run, so nothing needs to reach the disk.
      fsync: 'off',
      full_page_writes: 'off',
      wal_level: 'logical',
      max_connections: 200,
      max_replication_slots: 50,
      max_wal_senders: 50,
      deadlock_timeout: '200ms',
      autovacuum: 'off',
      log_min_error_statement: 'panic',
    },
    onOutput: keep,
  });
  const info: ServerInfo = {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'postgres',
    template: 'morgus_template',
  };
  const maker = new pg.Client({ ...info, database: 'postgres' });
  await maker.connect();
  await maker.query(`CREATE DATABASE "${info.template}"`);
  await maker.end();
  const client = new pg.Client({ ...info, database: info.template });
  await client.connect();
  await migrateUp(client);
  await client.end();
  await publish('server.json', info);
} catch (error) {
  await publish('failed.json', { message: error instanceof Error ? error.message : String(error), log });
  await server?.stop();
  process.exit(1);
}

const timer = setInterval(() => {
  if (isAlive(watched)) return;
  clearInterval(timer);
  void stop().then(() => process.exit(0));
}, 250);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stop().then(() => process.exit(0)));
