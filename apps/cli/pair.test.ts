/** `sync pair` against a real hub. Faults caught: joined and nothing fetched, work taken along unasked, Ctrl+C without effect. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { pairingLink, startHub } from '../hub/hub.ts';
import type { Hub } from '../hub/hub.ts';
import { hubFolder } from '../hub/testing/folder.ts';

vi.setConfig({ testTimeout: 300_000 });

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-pair-'));
let hub: Hub;
let home: Awaited<ReturnType<typeof hubFolder>>;
let cloud: pg.Client;
let data = '';
beforeAll(async () => {
  home = await hubFolder();
  hub = await startHub({ folder: home.path, port: 0 });
  cloud = new pg.Client({ connectionString: hub.databaseUrl });
  await cloud.connect();
  await cloud.query("INSERT INTO morgys (creator_id, name, category) VALUES ($1, 'Of the cloud', 'custom')", [
    hub.account.id,
  ]);
});
afterAll(async () => {
  await cloud.end();
  await hub.stop();
  await home.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  data = mkdtempSync(join(folder, 'data-'));
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `meanwhile` may interrupt it, as by Ctrl+C. */
function morgus(
  args: readonly string[],
  meanwhile?: (child: ChildProcess) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, MORGUS_DATA: data, MORGUS_SECRET_KEY: 'a long secret of a test', ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    meanwhile?.(child).catch(reject);
  });
}

const link = (): string => pairingLink(hub.url, hub.newCode());
const list = z.array(z.object({ name: z.string() }));
const names = async (): Promise<string[]> =>
  list.parse(JSON.parse((await morgus(['morgy', 'list', '--json'])).out)).map(({ name }) => name);
const joined = z.object({
  account: z.object({ kind: z.literal('hub') }),
  sync: z.object({ phase: z.string(), waiting: z.number(), firstSync: z.null() }),
});

it('joins, fetches, and keeps the sign-in for the next command; stops and goes on when told to', async () => {
  const paired = await morgus(['sync', 'pair', link(), '--json']);
  expect(paired.err).toMatch(/^Joined /);
  expect(paired.code).toBe(0);
  expect(joined.parse(JSON.parse(paired.out)).sync).toMatchObject({ phase: 'in_step', waiting: 0 });
  expect(await names()).toEqual(['Of the cloud']);
  expect((await morgus(['sync', 'pause'])).out).toContain('sync is stopped');
  const refused = await morgus(['sync', 'now']);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('sync resume')]);
  expect((await morgus(['sync', 'resume'])).code).toBe(0);
  expect((await morgus(['sync', 'now'])).code).toBe(0);
});

it('takes the work of this device along when told to, and changes nothing before it is told', async () => {
  await morgus(['morgy', 'create', '--name', 'Of this device']);
  const good = link();
  const asked = await morgus(['sync', 'pair', good]);
  expect(asked.code).toBe(2);
  expect(asked.err).toMatch(/holds 1 Morgy\. Add --take .* or --leave/);
  expect((await morgus(['sync', 'pair', good, '--take'])).code).toBe(0);
  expect((await cloud.query("SELECT FROM morgys WHERE name = 'Of this device'")).rowCount).toBe(1);
  // The link was good once.
  const again = await morgus(['sync', 'pair', good]);
  expect([again.code, again.err]).toEqual([1, expect.stringMatching(/did not take the code/)]);
});

it('names everything that is needed at once where there is no keychain either, and the link stays good', async () => {
  await morgus(['morgy', 'create', '--name', 'Of this device']);
  const good = link();
  // Nothing is found in an empty PATH, a keychain's tool neither.
  const bare = { PATH: '', MORGUS_SECRET_KEY: '' };
  const asked = await morgus(['sync', 'pair', good], undefined, bare);
  expect([asked.code, asked.err]).toEqual([2, expect.stringMatching(/Add --take [^]*MORGUS_SECRET_KEY/)]);
  const told = await morgus(['sync', 'pair', good, '--leave'], undefined, bare);
  expect([told.code, told.err]).toEqual([1, expect.stringContaining('MORGUS_SECRET_KEY')]);
  expect((await morgus(['sync', 'pair', good, '--leave'])).code).toBe(0);
});

it('interrupted while it fetches: it ends, stays joined, and the next sync goes on', async () => {
  const looking = new pg.Client({ connectionString: hub.databaseUrl });
  await looking.connect();
  // Registering the device is what a first sync begins with: it waits here until this is over.
  await cloud.query('BEGIN; LOCK TABLE sync_device IN ACCESS EXCLUSIVE MODE');
  try {
    const broken = await morgus(['sync', 'pair', link()], async (child) => {
      for (let waits = 0; waits === 0;)
        waits = (await looking.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount ?? 0;
      child.kill('SIGINT');
    });
    expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/Broken off\. .*“sync now” goes on with it/)]);
  } finally {
    await cloud.query('ROLLBACK');
    await looking.end();
  }
  expect((await morgus(['sync', 'now'])).code).toBe(0);
  expect(await names()).toContain('Of the cloud');
});
