/** The hub's PostgreSQL: started where it was, brought to the present schema, restarted should it ever fall over. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { escapeLiteral } from 'pg';
import { migrateUp } from '../../migrations/postgres/migrate.ts';
import { freePort, startPostgres } from '../../migrations/postgres/server.ts';
import type { RunningPostgres } from '../../migrations/postgres/server.ts';
import type { HubFolder, Secrets } from './folder.ts';

export const DATABASE = 'morgus';
const GATEWAY_ROLE = 'morgus_gateway';
/** A server that falls over more often than so is not helped by one more start. */
const RESTARTS = 5;
const WITHIN_MS = 60_000;

const SETTINGS = {
  wal_level: 'logical',
  max_connections: 100,
  max_wal_senders: 8,
  max_replication_slots: 8,
  shared_buffers: '64MB',
  // The log that a shape service which never comes back would keep; past it, its shapes are made anew.
  max_slot_wal_keep_size: '2GB',
  log_min_messages: 'warning',
  // Statements hold what people wrote.
  log_min_error_statement: 'panic',
  timezone: 'UTC',
};

export interface HubDatabase {
  /** For the superuser: migrations, shapes. */
  readonly url: string;
  /** For the gateway: may become anon, authenticated and service_role, and nothing of its own. */
  readonly gatewayUrl: string;
  readonly migrated: readonly string[];
  readonly pid: number;
  stop(): Promise<void>;
}

async function prepare(server: RunningPostgres, secrets: Secrets): Promise<string[]> {
  const admin = new pg.Client({ connectionString: server.url('postgres') });
  await admin.connect();
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
  const client = new pg.Client({ connectionString: server.url(DATABASE), application_name: 'morgus hub' });
  await client.connect();
  try {
    const { ran } = await migrateUp(client, { whenBusy: 'wait' });
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [GATEWAY_ROLE]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${GATEWAY_ROLE} LOGIN NOINHERIT`);
    await client.query(`ALTER ROLE ${GATEWAY_ROLE} PASSWORD ${escapeLiteral(secrets.gateway)}`);
    await client.query(`GRANT anon, authenticated, service_role TO ${GATEWAY_ROLE}`);
    return ran;
  } finally {
    await client.end();
  }
}

export async function startDatabase(
  folder: HubFolder,
  secrets: Secrets,
  log: (event: string, text: string) => void,
): Promise<HubDatabase> {
  const options = {
    folder: folder.postgres,
    port: await freePort(),
    password: secrets.postgres,
    initFlags: ['--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums'],
    settings: SETTINGS,
    onOutput: (text: string) => log('postgres', text.trim()),
  };
  let server = await startPostgres(options);
  let stopping = false;
  let restarting: Promise<void> | null = null;
  const starts: number[] = [];

  async function restart(): Promise<void> {
    for (let running = false; !running;) {
      const now = Date.now();
      starts.push(now);
      const recent = starts.filter((at) => at > now - WITHIN_MS).length;
      log('postgres_ended', `PostgreSQL ended; starting it again (${recent})`);
      await sleep(recent > RESTARTS ? WITHIN_MS / RESTARTS : 100);
      if (isStopping()) return;
      try {
        server = await startPostgres(options);
        running = true;
        if (isStopping()) await server.stop();
      } catch (error) {
        log('postgres_failed', error instanceof Error ? error.message : String(error));
      }
    }
    restarting = null;
    watch(server);
  }
  const isStopping = (): boolean => stopping;
  const watch = (watched: RunningPostgres): void => {
    void watched.exited.then(() => {
      if (!isStopping()) restarting = restart();
    });
  };

  try {
    const migrated = await prepare(server, secrets);
    watch(server);
    const gatewayUrl = `postgres://${GATEWAY_ROLE}:${secrets.gateway}@127.0.0.1:${options.port}/${DATABASE}`;
    return {
      url: server.url(DATABASE),
      gatewayUrl,
      migrated,
      get pid() {
        return server.pid;
      },
      async stop() {
        stopping = true;
        await server.stop();
        // One that is being started just now is stopped by whoever starts it.
        await restarting;
      },
    };
  } catch (error) {
    stopping = true;
    await server.stop();
    throw error;
  }
}
