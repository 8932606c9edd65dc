/**
 * The gateway under 50 devices: mutations a second and how long a push takes, beside the same rows inserted bare through
 * `pg` with as many connections, in turns on one real PostgreSQL; then its memory while they go on.
 * The gateway runs as it is shipped, in a process of its own; limits are off. Run: node bench/gateway.bench.ts [SECONDS]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { freePort } from '../migrations/postgres/server.ts';
import { testIssuer } from '../apps/gateway/testing/gateway.ts';
import { createTestDatabase } from '../migrations/postgres/test/harness.ts';

const SECONDS = Number(process.argv[2] ?? 60);
const DEVICES = 50;
const CONNECTIONS = 20;
const BULK = 100;
/** Each kind of load runs this often in turn with its baseline, this many milliseconds at a time. */
const ROUNDS = 3;
const ROUND_MS = 4000;
const METRICS_TOKEN = 'only-for-this-benchmark';
const ISSUER = 'https://issuer.test';

const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
const at = (list: readonly number[], share: number): number =>
  sorted(list)[Math.floor(list.length * share)] ?? Number.NaN;
const median = (list: readonly number[]): number => at(list, 0.5);

const db = await createTestDatabase();
await db.query(`DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bench_gateway') THEN CREATE ROLE bench_gateway LOGIN NOINHERIT; END IF;
END $$`);
await db.query("ALTER ROLE bench_gateway PASSWORD 'bench'");
await db.query('GRANT anon, authenticated, service_role TO bench_gateway');
const issuer = await testIssuer();
const keys = createServer((_request, response) => response.end(JSON.stringify(issuer.jwks)));
await new Promise<void>((resolve) => {
  keys.listen(0, '127.0.0.1', resolve);
});
const keysUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
const folder = await mkdtemp(join(tmpdir(), 'morgus-bench-'));
const databaseUrl = new URL(db.url);
databaseUrl.username = 'bench_gateway';
databaseUrl.password = 'bench';
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const gateway = spawn(process.execPath, [fileURLToPath(new URL('../apps/gateway/main.ts', import.meta.url))], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    DATABASE_URL: databaseUrl.href,
    DATABASE_POOL: String(CONNECTIONS),
    ELECTRIC_URL: keysUrl,
    OIDC_ISSUER: ISSUER,
    OIDC_AUDIENCE: 'morgus',
    JWKS_URL: keysUrl,
    OIDC_TOKEN_ENDPOINT: keysUrl,
    PUBLIC_URL: url,
    BUNDLE_DIR: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    METRICS_TOKEN,
  },
});
const ended = new Promise((resolve) => {
  gateway.once('exit', resolve);
});
for (let tries = 0; ; tries += 1) {
  const answer = await fetch(`${url}/health`).catch(() => null);
  if (answer?.ok) break;
  if (tries > 100) throw new Error('The gateway did not start.');
  await sleep(100);
}

const prompt = 'You answer questions from the documents you were given. '.repeat(8);
const columns = { name: 'Measured', category: 'custom', ai_config: { systemPrompt: prompt } };

interface Device {
  readonly id: string;
  readonly userId: string;
  readonly headers: Record<string, string>;
  next: number;
}
const devices: Device[] = [];
for (let n = 0; n < DEVICES; n += 1) {
  const userId = uuidv7();
  const id = uuidv7();
  const token = await issuer.token(userId, { expires: '3h' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ id, name: 'Bench', schemaVersion: 1, startAfter: 0 });
  const answer = await fetch(`${url}/v1/devices`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  devices.push({ id, userId, headers, next: 1 });
}

let refusals = 0;

/** One push of `count` new rows, each a local transaction of its own. */
async function push(device: Device, count: number): Promise<void> {
  const first = device.next;
  device.next += count;
  const body = JSON.stringify({
    protocol: 1,
    deviceId: device.id,
    schemaVersion: 1,
    confirmed: first - 1,
    transactions: Array.from({ length: count }, (_, n) => ({
      transaction: first + n,
      mutations: [
        {
          number: first + n,
          table: 'morgys',
          rowId: uuidv7(),
          operation: 'insert',
          patch: columns,
          base: {},
          baseVersions: {},
          at: '2026-01-01T00:00:00.000Z',
        },
      ],
    })),
  });
  let answer = await fetch(`${url}/v1/mutations`, { method: 'POST', headers: device.headers, body });
  // As a device does it: the same again, after the wait that it was asked for.
  for (
    ;
    answer.status === 503 || answer.status === 429;
    answer = await fetch(`${url}/v1/mutations`, { method: 'POST', headers: device.headers, body })
  ) {
    refusals += 1;
    await answer.body?.cancel();
    await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1000);
  }
  const said = (await answer.json()) as { results?: { outcome: string }[] };
  if (!answer.ok || said.results?.some(({ outcome }) => outcome !== 'applied')) throw new Error(JSON.stringify(said));
}

const pool = new pg.Pool({ connectionString: db.url, max: CONNECTIONS });
/** The same rows into the same table, its triggers and indexes on, nothing else. */
async function insertBare(device: Device, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    if (count > 1) await client.query('BEGIN');
    for (let n = 0; n < count; n += 1) {
      await client.query('INSERT INTO morgys (id, creator_id, name, category, ai_config) VALUES ($1, $2, $3, $4, $5)', [
        uuidv7(),
        device.userId,
        columns.name,
        columns.category,
        JSON.stringify(columns.ai_config),
      ]);
    }
    if (count > 1) await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Every device does it again and again for that long. Rows a second, and milliseconds of each time. */
async function load(
  work: (device: Device, count: number) => Promise<void>,
  count: number,
  milliseconds: number,
): Promise<{ perSecond: number; times: number[] }> {
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(
    devices.map(async (device) => {
      while (performance.now() - begun < milliseconds) {
        const start = performance.now();
        await work(device, count);
        times.push(performance.now() - start);
      }
    }),
  );
  return { perSecond: (times.length * count * 1000) / (performance.now() - begun), times };
}

async function compare(count: number) {
  const rates = { gateway: [] as number[], bare: [] as number[] };
  const times = { gateway: [] as number[], bare: [] as number[] };
  await load(push, count, 1000);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of [
      ['bare', insertBare],
      ['gateway', push],
    ] as const) {
      const { perSecond, times: each } = await load(work, count, ROUND_MS);
      rates[name].push(perSecond);
      times[name].push(...each);
    }
  }
  const gatewayRate = median(rates.gateway);
  const bareRate = median(rates.bare);
  return {
    perSecond: gatewayRate,
    barePerSecond: bareRate,
    ratio: bareRate / gatewayRate,
    p50Ms: at(times.gateway, 0.5),
    p99Ms: at(times.gateway, 0.99),
    bareP99Ms: at(times.bare, 0.99),
    p99Ratio: at(times.gateway, 0.99) / at(times.bare, 0.99),
  };
}

async function memory(): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(await answer.text())?.[1];
  return Number(bytes) / 1024 / 1024;
}

const one = await compare(1);
console.log(
  `50 devices, one change a push: ${one.perSecond.toFixed(0)} mutations/s, bare inserts ${one.barePerSecond.toFixed(0)}/s: ${one.ratio.toFixed(1)} times; a push p50 ${one.p50Ms.toFixed(0)} ms, p99 ${one.p99Ms.toFixed(0)} ms (bare ${one.bareP99Ms.toFixed(0)} ms)`,
);
const bulk = await compare(BULK);
console.log(
  `50 devices, ${BULK} changes a push: ${bulk.perSecond.toFixed(0)} mutations/s, bare inserts ${bulk.barePerSecond.toFixed(0)}/s: ${bulk.ratio.toFixed(1)} times; a push p50 ${bulk.p50Ms.toFixed(0)} ms, p99 ${bulk.p99Ms.toFixed(0)} ms (bare ${bulk.bareP99Ms.toFixed(0)} ms)`,
);

/** Over the whole time, of which the first quarter is for the heap to find its size. */
const samples: number[] = [];
const going = load(push, 10, SECONDS * 1000);
for (let second = 0; second < SECONDS; second += 1) {
  await sleep(1000);
  samples.push(await memory());
}
const { perSecond: sustained } = await going;
const settled = samples.slice(Math.floor(samples.length / 4));
const half = Math.floor(settled.length / 2);
const rss = {
  firstMiB: median(settled.slice(0, half)),
  lastMiB: median(settled.slice(half)),
  mostMiB: Math.max(...samples),
};
console.log(
  `memory over ${SECONDS} s at ${sustained.toFixed(0)} mutations/s: ${rss.firstMiB.toFixed(0)} MiB in the second quarter, ${rss.lastMiB.toFixed(0)} MiB at the end (${(rss.lastMiB / rss.firstMiB).toFixed(2)} times), at most ${rss.mostMiB.toFixed(0)} MiB; ${refusals} pushes were asked to wait`,
);

gateway.kill('SIGTERM');
await ended;
keys.close();
await pool.end();
await db.drop();
await rm(folder, { recursive: true });
console.log(JSON.stringify({ bench: 'gateway', devices: DEVICES, seconds: SECONDS, one, bulk, rss, refusals }));
