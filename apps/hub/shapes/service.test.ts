/** The service under Electric's own client, and what a recording cannot show: move-in by owner, waiting readers, limits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FetchError, isChangeMessage, isControlMessage, Shape, ShapeStream } from '@electric-sql/client';
import type { Message, ShapeStreamInterface, ShapeStreamOptions } from '@electric-sql/client';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { Follower } from './testing/follower.ts';
import { inShapeWorld } from './testing/world.ts';
import type { ShapeWorld } from './testing/world.ts';

/** Waits for what must come, without a time of its own: the test's limit is the limit. */
async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(10);
}

const streamOf = (
  world: ShapeWorld,
  params: NonNullable<ShapeStreamOptions['params']>,
  more: Partial<ShapeStreamOptions> = {},
) => {
  const abort = new AbortController();
  const stream = new ShapeStream({ url: `${world.url}/v1/shape`, params, signal: abort.signal, ...more });
  return { stream, abort };
};

/** The client's own types do not know exactOptionalPropertyTypes. */
const shapeOf = (stream: ShapeStream): Shape => new Shape(stream as ShapeStreamInterface);

const ITEMS =
  'CREATE TABLE items (id int PRIMARY KEY, owner text NOT NULL, title text, n int, ok boolean, tags text[])';

describe('under the unmodified client', () => {
  test('a Shape follows inserts, updates, deletes and a changed key, and comes to rest where the table is', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      await world.query(
        "INSERT INTO items SELECT g, 'a', 'title ' || g, g, g % 2 = 0, ARRAY['x', g::text] FROM generate_series(1, 500) g",
      );
      const { stream, abort } = streamOf(world, { table: 'items', where: 'owner = $1', params: { 1: 'a' } });
      const shape = shapeOf(stream);
      expect((await shape.rows).length).toBe(500);
      await world.query("UPDATE items SET title = 'changed', tags = NULL WHERE id <= 250");
      await world.query('DELETE FROM items WHERE id > 400');
      await world.query('UPDATE items SET id = id + 1000 WHERE id = 1');
      await world.query("INSERT INTO items VALUES (2000, 'a', E'new\\nline \\\\ \"', NULL, NULL, '{}')");
      const wanted = async () => world.query('SELECT id, owner, title, n, ok, tags FROM items ORDER BY id');
      const told = () => shape.currentRows.toSorted((a, b) => Number(a['id']) - Number(b['id']));
      await until(async () => JSON.stringify(told()) === JSON.stringify(await wanted()));
      expect(told()).toEqual(await wanted());
      abort.abort();
    });
  });

  test('after TRUNCATE it refetches by itself, and does not keep a row of before', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      await world.query("INSERT INTO items SELECT g, 'a' FROM generate_series(1, 50) g");
      const { stream, abort } = streamOf(world, { table: 'items' });
      const controls: string[] = [];
      stream.subscribe((messages: Message[]) => {
        for (const message of messages) if (isControlMessage(message)) controls.push(message.headers.control);
      });
      const shape = shapeOf(stream);
      expect((await shape.rows).length).toBe(50);
      await world.query('TRUNCATE items');
      await world.query("INSERT INTO items VALUES (7, 'b')");
      await until(() => shape.currentRows.length === 1);
      expect(shape.currentRows[0]).toMatchObject({ id: 7, owner: 'b' });
      expect(controls).toContain('must-refetch');
      abort.abort();
    });
  });

  test('by server-sent events the same changes come, also after the server ended the stream', async () => {
    const timings = { sseMs: 300, keepAliveMs: 100, longPollMs: 500 };
    await inShapeWorld({ timings }, async (world) => {
      await world.query(ITEMS);
      const { stream, abort } = streamOf(world, { table: 'items' }, { liveSse: true });
      const shape = shapeOf(stream);
      await shape.rows;
      for (let n = 1; n <= 8; n += 1) {
        await world.query('INSERT INTO items (id, owner) VALUES ($1, $2)', [n, 'a']);
        await sleep(100);
      }
      await until(() => shape.currentRows.length === 8);
      expect(shape.currentRows.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      abort.abort();
    });
  });

  test('from now on, changes only: no row of before, every change after', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      await world.query("INSERT INTO items SELECT g, 'a' FROM generate_series(1, 20) g");
      const { stream, abort } = streamOf(world, { table: 'items' }, { log: 'changes_only', offset: 'now' });
      const seen: unknown[] = [];
      let ready = false;
      stream.subscribe((messages: Message[]) => {
        for (const message of messages) if (isChangeMessage(message)) seen.push(message.value['id']);
        ready = true;
      });
      await until(() => ready);
      await world.query("INSERT INTO items VALUES (100, 'a'), (101, 'b')");
      await until(() => seen.length === 2);
      expect(seen).toEqual([100, 101]);
      abort.abort();
    });
  });

  test('a snapshot in several pieces arrives whole while it is still being taken', async () => {
    await inShapeWorld({ limits: { chunkBytes: 64 * 1024 } }, async (world) => {
      await world.query(ITEMS);
      await world.query("INSERT INTO items SELECT g, 'a', repeat('x', 200) FROM generate_series(1, 5000) g");
      const { stream, abort } = streamOf(world, { table: 'items' });
      const shape = shapeOf(stream);
      expect((await shape.rows).length).toBe(5000);
      expect(new Set(shape.currentRows.map(({ id }) => id)).size).toBe(5000);
      abort.abort();
    });
  });

  test('a refusal reaches the client as an error with its sentence', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      const failed = await new Promise<unknown>((resolve) => {
        const { stream } = streamOf(world, { table: 'items', where: 'n IN (SELECT 1)' }, { onError: resolve });
        stream.subscribe(() => undefined);
      });
      expect(failed).toBeInstanceOf(FetchError);
      expect((failed as FetchError).status).toBe(400);
      expect(JSON.stringify((failed as FetchError).json)).toContain('subquery');
    });
  });
});

describe('the product’s own tables', () => {
  // A Morgy handed to another account: its old owner's devices must lose it, the new owner's get it whole.
  test('a changed owner moves a row, and its children, out of one shape and into another', async () => {
    await inShapeWorld({ migrated: true }, async (world) => {
      const [from, to, morgy, knowledge] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
      for (const id of [from, to])
        await world.query('INSERT INTO users (id, email) VALUES ($1, $2)', [id, `${id}@example.com`]);
      await world.query('INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, $3, $4)', [
        morgy,
        from,
        'Traveller',
        'business',
      ]);
      await world.query(
        "INSERT INTO morgy_knowledge (id, morgy_id, title, content, source_type) VALUES ($1, $2, 'Notes', repeat('long ', 20000), 'text')",
        [knowledge, morgy],
      );
      const shapes = (owner: string) =>
        [
          { table: 'morgys', columns: ['id', 'name', 'row_version'], where: '"creator_id" = $1' },
          { table: 'morgy_knowledge', columns: ['id', 'title', 'content'], where: '"owner_id" = $1' },
        ].map(({ columns, ...rest }) => {
          const { stream, abort } = streamOf(world, { ...rest, columns, params: { 1: owner } });
          return { shape: shapeOf(stream), abort };
        });
      const [old, next] = [shapes(from), shapes(to)];
      for (const { shape } of old) expect((await shape.rows).length).toBe(1);
      for (const { shape } of next) expect((await shape.rows).length).toBe(0);
      await world.query('UPDATE morgys SET creator_id = $1 WHERE id = $2', [to, morgy]);
      await until(() => next.every(({ shape }) => shape.currentRows.length === 1));
      await until(() => old.every(({ shape }) => shape.currentRows.length === 0));
      expect(next[0]?.shape.currentRows[0]).toMatchObject({ id: morgy, name: 'Traveller' });
      // The large value was not part of the update, and is told all the same.
      expect(String(next[1]?.shape.currentRows[0]?.['content']).length).toBe(100_000);
      for (const { abort } of [...old, ...next]) abort.abort();
    });
  });

  test('positions count over all tables of a transaction, so that a reader can put its shapes in one order', async () => {
    await inShapeWorld({ migrated: true }, async (world) => {
      const owner = uuidv7();
      await world.query('INSERT INTO users (id, email) VALUES ($1, $2)', [owner, 'a@example.com']);
      const ask = async (table: string, column: string) => {
        const base = { table, columns: 'id,name', where: `"${column}" = $1`, 'params[1]': owner };
        const first = await world.get({ ...base, offset: 'now' });
        return {
          ...base,
          offset: first.headers.get('electric-offset') ?? '',
          handle: first.headers.get('electric-handle') ?? '',
        };
      };
      const [morgys, workspaces] = [await ask('morgys', 'creator_id'), await ask('workspaces', 'user_id')];
      await world.query(
        `BEGIN; INSERT INTO morgys (creator_id, name, category) VALUES ('${owner}', 'one', 'business');
         INSERT INTO workspaces (user_id, name) VALUES ('${owner}', 'two');
         INSERT INTO morgys (creator_id, name, category) VALUES ('${owner}', 'three', 'business'); COMMIT`,
      );
      await world.service.drain();
      const headers = async (query: Record<string, string>) => {
        const messages = (await (await world.get(query)).json()) as {
          value?: { name: string };
          headers: { lsn?: string; op_position?: number };
        }[];
        return messages
          .filter(({ value }) => value)
          .map(({ value, headers: own }) => ({ name: value?.name, lsn: own.lsn, op: own.op_position }));
      };
      const told = [...(await headers(morgys)), ...(await headers(workspaces))].toSorted(
        (a, b) => Number(a.op) - Number(b.op),
      );
      expect(new Set(told.map(({ lsn }) => lsn)).size).toBe(1);
      expect(told.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    });
  });
});

describe('readers that wait', () => {
  test('DELETE sends a waiting reader to fetch anew, without a handle', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      const first = await world.get({ table: 'items', offset: 'now' });
      const handle = first.headers.get('electric-handle') ?? '';
      const waiting = world.get({ table: 'items', offset: '0_inf', handle, live: 'true' });
      await sleep(50);
      expect((await world.get({ table: 'items' }, { method: 'DELETE' })).status).toBe(202);
      const answer = await waiting;
      expect(answer.status).toBe(409);
      expect(answer.headers.get('electric-handle')).toBeNull();
      expect(await answer.json()).toEqual([{ headers: { control: 'must-refetch' } }]);
    });
  });

  test('a change that a where clause cannot be asked about sends its readers to fetch anew, and nobody else', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      await world.query("INSERT INTO items (id, owner, n) VALUES (1, 'a', 5)");
      const start = async (where: string) => {
        const response = await world.get({ table: 'items', where, offset: '-1' });
        await response.text();
        return { table: 'items', where, offset: '0_inf', handle: response.headers.get('electric-handle') ?? '' };
      };
      const [dividing, plain] = [await start('10 / n > 1'), await start('n > 1')];
      await world.query("INSERT INTO items (id, owner, n) VALUES (2, 'a', 0), (3, 'a', 9)");
      await world.service.drain();
      expect((await world.get(dividing)).status).toBe(409);
      const answer = await world.get(plain);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('"id":"3"');
    });
  });

  test('a table whose old rows the log stops to hold is not followed with half of them', async () => {
    await inShapeWorld({}, async (world) => {
      await world.query(ITEMS);
      await world.query("INSERT INTO items (id, owner) VALUES (1, 'a')");
      const first = await world.get({ table: 'items', where: "owner = 'a'", offset: '-1' });
      await first.text();
      const query = {
        table: 'items',
        where: "owner = 'a'",
        offset: '0_inf',
        handle: first.headers.get('electric-handle') ?? '',
      };
      await world.query('ALTER TABLE items REPLICA IDENTITY DEFAULT');
      await world.query("UPDATE items SET owner = 'b' WHERE id = 1");
      await world.service.drain();
      expect((await world.get(query)).status).toBe(409);
      // Asked again, it has the log hold whole rows once more.
      const again = await world.get({ ...query, offset: '-1' });
      expect(await again.json()).toHaveLength(1);
      const [row] = await world.query<{ full: boolean }>(
        "SELECT relreplident = 'f' AS full FROM pg_class WHERE relname = 'items'",
      );
      expect(row?.full).toBe(true);
    });
  });
});

describe('bounds', () => {
  test('more shapes than it is made for are refused with a way out; one that nobody asked for gives its place', async () => {
    await inShapeWorld({ limits: { shapes: 3 } }, async (world) => {
      await world.query(ITEMS);
      const ask = async (n: number) => {
        const response = await world.get({ table: 'items', where: `n > ${n}`, offset: '-1' });
        return { status: response.status, text: await response.text() };
      };
      for (const n of [1, 2, 3]) expect((await ask(n)).status).toBe(200);
      const refused = await ask(4);
      expect(refused.status).toBe(503);
      expect(refused.text).toContain('Electric');
      expect(JSON.parse(refused.text)).toMatchObject({ code: 'shape_limit_exceeded' });
      await world.service.stop();
      await world.start({ limits: { shapes: 3, idleMs: -1 } });
      expect((await ask(4)).status).toBe(200);
      expect(world.service.shapes).toBe(3);
    });
  });

  test('a transaction that is too large to hold is not followed but fetched again', async () => {
    await inShapeWorld({ limits: { transactionBytes: 100_000 } }, async (world) => {
      await world.query(ITEMS);
      const first = await world.get({ table: 'items', offset: '-1' });
      await first.text();
      const handle = first.headers.get('electric-handle') ?? '';
      await world.query("INSERT INTO items SELECT g, 'a', repeat('x', 500) FROM generate_series(1, 1000) g");
      await world.service.drain();
      expect((await world.get({ table: 'items', offset: '0_inf', handle })).status).toBe(409);
      const again = await world.get({ table: 'items', offset: '-1' });
      expect(await again.json()).toHaveLength(1001);
    });
  });

  test('a log that has grown too long is fetched again', async () => {
    await inShapeWorld({ limits: { logBytes: 20_000 } }, async (world) => {
      await world.query(ITEMS);
      const first = await world.get({ table: 'items', offset: '-1' });
      await first.text();
      const handle = first.headers.get('electric-handle') ?? '';
      for (let n = 0; n < 5; n += 1)
        await world.query(
          "INSERT INTO items SELECT g, 'a', repeat('x', 100) FROM generate_series($1::int, $1::int + 49) g",
          [n * 50],
        );
      await world.service.drain();
      expect((await world.get({ table: 'items', offset: '0_inf', handle })).status).toBe(409);
    });
  });
});

describe('for simulations', () => {
  test('a service that is stepped by hand shows nothing before it is drained, and everything after', async () => {
    await inShapeWorld({ manual: true, timings: { longPollMs: 100 } }, async (world) => {
      await world.query(ITEMS);
      const base = 'http://shapes.test/v1/shape?table=items';
      const first = await world.service.fetch(`${base}&offset=-1`);
      const at = `${base}&offset=0_inf&handle=${first.headers.get('electric-handle')}`;
      await world.query("INSERT INTO items (id, owner) VALUES (1, 'a')");
      await sleep(100);
      expect(await (await world.service.fetch(at)).json()).toHaveLength(1);
      const lsn = await world.service.drain();
      expect(lsn).toMatch(/^\d+$/);
      const messages = (await (await world.service.fetch(at)).json()) as { headers: Record<string, string> }[];
      expect(messages.map(({ headers }) => headers['operation'] ?? headers['control'])).toEqual([
        'insert',
        'up-to-date',
      ]);
      expect(Number(messages[0]?.headers['lsn'])).toBeLessThanOrEqual(Number(lsn));
      // A shape that is born between two steps has what was committed, once.
      await world.query("INSERT INTO items (id, owner) VALUES (2, 'b')");
      const born = await world.service.fetch(`${base}&where=id>0&offset=-1`);
      expect(await born.json()).toHaveLength(3);
      await world.service.drain();
      const log = await world.service.fetch(
        `${base}&where=id>0&offset=0_inf&handle=${born.headers.get('electric-handle')}`,
      );
      expect(await log.json()).toHaveLength(1);
    });
  });

  test('at the seam of snapshot and log, a row is told once: what was committed before, and what was open meanwhile', async () => {
    await inShapeWorld({ manual: true }, async (world) => {
      await world.query(ITEMS);
      // The first shape of a table waits for whoever writes it just then; this one has been.
      await world.get({ table: 'items', where: 'id < 0', offset: 'now' });
      const other = new pg.Client({ connectionString: world.databaseUrl });
      await other.connect();
      await other.query("BEGIN; INSERT INTO items (id, owner) VALUES (1, 'open')");
      await world.query("INSERT INTO items (id, owner) VALUES (2, 'committed, not read from the log yet')");
      const reader = new Follower((query) => world.get(query), { table: 'items' });
      await reader.step();
      expect(reader.current.map(({ id }) => id)).toEqual(['2']);
      await other.query('COMMIT');
      await other.end();
      await world.service.drain();
      await reader.catchUp();
      expect(reader.current.map(({ id }) => id).toSorted()).toEqual(['1', '2']);
    });
  });
});
