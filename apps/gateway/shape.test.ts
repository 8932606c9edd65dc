/** The way to Electric: what goes up, what comes back, and that neither side waits for one that left. */
import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { tables } from '../../schema/index.ts';
import { startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

let db: TestDatabase;
let gateway: TestGateway;
const userId = uuidv7();
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool);
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

/** Sets an answer and remembers what was asked. */
function answering(status: number, headers: Record<string, string>, body: string | Buffer = '[]'): URL[] {
  const asked: URL[] = [];
  gateway.upstream = (request, response) => {
    asked.push(new URL(request.url ?? '', 'http://electric'));
    response.writeHead(status, headers).end(body);
  };
  return asked;
}
const shape = (query: string, init: RequestInit = {}): Promise<Response> =>
  gateway.fetch(userId, `/v1/shape?${query}`, init);

test('table, rows, columns and secret are the gateway’s, the place in the log is the device’s', async () => {
  const asked = answering(200, {});
  await shape('table=morgys&offset=0_inf&handle=h-1&live=true&cursor=77&log=full');
  const query = Object.fromEntries(asked[0]?.searchParams ?? []);
  expect(asked[0]?.pathname).toBe('/v1/shape');
  expect(query).toMatchObject({
    table: 'morgys',
    where: 'creator_id = $1',
    'params[1]': userId,
    secret: 'electric-secret',
    offset: '0_inf',
    handle: 'h-1',
    live: 'true',
    cursor: '77',
    log: 'full',
  });
  const columns = query['columns']?.split(',') ?? [];
  expect(columns).toEqual(expect.arrayContaining(['id', 'creator_id', 'name', 'total_revenue', 'row_version', '_fv']));
  expect(columns).not.toContain('search');
});

// An owner's filter left out would hand everybody's rows to everybody, and left in would hide the terms from all.
test('a table of nobody goes whole to everybody, as one shape, and it is the only one without an owner', async () => {
  const asked = answering(200, {});
  await shape('table=revenue_terms&offset=-1');
  const query = Object.fromEntries(asked[0]?.searchParams ?? []);
  expect(query).toMatchObject({ table: 'revenue_terms', secret: 'electric-secret' });
  expect(Object.keys(query).filter((name) => /^(where|params)/.test(name))).toEqual([]);
  expect(query['columns']?.split(',')).toEqual(
    expect.arrayContaining(['product_kind', 'platform_rate', 'payout_minimum', 'effective_from', 'row_version']),
  );
  const open: string[] = [];
  for (const { name, sync } of tables) {
    if (sync === 'none') continue;
    const seen = answering(200, {});
    expect((await shape(`table=${name}&offset=-1`)).status).toBe(200);
    const url = seen[0]?.searchParams;
    if (url?.get('where')?.endsWith(' = $1') !== true || url.get('params[1]') !== userId) open.push(name);
  }
  expect(open).toEqual(['revenue_terms']);
});

test.each([
  'table=revenue_terms&offset=-1&where=true',
  'table=morgys&offset=-1&where=true',
  'table=morgys&offset=-1&columns=id',
  'table=morgys&offset=-1&params[1]=x',
  'table=morgys&offset=-1&params%5B1%5D=x',
  'table=morgys&offset=-1&params={"1":"x"}',
  'table=morgys&offset=-1&secret=x',
  'table=morgys&offset=-1&replica=full',
  'table=morgys&offset=-1&subset__where=true',
  'table=morgys&offset=-1&offset=0_0',
  'table=morgys&offset=-1&Table=users',
  "table=morgys&offset=-1&x'; DROP TABLE users=1",
])('a request that chooses more than its table is refused and goes nowhere: %s', async (query) => {
  const asked = answering(200, {});
  const answer = await shape(query);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid']);
  expect(asked).toEqual([]);
});

test.each([
  'table=api_keys&offset=-1',
  'table=pg_class&offset=-1',
  'offset=-1',
  'table=morgys&table=users&offset=-1',
  'table="morgys"&offset=-1',
  'table=public.morgys&offset=-1',
])('a table that no device keeps is not there: %s', async (query) => {
  const asked = answering(200, {});
  expect((await shape(query)).status).toBe(404);
  expect(asked).toEqual([]);
});

test('an answer goes through with what the client reads of it, and is kept nowhere', async () => {
  answering(
    200,
    {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=604800',
      etag: '"x"',
      'electric-handle': 'h-2',
      'electric-offset': '5_0',
      'electric-schema': '{}',
      'electric-cursor': '9',
      'electric-up-to-date': '',
      'set-cookie': 'a=b',
      server: 'electric',
    },
    '[{"headers":{"control":"up-to-date"}}]',
  );
  const answer = await shape('table=morgys&offset=-1');
  expect(await answer.json()).toEqual([{ headers: { control: 'up-to-date' } }]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'private, no-store',
    'electric-handle': 'h-2',
    'electric-offset': '5_0',
    'electric-schema': '{}',
    'electric-cursor': '9',
    'electric-up-to-date': '',
  });
  for (const name of ['etag', 'set-cookie', 'server']) expect(answer.headers.get(name)).toBeNull();
});

test('a compressed answer stays compressed on its way', async () => {
  gateway.upstream = (request, response) => {
    expect(request.headers['accept-encoding']).toBe('gzip');
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('[1]'));
  };
  const answer = await shape('table=morgys&offset=-1', { headers: { 'accept-encoding': 'gzip' } });
  expect(await answer.json()).toEqual([1]);
});

test('must-refetch, a bad offset and a busy Electric are the device’s to hear', async () => {
  answering(409, { 'electric-handle': 'h-3' }, '[{"headers":{"control":"must-refetch"}}]');
  const refetch = await shape('table=morgys&offset=0_0&handle=old');
  expect([refetch.status, refetch.headers.get('electric-handle')]).toEqual([409, 'h-3']);
  answering(400, {}, '{"message":"Invalid request"}');
  expect((await shape('table=morgys&offset=nonsense')).status).toBe(400);
  answering(503, { 'retry-after': '7' }, '{}');
  const busy = await shape('table=morgys&offset=-1');
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '7']);
});

test('a secret that Electric does not take is the operator’s trouble, not a bad sign-in', async () => {
  answering(401, {}, '{"message":"Unauthorized - Invalid API secret"}');
  const answer = await shape('table=morgys&offset=-1');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.text()).not.toContain('secret');
});

test('no Electric: 503 with a time to come back', async () => {
  const alone = await startGateway(db.pool, { electric: { url: 'http://127.0.0.1:9/', secret: null } });
  const answer = await alone.fetch(userId, '/v1/shape?table=morgys&offset=-1');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  await alone.close();
});

test('a device that leaves takes its request to Electric along, before the answer and during it', async () => {
  for (const begins of [false, true]) {
    let left: (value: boolean) => void = () => undefined;
    const closed = new Promise<boolean>((resolve) => {
      left = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      gateway.upstream = (_request, response) => {
        if (begins) response.writeHead(200, {}).write('[');
        response.on('close', () => left(true));
        resolve();
      };
    });
    const stop = new AbortController();
    const polling = shape('table=morgys&offset=0_0&handle=h&live=true', { signal: stop.signal })
      .then((answer) => answer.text())
      .catch(() => '');
    await arrived;
    if (begins) await sleep(50);
    stop.abort();
    expect(await closed).toBe(true);
    await polling;
  }
});

test('a slow reader slows Electric down instead of filling the gateway', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0x20);
  let sent = 0;
  let paused = false;
  const stopped = new Promise<void>((resolve) => {
    gateway.upstream = (_request, response) => {
      response.writeHead(200, {});
      const go = (): void => {
        while (sent < 400) {
          sent += 1;
          if (!response.write(chunk)) {
            paused = true;
            // Nobody reads: it stays at this for as long as we look.
            const timer = setTimeout(resolve, 500);
            response.once('drain', () => {
              clearTimeout(timer);
              go();
            });
            return;
          }
        }
        response.end();
      };
      go();
    };
  });
  const answer = await shape('table=morgys&offset=-1');
  await stopped;
  expect(paused).toBe(true);
  expect(sent).toBeLessThan(100);
  await answer.body?.cancel();
});

test('server-sent events arrive one by one, not when the stream ends', async () => {
  let send: (text: string) => void = () => undefined;
  gateway.upstream = (_request: IncomingMessage, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    send = (text) => void response.write(text);
  };
  const answer = await shape('table=morgys&offset=0_0&handle=h&live=true&live_sse=true');
  const reader = answer.body?.getReader();
  const read = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await read()).toBe('data: 1\n\n');
  send('data: 2\n\n');
  expect(await read()).toBe('data: 2\n\n');
  await reader?.cancel();
});

test('a device that waits for the beacon is in step, and that is noted now and then', async () => {
  answering(200, {});
  const id = uuidv7();
  const HOUR_AGO = `now() - interval '1 hour'`;
  await db.pool.query(`INSERT INTO sync_device (id, owner_id, last_seen_at) VALUES ($1, $2, ${HOUR_AGO})`, [
    id,
    userId,
  ]);
  const wait = async (query: string, sub = userId): Promise<{ fresh: boolean; version: string } | undefined> => {
    const headers = { 'morgus-device': id };
    expect((await gateway.fetch(sub, `/v1/shape?offset=0_0&handle=h&${query}`, { headers })).status).toBe(200);
    const { rows } = await db.pool.query<{ fresh: boolean; version: string }>(
      `SELECT last_seen_at > now() - interval '30 minutes' AS fresh, row_version AS version FROM sync_device WHERE id = $1`,
      [id],
    );
    return rows[0];
  };
  // Reading an old part of a log says nothing, and nobody speaks for another's device.
  expect(await wait('table=sync_beacon')).toMatchObject({ fresh: false });
  expect(await wait('table=sync_beacon&live=true', await db.addUser())).toMatchObject({ fresh: false });
  const noted = await wait('table=sync_beacon&live=true');
  expect(noted).toMatchObject({ fresh: true });
  // Not at every poll: each note goes to all devices of the account.
  expect(await wait('table=sync_beacon&live=true')).toEqual(noted);
});
