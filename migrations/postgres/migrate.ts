/**
 * Applies the SQL migrations of this folder with node-pg-migrate, in one transaction under its advisory lock.
 * The vectors migration has its own folder and its own record, so that a server that lacks pgvector today can have it
 * applied later without any later migration being out of order.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';

/** What is needed of a connection: `pg.Client`, a pooled client, or something that answers like one. */
export type MigrationClient = Pick<ClientBase, 'query'>;

export interface MigrateOptions {
  /** Receives one line at a time; nothing is printed without it. */
  log?: (line: string) => void;
  /** How many of the main migrations; all that are due (up) or all that ran (down) when left out. */
  count?: number;
  /** Says what would run and changes nothing but the record's own empty table. */
  dryRun?: boolean;
  /** `wait` queues behind a migration that runs elsewhere; `fail`, the default, refuses at once. */
  whenBusy?: 'wait' | 'fail';
}

export interface MigrateResult {
  /** Names of the migrations that ran, in order. */
  ran: string[];
  /** `left-out` where the server has no pgvector. */
  vectors: 'applied' | 'present' | 'left-out' | 'removed' | 'absent';
}

/** Beside this file; a built program stands two folders below the project's root. */
const MAIN_FOLDER =
  [new URL('.', import.meta.url), new URL('../../migrations/postgres/', import.meta.url)]
    .map((url) => fileURLToPath(url))
    .find((folder) => existsSync(join(folder, 'vectors'))) ?? '.';
const VECTORS_FOLDER = join(MAIN_FOLDER, 'vectors');
export const MIGRATIONS_SCHEMA = 'migrations';
const MAIN_TABLE = 'applied';
const VECTORS_TABLE = 'applied_vectors';
/** Everything in the folder that is not SQL. */
const NOT_SQL = '(?!.*\\.sql$).*';

export const VECTORS_NOTICE =
  'pgvector is not installed on this server: vector columns and semantic search are left out. Install it and run the migrations again to add them.';

interface Step {
  dir: string;
  table: string;
  direction: 'up' | 'down';
  count?: number | undefined;
}

async function run(client: MigrationClient, step: Step, options: MigrateOptions): Promise<string[]> {
  const ran = await runner({
    // node-pg-migrate only ever calls query() on a client it is given.
    dbClient: client as ClientBase,
    dir: step.dir,
    ignorePattern: NOT_SQL,
    direction: step.direction,
    schema: 'public',
    migrationsSchema: MIGRATIONS_SCHEMA,
    createMigrationsSchema: true,
    migrationsTable: step.table,
    singleTransaction: true,
    checkOrder: true,
    advisoryLockMode: options.whenBusy ?? 'fail',
    dryRun: options.dryRun ?? false,
    log: (line: string) => options.log?.(line),
    count: step.count ?? Number.POSITIVE_INFINITY,
  });
  return ran.map(({ name }) => name);
}

async function isTrue(client: MigrationClient, sql: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(`SELECT (${sql}) AS yes`);
  return rows[0]?.yes === true;
}

export const serverHasVectors = (client: MigrationClient): Promise<boolean> =>
  isTrue(client, "EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')");

const vectorsApplied = (client: MigrationClient): Promise<boolean> =>
  isTrue(
    client,
    "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'foundations' AND column_name = 'summary_embedding')",
  );

/** @throws Error of node-pg-migrate or Postgres; nothing of the failed run stays behind. */
export async function migrateUp(client: MigrationClient, options: MigrateOptions = {}): Promise<MigrateResult> {
  const ran = await run(
    client,
    { dir: MAIN_FOLDER, table: MAIN_TABLE, direction: 'up', count: options.count },
    options,
  );
  const { rows } = await client.query<{ table: string | null }>(
    "SELECT to_regclass('public.knowledge_chunks')::text AS table",
  );
  if (options.count !== undefined || (!rows[0]?.table && !options.dryRun))
    return { ran, vectors: (await vectorsApplied(client)) ? 'present' : 'absent' };
  if (!(await serverHasVectors(client))) {
    options.log?.(VECTORS_NOTICE);
    return { ran, vectors: 'left-out' };
  }
  const added = await run(client, { dir: VECTORS_FOLDER, table: VECTORS_TABLE, direction: 'up' }, options);
  return { ran: [...ran, ...added], vectors: added.length > 0 ? 'applied' : 'present' };
}

/** Takes the vectors off first, whatever `count` says: they stand on the main tables. */
export async function migrateDown(client: MigrationClient, options: MigrateOptions = {}): Promise<MigrateResult> {
  const removed = await run(client, { dir: VECTORS_FOLDER, table: VECTORS_TABLE, direction: 'down' }, options);
  const ran = await run(
    client,
    { dir: MAIN_FOLDER, table: MAIN_TABLE, direction: 'down', count: options.count },
    options,
  );
  return { ran: [...removed, ...ran], vectors: removed.length > 0 ? 'removed' : 'absent' };
}
