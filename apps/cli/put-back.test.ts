/**
 * A hub whose folder was put back to an earlier day, and a device that renewed its sign-in since. Faults caught: a sign-in
 * that has ended told as a network that is away, a device that is told nothing it can do, work that is lost by pairing again.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../../migrations/postgres/server.ts';
import { pairingLink, startHub } from '../hub/hub.ts';
import type { Hub } from '../hub/hub.ts';
import { hubFolder } from '../hub/testing/folder.ts';

// Three starts of a durable database, and a dozen commands.
vi.setConfig({ testTimeout: 1_800_000 });

const main = fileURLToPath(new URL('main.ts', import.meta.url));
let home: Awaited<ReturnType<typeof hubFolder>>;
let data = '';
let hub: Hub | null = null;
let port = 0;
beforeEach(async () => {
  home = await hubFolder();
  data = mkdtempSync(join(tmpdir(), 'morgus-cli-put-back-'));
  port = await freePort();
});
afterEach(async () => {
  await hub?.stop();
  await home.remove();
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<Hub> {
  hub = await startHub({ folder: home.path, port });
  return hub;
}
async function stop(): Promise<void> {
  await hub?.stop();
  hub = null;
}

function morgus(...args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, MORGUS_DATA: data, MORGUS_SECRET_KEY: 'a long secret of a test' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
async function done(...args: string[]): Promise<void> {
  expect(await morgus(...args)).toMatchObject({ code: 0 });
}
/** On a busy machine a hub that has just come up may not answer all at once; the command that goes on is this one. */
const synced = (): Promise<void> =>
  expect.poll(async () => (await morgus('sync', 'now')).code, { timeout: 600_000, interval: 500 }).toBe(0);
async function pair(to: Hub, ...options: string[]): Promise<void> {
  expect((await morgus('sync', 'pair', pairingLink(to.url, to.newCode()), ...options)).said).toMatch(/^Joined /m);
  await synced();
}
const create = (name: string): Promise<void> => done('morgy', 'create', '--name', name);

async function namesIn({ databaseUrl }: Hub): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<{ name: string }>('SELECT name FROM morgys ORDER BY name')).rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

// The copy keeps the owners of its files, as whoever makes a backup has to.
test.skipIf(process.platform === 'win32')(
  'the device is told to pair again, and brings back what the hub has forgotten with what it wrote meanwhile',
  async () => {
    const first = await start();
    await create('Before the backup');
    await pair(first, '--take');
    await stop();
    await promisify(execFile)('cp', ['-a', home.path, `${home.path}.yesterday`]);
    const second = await start();
    await create('After the backup');
    await synced();
    expect(await namesIn(second)).toEqual(['After the backup', 'Before the backup']);
    await stop();

    await rm(home.path, { recursive: true });
    await rename(`${home.path}.yesterday`, home.path);
    const third = await start();
    await create('Signed out');
    // Whatever else the hub answers while it is coming up.
    await expect
      .poll(async () => (await morgus('sync', 'now')).said, { timeout: 600_000, interval: 500 })
      .toMatch(/signed out: this device must be paired again \(sync pair LINK\)/);
    const told = await morgus('sync', 'status');
    expect(told.said).toMatch(/signed out: this device must be paired again \(sync pair LINK\)/);
    expect(told.code).toBe(1);
    expect(await namesIn(third)).toEqual(['Before the backup']);

    await pair(third);
    expect(await namesIn(third)).toEqual(['After the backup', 'Before the backup', 'Signed out']);
  },
);
