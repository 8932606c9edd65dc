/**
 * A hub that is told to stop, one that is killed, one whose starter dies, and one whose database died meanwhile. Faults
 * caught: a stop that waits for a reader for ever, and a PostgreSQL or a hub that goes on for nobody.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { freePort, isAlive } from '../../migrations/postgres/server.ts';
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

const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await sleep(20);
};

async function start(port = 0): Promise<HubProcess> {
  const hub = await runHub(['--data', folder.path, '--port', String(port)]);
  onTestFinished(() => void hub.child.kill('SIGKILL'));
  return hub;
}

test('in order, with a request that never ends; and killed, it takes its PostgreSQL along', async () => {
  const port = await freePort();
  const first = await start(port);
  const { pid } = await databaseOf(folder.path);
  const half = connect(port, '127.0.0.1');
  half.on('error', () => undefined);
  await once(half, 'connect');
  half.write('POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\ngrant');
  expect(await first.end('SIGTERM')).toBe(0);
  expect(first.said()).toContain('Stopped.');
  expect(isAlive(pid)).toBe(false);

  const second = await start(port);
  const database = await databaseOf(folder.path);
  expect(await second.end('SIGKILL')).toBe('SIGKILL');
  await gone(database.pid);
});

test('with the program that started it, however that ends', async () => {
  const starter = spawn(
    process.execPath,
    [fileURLToPath(new URL('testing/starter.ts', import.meta.url)), '--data', folder.path, '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void starter.kill('SIGKILL'));
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const hub = Number(line.toString());
  const { pid } = await databaseOf(folder.path);
  expect(isAlive(hub)).toBe(true);
  starter.kill('SIGKILL');
  await gone(hub);
  await gone(pid);
});

test('told to while its database is being started again', async () => {
  const hub = await start();
  const { pid } = await databaseOf(folder.path);
  process.kill(pid, 'SIGKILL');
  await gone(pid);
  expect(await hub.end('SIGTERM')).toBe(0);
  const last = await databaseOf(folder.path).catch(() => null);
  if (last) await gone(last.pid);
});
