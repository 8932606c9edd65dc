/**
 * A studio paired with a hub: from a commit in PostgreSQL to the changed row read again in the studio, beside a bare
 * LISTEN/NOTIFY and query on the same database; and what it costs while nothing happens. The hub is a process of its own;
 * the studio is the whole studio core with its sync thread, without a window. Run: node bench/live.bench.ts [IDLE SECONDS]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../migrations/postgres/server.ts';
import { hubFolder } from '../apps/hub/testing/folder.ts';
import { databaseOf, runHub } from '../apps/hub/testing/process.ts';
import type { StudioEvent } from '../main/contract/events.ts';
import type { SecretStore } from '../main/studio/lib/secrets.ts';
import { createLocalClient } from '../main/studio/rpc/local-client.ts';
import { openStudio } from '../main/studio/studio.ts';

const IDLE_SECONDS = Number(process.argv[2] ?? 30);
const ROUNDS = 60;
/** Between two commits (milliseconds), so that each is a change of its own. */
const GAP = 120;

const at = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? Number.NaN;

const folder = await hubFolder();
const data = await mkdtemp(join(tmpdir(), 'morgus-bench-live-'));
const port = await freePort();
const hub = await runHub(['--data', folder.path, '--port', String(port)]);
const { url } = await databaseOf(folder.path);
const writer = new pg.Client({ connectionString: url });
await writer.connect();

const kept = new Map<string, string>();
const secrets: SecretStore = {
  get: (key) => Promise.resolve(kept.get(key) ?? null),
  set: (key, value) => Promise.resolve(void kept.set(key, value)),
  delete: (key) => Promise.resolve(void kept.delete(key)),
};
let heard: (tables: readonly string[]) => void = () => undefined;
const emit = (event: StudioEvent): void => {
  if (event.type === 'changed') heard(event.tables);
};
const open = () => {
  const studio = openStudio({ dataFolder: data, secrets, emit });
  return { ...studio, client: createLocalClient(studio.server) };
};

try {
  let studio = open();
  const begun = await studio.client.request('accounts.beginPairing', {
    link: `morgus://pair?url=${encodeURIComponent(`http://127.0.0.1:${port}`)}&code=${hub.code}`,
  });
  await studio.client.request('accounts.join', { attempt: begun.attempt, localWork: 'take' });
  await studio.close();
  studio = open();
  studio.start();
  const { id } = await studio.client.request('morgys.create', { name: 'Harbour Master' });
  const inStep = async (): Promise<boolean> => {
    const view = await studio.client.request('sync.state', {});
    return view.kind === 'account' && view.phase === 'in_step' && view.waiting === 0;
  };
  while (!(await inStep())) await sleep(50);

  let round = 0;
  const commit = async (): Promise<string> => {
    const name = `Harbour ${(round += 1)}`;
    await writer.query('BEGIN');
    await writer.query('UPDATE morgys SET name = $1 WHERE id = $2', [name, id]);
    await writer.query("NOTIFY bench, ''");
    await writer.query('COMMIT');
    return name;
  };
  const nameHere = async (): Promise<string> => (await studio.client.request('morgys.get', { id })).name;

  /** The first change after pairing, which finds no log in motion. */
  async function once(): Promise<number> {
    const changed = new Promise<void>((resolve) => {
      heard = (tables) => {
        if (tables.includes('morgys')) resolve();
      };
    });
    const wanted = await commit();
    const since = performance.now();
    await changed;
    while ((await nameHere()) !== wanted) await sleep(1);
    return performance.now() - since;
  }
  const first = await once();
  const times: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    await sleep(GAP);
    times.push(await once());
  }

  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  await listener.query('LISTEN bench');
  const bare: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    await sleep(GAP);
    const told = new Promise((resolve) => {
      listener.once('notification', resolve);
    });
    await commit();
    const since = performance.now();
    await told;
    await listener.query('SELECT * FROM morgys WHERE id = $1', [id]);
    bare.push(performance.now() - since);
  }
  await listener.end();

  // What the studio does by itself after a start is over by then.
  await studio.settled();
  await sleep(25_000);
  while (!(await inStep())) await sleep(50);
  const used = process.cpuUsage();
  const since = performance.now();
  await sleep(IDLE_SECONDS * 1000);
  const { user, system } = process.cpuUsage(used);
  const share = (user + system) / 1000 / (performance.now() - since);
  await studio.close();

  console.log(
    `commit to the row read again in the other studio: ${at(times, 0.5).toFixed(1)} ms (p95 ${at(times, 0.95).toFixed(1)}), LISTEN/NOTIFY and a query ${at(bare, 0.5).toFixed(1)} ms: ${(at(times, 0.5) / at(bare, 0.5)).toFixed(1)} times (budget 50 ms, with the window's drawing)`,
  );
  console.log(`the first change after pairing: ${first.toFixed(1)} ms`);
  console.log(
    `paired and idle: ${(share * 100).toFixed(2)} % of a core over ${IDLE_SECONDS} s, studio and sync thread (budget 1 %)`,
  );
  console.log(
    JSON.stringify({
      bench: 'live',
      heardMs: at(times, 0.5),
      heardP95Ms: at(times, 0.95),
      bareMs: at(bare, 0.5),
      ratio: at(times, 0.5) / at(bare, 0.5),
      firstMs: first,
      idleShare: share,
    }),
  );
} finally {
  await writer.end();
  await hub.end('SIGTERM');
  await folder.remove();
  await rm(data, { recursive: true, force: true });
}
process.exit();
