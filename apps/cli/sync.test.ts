/** Faults caught: a sign-in that ended said as a network that is away; conflicts that cannot be seen or decided in a terminal. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { morgys, syncConflict, syncDevice } from '../../schema/index.ts';
import { openStore } from '../../main/studio/store/open.ts';
import { insertMorgy } from '../../main/studio/store/testing.ts';

vi.setConfig({ testTimeout: 300_000 });

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-sync-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let data = '';
beforeEach(() => {
  data = mkdtempSync(join(folder, 'data-'));
});

/** Not waited for in one piece: a cloud of the test answers meanwhile. */
function morgus(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, MORGUS_DATA: data, MORGUS_SECRET_KEY: 'a long secret of a test' },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const view = z.object({
  sync: z.object({ phase: z.string(), problem: z.object({ code: z.string(), message: z.string() }).nullable() }),
});

it('says that this device was signed out and what to do, at the sync and afterwards, in text and JSON', async () => {
  const cloud = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant' }));
  });
  await new Promise<void>((done) => cloud.listen(0, '127.0.0.1', done));
  onTestFinished(() => void cloud.close());
  const gateway = `http://127.0.0.1:${(cloud.address() as AddressInfo).port}`;
  const id = uuidv7();
  const account = {
    id,
    gateway,
    gatewayName: 'Hub',
    kind: 'hub',
    tokenEndpoint: `${gateway}/oauth/token`,
    clientId: 'x',
    userId: uuidv7(),
    email: null,
    name: 'Somebody',
    folder: `accounts/${id}`,
    signedIn: true,
    joinedAt: '2026-01-01T00:00:00.000Z',
  };
  mkdirSync(data, { recursive: true });
  writeFileSync(
    join(data, 'accounts.json'),
    JSON.stringify({ version: 1, current: id, localFolder: '', accounts: [account] }),
  );
  const before = await morgus('sync', 'status');
  expect({ code: before.code, out: before.out }).toMatchObject({
    code: 0,
    out: expect.stringContaining('not fetched yet') as string,
  });
  for (const verb of ['now', 'status']) {
    const text = await morgus('sync', verb);
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/signed out: this device must be paired again \(sync pair LINK\)/);
    expect(text.out).not.toMatch(/cannot be reached|nothing syncs/);
    const json = await morgus('sync', verb, '--json');
    expect(json.code).toBe(1);
    expect(view.parse(JSON.parse(json.out)).sync).toMatchObject({
      phase: 'blocked',
      problem: { code: 'signed_out', message: expect.stringMatching(/must be paired again/) as string },
    });
  }
});

it('lists conflicts with both sides and the device told apart, and decides them by the end of an id', async () => {
  const { store } = openStore(join(data, 'studio.db'));
  const row = insertMorgy(store, 'Ada of B');
  const [first, second, conflict] = [uuidv7(), uuidv7(), uuidv7()];
  store.write('arrives', () =>
    store.uncaptured(['sync_device', 'sync_conflict'], () => {
      for (const id of [first, second]) store.insert(syncDevice, { id, owner_id: store.ownerId(), name: 'vm' });
      store.insert(syncConflict, {
        id: conflict,
        owner_id: store.ownerId(),
        table_name: 'morgys',
        row_id: row,
        device_id: first,
        number: 1,
        columns: ['name'],
        base: { name: 'Ada' },
        mine: { name: 'Ada of B' },
        theirs: { name: 'Ada of A' },
      });
    }),
  );
  store.close();
  const listed = await morgus('sync', 'conflicts');
  expect(listed.code).toBe(0);
  for (const part of [conflict, 'morgys', '“Ada of B”', '“Ada of A”', `vm · ${first.slice(-4)}, stands now`, 'open'])
    expect(listed.out).toContain(part);
  expect((await morgus('sync', 'resolve', conflict, 'neither')).code).toBe(2);
  expect((await morgus('sync', 'resolve', conflict, 'trash')).code).toBe(2);
  expect((await morgus('sync', 'resolve', 'zzzz', 'mine')).err).toMatch(/no conflict “zzzz”/);
  expect((await morgus('sync', 'resolve', conflict.slice(-8), 'theirs')).code).toBe(0);
  expect((await morgus('sync', 'conflicts')).out).toMatch(/^No conflicts\./);
  const all = z.array(z.object({ id: z.string(), resolution: z.string() }));
  expect(all.parse(JSON.parse((await morgus('sync', 'conflicts', '--all', '--json')).out))).toEqual([
    expect.objectContaining({ id: conflict, resolution: 'taken' }),
  ]);
  const again = openStore(join(data, 'studio.db')).store;
  expect(again.row(morgys, row)?.name).toBe('Ada of A');
  again.close();
});
