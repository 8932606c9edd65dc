/** What the sync engine relies on in Postgres: owners, versions by row and column, the beacon, the publication. */
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Actor, Row } from './harness.ts';
import { insertRow, makeWorld, morgyRow } from './world.ts';

const db = await createTestDatabase();
const world = await makeWorld(db);
afterAll(() => db.drop());

const person = (userId: string): Actor => ({ role: 'authenticated', userId });
const put = async (table: string, row: Row): Promise<string> => {
  const whole = { id: uuidv7(), ...row };
  await insertRow((sql, values) => db.query(sql, values), table, whole);
  return String(whole.id);
};

describe('versions', () => {
  const versions = async (id: string) =>
    (await db.query<{ row_version: string; _fv: Row }>('SELECT row_version, _fv FROM morgys WHERE id = $1', [id]))[0];

  test('a new row is version 1, all its columns written by the device that the gateway names', async () => {
    const id = uuidv7();
    await db.as({ role: 'service' }, async (c) => {
      await c.query("SELECT set_config('sync.device', 'device-a', true)");
      await insertRow((sql, values) => c.query(sql, values), 'morgys', morgyRow(world.owner, { id }));
    });
    expect(await versions(id)).toEqual({ row_version: '1', _fv: { '*': [1, 'device-a'] } });
  });

  test("a change raises the row's version and notes the changed columns alone, for plain SQL as well", async () => {
    const id = await put('morgys', morgyRow(world.owner));
    await db.as(person(world.owner), async (c) => {
      await c.query("SELECT set_config('sync.device', 'device-b', true)");
      await c.query("UPDATE morgys SET name = 'Another', price = 0 WHERE id = $1", [id]);
    });
    expect(await versions(id)).toEqual({ row_version: '2', _fv: { '*': [1, ''], name: [2, 'device-b'] } });
    await db.query("UPDATE morgys SET price = 5, tags = '{a}' WHERE id = $1", [id]);
    expect(await versions(id)).toEqual({
      row_version: '3',
      _fv: { '*': [1, ''], name: [2, 'device-b'], price: [3, ''], tags: [3, ''] },
    });
  });

  test("no writer chooses a version, and writing the same values raises the row's all the same", async () => {
    const id = await put('morgys', morgyRow(world.owner, { row_version: 500, _fv: '{"name": [9, "x"]}' }));
    expect((await versions(id))?.row_version).toBe('1');
    await db.query("UPDATE morgys SET row_version = 77, _fv = '{}' WHERE id = $1", [id]);
    expect(await versions(id)).toEqual({ row_version: '2', _fv: { '*': [1, ''] } });
  });

  test('two writers at once take two versions', async () => {
    const id = await put('morgys', morgyRow(world.owner));
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => db.query('UPDATE morgys SET description = $1 WHERE id = $2', [`d${i}`, id])),
    );
    expect(await versions(id)).toMatchObject({ row_version: '21', _fv: { description: [21, ''] } });
  });

  test("what another trigger changes is versioned too: a rating is nobody's edit of the name", async () => {
    await put('morgy_reviews', { morgy_id: world.morgy, user_id: world.buyer, owner_id: world.owner, rating: 4 });
    const found = await versions(world.morgy);
    expect(Object.keys(found?.['_fv'] ?? {})).toEqual(expect.arrayContaining(['rating', 'review_count']));
    expect(Object.keys(found?.['_fv'] ?? {})).not.toContain('name');
  });
});

describe('owners', () => {
  test("a child's owner is its parent's, whatever is written", async () => {
    const id = await put('morgy_knowledge', {
      morgy_id: world.morgy,
      owner_id: world.other,
      title: 'T',
      content: 'C',
      source_type: 'text',
    });
    const owner = () => db.query('SELECT owner_id FROM morgy_knowledge WHERE id = $1', [id]);
    expect(await owner()).toEqual([{ owner_id: world.owner }]);
    await db.query('UPDATE morgy_knowledge SET owner_id = $1 WHERE id = $2', [world.other, id]);
    expect(await owner()).toEqual([{ owner_id: world.owner }]);
  });

  test('when a parent changes hands, its children follow', async () => {
    const morgy = await put('morgys', morgyRow(world.other));
    await put('morgy_templates', { morgy_id: morgy, owner_id: world.other, title: 'T', text: 'x' });
    const knowledge = await put('morgy_knowledge', {
      morgy_id: morgy,
      owner_id: world.other,
      title: 'T',
      content: 'C',
      source_type: 'text',
    });
    await put('knowledge_chunks', {
      knowledge_id: knowledge,
      owner_id: world.other,
      position: 0,
      content: 'C',
      content_sha256: 'a'.repeat(64),
    });
    await db.query('UPDATE morgys SET creator_id = $1 WHERE id = $2', [world.buyer, morgy]);
    const owners = await db.query(
      `SELECT owner_id FROM morgy_templates WHERE morgy_id = $1 UNION ALL SELECT owner_id FROM morgy_knowledge WHERE morgy_id = $1
       UNION ALL SELECT owner_id FROM knowledge_chunks WHERE knowledge_id = $2`,
      [morgy, knowledge],
    );
    expect(owners).toEqual([{ owner_id: world.buyer }, { owner_id: world.buyer }, { owner_id: world.buyer }]);
  });

  test("a child may come before its parent in one transaction, and belongs to the parent's owner at the end", async () => {
    const [morgy, knowledge] = [uuidv7(), uuidv7()];
    await db.as({ role: 'service' }, async (c) => {
      const add = (table: string, row: Row) => insertRow((sql, values) => c.query(sql, values), table, row);
      await c.query('SET CONSTRAINTS ALL DEFERRED');
      await add('morgy_knowledge', {
        id: knowledge,
        morgy_id: morgy,
        owner_id: world.other,
        title: 'T',
        content: 'C',
        source_type: 'text',
      });
      await add('morgys', morgyRow(world.owner, { id: morgy }));
    });
    expect(await db.query('SELECT owner_id FROM morgy_knowledge WHERE id = $1', [knowledge])).toEqual([
      { owner_id: world.owner },
    ]);
    const orphan = db.as({ role: 'service' }, async (c) => {
      await c.query('SET CONSTRAINTS ALL DEFERRED');
      await insertRow((sql, values) => c.query(sql, values), 'morgy_knowledge', {
        morgy_id: uuidv7(),
        owner_id: world.other,
        title: 'T',
        content: 'C',
        source_type: 'text',
      });
    });
    await expect(orphan).rejects.toMatchObject({ code: '23503' });
  });

  test('every child that names an owner and has a rule is really kept by it', async () => {
    const rows = await db.query(
      `SELECT c.table_name FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = 'public'
        WHERE c.table_schema = 'public' AND c.column_name = 'owner_id' AND c.table_name NOT LIKE 'sync%'
          AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgname = 'keep_owner' AND g.tgrelid = format('public.%I', c.table_name)::regclass)`,
    );
    expect(rows).toEqual([]);
  });
});

describe('the beacon', () => {
  test("counts, for the row's owner, each transaction that changed a table, once", async () => {
    const user = await db.addUser();
    const tables = async () =>
      (
        await db.query<{ tables: Record<string, number> }>('SELECT tables FROM sync_beacon WHERE owner_id = $1', [user])
      )[0]?.tables;
    const before = await tables();
    expect(before).toMatchObject({ users: 1, workspaces: 1, foundations: 1 });
    await db.as(person(user), async (c) => {
      for (let i = 0; i < 5; i += 1) await insertRow((sql, values) => c.query(sql, values), 'morgys', morgyRow(user));
    });
    expect(await tables()).toEqual({ ...before, morgys: 1 });
    await db.query('DELETE FROM morgys WHERE creator_id = $1', [user]);
    expect(await tables()).toEqual({ ...before, morgys: 2 });
  });

  test(
    'many transactions of one owner over the same tables do not wait for each other in a circle',
    { timeout: 30_000 },
    async () => {
      const user = await db.addUser();
      const [a, b] = [await put('morgys', morgyRow(user)), await put('projects', { user_id: user, name: 'P' })];
      const work = Array.from({ length: 40 }, (_, i) =>
        db.as({ role: 'service' }, async (c) => {
          // One kind takes both rows, the other the second only. A beacon that is lit at once, between the two,
          // would be held by the first kind while it waits for the row of the second, which waits for the beacon.
          if (i % 2) await c.query('UPDATE morgys SET description = $1 WHERE id = $2', [`d${i}`, a]);
          await c.query('UPDATE projects SET description = $1 WHERE id = $2', [`d${i}`, b]);
        }),
      );
      await expect(Promise.all(work)).resolves.toHaveLength(40);
    },
  );

  test('a new era begins with the first change of a new run of the server, and the end of the old one is kept', async () => {
    const user = await db.addUser();
    const beacon = async () =>
      (
        await db.query<{ era: string; past: unknown[]; row_version: string }>(
          'SELECT era, past, row_version FROM sync_beacon WHERE owner_id = $1',
          [user],
        )
      )[0];
    const first = await beacon();
    await put('morgys', morgyRow(user));
    expect(await beacon()).toMatchObject({ era: first?.era, past: [] });
    // As if this run of the server were another.
    for (let run = 1; run <= 31; run += 1) {
      await db.query(`UPDATE sync_beacon SET run = 'earlier' WHERE owner_id = $1`, [user]);
      await put('morgys', morgyRow(user));
      if (run > 1) continue;
      const second = await beacon();
      expect(second?.era).not.toBe(first?.era);
      expect(second?.past).toEqual([[first?.era, Number(second?.row_version) - 1]]);
    }
    expect((await beacon())?.past).toHaveLength(30);
  });

  test('a change of a common table is the news of everybody who has a device: one tick, however many rows, each in its own era', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => db.addUser()));
    const [old, fresh, gone] = people;
    for (const owner of [old, old, fresh]) await put('sync_device', { owner_id: owner });
    await put('sync_device', { owner_id: gone, revoked_at: '2026-01-01' });
    const beacons = async () => {
      const rows = await db.query<{
        owner_id: string;
        count: string | null;
        era: string;
        row_version: string;
        _fv: Row;
      }>(
        `SELECT owner_id, tables ->> 'revenue_terms' AS count, era, row_version, _fv FROM sync_beacon WHERE owner_id = ANY ($1)`,
        [people],
      );
      return people.map((id) => rows.find(({ owner_id }) => owner_id === id));
    };
    const before = await beacons();
    expect(before.map((row) => row?.count)).toEqual([null, null, null, null]);
    await db.query(`UPDATE sync_beacon SET run = 'earlier' WHERE owner_id = $1`, [old]);
    await db.as(person(world.admin), async (c) => {
      for (const kind of ['morgy', 'plugin'])
        await c.query(
          `INSERT INTO revenue_terms (product_kind, platform_rate, payout_minimum, effective_from) VALUES ($1, 0.2, 40, '2050-01-01')`,
          [kind],
        );
    });
    const after = await beacons();
    expect(after.map((row) => row?.count)).toEqual(['1', '1', null, null]);
    expect(after[0]?.era).not.toBe(before[0]?.era);
    expect(after[1]?.era).toBe(before[1]?.era);
    // A device follows the beacon by its version alone; who changed which column of it is nobody's question.
    expect(after[1]).toMatchObject({ row_version: String(Number(before[1]?.row_version) + 1), _fv: { '*': [1, ''] } });
    expect(await db.query(`SELECT row_version, _fv FROM revenue_terms WHERE effective_from = '2050-01-01'`)).toEqual(
      Array.from({ length: 2 }, () => ({ row_version: '1', _fv: { '*': [1, ''] } })),
    );
  });

  test(
    'a device that is just being registered does not miss a change of a common table that is under way',
    { timeout: 60_000 },
    async () => {
      const id = await db.addUser();
      const account = await db.pool.connect();
      try {
        await account.query('BEGIN');
        await account.query('INSERT INTO sync_device (owner_id) VALUES ($1)', [id]);
        await account.query('SET CONSTRAINTS ALL IMMEDIATE');
        const terms = db.query(
          `INSERT INTO revenue_terms (product_kind, platform_rate, payout_minimum, effective_from) VALUES ('morgy', 0.2, 40, '2051-01-01')`,
        );
        // It has to wait at the table of beacons, not at a device that it cannot see.
        await expect
          .poll(
            () =>
              db.query(`SELECT 1 AS waits FROM pg_locks WHERE relation = 'sync_beacon'::regclass AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`),
            { timeout: 30_000 },
          )
          .toEqual([{ waits: 1 }]);
        await account.query('COMMIT');
        await terms;
      } finally {
        account.release();
      }
      expect(
        await db.query(`SELECT tables ? 'revenue_terms' AS told FROM sync_beacon WHERE owner_id = $1`, [id]),
      ).toEqual([{ told: true }]);
    },
  );

  test('an account that is deleted takes its beacon along', async () => {
    const id = uuidv7();
    await db.query('INSERT INTO sync_device (owner_id) VALUES ($1)', [world.buyer]);
    await db.trial({ role: 'owner' }, async (c) => {
      // a user without a ledger, as one imported before the ledger was
      await c.query('SET LOCAL session_replication_role = replica');
      await c.query("INSERT INTO users (id, email) VALUES ($1, 'x@example.com')", [id]);
      await c.query('SET LOCAL session_replication_role = origin');
      await c.query("INSERT INTO workspaces (user_id, name) VALUES ($1, 'W')", [id]);
      await c.query('DELETE FROM users WHERE id = $1', [id]);
      await c.query('SET CONSTRAINTS ALL IMMEDIATE');
      expect((await c.query('SELECT 1 FROM sync_beacon WHERE owner_id = $1', [id])).rows).toEqual([]);
    });
  });
});

describe('for Electric', () => {
  test('every synced table has replica identity FULL, an owner column with an index, version columns, and is published', async () => {
    const rows = await db.query<{
      table_name: string;
      common: boolean;
      identity: string;
      columns: number;
      indexed: boolean;
      published: boolean;
    }>(
      `SELECT t.table_name, t.owner_column IS NULL AS common, c.relreplident AS identity,
        (SELECT count(*)::int FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('row_version', '_fv', t.owner_column)) AS columns,
        EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = c.oid AND a.attname = t.owner_column AND i.indpred IS NULL) AS indexed,
        EXISTS (SELECT 1 FROM pg_publication_tables p WHERE p.pubname = 'electric_publication_default' AND p.tablename = t.table_name) AS published
        FROM sync_table t JOIN pg_class c ON c.relname = t.table_name AND c.relnamespace = 'public'::regnamespace`,
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { table_name, common, ...row } of rows)
      expect({ table_name, ...row }).toEqual({
        table_name,
        identity: 'f',
        columns: common ? 2 : 3,
        indexed: !common,
        published: true,
      });
    // Rows of nobody go to everybody: that is said of one table, on purpose.
    expect(rows.filter(({ common }) => common).map((row) => row.table_name)).toEqual(['revenue_terms']);
  });

  test('the log carries a change of a published table with a generated column', async () => {
    const slot = `t_${uuidv7().replaceAll('-', '')}`;
    await db.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [slot]);
    try {
      await db.query("UPDATE morgys SET description = 'through the log' WHERE id = $1", [world.draft]);
      const changes = await db.query<{ data: Buffer }>(
        "SELECT data FROM pg_logical_slot_get_binary_changes($1, NULL, NULL, 'proto_version', '1', 'publication_names', 'electric_publication_default')",
        [slot],
      );
      expect(changes.some(({ data }) => data.includes('through the log'))).toBe(true);
    } finally {
      await db.query('SELECT pg_drop_replication_slot($1)', [slot]);
    }
  });

  test('every foreign key can be deferred', async () => {
    expect(
      await db.query(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT condeferrable",
      ),
    ).toEqual([]);
  });
});

describe('the device ledger', () => {
  test("a device belongs to who registers it, and its number and confirmations are the service's", async () => {
    const device = uuidv7();
    await db.as(person(world.owner), (c) =>
      c.query("INSERT INTO sync_device (id, owner_id, name) VALUES ($1, $2, 'lap')", [device, world.owner]),
    );
    await expect(
      db.as(person(world.owner), (c) => c.query('UPDATE sync_device SET last_number = 9 WHERE id = $1', [device])),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      db.as(person(world.other), (c) => c.query('INSERT INTO sync_device (owner_id) VALUES ($1)', [world.owner])),
    ).rejects.toMatchObject({ code: '42501' });
    await db.as({ role: 'service' }, (c) =>
      c.query('UPDATE sync_device SET last_number = 1, last_lsn = 12345678901 WHERE id = $1', [device]),
    );
    await expect(db.query('UPDATE sync_device SET confirmed_number = 2 WHERE id = $1', [device])).rejects.toMatchObject(
      { code: '23514' },
    );
  });

  test('one number has one answer; a confirmed answer goes with the daily clean-up, an unconfirmed one stays', async () => {
    const device = await put('sync_device', { owner_id: world.owner, last_number: 2, confirmed_number: 1 });
    const answer = (number: number) =>
      insertRow((sql, values) => db.query(sql, values), 'sync_result', {
        device_id: device,
        number,
        owner_id: world.owner,
        content_sha256: 'c'.repeat(64),
        outcome: 'applied',
        table_name: 'morgys',
        row_id: world.morgy,
      });
    await answer(1);
    await answer(2);
    await expect(answer(2)).rejects.toMatchObject({ code: '23505' });
    await db.query('SELECT daily_cleanup()');
    expect(await db.query('SELECT number FROM sync_result WHERE device_id = $1', [device])).toEqual([{ number: '2' }]);
  });
});

test('a conflict comes back to its owner, once, whatever owner or number it names, and to nobody else', async () => {
  const id = uuidv7();
  const row = {
    owner_id: world.other,
    table_name: 'morgys',
    row_id: world.morgy,
    device_id: uuidv7(),
    number: 7,
    kind: 'edit',
    columns: ['name'],
    base: { name: 'a' },
    mine: { name: 'b' },
    theirs: { name: 'c' },
    resolution: 'open',
    resolved_at: null,
    created_at: '2026-01-02T03:04:05.678Z',
  };
  const putBack = (userId: string, as: string): Promise<unknown> =>
    db.as(person(userId), async (c) => {
      const { rows } = await c.query<{ version: string | null }>('SELECT put_back_conflict($1, $2) AS version', [
        as,
        JSON.stringify(row),
      ]);
      return rows[0]?.version;
    });
  expect(await putBack(world.owner, id)).toBe('1');
  expect(await putBack(world.owner, id)).toBe('1');
  expect(await putBack(world.owner, uuidv7())).toBe('1');
  expect(await putBack(world.other, id)).toBeNull();
  expect(await db.query('SELECT owner_id, mine, number FROM sync_conflict WHERE id = $1', [id])).toEqual([
    { owner_id: world.owner, mine: { name: 'b' }, number: '7' },
  ]);
});
