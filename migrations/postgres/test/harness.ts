/**
 * Real PostgreSQL for tests. One server a test run, started by the first test that needs it and stopped when the run
 * ends, even after a crash (see keeper.ts); a template database that is migrated once; a clone of it for each caller.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { migrateUp } from '../migrate.ts';
import type { MigrationClient } from '../migrate.ts';

export interface ServerInfo {
  host: string;
  port: number;
  user: string;
  password: string;
  /** Name of the migrated database that others are cloned from. */
  template: string;
}

/** Who a query runs as. `service` is the gateway's own role, `owner` the superuser that migrated. */
export type Actor =
  | { role: 'authenticated'; userId: string }
  | { role: 'anon' }
  | { role: 'service' }
  | { role: 'owner' };

export interface Row {
  [column: string]: unknown;
}

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Superuser connections, for arranging and for looking. */
  readonly pool: pg.Pool;
  /** Rows of a query as the superuser. */
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** Runs `work` in one transaction as that actor; commits, or rolls back and rethrows. */
  as<T>(actor: Actor, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Like `as`, always rolled back. */
  trial<T>(actor: Actor, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** A new account, with everything that signing up makes. */
  addUser(values?: { email?: string; role?: 'user' | 'creator' | 'admin' }): Promise<string>;
  drop(): Promise<void>;
}

/** The process whose end ends the server: vitest's own, not one of its short-lived workers. */
function runPid(): number {
  if (process.env['VITEST'] === undefined) return process.pid;
  return isMainThread ? process.ppid : process.pid;
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

/**
 * A pool says that it has ended before the server has heard of it; a database that is dropped then cuts what is left, and
 * nobody is there any more to hear that. Whoever still waits for an answer is told by its query.
 */
export function endingQuietly(pool: pg.Pool): pg.Pool {
  const unheard = (): void => undefined;
  return pool.on('error', unheard).on('connect', (client) => client.on('error', unheard));
}

let started: Promise<ServerInfo> | undefined;

async function answers(info: ServerInfo): Promise<boolean> {
  const client = new pg.Client({ ...info, database: 'postgres', connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function serverOf(folder: string, pid: number): Promise<ServerInfo> {
  try {
    await mkdir(folder);
    const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url));
    spawn(process.execPath, [keeper, folder, String(pid)], { detached: true, stdio: 'ignore' }).unref();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (let waited = 0; waited < 120_000; waited += 50) {
    const info = await readJson<ServerInfo>(join(folder, 'server.json'));
    if (info) {
      if (await answers(info)) return info;
      // Left by a keeper that was killed, under a process number that is in use again.
      await rm(folder, { recursive: true, force: true });
      return serverOf(folder, pid);
    }
    const failure = await readJson<{ message: string; log: string[] }>(join(folder, 'failed.json'));
    if (failure) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`PostgreSQL did not start: ${failure.message}\n${failure.log.join('')}`);
    }
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not start within two minutes (folder ${folder}).`);
}

/** The run's server; the first caller starts it, the others wait for it. */
export function testServer(): Promise<ServerInfo> {
  const pid = runPid();
  started ??= serverOf(join(tmpdir(), `morgus-postgres-${pid}`), pid);
  return started;
}

async function onServer(sql: string): Promise<void> {
  const info = await testServer();
  const client = new pg.Client({ ...info, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export async function become(client: pg.ClientBase, actor: Actor): Promise<void> {
  const role = actor.role === 'service' ? 'service_role' : actor.role;
  if (role === 'owner') return;
  const claims = actor.role === 'authenticated' ? { sub: actor.userId, role } : { role };
  await client.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)]);
  await client.query(`SET LOCAL ROLE ${role}`);
}

function testDatabase(info: ServerInfo, name: string): TestDatabase {
  const pool = endingQuietly(new pg.Pool({ ...info, database: name, max: 20 }));
  async function within<T>(
    actor: Actor,
    end: 'COMMIT' | 'ROLLBACK',
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await become(client, actor);
      const result = await work(client);
      await client.query(end);
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
  return {
    name,
    url: `postgres://${info.user}:${info.password}@${info.host}:${info.port}/${name}`,
    pool,
    async query<R extends Row>(sql: string, values?: readonly unknown[]) {
      const { rows } = await pool.query<R>(sql, values ? [...values] : undefined);
      return rows;
    },
    as: (actor, work) => within(actor, 'COMMIT', work),
    trial: (actor, work) => within(actor, 'ROLLBACK', work),
    async addUser(values = {}) {
      const id = uuidv7();
      await pool.query('INSERT INTO users (id, email, role) VALUES ($1, $2, $3)', [
        id,
        values.email ?? `${id}@example.com`,
        values.role ?? 'user',
      ]);
      return id;
    },
    async drop() {
      await pool.end();
      await onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

const databaseName = (): string => `t_${uuidv7().replaceAll('-', '')}`;

/** A migrated database of the caller's own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const info = await testServer();
  const name = databaseName();
  await onServer(`CREATE DATABASE "${name}" TEMPLATE "${info.template}"`);
  return testDatabase(info, name);
}

/** A database without any migration. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const info = await testServer();
  const name = databaseName();
  await onServer(`CREATE DATABASE "${name}" TEMPLATE template0`);
  return testDatabase(info, name);
}

/** PGlite behind the one method that the migrations need of a connection. */
export function pgliteClient(database: PGlite): MigrationClient {
  const query = async (config: string | { text: string; values?: unknown[] }, values?: unknown[]) => {
    const text = typeof config === 'string' ? config : config.text;
    const bound = values ?? (typeof config === 'string' ? undefined : config.values);
    if (bound && bound.length > 0) return database.query(text, bound);
    const results = await database.exec(text);
    return results.at(-1) ?? { rows: [] };
  };
  return { query } as unknown as MigrationClient;
}

/** An in-memory Postgres that has pgvector, migrated; for vectors and quick single-connection tests. */
export async function createPgliteDatabase(): Promise<PGlite> {
  const database = await PGlite.create({ extensions: { vector } });
  await migrateUp(pgliteClient(database));
  return database;
}
