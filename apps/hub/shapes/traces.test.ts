/**
 * Each recording of the real Electric, replayed. Catches every way in which an answer leaves what Electric's client was
 * written against: a status, a header that it reads, the order of messages, the spelling of a value. What is different
 * on purpose is listed below with its reason; a reason that nothing needs any more fails too.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { freePort, startPostgres } from '../../../migrations/postgres/server.ts';
import { createShapeService } from './service.ts';
import { readTrace, replay } from './testing/replay.ts';
import type { Asked, Difference, World } from './testing/replay.ts';
import { inShapeWorld } from './testing/world.ts';
import type { ShapeWorld } from './testing/world.ts';

interface Deviation {
  readonly reason: string;
  readonly trace: RegExp;
  asks(asked: Asked): boolean;
  /** Which parts of the answer; all of it where left out. */
  readonly fields?: readonly string[];
  /** What is answered instead. */
  readonly status?: number;
}

const whereOf = ({ ask }: Asked): string => ask.query['where'] ?? '';

/** Postgres evaluates these, Electric's own interpreter does not know them. */
const MORE = new Set([
  "meta->>'k' = '1'",
  "title ~ 'x'",
  '(n,ok) = (10,true)',
  'array_length(tags,1)=2',
  "title SIMILAR TO 'x'",
  'n % 20 = 0',
  'abs(n)=10',
  'length(title)=7',
  'CASE WHEN ok THEN true ELSE false END',
  "position('t' in title)=1",
  `meta @> '{"k":1}'`,
  "meta ? 'k'",
  "(meta->'k')::int = 1",
  `title COLLATE "C" = 'a'`,
]);

const DEVIATIONS: readonly Deviation[] = [
  {
    reason: 'Postgres judges a where clause, and says in its own words what is wrong with it',
    trace: /^0[46]/,
    asks: (asked) => whereOf(asked) !== '' && asked.answer.status === 400 && !MORE.has(whereOf(asked)),
    fields: ['body'],
  },
  {
    reason: 'Postgres evaluates more than Electric’s interpreter knows; what it cannot do for a single row it refuses',
    trace: /^04/,
    asks: (asked) => MORE.has(whereOf(asked)),
    status: 200,
  },
  {
    reason: 'Electric fails at a number past 2^53 here',
    trace: /^04/,
    asks: (asked) => asked.answer.status === 500,
    status: 200,
  },
  {
    reason:
      'A snapshot that is read before its end came: Electric answered with an empty piece of it, here the reader waits',
    trace: /^03/,
    asks: ({ ask }) => ask.query['offset'] === '0_0',
  },
  {
    reason: 'A table of the catalogue is refused as such; Electric fails at it',
    trace: /^06_/,
    asks: ({ ask }) => ask.query['table'] === 'pg_catalog.pg_class',
    status: 400,
  },
  {
    reason: 'An offset that the log never had is refused for good by Electric; here its reader is sent to fetch anew',
    trace: /^06_/,
    // What comes after has the new handle.
    asks: ({ ask, note }) => ask.query['offset'] === '99999999999_0' || note === 'trailing slash',
    status: 409,
  },
  {
    reason: 'Partitioned tables are not served',
    trace: /^06_/,
    asks: ({ ask }) => ask.query['table'] === 'part_6',
    status: 400,
  },
  {
    reason: 'The change before was one of the partitioned table, which is not followed',
    trace: /^06_/,
    asks: ({ ask }) => ask.query['table'] === 'comp_6' && ask.query['offset'] === '0_0',
    fields: ['body'],
  },
  {
    reason: 'Subset snapshots are not served: nothing in the product asks for them',
    trace: /^09/,
    asks: ({ ask }) => Object.keys(ask.query).some((name) => name.startsWith('subset__')),
    status: 400,
  },
  {
    reason: 'The same, asked for by POST',
    trace: /^09/,
    asks: ({ ask, answer }) => ask.method === 'POST' && 'electric-snapshot' in answer.headers,
    status: 400,
  },
  {
    reason: 'Another parser words what is wrong with a body',
    trace: /^09/,
    asks: ({ note }) => note === 'POST invalid JSON',
    fields: ['body'],
  },
  {
    reason: 'Subqueries need other tables than the one that changed: not served',
    trace: /^14/,
    asks: (asked) => /SELECT/.test(whereOf(asked)),
    status: 400,
  },
  {
    reason: 'A sentence of its own where the database is away',
    trace: /^17/,
    asks: ({ answer }) => answer.status === 503,
    fields: ['body'],
  },
];

const listedFor = (name: string, { step, field, found }: Difference): Deviation | undefined =>
  DEVIATIONS.find(
    ({ trace, asks, fields, status }) =>
      trace.test(name) &&
      asks(step) &&
      (fields === undefined || fields.includes(field)) &&
      (field !== 'status' || status === found),
  );

const used = new Set<Deviation>();

/** What differs and is not listed. */
function unlisted(name: string, differences: readonly Difference[]): object[] {
  return differences
    .filter((difference) => {
      const listed = listedFor(name, difference);
      if (listed) used.add(listed);
      return !listed;
    })
    .map(({ step, field, recorded, found }) => ({ query: step.ask.query, note: step.note, field, recorded, found }));
}

function worldOf(world: ShapeWorld, side: pg.Client): World {
  return {
    url: () => world.url,
    async sql(statements) {
      // One recording keeps a transaction open beside the others.
      const client = statements.some((text) => text.includes('(xid')) ? side : world.client;
      for (const text of statements) await client.query(text.replace(/ \(xid.*/, ''));
      // Electric had had the time to read it when it was asked next.
      if (world.service.active) await world.service.drain();
    },
    async note(text) {
      if (/service stopped|kill -9 right/.test(text)) await world.service.stop();
      if (/active after/.test(text)) await world.start();
    },
  };
}

async function replayed(names: readonly string[], skip: (asked: Asked) => boolean = () => false): Promise<object[]> {
  const found: object[] = [];
  await inShapeWorld({}, async (world) => {
    const side = new pg.Client({ connectionString: world.databaseUrl });
    await side.connect();
    try {
      for (const name of names)
        found.push(...unlisted(name, await replay(readTrace(name), worldOf(world, side), skip)));
    } finally {
      await side.end();
    }
  });
  return found;
}

describe('as the real Electric answered', () => {
  test.each([
    '01_initial_snapshot',
    '02_live_default',
    '02_live_full',
    '03_transactions',
    '04_where_params',
    '05_columns',
    '06_errors',
    '06b_truncate_and_ddl',
    '07_live_timeout',
    '08_live_sse',
    '09_subset_and_changes_only',
    '11_head_options_etag',
    '12_value_encodings',
    '14_subquery',
  ])('%s', async (name) => {
    expect(await replayed([name])).toEqual([]);
  });

  // The second goes on with the table of the first. (What a real kill -9 does is in recovery.test.ts.)
  test('15_restart, 15b_kill9', async () => {
    expect(await replayed(['15_restart', '15b_kill9'])).toEqual([]);
  });

  // The poll that waited during the DELETE is tried in service.test.ts: here its answer comes after.
  test('10_delete', async () => {
    expect(
      await replayed(['10_delete'], ({ note }) => note?.startsWith('live poll that was waiting') ?? false),
    ).toEqual([]);
  });

  // Where one answer of the log ends and the next begins depends on how a message is stored; that all arrive does not.
  test('13_chunks', async () => {
    const isLogPiece = ({ note }: Asked): boolean => note?.startsWith('one 30,000-row update') ?? false;
    await inShapeWorld({}, async (world) => {
      expect(
        unlisted('13_chunks', await replay(readTrace('13_chunks'), worldOf(world, world.client), isLogPiece)),
      ).toEqual([]);
      const first = await world.get({ table: 'big_13', offset: '-1' });
      const handle = first.headers.get('electric-handle') ?? '';
      await first.arrayBuffer();
      const positions: number[] = [];
      const sizes: number[] = [];
      for (let offset = '0_inf', done = false; !done;) {
        const response = await world.get({ table: 'big_13', offset, handle });
        const text = await response.text();
        sizes.push(text.length);
        for (const { headers } of JSON.parse(text) as { headers: { op_position?: number } }[])
          if (headers.op_position !== undefined) positions.push(headers.op_position);
        offset = response.headers.get('electric-offset') ?? '';
        done = response.headers.has('electric-up-to-date');
      }
      expect(positions).toEqual(Array.from({ length: 30_000 }, (_, i) => i * 2));
      expect(sizes.length).toBe(4);
      expect(Math.max(...sizes)).toBeLessThan(11 * 1024 * 1024);
    });
  });

  test('16_secret_and_no_deletion', async () => {
    const three = ({ note }: Asked): boolean => note === '3 live polls with a limit of 2';
    const options = { secret: 's3cret', deletable: false, limits: { requests: 2 }, timings: { longPollMs: 400 } };
    await inShapeWorld(options, async (world) => {
      const trace = readTrace('16_secret_and_no_deletion');
      const open = (asked: Asked): boolean =>
        three(asked) || ('table' in asked.ask.query && !('secret' in asked.ask.query) && asked.answer.status === 200);
      expect(unlisted('16_secret_and_no_deletion', await replay(trace, worldOf(world, world.client), open))).toEqual(
        [],
      );
      const query = { table: 'items_16', secret: 's3cret' };
      const first = await world.get({ ...query, offset: '-1' });
      const handle = first.headers.get('electric-handle') ?? '';
      const live = await Promise.all(
        [1, 2, 3].map(() => world.get({ ...query, offset: '0_inf', handle, live: 'true' })),
      );
      expect(live.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 503]);
      const refused = live.find(({ status }) => status === 503);
      expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await refused?.json()).toMatchObject({ code: 'concurrent_request_limit_exceeded' });
    });
  });

  test('17_db_down', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'morgus-db-down-'));
    await chmod(folder, 0o755);
    const options = {
      folder: join(folder, 'data'),
      port: await freePort(),
      password: 'postgres',
      initFlags: ['--locale=C', '--no-sync'],
      settings: { wal_level: 'logical' },
    };
    let server = await startPostgres(options);
    let running = true;
    const service = createShapeService({
      connectionString: server.url('postgres'),
      folder: join(folder, 'shapes'),
      timings: { patienceMs: 300, longPollMs: 500 },
    });
    await service.start();
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    const wait = async (active: boolean): Promise<void> => {
      while (service.active !== active) await sleep(20);
    };
    try {
      const differences = await replay(readTrace('17_db_down'), {
        url: () => url,
        async sql(statements) {
          if (!running) return;
          const client = new pg.Client({ connectionString: server.url('postgres') });
          await client.connect();
          for (const text of statements) await client.query(text);
          await client.end();
        },
        async note(text) {
          if (/database down/.test(text) && running) {
            await server.stop();
            running = false;
            await wait(false);
          }
          if (/database started/.test(text)) {
            server = await startPostgres(options);
            running = true;
            await wait(true);
          }
        },
      });
      expect(unlisted('17_db_down', differences)).toEqual([]);
    } finally {
      await service.stop();
      if (running) await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('every reason to differ is still one', () => {
    expect(DEVIATIONS.filter((deviation) => !used.has(deviation)).map(({ reason }) => reason)).toEqual([]);
  });
});
