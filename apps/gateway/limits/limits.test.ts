/** How often one may call: the same counting in memory, in Postgres and in Redis, and what a caller is told. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { startGateway } from '../testing/gateway.ts';
import { secondsLeft, SENSITIVE_LIMITS, TIER_LIMITS } from './limits.ts';
import type { Limiter } from './limits.ts';
import { memoryLimiter } from './memory.ts';
import { postgresLimiter } from './postgres.ts';
import { redisLimiter } from './redis.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  const folder = await mkdtemp(join(tmpdir(), 'morgus-redis-'));
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => {
    server.on('exit', resolve);
  });
  const url = `redis://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    try {
      await client.connect();
      client.destroy();
      break;
    } catch {
      await sleep(50);
    }
  }
  return {
    url,
    async stop() {
      server.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** A window long enough that none ends while a test counts in it. */
const A_YEAR = 366 * 86_400;

async function counted(limiter: Limiter, subject: string): Promise<boolean[]> {
  const limits = [
    { seconds: A_YEAR, max: 3 },
    { seconds: 2 * A_YEAR, max: 5 },
  ];
  const passed: boolean[] = [];
  for (let n = 0; n < 5; n += 1) passed.push((await limiter.take(subject, '/a', limits)) === 0);
  passed.push((await limiter.take(subject, '/b', limits)) === 0);
  const longer = limits.slice(1);
  for (let n = 0; n < 3; n += 1) passed.push((await limiter.take(subject, '/a', longer)) === 0);
  return passed;
}
/**
 * Three of five pass by the shorter window; another endpoint has a counter of its own; and as what was refused was not
 * counted, two of the longer window's five are left.
 */
const ALIKE = [true, true, true, false, false, true, true, true, false];

/** Of twenty calls at once, how many pass. */
async function passing(take: (n: number) => Promise<number>): Promise<number> {
  const waits = await Promise.all(Array.from({ length: 20 }, (_, n) => take(n)));
  return waits.filter((wait) => wait === 0).length;
}

test('in memory: all windows or none, each caller and endpoint for itself', async () => {
  expect(await counted(memoryLimiter(), 'a')).toEqual(ALIKE);
});

test('in memory a window begins anew when it is over', async () => {
  let now = 1_000_000_000_000;
  const limiter = memoryLimiter(() => now);
  const limits = [{ seconds: 60, max: 1 }];
  expect(await limiter.take('a', '/', limits)).toBe(0);
  const wait = await limiter.take('a', '/', limits);
  expect(wait).toBe(secondsLeft({ seconds: 60, max: 1 }, now));
  now += wait * 1000;
  expect(await limiter.take('a', '/', limits)).toBe(0);
});

test('in the documents’ table: the same', async () => {
  expect(await counted(postgresLimiter(db.pool), await db.addUser())).toEqual(ALIKE);
});

test('in the documents’ table twenty calls at once share one limit', async () => {
  const [limiter, user] = [postgresLimiter(db.pool), await db.addUser()];
  expect(await passing(() => limiter.take(user, '/a', [{ seconds: A_YEAR, max: 7 }]))).toBe(7);
});

describe.skipIf(!hasRedis())('in Redis (left out where there is no redis-server)', () => {
  test('the same, under the documents’ key, for two gateways together', async () => {
    const redis = await startRedis();
    const trouble: unknown[] = [];
    const [one, two] = [
      redisLimiter(redis.url, (error) => trouble.push(error)),
      redisLimiter(redis.url, () => undefined),
    ];
    const user = uuidv7();
    expect(await counted(one, user)).toEqual(ALIKE);
    expect(await passing((n) => (n % 2 ? one : two).take(user, '/both', [{ seconds: A_YEAR, max: 7 }]))).toBe(7);
    const client = createClient({ url: redis.url });
    await client.connect();
    expect((await client.keys('*')).toSorted()).toEqual(
      ['/a', '/b', '/both'].map((path) => `ratelimit:${user}:${path}`),
    );
    expect(await client.ttl(`ratelimit:${user}:/a`)).toBeGreaterThan(0);
    client.destroy();
    expect(trouble).toEqual([]);
    await redis.stop();
    // Without Redis it goes on counting by itself.
    expect(await counted(one, uuidv7())).toEqual(ALIKE);
    expect(trouble.length).toBeGreaterThan(0);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('over HTTP', () => {
  test('the sixth new key within a minute waits for the next, by the table that every gateway counts in', async () => {
    const gateway = await startGateway(db.pool);
    const userId = uuidv7();
    const make = (): Promise<Response> =>
      gateway.fetch(userId, '/api/api-keys', {
        method: 'POST',
        body: JSON.stringify({ name: 'Key', scopes: ['morgys:read'] }),
      });
    const statuses: number[] = [];
    // A minute may end in between; then a few more pass.
    for (let n = 0; n < 7; n += 1) statuses.push((await make()).status);
    const refusals = statuses.filter((status) => status === 429).length;
    expect(refusals).toBeGreaterThanOrEqual(1);
    const other = await startGateway(db.pool);
    const refused = await other.fetch(userId, '/api/api-keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'Key', scopes: ['morgys:read'] }),
    });
    if (refused.status === 429) {
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    }
    const [count] = await db.query<{ n: number }>(
      "SELECT max(request_count)::int AS n FROM rate_limits WHERE user_id = $1 AND endpoint = '/api/api-keys' AND window_seconds = 60",
      [userId],
    );
    expect(count?.n).toBe(SENSITIVE_LIMITS[0]?.max);
    await Promise.all([gateway.close(), other.close()]);
  });

  test('a program with a key is held to its owner’s tier; the owner’s own devices are not', async () => {
    const gateway = await startGateway(db.pool);
    const userId = await db.addUser();
    const { key } = (await (
      await gateway.fetch(userId, '/api/api-keys', {
        method: 'POST',
        body: JSON.stringify({ name: 'K', scopes: ['morgys:read'] }),
      })
    ).json()) as { key: string };
    const read = (): Promise<Response> =>
      fetch(`${gateway.url}/v1/snapshot/morgys`, { headers: { authorization: `Bearer ${key}` } });
    const statuses: number[] = [];
    const most = TIER_LIMITS.free[0]?.max ?? 0;
    for (let n = 0; n < 2 * most + 1; n += 1) statuses.push((await read()).status);
    expect(statuses.slice(0, most)).toEqual(Array.from({ length: most }, () => 200));
    expect(statuses).toContain(429);
    for (let n = 0; n < 30; n += 1) expect((await gateway.fetch(userId, '/v1/snapshot/morgys')).status).toBe(200);
    await gateway.close();
  });

  test('a stranger downloads five times a minute', async () => {
    const gateway = await startGateway(db.pool);
    const owner = await db.addUser();
    const [morgyId, shareId] = [uuidv7(), randomBytes(16).toString('hex')];
    await db.query("INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'Shared', 'custom')", [
      morgyId,
      owner,
    ]);
    await db.query("INSERT INTO mcp_exports (morgy_id, user_id, share_id, share_url) VALUES ($1, $2, $3, 'x')", [
      morgyId,
      owner,
      shareId,
    ]);
    const content = Buffer.from('PK\u0003\u0004 and no more');
    const path = `/api/mcp-exports/${shareId}`;
    const put = await gateway.fetch(owner, path, {
      method: 'PUT',
      body: content,
      headers: { 'repr-digest': `sha-256=:${createHash('sha256').update(content).digest('base64')}:` },
    });
    expect(put.status).toBe(201);
    const statuses: number[] = [];
    // Twelve fall into two minutes at most, so at least two are too many.
    for (let n = 0; n < 12; n += 1) statuses.push((await fetch(`${gateway.url}${path}`)).status);
    const passed = statuses.filter((status) => status === 200).length;
    expect(passed).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(12 - passed);
    expect(await db.query('SELECT downloads FROM mcp_exports WHERE share_id = $1', [shareId])).toEqual([
      { downloads: passed },
    ]);
    await gateway.close();
  });
});
