/** A shape service over a database of its own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createEmptyDatabase, createTestDatabase } from '../../../../migrations/postgres/test/harness.ts';
import { createShapeService } from '../service.ts';
import type { ShapeService, ShapeServiceOptions } from '../service.ts';

export interface ShapeWorld {
  readonly databaseUrl: string;
  readonly folder: string;
  /** One session, so that temporary tables last. */
  readonly client: pg.Client;
  service: ShapeService;
  url: string;
  /** Another service on the same folder, after the one before was stopped. */
  start(options?: Partial<ShapeServiceOptions>): Promise<void>;
  query<R extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  get(query: Record<string, string>, init?: RequestInit): Promise<Response>;
}

export async function inShapeWorld(
  options: Partial<ShapeServiceOptions> & { migrated?: boolean },
  work: (world: ShapeWorld) => Promise<void>,
): Promise<void> {
  const { migrated = false, ...rest } = options;
  const database = await (migrated ? createTestDatabase() : createEmptyDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'morgus-shapes-'));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const make = (more: Partial<ShapeServiceOptions>): ShapeService =>
    createShapeService({
      connectionString: database.url,
      folder,
      deletable: true,
      timings: { longPollMs: 1_000, sseMs: 3_000, keepAliveMs: 1_050, patienceMs: 500 },
      ...rest,
      ...more,
    });
  const world: ShapeWorld = {
    databaseUrl: database.url,
    folder,
    client,
    service: make({}),
    url: '',
    async start(more = {}) {
      world.service = make(more);
      await world.service.start();
      world.url = await world.service.listen({ host: '127.0.0.1', port: 0 });
    },
    async query<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await client.query<R>(sql, [...values])).rows;
    },
    get: (query, init) => fetch(`${world.url}/v1/shape?${new URLSearchParams(query)}`, init),
  };
  try {
    await world.service.start();
    world.url = await world.service.listen({ host: '127.0.0.1', port: 0 });
    await work(world);
  } finally {
    await client.end();
    await world.service.stop({ forget: true }).catch(() => undefined);
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}
