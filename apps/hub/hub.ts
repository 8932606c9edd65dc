/**
 * A cloud of one's own on one machine: PostgreSQL, the gateway and a shape service in one process group, without Docker.
 * docs/hub.md says what it is for, and what it is not.
 */
import { hostname, networkInterfaces, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Logger } from 'pino';
import { seedBase } from '../../migrations/seed/base.ts';
import { DEMO_CREATOR } from '../../migrations/seed/demo-business.ts';
import { seedDemo } from '../../migrations/seed/demo.ts';
import { freePort } from '../../migrations/postgres/server.ts';
import { createGateway, EndingPool } from '../gateway/index.ts';
import { startDatabase } from './database.ts';
import { HubError } from './errors.ts';
import { lockFolder, openFolder, readSecrets } from './folder.ts';
import type { HubFolder } from './folder.ts';
import { ALGORITHM, signingKey } from './issuer/keys.ts';
import { Ledger } from './issuer/ledger.ts';
import { AUDIENCE, CLIENT_ID, ISSUER_PATHS, issuerRoutes } from './issuer/routes.ts';
import { createShapeService } from './shapes/service.ts';
import type { ShapeService } from './shapes/service.ts';

export const DEFAULT_PORT = 4870;

export interface HubOptions {
  folder: string;
  /** 0 takes a free one. */
  port?: number;
  /** Answers other machines of the network too, unencrypted. */
  lan?: boolean;
  /** Two years of an invented creator, who is then the hub's account. Only for a hub that has none yet. */
  demo?: boolean;
  log?: Logger;
}

export interface Hub {
  readonly url: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly folder: HubFolder;
  /** Migrations that ran at this start. */
  readonly migrated: readonly string[];
  readonly databaseUrl: string;
  readonly databasePid: number;
  /** A new pairing code, good once and for ten minutes. */
  newCode(): string;
  stop(): Promise<void>;
}

/** What the desktop opens. */
export const pairingLink = (url: string, code: string): string =>
  `morgus://pair?${new URLSearchParams({ url, code }).toString()}`;

function addressFor(lan: boolean): string {
  if (!lan) return '127.0.0.1';
  const own = Object.values(networkInterfaces())
    .flat()
    .find((found) => found !== undefined && found.family === 'IPv4' && !found.internal);
  if (!own) throw new HubError('no_lan', 'This machine has no address in a network. Start the hub without --lan.');
  return own.address;
}

/** The one account of a hub. Its row in Postgres follows; the ledger is what it is known by. */
async function ensureAccount(url: string, ledger: Ledger, demo: boolean): Promise<{ id: string; name: string }> {
  const known = ledger.account();
  if (demo && known !== null && known !== DEMO_CREATOR)
    throw new HubError(
      'demo_needs_new',
      'This hub holds an account of yours, and demo data would be somebody else’s. Start a second hub for it: --demo with another --data folder.',
    );
  const client = new pg.Client({ connectionString: url, application_name: 'morgus hub' });
  await client.connect();
  try {
    await seedBase(client);
    if (demo) await seedDemo(client);
    const id = known ?? ledger.makeAccount(demo ? DEMO_CREATOR : undefined);
    await client.query('INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING', [
      id,
      `${id}@no-address.invalid`,
      userInfo().username,
    ]);
    const { rows } = await client.query<{ name: string | null }>(
      'SELECT coalesce(display_name, full_name, name) AS name FROM users WHERE id = $1',
      [id],
    );
    return { id, name: rows[0]?.name ?? userInfo().username };
  } finally {
    await client.end();
  }
}

async function isRevoked(pool: pg.Pool, deviceId: string): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL ROLE service_role');
    const { rows } = await client.query<{ revoked: boolean }>(
      'SELECT revoked_at IS NOT NULL AS revoked FROM sync_device WHERE id = $1',
      [deviceId],
    );
    return rows[0]?.revoked ?? false;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

async function listen(app: FastifyInstance, port: number, lan: boolean): Promise<void> {
  try {
    await app.listen({ host: lan ? '0.0.0.0' : '127.0.0.1', port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new HubError('port_taken', `Port ${port} is in use by another program. Choose another with --port.`, {
      cause: error,
    });
  }
}

/** Milliseconds that requests under way get to end when the hub stops, and statements after them. */
const LAST_CALL = 3000;
/** Milliseconds for any one part: what hangs beyond keeps neither the others nor the person. The database knows its own bounds. */
const PART = 15_000;
const DATABASE = 60_000;

/** Ends what was begun, the last first; neither a failure of one nor one that hangs keeps the others. */
class Closers {
  private readonly closers: { part: string; bound: number; close: () => unknown }[] = [];
  private readonly log: (event: string, text: string) => void;

  constructor(log: (event: string, text: string) => void) {
    this.log = log;
  }

  add(part: string, close: () => unknown, bound = PART): void {
    this.closers.push({ part, bound, close });
  }

  async close(): Promise<void> {
    for (let next = this.closers.pop(); next; next = this.closers.pop()) {
      const { part, bound, close } = next;
      const over = new AbortController();
      const late = sleep(bound, 'late', { signal: over.signal }).catch(() => undefined);
      try {
        if ((await Promise.race([close(), late])) === 'late')
          this.log('stop', `${part} did not stop within ${bound / 1000} s; going on without waiting for it`);
      } catch (error) {
        // The rest has to be ended all the same.
        this.log(
          'stop',
          `${part} did not stop as it should: ${error instanceof Error ? error.message : String(error)}`,
        );
      } finally {
        over.abort();
      }
    }
  }
}

export async function startHub(options: HubOptions): Promise<Hub> {
  const lan = options.lan ?? false;
  const host = addressFor(lan);
  const folder = openFolder(options.folder);
  const log = (event: string, text: string): void => options.log?.info({ event }, text);
  const closers = new Closers(log);
  try {
    const lock = lockFolder(folder);
    closers.add('the folder’s lock', () => lock.release());
    const secrets = readSecrets(folder);
    const key = await signingKey(folder.signingKey);
    const ledger = new Ledger(folder.database);
    closers.add('the issuer', () => ledger.close());
    const database = await startDatabase(folder, secrets, log);
    closers.add('PostgreSQL', () => database.stop(), DATABASE);
    const account = await ensureAccount(database.url, ledger, options.demo ?? false);
    const shapes: ShapeService = createShapeService({
      connectionString: database.url,
      folder: folder.shapes,
      secret: secrets.shapes,
      log: (line) => log('shapes', line),
    });
    closers.add('the shape service', () => shapes.stop());
    await shapes.start();
    const shapesUrl = await shapes.listen({ host: '127.0.0.1', port: 0 });

    const pool = new EndingPool({
      connectionString: database.gatewayUrl,
      max: 20,
      application_name: 'morgus gateway',
      pipeline: true,
    });
    closers.add('the gateway’s connections', () => pool.endWithin(LAST_CALL));
    // Tokens name the address, so it has to be known before anything is answered: a free port is taken first.
    const port = options.port ?? DEFAULT_PORT;
    const url = `http://${host}:${port === 0 ? await freePort() : port}`;
    const app = createGateway({
      pool,
      name: `Hub on ${hostname()}`,
      tokens: { issuer: url, audience: AUDIENCE, algorithms: [ALGORITHM], keys: key.keys },
      auth: {
        issuer: url,
        tokenEndpoint: `${url}${ISSUER_PATHS.token}`,
        authorizationEndpoint: null,
        clientId: CLIENT_ID,
        scope: 'openid',
        audience: AUDIENCE,
        pairing: true,
      },
      electric: { url: shapesUrl, secret: secrets.shapes },
      bundleDir: folder.bundles,
      lastCall: LAST_CALL,
      ...(options.log ? { log: options.log } : {}),
    });
    closers.add('the gateway', () => app.close());
    issuerRoutes(app, {
      url,
      key,
      ledger,
      account,
      isRevoked: (deviceId) => isRevoked(pool, deviceId),
    });
    await listen(app, Number(new URL(url).port), lan);
    ledger.url = url;
    return {
      url,
      account,
      folder,
      migrated: database.migrated,
      databaseUrl: database.url,
      get databasePid() {
        return database.pid;
      },
      newCode: () => ledger.newCode(),
      stop: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
