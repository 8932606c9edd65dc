/**
 * A graceful stop that comes to its end. Fault caught: a reader that never reads, an upload that goes no further or a
 * statement that waits for a lock keeps the gateway from stopping, for ever. Without the bounds each of these hangs.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { EndingPool } from './pool.ts';
import { startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

let db: TestDatabase;
let folder: string;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'morgus-stop-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await db.drop();
});
beforeEach(async () => {
  gateway = await startGateway(db.pool, { bundleDir: folder, limits: 'off', lastCall: 100 });
});

/** More than the system keeps for a reader that does not read. */
const LARGE = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(64 * 1024 * 1024, 1)]);
const digest = `sha-256=:${createHash('sha256').update(LARGE).digest('base64')}:`;

async function newExport(): Promise<{ owner: string; shareId: string; path: string }> {
  const owner = await db.addUser();
  const [morgyId, shareId] = [uuidv7(), createHash('md5').update(owner).digest('hex')];
  await db.query("INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'Pilot', 'custom')", [
    morgyId,
    owner,
  ]);
  await db.query('INSERT INTO mcp_exports (morgy_id, user_id, share_id, share_url) VALUES ($1, $2, $3, $4)', [
    morgyId,
    owner,
    shareId,
    'https://x.test/',
  ]);
  return { owner, shareId, path: `/api/mcp-exports/${shareId}` };
}

/** A connection that says so much and no more. Of what it hears it reads the beginning, and then nothing until it is told to. */
function says(text: string): { socket: Socket; answered: Promise<void>; closed: Promise<void> } {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const answered = new Promise<void>((resolve) => {
    socket.once('data', () => {
      socket.pause();
      resolve();
    });
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  onTestFinished(() => void socket.destroy());
  socket.write(text);
  return { socket, answered, closed };
}

const logged = (event: string): boolean => gateway.log.some((line) => line.includes(`"event":"${event}"`));

test('a download that nobody reads', async () => {
  const { owner, path } = await newExport();
  const put = await gateway.fetch(owner, path, {
    method: 'PUT',
    body: new Uint8Array(LARGE),
    headers: { 'repr-digest': digest, 'content-type': 'application/octet-stream' },
  });
  expect(put.status).toBe(201);
  await says(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).answered;
  await gateway.close();
  expect(logged('stop')).toBe(true);
});

test('an upload that goes no further leaves nothing behind', async () => {
  const { owner, shareId, path } = await newExport();
  const token = await gateway.token(owner);
  const { socket } = says(
    `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nrepr-digest: ${digest}\r\n` +
      `content-type: application/octet-stream\r\ncontent-length: ${LARGE.length}\r\n\r\n`,
  );
  socket.write(LARGE.subarray(0, 200_000));
  const home = join(folder, shareId.slice(0, 2), shareId);
  const drafts = (): Promise<string[]> => readdir(home).catch(() => ['not yet']);
  await expect.poll(async () => (await drafts())[0], { timeout: 30_000 }).toMatch(/^\./);
  await gateway.app.close();
  await expect.poll(drafts, { timeout: 30_000 }).toEqual([]);
  await gateway.close();
});

test('half a request, half a body, and a connection that only waits', async () => {
  const { owner } = await newExport();
  const token = await gateway.token(owner);
  const open = [
    says('GET /health HTTP/1.1\r\nhost: x'),
    says(''),
    says(
      `POST /v1/mutations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"protocol":`,
    ),
  ];
  const idle = says('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
  await idle.answered;
  await gateway.close();
  for (const { socket } of [...open, idle]) socket.resume();
  await Promise.all([...open, idle].map(({ closed }) => closed));
  expect(gateway.app.server.listening).toBe(false);
});

test('what ends in time gets its answer', async () => {
  const holder = await db.pool.connect();
  const { owner } = await newExport();
  await gateway.fetch(owner, '/v1/me');
  const patient = await startGateway(db.pool, { bundleDir: folder, limits: 'off', lastCall: 60_000 });
  await holder.query('BEGIN; LOCK TABLE sync_device IN ACCESS EXCLUSIVE MODE');
  const answer = patient.fetch(owner, '/v1/devices', {
    method: 'POST',
    body: JSON.stringify({ id: uuidv7(), name: 'Laptop', schemaVersion: 1, startAfter: 0 }),
  });
  const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(async () => (await db.query(waits)).length, { timeout: 30_000 }).toBe(1);
  const closed = patient.close();
  await holder.query('COMMIT');
  holder.release();
  expect((await answer).status).toBe(200);
  await closed;
  await gateway.close();
});

test.each([true, false])('statements under way end with their pool (pipelined: %s)', async (pipeline) => {
  const pool = new EndingPool({ connectionString: db.url, max: 3, pipeline });
  const sleeping = pool.query('SELECT pg_sleep(3600)').then(
    () => 'ended',
    () => 'cut off',
  );
  // A transaction whose holder is busy elsewhere, with no statement under way.
  const client = await pool.connect();
  client.on('error', () => undefined);
  await client.query('BEGIN');
  await pool.endWithin(50);
  expect(await sleeping).toBe('cut off');
  await expect(client.query('SELECT 1')).rejects.toThrow(/connection|terminated|queryable/i);
  client.release(true);
  expect(pool.totalCount).toBe(0);
});

test('a pool without work ends at once, without waiting for its bound', async () => {
  const pool = new EndingPool({ connectionString: db.url });
  await pool.query('SELECT 1');
  // Longer than this test may take.
  await pool.endWithin(3_600_000);
  expect(pool.ended).toBe(true);
});
