/**
 * The hub's shape service, in the process of its readers: from a commit to the answer of a long poll beside a bare
 * LISTEN/NOTIFY, the same to 100 readers, a snapshot of 100,000 rows beside COPY, and what it costs when nothing happens.
 * Run: node bench/hub.bench.ts [ROWS]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createShapeService } from '../apps/hub/shapes/service.ts';
import { createEmptyDatabase } from '../migrations/postgres/test/harness.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 200;
const READERS = 100;
const FAN_ROUNDS = 15;
const IDLE_MS = 10_000;

const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const p95 = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)] ?? Number.NaN;

const db = await createEmptyDatabase();
const folder = await mkdtemp(join(tmpdir(), 'morgus-bench-hub-'));
const service = createShapeService({ connectionString: db.url, folder, deletable: true });
const writer = new pg.Client({ connectionString: db.url });
await writer.connect();

interface Reader {
  readonly url: string;
  offset: string;
  handle: string;
}

const shape = (url: string): string => `${url}/v1/shape?table=items&where=owner%3D%241&params[1]=me`;

async function arrive(url: string): Promise<Reader> {
  const response = await fetch(`${shape(url)}&offset=now`);
  await response.text();
  return {
    url,
    offset: response.headers.get('electric-offset') ?? '',
    handle: response.headers.get('electric-handle') ?? '',
  };
}

/** Resolves when the answer with the news was read. */
async function news(reader: Reader): Promise<void> {
  for (;;) {
    const response = await fetch(`${shape(reader.url)}&offset=${reader.offset}&handle=${reader.handle}&live=true`);
    const text = await response.text();
    reader.offset = response.headers.get('electric-offset') ?? '';
    if (text.includes('"operation"')) return;
  }
}

let next = 0;
const write = (): Promise<unknown> =>
  writer.query(
    "BEGIN; INSERT INTO items (id, owner, title) VALUES ('" + ++next + "', 'me', 'a title'); NOTIFY news; COMMIT",
  );

/** From the moment that the commit is sent. */
async function latency(rounds: number, wait: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const heard = wait();
    await sleep(15);
    const begun = performance.now();
    await write();
    await heard;
    times.push(performance.now() - begun);
  }
  return times;
}

async function listeners(count: number): Promise<{ wait: () => Promise<unknown>; end: () => Promise<unknown> }> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: db.url }));
  for (const client of clients) {
    await client.connect();
    await client.query('LISTEN news');
  }
  return {
    wait: () => Promise.all(clients.map((client) => new Promise((resolve) => client.once('notification', resolve)))),
    end: () => Promise.all(clients.map((client) => client.end())),
  };
}

/** Reads a snapshot to its end; bytes and milliseconds. */
async function snapshot(url: string): Promise<{ bytes: number; ms: number }> {
  const begun = performance.now();
  let bytes = 0;
  let [offset, handle] = ['-1', ''];
  for (let done = false; !done;) {
    const response = await fetch(`${url}/v1/shape?table=wide&offset=${offset}${handle ? `&handle=${handle}` : ''}`);
    bytes += (await response.arrayBuffer()).byteLength;
    offset = response.headers.get('electric-offset') ?? '';
    handle = response.headers.get('electric-handle') ?? '';
    done = response.headers.has('electric-up-to-date');
  }
  return { bytes, ms: performance.now() - begun };
}

const line = (text: string): void => console.log(text);
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const result: Record<string, unknown> = {};

try {
  await writer.query('CREATE TABLE items (id text PRIMARY KEY, owner text NOT NULL, title text)');
  await service.start();
  const url = await service.listen({ host: '127.0.0.1', port: 0 });

  const reader = await arrive(url);
  await latency(20, () => news(reader));
  const one = await latency(ROUNDS, () => news(reader));
  const bare = await listeners(1);
  const notified = await latency(ROUNDS, bare.wait);
  await bare.end();
  result['commitToAnswer'] = {
    ms: median(one),
    p95Ms: p95(one),
    bareMs: median(notified),
    ratio: median(one) / median(notified),
  };
  line(
    `commit to long-poll answer: ${ms(median(one))} (p95 ${ms(p95(one))}); LISTEN/NOTIFY ${ms(median(notified))}; ratio ${(median(one) / median(notified)).toFixed(2)}`,
  );

  const readers = await Promise.all(Array.from({ length: READERS }, () => arrive(url)));
  await latency(3, () => Promise.all(readers.map(news)));
  const fan = await latency(FAN_ROUNDS, () => Promise.all(readers.map(news)));
  const many = await listeners(READERS);
  const bareFan = await latency(FAN_ROUNDS, many.wait);
  await many.end();
  result['fanOut'] = {
    readers: READERS,
    ms: median(fan),
    bareMs: median(bareFan),
    ratio: median(fan) / median(bareFan),
  };
  line(
    `commit to the last of ${READERS} answers: ${ms(median(fan))}; to the last of ${READERS} LISTENers ${ms(median(bareFan))}; ratio ${(median(fan) / median(bareFan)).toFixed(2)}`,
  );

  const waiting = readers.slice(0, 10).map(news);
  await sleep(500);
  const used = process.cpuUsage();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(used);
  const share = (user + system) / 1000 / IDLE_MS;
  result['idle'] = { readers: 10, core: share };
  line(`idle with 10 readers waiting: ${(share * 100).toFixed(2)} % of a core (service and readers together)`);
  await write();
  await Promise.all(waiting);

  await writer.query(
    'CREATE TABLE wide (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner uuid, n int, title text, body text, at timestamptz DEFAULT now())',
  );
  await writer.query(
    `INSERT INTO wide (owner, n, title, body) SELECT gen_random_uuid(), g, 'title ' || g, repeat(md5(g::text), 6) FROM generate_series(1, ${ROWS}) g`,
  );
  await writer.query('VACUUM ANALYZE wide');
  const copies: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    await writer.query("COPY wide TO PROGRAM 'cat > /dev/null'");
    copies.push(performance.now() - begun);
  }
  const cold: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 3; round += 1) {
    // Dropped each time, so that nothing is there yet.
    await service.fetch(`${url}/v1/shape?table=wide`, { method: 'DELETE' });
    const taken = await snapshot(url);
    cold.push(taken.ms);
    bytes = taken.bytes;
  }
  const cached: number[] = [];
  for (let round = 0; round < 5; round += 1) cached.push((await snapshot(url)).ms);
  result['snapshot'] = {
    rows: ROWS,
    bytes,
    coldMs: median(cold),
    cachedMs: median(cached),
    copyMs: median(copies),
    ratio: median(cold) / median(copies),
    cachedRatio: median(cached) / median(copies),
  };
  line(
    `snapshot of ${ROWS} rows, ${(bytes / 1024 / 1024).toFixed(0)} MB: first ${ms(median(cold))}, then ${ms(median(cached))}; COPY ${ms(median(copies))}; ratios ${(median(cold) / median(copies)).toFixed(2)} and ${(median(cached) / median(copies)).toFixed(2)}`,
  );
  console.log(JSON.stringify(result));
} finally {
  await writer.end();
  await service.stop({ forget: true });
  await db.drop();
  await rm(folder, { recursive: true, force: true });
}
