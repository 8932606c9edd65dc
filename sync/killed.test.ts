/**
 * kill -9 of a device again and again, in the middle of sending, fetching and applying, against a hub. Faults caught: a
 * write that was committed and is gone, one that the cloud took twice, a change of the cloud that never arrives, a start
 * that needs a person.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startHub } from '../apps/hub/hub.ts';
import type { Hub } from '../apps/hub/hub.ts';
import { pair } from '../apps/hub/testing/device.ts';
import { hubFolder } from '../apps/hub/testing/folder.ts';
import { openConnection } from '../main/studio/store/connection.ts';
import { openStore } from '../main/studio/store/open.ts';
import { insertMorgy, temporaryFolder } from '../main/studio/store/testing.ts';
import { adoptOwner } from './device/adopt-owner.ts';
import { createSyncEngine } from './engine.ts';

/** `KILLS=500` for longer. */
const KILLS = Number(process.env['KILLS'] ?? 20);
const DEVICE = fileURLToPath(new URL('testing/mortal-device.ts', import.meta.url));

let folder: Awaited<ReturnType<typeof hubFolder>>;
let hub: Hub;
let cloud: pg.Pool;
beforeAll(async () => {
  folder = await hubFolder();
  hub = await startHub({ folder: folder.path, port: 0 });
  cloud = new pg.Pool({ connectionString: hub.databaseUrl, max: 2 });
}, 240_000);
afterAll(async () => {
  await cloud.end();
  await hub.stop();
  await folder.remove();
}, 120_000);

/** Lets the device live for so many lines and a little, and kills it. @returns what it had said */
async function life(args: readonly string[], lines: number, more: number): Promise<string[]> {
  const child = spawn(process.execPath, [DEVICE, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    if (said.length === lines) setTimeout(() => child.kill('SIGKILL'), more);
  });
  expect(await ended).toBe('SIGKILL');
  return said;
}

test(`loses nothing and does nothing twice in ${KILLS} kills`, { timeout: 7_200_000 }, async () => {
  const file = join(temporaryFolder(), 'studio.db');
  const owner = hub.account.id;
  const first = openStore(file).store;
  adoptOwner(first.connection, first.ownerId(), owner);
  const diary = insertMorgy(first, 'Diary');
  first.close();
  for (let n = 0; n < 200; n += 1)
    await cloud.query(`INSERT INTO morgys (creator_id, name, category) VALUES ($1, $2, 'custom')`, [owner, `Old ${n}`]);

  /** Ids of rows whose making was acknowledged. */
  const made = { morgys: [] as string[], morgy_knowledge: [] as string[] };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { access_token: token } = await pair(hub.url, hub.newCode());
    const living = life([file, hub.url, token, diary], 1 + Math.floor(Math.random() * 25), Math.random() * 40);
    for (let n = 0; n < 3; n += 1) {
      await cloud.query(`INSERT INTO morgys (creator_id, name, category) VALUES ($1, $2, 'custom')`, [
        owner,
        `Of the cloud ${kill} ${n}`,
      ]);
      await cloud.query(
        `UPDATE morgys SET view_count = view_count + 1 WHERE id IN (SELECT id FROM morgys WHERE creator_id = $1 AND name LIKE 'Old%' LIMIT 20)`,
        [owner],
      );
    }
    for (const line of await living) {
      const [, morgy, document] = /^made (\S+) (\S+)$/.exec(line) ?? [];
      if (morgy !== undefined) made.morgys.push(morgy);
      if (document !== undefined) made.morgy_knowledge.push(document);
    }
    if (kill % 4 !== 3) continue;
    // Its log is gone in the cloud: the table is fetched again beside what is there.
    const between = openConnection(file);
    between.exec(`UPDATE sync_shape SET handle = 'gone' WHERE handle IS NOT NULL AND table_name LIKE 'morgy%'`);
    between.close();
  }

  const { store } = openStore(file);
  const own = openConnection(store.file);
  own.pragma('foreign_keys = OFF');
  const { access_token: token } = await pair(hub.url, hub.newCode());
  const engine = createSyncEngine({
    database: own,
    gatewayUrl: hub.url,
    deviceName: 'Mortal',
    accessToken: () => Promise.resolve(token),
  });
  engine.start();
  await vi.waitFor(
    () => expect(engine.state()).toMatchObject({ phase: 'in_step', waiting: 0, parked: 0, conflicts: 0 }),
    {
      timeout: 300_000,
      interval: 100,
    },
  );

  expect(own.pragma('integrity_check', { simple: true })).toBe('ok');
  for (const [table, column, ownerColumn] of [
    ['morgys', 'name', 'creator_id'],
    ['morgy_knowledge', 'content', 'owner_id'],
  ] as const) {
    const sql = `SELECT id, ${column} AS text, CAST(row_version AS integer) AS version FROM ${table}`;
    const there = await cloud.query(`${sql} WHERE ${ownerColumn} = $1 ORDER BY id`, [owner]);
    await vi.waitFor(() => expect(own.prepare(`${sql} ORDER BY id`).all()).toEqual(there.rows), { timeout: 120_000 });
    const ids = new Set(there.rows.map((row: { id: string }) => row.id));
    for (const id of made[table]) expect(ids).toContain(id);
  }
  // Each edit of the diary raised its version once, however often it was sent.
  const edits = own
    .prepare(
      `SELECT count(*) FROM history h JOIN history_tx t ON t.tx = h.tx
       WHERE h.table_name = 'morgys' AND h.row_id = ? AND h.operation = 'update' AND t.kind = 'do'`,
    )
    .pluck()
    .get(diary) as number;
  const { rows } = await cloud.query<{ version: number }>(
    'SELECT row_version::int AS version FROM morgys WHERE id = $1',
    [diary],
  );
  expect(rows).toEqual([{ version: 1 + edits }]);
  expect((await cloud.query('SELECT 1 FROM sync_conflict')).rowCount).toBe(0);
  expect((await cloud.query('SELECT 1 FROM sync_device')).rowCount).toBe(1);
  console.log(`${KILLS} kills, ${edits} edits of one row, ${made.morgys.length} new ones`);
  await engine.stop();
  own.close();
  store.close();
});
