/**
 * kill -9 of the hub and of its PostgreSQL in the middle of writing, a database or a folder that was put back to
 * yesterday, and another user. Catches a write that is acknowledged and gone, a change that a reader never hears of, and
 * a start that needs a person to clean up first.
 */
import { execFile } from 'node:child_process';
import { chown, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort, isAlive, startPostgres } from '../../migrations/postgres/server.ts';
import type { RunningPostgres } from '../../migrations/postgres/server.ts';
import { createShapeService } from './shapes/service.ts';
import type { ShapeService } from './shapes/service.ts';
import { Follower } from './shapes/testing/follower.ts';
import { asked, pair, refresh } from './testing/device.ts';
import { hubFolder } from './testing/folder.ts';
import { databaseOf, runHub } from './testing/process.ts';
import type { HubProcess } from './testing/process.ts';

// Several starts of a durable database in one test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let folder: Awaited<ReturnType<typeof hubFolder>>;

beforeEach(async () => {
  folder = await hubFolder();
});

afterEach(() => folder.remove());

describe('killed', () => {
  let hub: HubProcess | undefined;

  afterEach(async () => {
    await hub?.end('SIGTERM');
    hub = undefined;
  });

  test('the hub, again and again: every acknowledged row is there, and a reader goes on where it was', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ['--data', folder.path, '--port', String(port)];
    hub = await runHub(args);
    let session = await pair(url, hub.code);
    const follower = new Follower(
      (query) => asked(url, `/v1/shape?${new URLSearchParams(query)}`, session.access_token),
      { table: 'workspaces' },
    );
    await follower.catchUp();
    const account = ((await (await asked(url, '/v1/me', session.access_token)).json()) as { id: string }).id;
    // Signing up makes a workspace.
    const acknowledged = follower.current.map(({ name }) => name ?? '');
    const write = async (client: pg.Client, name: string): Promise<void> => {
      await client.query('INSERT INTO workspaces (user_id, name) VALUES ($1, $2)', [account, name]);
      acknowledged.push(name);
    };
    for (let round = 0; round < 2; round += 1) {
      const { pid, url: database } = await databaseOf(folder.path);
      const client = new pg.Client({ connectionString: database });
      client.on('error', () => undefined);
      await client.connect();
      for (let n = 0; n < 20; n += 1) await write(client, `${round}: before ${n}`);
      if (round % 2 === 0) await follower.catchUp();
      expect(await hub.end('SIGKILL')).toBe('SIGKILL');
      // Its PostgreSQL ends with it: in order, or in the middle of that by a kill of its own.
      if (round === 1) process.kill(pid, 'SIGKILL');
      else while (isAlive(pid)) await sleep(20);
      await client.end().catch(() => undefined);
      hub = await runHub(args);
      while (isAlive(pid)) await sleep(20);
      session = (await (await refresh(url, session.refresh_token)).json()) as typeof session;
      await follower.catchUp();
      expect(follower.current.map(({ name }) => name).toSorted()).toEqual(acknowledged.toSorted());
    }
    expect(follower.refetches).toBe(0);
    expect(await hub.end('SIGTERM')).toBe(0);
    expect(hub.said()).toContain('Stopped.');
    hub = undefined;
  });

  test('PostgreSQL under a hub that runs: it comes back, and a reader hears of everything', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    hub = await runHub(['--data', folder.path, '--port', String(port)]);
    const session = await pair(url, hub.code);
    const ask = (query: Record<string, string>): Promise<Response> =>
      asked(url, `/v1/shape?${new URLSearchParams(query)}`, session.access_token);
    const follower = new Follower(ask, { table: 'workspaces' });
    await follower.catchUp();
    const account = ((await (await asked(url, '/v1/me', session.access_token)).json()) as { id: string }).id;
    const first = await databaseOf(folder.path);
    const write = async (database: string, name: string): Promise<void> => {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      await client.query('INSERT INTO workspaces (user_id, name) VALUES ($1, $2)', [account, name]);
      await client.end();
    };
    await write(first.url, 'before');
    process.kill(first.pid, 'SIGKILL');
    for (let done = false; !done;) {
      await sleep(50);
      done = await databaseOf(folder.path)
        .then(({ pid, url: now }) => (pid === first.pid ? Promise.reject(new Error('not yet')) : write(now, 'after')))
        .then(
          () => true,
          () => false,
        );
    }
    const names = (): string[] => follower.current.map(({ name }) => name ?? '');
    while (!names().includes('after')) await follower.step(true);
    expect(names()).toContain('before');
    expect(follower.refetches).toBe(0);
  });

  // PostgreSQL takes another way there: no second user, its folder private to the first.
  test.runIf(process.getuid?.() === 0)('nothing, but run as a plain user', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    await mkdir(folder.path);
    await chown(folder.path, nobody.uid, nobody.gid);
    const port = await freePort();
    hub = await runHub(['--data', folder.path, '--port', String(port)], {
      ...nobody,
      env: { ...process.env, HOME: folder.path },
    });
    const session = await pair(`http://127.0.0.1:${port}`, hub.code);
    expect((await asked(`http://127.0.0.1:${port}`, '/v1/me', session.access_token)).status).toBe(200);
  });
});

describe('put back to yesterday', () => {
  let server: RunningPostgres;
  let service: ShapeService | undefined;
  let options: Parameters<typeof startPostgres>[0];

  const query = async (sql: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const shapes = (): string => join(folder.path, 'shapes');
  const follow = async (): Promise<void> => {
    service = createShapeService({ connectionString: server.url('postgres'), folder: shapes() });
    await service.start();
  };
  const follower = (): Follower =>
    new Follower(
      (asks) => {
        if (!service) throw new Error('No service runs.');
        return service.fetch(`http://shapes.test/v1/shape?${new URLSearchParams(asks)}`);
      },
      { table: 'items' },
    );
  const ids = (reader: Follower): number[] => reader.current.map(({ id }) => Number(id)).toSorted((a, b) => a - b);

  beforeEach(async () => {
    await mkdir(folder.path, { mode: 0o711 });
    options = {
      folder: join(folder.path, 'postgres'),
      port: await freePort(),
      password: 'postgres',
      initFlags: ['--locale=C', '--no-sync'],
      settings: { wal_level: 'logical' },
    };
    server = await startPostgres(options);
    await query('CREATE TABLE items (id int PRIMARY KEY); INSERT INTO items VALUES (1), (2)');
    await follow();
  });

  afterEach(async () => {
    await service?.stop();
    await server.stop();
  });

  /** Both stopped, `work` done to the folders, both started. */
  async function offline(
    work: () => Promise<void>,
    between: () => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    await service?.stop();
    service = undefined;
    await server.stop();
    await work();
    server = await startPostgres(options);
    await between();
    await follow();
  }

  const preserved = { recursive: true, preserveTimestamps: true } as const;
  const backup = (name: string): string => `${join(folder.path, name)}.yesterday`;
  async function restore(name: string): Promise<void> {
    await rm(join(folder.path, name), { recursive: true });
    await rename(backup(name), join(folder.path, name));
  }
  /** Of a stopped server, owners and all. */
  async function keep(name: string): Promise<void> {
    await promisify(execFile)('cp', ['-a', join(folder.path, name), backup(name)]);
  }

  test('a database older than what readers know: they fetch again, also when it has grown past their place since', async () => {
    const reader = follower();
    await reader.catchUp();
    await offline(() => keep('postgres'));
    await query('INSERT INTO items VALUES (3)');
    await service?.drain();
    await reader.catchUp();
    expect(ids(reader)).toEqual([1, 2, 3]);
    await offline(
      () => restore('postgres'),
      () => query('INSERT INTO items SELECT generate_series(10, 5000)'),
    );
    await reader.catchUp();
    expect(reader.refetches).toBe(1);
    expect(ids(reader).slice(0, 3)).toEqual([1, 2, 10]);
    expect(ids(reader)).toHaveLength(4993);
  });

  test('an older folder of the shapes: what is missing in it is not passed over', async () => {
    const reader = follower();
    await reader.catchUp();
    await offline(() => cp(shapes(), backup('shapes'), preserved));
    await query('INSERT INTO items VALUES (3)');
    await service?.drain();
    await reader.catchUp();
    await offline(() => restore('shapes'));
    await query('INSERT INTO items VALUES (4)');
    await service?.drain();
    await reader.catchUp();
    expect(ids(reader)).toEqual([1, 2, 3, 4]);
    expect(reader.refetches).toBe(1);
  });

  test('no folder of the shapes at all: it begins anew, and leaves no slot behind that keeps the log for nobody', async () => {
    const reader = follower();
    await reader.catchUp();
    await offline(() => rm(shapes(), { recursive: true }));
    await query('INSERT INTO items VALUES (3)');
    await service?.drain();
    await reader.catchUp();
    expect(ids(reader)).toEqual([1, 2, 3]);
    const slots = await query('SELECT active FROM pg_replication_slots');
    expect(slots.rows).toEqual([{ active: true }]);
  });

  test('both put back together: a reader that knows more than they do fetches again', async () => {
    const reader = follower();
    await reader.catchUp();
    await offline(async () => {
      await keep('postgres');
      await cp(shapes(), backup('shapes'), preserved);
    });
    await query('INSERT INTO items VALUES (3)');
    await service?.drain();
    await reader.catchUp();
    await offline(async () => {
      await restore('postgres');
      await restore('shapes');
    });
    await query('INSERT INTO items VALUES (4), (5), (6)');
    await service?.drain();
    await reader.catchUp();
    expect(reader.refetches).toBe(1);
    expect(ids(reader)).toEqual([1, 2, 4, 5, 6]);
  });
});
