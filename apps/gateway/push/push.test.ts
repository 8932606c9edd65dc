/** Mutations into real PostgreSQL: the ledger, merging, deleting, refusals, and what never changes. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, endingQuietly } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { BATCH_MUTATIONS, pushAnswer } from '../../../sync/protocol/mutation.ts';
import type { Mutation } from '../../../sync/protocol/mutation.ts';
import { revokeDevice } from '../devices.ts';
import { readSnapshotPage } from '../snapshot.ts';
import { AT, TestDevice } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
/** The gateway's own; the same tests run on one that waits for each answer and on one that does not. */
let pool: pg.Pool;

const newDevice = async (userId?: string): Promise<TestDevice> => TestDevice.of(pool, userId ?? (await db.addUser()));
const twoDevices = async (): Promise<[TestDevice, TestDevice]> => {
  const userId = await db.addUser();
  return [await newDevice(userId), await newDevice(userId)];
};

interface MorgyRow {
  [column: string]: unknown;
  name: string;
  description: string | null;
  row_version: string;
}
const morgyRow = async (id: string): Promise<MorgyRow> => {
  const [row] = await db.query<MorgyRow>('SELECT * FROM morgys WHERE id = $1', [id]);
  if (!row) throw new Error('There is no such Morgy.');
  return row;
};
const conflicts = (rowId: string) =>
  db.query('SELECT kind, columns, base, mine, theirs, resolution, device_id FROM sync_conflict WHERE row_id = $1', [
    rowId,
  ]);
const edit = (rowId: string, name: string, mine: unknown, base: unknown, version: number): Change => ({
  table: 'morgys',
  rowId,
  patch: { [name]: mine as string },
  base: { [name]: base as string },
  baseVersions: { [name]: version },
});
const insert = (rowId: string, patch: Mutation['patch'] = {}): Change => ({
  table: 'morgys',
  rowId,
  operation: 'insert',
  patch: { name: 'Inserted', category: 'custom', ...patch },
});
/** Everything that a push could have changed. */
const everything = async (userId: string) => ({
  morgys: await db.query('SELECT * FROM morgys WHERE creator_id = $1 ORDER BY id', [userId]),
  ledger: await db.query('SELECT * FROM sync_device WHERE owner_id = $1 ORDER BY id', [userId]),
  results: await db.query('SELECT * FROM sync_result WHERE owner_id = $1 ORDER BY device_id, number', [userId]),
  conflicts: await db.query('SELECT * FROM sync_conflict WHERE owner_id = $1', [userId]),
});

describe.each([
  ['a connection that waits for each answer', false],
  ['a pipelined connection', true],
])('on %s', (_connection, pipeline) => {
  beforeAll(() => {
    pool = endingQuietly(new pg.Pool({ connectionString: db.url, max: 20, pipeline }));
  });
  afterAll(() => pool.end());

  describe('the ledger', () => {
    test('a repeated batch is answered as before and done once', async () => {
      const device = await newDevice();
      const rowId = uuidv7();
      const batch = [[device.mutation(insert(rowId))], [device.mutation(edit(rowId, 'name', 'Twice', 'Inserted', 0))]];
      const first = await device.send(batch);
      expect(pushAnswer.parse(first).results).toEqual([
        { number: 1, outcome: 'applied', rowVersion: 1 },
        { number: 2, outcome: 'applied', rowVersion: 2 },
      ]);
      expect(await device.send(batch)).toEqual(first);
      expect(await morgyRow(rowId)).toMatchObject({ name: 'Twice', row_version: '2' });
    });

    test('of a batch half known, the new half alone is done', async () => {
      const device = await newDevice();
      const rowId = uuidv7();
      const first = device.mutation(insert(rowId));
      await device.send([[first]]);
      const second = device.mutation(edit(rowId, 'description', 'new', null, 1));
      const answer = await device.send([[first, second]]);
      expect(answer.results.map((result) => result.number)).toEqual([1, 2]);
      expect(answer.lastNumber).toBe(2);
      expect(await morgyRow(rowId)).toMatchObject({ description: 'new', row_version: '2' });
    });

    test('the same batch sent twice at the same moment is done once', async () => {
      const device = await newDevice();
      const rowId = uuidv7();
      const batch = [[device.mutation(insert(rowId)), device.mutation(edit(rowId, 'name', 'Both', 'Inserted', 0))]];
      const [a, b] = await Promise.all([device.send(batch), device.send(batch)]);
      expect(a.results).toEqual(b.results);
      expect((await morgyRow(rowId)).row_version).toBe('2');
    });

    test('a refusal is stored and repeated like any other answer', async () => {
      const device = await newDevice();
      const batch = [[device.mutation(insert(uuidv7(), { price: '5000.00' }))]];
      const first = await device.send(batch);
      expect(first.results[0]).toMatchObject({ outcome: 'rejected', code: 'rule', rowVersion: null });
      expect(await device.send(batch)).toEqual(first);
    });

    test('answers are kept until they are confirmed, and then forgotten', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      await device.one(edit(rowId, 'name', 'Two', 'First name', 1));
      await device.send([[device.mutation(edit(rowId, 'name', 'Three', 'Two', 1))]], 1);
      expect(
        await db.query('SELECT number::int FROM sync_result WHERE device_id = $1 ORDER BY number', [device.id]),
      ).toEqual([{ number: 2 }, { number: 3 }]);
    });

    test('a number taken with other contents, a gap, and a copy of an older database: refused, nothing changed', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      await device.one(edit(rowId, 'name', 'Two', 'First name', 1));
      await device.send([[device.mutation(edit(rowId, 'name', 'Three', 'Two', 1))]], 1);
      const before = await everything(device.userId);
      const other = device.mutation({ ...edit(rowId, 'name', 'Other', 'First name', 1), number: 2 });
      await expect(device.send([[other]])).rejects.toMatchObject({ code: 'number_reused', status: 409 });
      const far = device.mutation({ ...edit(rowId, 'name', 'Far', 'First name', 1), number: 5 });
      await expect(device.send([[far]])).rejects.toMatchObject({ code: 'number_gap', expected: 4 });
      const forgotten = device.mutation({ ...insert(rowId), number: 1 });
      await expect(device.send([[forgotten]])).rejects.toMatchObject({ code: 'number_gap', expected: 4 });
      // Answers up to 9 were stored on the device, and this database knows of three: it was put back to an earlier day.
      const next = device.mutation({ ...edit(rowId, 'name', 'Next', 'Three', 3), number: 4 });
      await expect(device.send([[next]], 9)).rejects.toMatchObject({ code: 'number_gap', expected: 4 });
      const twice = [
        device.mutation({ ...insert(uuidv7()), number: 4 }),
        device.mutation({ ...insert(uuidv7()), number: 6 }),
      ];
      await expect(device.send([twice])).rejects.toMatchObject({ code: 'invalid', status: 400 });
      expect(await everything(device.userId)).toEqual(before);
    });

    test('an unknown device, another account’s and a signed-out one are refused', async () => {
      const [mine, other] = [await newDevice(), await newDevice()];
      const change = mine.mutation(insert(uuidv7()));
      const sent = (deviceId: string) =>
        Object.assign(Object.create(mine) as TestDevice, { id: deviceId }).send([[change]]);
      await expect(sent(uuidv7())).rejects.toMatchObject({ code: 'unknown_device' });
      await expect(sent(other.id)).rejects.toMatchObject({ code: 'unknown_device' });
      await revokeDevice(pool, mine, mine.id);
      await expect(mine.send([[change]])).rejects.toMatchObject({ code: 'revoked', status: 403 });
      expect(await db.query('SELECT 1 FROM morgys WHERE creator_id = ANY ($1)', [[mine.userId, other.userId]])).toEqual(
        [],
      );
    });

    test('10,000 mutations in one batch are too many, in one local transaction they are taken whole', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      const count = 10_000;
      const many = Array.from({ length: count }, (_, n) => [
        device.mutation({ ...edit(rowId, 'description', `n ${n}`, n === 0 ? null : `n ${n - 1}`, 1), number: n + 2 }),
      ]);
      await expect(device.send(many)).rejects.toMatchObject({ code: 'too_large', status: 413 });
      expect((await morgyRow(rowId)).row_version).toBe('1');
      const answer = await device.send([many.flat().slice(0, BATCH_MUTATIONS * 2)]);
      expect(answer.results.every((result) => result.outcome === 'applied')).toBe(true);
      expect((await morgyRow(rowId)).description).toBe(`n ${BATCH_MUTATIONS * 2 - 1}`);
    });

    test('the log position moves on with what was taken', async () => {
      const device = await newDevice();
      const first = await device.send([[device.mutation(insert(uuidv7()))]]);
      const second = await device.send([[device.mutation(insert(uuidv7()))]]);
      expect(BigInt(second.lsn)).toBeGreaterThan(BigInt(first.lsn));
      expect(await db.query('SELECT last_lsn FROM sync_device WHERE id = $1', [device.id])).toEqual([
        { last_lsn: second.lsn },
      ]);
    });
  });

  describe('merging', () => {
    test('two devices edit two columns: both stand, and nothing is a conflict', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy();
      await a.one(edit(rowId, 'name', 'Name of A', 'First name', 1));
      expect(await b.one(edit(rowId, 'category', 'social', 'custom', 1))).toMatchObject({
        outcome: 'applied',
        rowVersion: 3,
      });
      expect(await morgyRow(rowId)).toMatchObject({ name: 'Name of A', category: 'social' });
      expect(await conflicts(rowId)).toEqual([]);
    });

    test('two lines of one text are merged, recorded, and nobody is asked', async () => {
      const [a, b] = await twoDevices();
      const base = 'one\ntwo\nthree\nfour\nfive\n';
      const rowId = await a.morgy({ description: base });
      await a.one(edit(rowId, 'description', base.replace('one', 'ONE'), base, 1));
      const result = await b.one(edit(rowId, 'description', base.replace('five', 'FIVE'), base, 1));
      expect(result.outcome).toBe('merged');
      expect((await morgyRow(rowId)).description).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
      expect(await conflicts(rowId)).toMatchObject([
        { kind: 'edit', columns: ['description'], resolution: 'kept', device_id: b.id },
      ]);
    });

    test('a device’s next edit, made before it saw the merge, does not throw the other’s part out', async () => {
      const [a, b] = await twoDevices();
      const base = 'one\ntwo\nthree\nfour\nfive\n';
      const rowId = await a.morgy({ description: base });
      await b.one(edit(rowId, 'description', base.replace('one', 'ONE'), base, 1));
      const mine = base.replace('five', 'FIVE');
      await a.push(
        edit(rowId, 'description', mine, base, 1),
        edit(rowId, 'description', mine.replace('FIVE', 'FIVE!'), mine, 1),
      );
      expect((await morgyRow(rowId)).description).toBe('ONE\ntwo\nthree\nfour\nFIVE!\n');
    });

    test('sets by additions and removals, JSON by key', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy({ tags: ['keep', 'drop'], ai_config: { temperature: 0.7, systemPrompt: 'x' } });
      await a.one(edit(rowId, 'tags', ['keep', 'drop', 'of a'], ['keep', 'drop'], 1));
      await b.one(edit(rowId, 'tags', ['keep', 'of b'], ['keep', 'drop'], 1));
      const base = { temperature: 0.7, systemPrompt: 'x' };
      await a.one(edit(rowId, 'ai_config', { ...base, temperature: 0.1 }, base, 1));
      await b.one(edit(rowId, 'ai_config', { ...base, maxTokens: 5 }, base, 1));
      const row = await morgyRow(rowId);
      expect((row['tags'] as string[]).toSorted()).toEqual(['keep', 'of a', 'of b']);
      expect(row['ai_config']).toEqual({ temperature: 0.1, systemPrompt: 'x', maxTokens: 5 });
    });

    test('one value, two devices: the last to arrive stands, and all three sides are kept', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy({ price: '1.00' });
      await a.one(edit(rowId, 'price', '2.00', '1.00', 1));
      expect((await b.one(edit(rowId, 'price', '3.00', '1.00', 1))).outcome).toBe('conflicted');
      expect((await morgyRow(rowId))['price']).toBe('3.00');
      expect(await conflicts(rowId)).toMatchObject([
        {
          columns: ['price'],
          base: { price: '1.00' },
          mine: { price: '3.00' },
          theirs: { price: '2.00' },
          resolution: 'open',
        },
      ]);
    });

    test('two devices write the same value in other spellings: nothing to settle', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy({ price: '1.00', ai_config: { a: 1, b: 2 } });
      await a.one(edit(rowId, 'price', '2.50', '1.00', 1));
      await a.one(edit(rowId, 'ai_config', { b: 3, a: 1 }, { a: 1, b: 2 }, 1));
      expect(await b.one(edit(rowId, 'price', '2.5', '1.00', 1))).toMatchObject({ outcome: 'applied', rowVersion: 3 });
      expect((await b.one(edit(rowId, 'ai_config', { a: 1, b: 3 }, { a: 1, b: 2 }, 1))).outcome).toBe('applied');
      expect(await conflicts(rowId)).toEqual([]);
    });

    test('plain SQL is a writer like any other: an edit made without having seen it is a conflict', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      await db.query("UPDATE morgys SET category = 'research' WHERE id = $1", [rowId]);
      expect((await device.one(edit(rowId, 'category', 'social', 'custom', 1))).outcome).toBe('conflicted');
      expect(await conflicts(rowId)).toMatchObject([{ theirs: { category: 'research' } }]);
    });

    test('the same row inserted again by a restored device is compared, not refused', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy({ name: 'Kept', price: '3.00' });
      expect(await b.one(insert(rowId, { name: 'Kept', price: '3.00' }))).toMatchObject({
        outcome: 'applied',
        rowVersion: 1,
      });
      const differs = await b.one(insert(rowId, { name: 'Kept', price: '4.00' }));
      expect(differs.outcome).toBe('conflicted');
      expect(await conflicts(rowId)).toMatchObject([{ mine: { price: '4.00' }, theirs: { price: '3.00' } }]);
    });

    test('how a conflict was settled is synced, and makes no conflict of its own', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy({ price: '1.00' });
      await a.one(edit(rowId, 'price', '2.00', '1.00', 1));
      await b.one(edit(rowId, 'price', '3.00', '1.00', 1));
      const [open] = await db.query<{ id: string }>('SELECT id FROM sync_conflict WHERE row_id = $1', [rowId]);
      const settle = (resolution: string): Change => ({
        table: 'sync_conflict',
        rowId: open?.id ?? '',
        patch: { resolution, resolved_at: AT },
        base: { resolution: 'open', resolved_at: null },
        baseVersions: { resolution: 1, resolved_at: 1 },
      });
      expect((await a.one(settle('kept'))).outcome).toBe('applied');
      expect((await b.one(settle('taken'))).outcome).toBe('applied');
      expect(await conflicts(rowId)).toMatchObject([{ resolution: 'taken' }]);
      expect(await conflicts(open?.id ?? '')).toEqual([]);
    });
  });

  test('a conflict that the cloud has forgotten comes back as it was, once, and an edit without a base asks', async () => {
    const [a, b] = await twoDevices();
    const rowId = await a.morgy({ price: '1.00' });
    const id = uuidv7();
    const put = (mine: string): Change => ({
      table: 'sync_conflict',
      rowId: id,
      operation: 'insert',
      patch: {
        id,
        owner_id: a.userId,
        table_name: 'morgys',
        row_id: rowId,
        device_id: a.id,
        number: 1,
        kind: 'edit',
        columns: ['price'],
        base: { price: '1.00' },
        mine: { price: mine },
        theirs: { price: '3.00' },
        resolution: 'open',
        resolved_at: null,
        created_at: AT,
      },
    });
    expect(await a.one(put('2.00'))).toMatchObject({ outcome: 'applied', rowVersion: 1 });
    expect(await b.one(put('9.00'))).toMatchObject({ outcome: 'applied', rowVersion: 1 });
    expect(await conflicts(rowId)).toMatchObject([{ mine: { price: '2.00' }, device_id: a.id }]);
    expect(await b.one({ ...put('2.00'), patch: { id, kind: 'neither' } })).toMatchObject({ outcome: 'rejected' });
    // Base versions of days that the cloud has lost: whatever they claim, the values differ.
    await a.one(edit(rowId, 'price', '5.00', '1.00', 1));
    expect(await b.one(edit(rowId, 'price', '6.00', '4.00', 99))).toMatchObject({ outcome: 'conflicted' });
  });

  describe('deleting', () => {
    const remove = (rowId: string, version: number): Change => ({
      table: 'morgys',
      rowId,
      operation: 'delete',
      baseVersions: { '*': version },
    });

    test('is soft, and twice is once', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      expect(await device.one(remove(rowId, 1))).toMatchObject({ outcome: 'applied', rowVersion: 2 });
      expect((await morgyRow(rowId))['deleted_at']).toBeInstanceOf(Date);
      expect(await device.one(remove(rowId, 2))).toMatchObject({ outcome: 'applied', rowVersion: 2 });
    });

    test('against an edit it had not seen: the row stays, and both sides are kept', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy();
      await a.one(edit(rowId, 'name', 'Edited', 'First name', 1));
      expect(await b.one(remove(rowId, 1))).toMatchObject({ outcome: 'conflicted', rowVersion: 2 });
      expect((await morgyRow(rowId))['deleted_at']).toBeNull();
      expect(await conflicts(rowId)).toMatchObject([
        { kind: 'delete', columns: ['name'], mine: { deleted_at: AT }, theirs: { name: 'Edited' }, resolution: 'open' },
      ]);
    });

    test('as an update of deleted_at it is judged alike', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy();
      const trash: Change = {
        table: 'morgys',
        rowId,
        patch: { deleted_at: AT },
        base: { deleted_at: null },
        baseVersions: { deleted_at: 1, '*': 1 },
      };
      await a.one(edit(rowId, 'name', 'Edited', 'First name', 1));
      expect((await b.one(trash)).outcome).toBe('conflicted');
      expect((await morgyRow(rowId))['deleted_at']).toBeNull();
      const seen = await b.one({ ...trash, baseVersions: { deleted_at: 1, '*': 2 } });
      expect(seen.outcome).toBe('applied');
      expect((await morgyRow(rowId))['deleted_at']).toEqual(new Date(AT));
    });

    test('an edit of a row that went into the trash meanwhile takes it out again', async () => {
      const [a, b] = await twoDevices();
      const rowId = await a.morgy();
      await a.one(remove(rowId, 1));
      expect((await b.one(edit(rowId, 'name', 'Still needed', 'First name', 1))).outcome).toBe('conflicted');
      expect(await morgyRow(rowId)).toMatchObject({ name: 'Still needed', deleted_at: null });
      expect(await conflicts(rowId)).toMatchObject([
        {
          kind: 'delete',
          columns: ['name', 'deleted_at'],
          mine: { name: 'Still needed', deleted_at: null },
          theirs: { name: 'First name' },
          resolution: 'open',
        },
      ]);
    });

    test('counters of the cloud are nobody’s edit: a view does not keep a Morgy from the trash', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      await db.query('UPDATE morgys SET view_count = 7 WHERE id = $1', [rowId]);
      expect((await device.one(remove(rowId, 1))).outcome).toBe('applied');
    });
  });

  describe('refusals', () => {
    test('one is refused, the others stand, and the ledger goes on', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      const results = await device.push(
        edit(rowId, 'name', 'Good', 'First name', 1),
        edit(rowId, 'price', '5000.00', '0.00', 1),
        edit(rowId, 'price', '4.00', '0.00', 1),
      );
      expect(results.map((result) => result.code ?? result.outcome)).toEqual(['applied', 'rule', 'applied']);
      expect(await morgyRow(rowId)).toMatchObject({ name: 'Good', price: '4.00' });
    });

    const nothing: Change = { table: 'morgys', rowId: uuidv7() };
    test.each<[string, Change, string]>([
      ['a table that there is not', { ...nothing, table: 'pg_class' }, 'unknown_table'],
      ['a table that no device keeps', { ...nothing, table: 'api_keys' }, 'unknown_table'],
      ['a table with a name from Object', { ...nothing, table: 'constructor' }, 'unknown_table'],
      ['a table that the cloud writes', { ...nothing, table: 'morgy_purchases' }, 'read_only_table'],
      ['a row that is not there', { ...nothing, patch: { name: 'Nobody' } }, 'not_found'],
    ])('%s: %o is refused', async (_what, change, code) => {
      const device = await newDevice();
      expect(await device.one(change)).toMatchObject({ outcome: 'rejected', code, rowVersion: null });
    });

    test.each<[string, Mutation['patch'], string]>([
      ['a column that there is not', { nope: 1 }, 'unknown_column'],
      ['a column with a name from Object', { constructor: 1 }, 'unknown_column'],
      ['revenue', { total_revenue: '1000000.00' }, 'server_column'],
      ['a rating', { rating: '5.00' }, 'server_column'],
      ['the row’s version', { row_version: 77 }, 'server_column'],
      ['the columns’ versions', { _fv: {} }, 'server_column'],
      ['the search vector', { search: 'x' }, 'server_column'],
      ['another id', { id: uuidv7() }, 'fixed_column'],
      ['the time it was made', { created_at: AT }, 'fixed_column'],
      ['a number for a text', { name: 5 }, 'invalid_value'],
      ['an object for a text', { name: { $ne: '' } }, 'invalid_value'],
      ['a price with three digits', { price: '1.234' }, 'invalid_value'],
      ['a price as a number', { price: 1.5 }, 'invalid_value'],
      ['a price beyond all numbers', { price: '99999999999999999999' }, 'invalid_value'],
      ['a text with U+0000', { name: 'a\u0000b' }, 'invalid_value'],
      ['JSON with U+0000', { ai_config: { a: ['\u0000'] } }, 'invalid_value'],
      ['five megabytes of JSON', { ai_config: { text: 'x'.repeat(5_000_000) } }, 'invalid_value'],
      ['a list of numbers for texts', { tags: [1, 2] }, 'invalid_value'],
      ['no name', { name: null }, 'missing_value'],
      ['too short a name', { name: 'ab' }, 'rule'],
      ['too long a name', { name: 'x'.repeat(300) }, 'invalid_value'],
      ['a category that there is not', { category: 'other' }, 'rule'],
      ['a version that there is not', { version: 0 }, 'rule'],
    ])('%s is refused, and the row stays as it was', async (_what, patch, code) => {
      const device = await newDevice();
      const rowId = await device.morgy();
      const before = await morgyRow(rowId);
      const result = await device.one({ table: 'morgys', rowId, patch, baseVersions: { name: 1 } });
      expect(result).toMatchObject({ outcome: 'rejected', code });
      expect(result.message).toMatch(/\.$/);
      expect(await morgyRow(rowId)).toEqual(before);
    });

    test('another owner’s row: no update, delete or insert over it, and the same answer as for none', async () => {
      const [mine, other] = [await newDevice(), await newDevice()];
      const rowId = await other.morgy({ is_public: true });
      const before = await morgyRow(rowId);
      const results = await mine.push(
        edit(rowId, 'name', 'Taken', 'First name', 1),
        { table: 'morgys', rowId, operation: 'delete', baseVersions: { '*': 1 } },
        insert(rowId),
      );
      expect(results.map((result) => result.code)).toEqual(['not_found', 'not_found', 'id_taken']);
      const nobody = await mine.one(edit(uuidv7(), 'name', 'Taken', 'First name', 1));
      expect(nobody.message).toBe(results[0]?.message);
      expect(await morgyRow(rowId)).toEqual(before);
    });

    test('a row is its sender’s, whatever owner it names, and a child cannot be put under another’s parent', async () => {
      const [mine, other] = [await newDevice(), await newDevice()];
      const rowId = await mine.morgy({ creator_id: other.userId });
      expect((await morgyRow(rowId))['creator_id']).toBe(mine.userId);
      await mine.one({ table: 'morgys', rowId, patch: { creator_id: other.userId }, baseVersions: { creator_id: 1 } });
      expect((await morgyRow(rowId))['creator_id']).toBe(mine.userId);
      const theirs = await other.morgy();
      const child = await mine.one({
        table: 'morgy_knowledge',
        rowId: uuidv7(),
        operation: 'insert',
        patch: { morgy_id: theirs, owner_id: other.userId, title: 'T', content: 'C', source_type: 'text' },
      });
      expect(child).toMatchObject({ outcome: 'rejected', code: 'forbidden' });
    });

    test('a payout request beyond what was earned is refused by the product’s own rule', async () => {
      const device = await newDevice();
      const result = await device.one({
        table: 'creator_payouts',
        rowId: uuidv7(),
        operation: 'insert',
        patch: { amount: '75.00', currency: 'USD', period_start: '2026-01-01', period_end: '2026-01-31' },
      });
      expect(result).toMatchObject({ outcome: 'rejected', code: 'rule' });
      expect(result.message).toContain('The cloud refused it');
    });

    test('a listing may be handed in and not approved by its creator', async () => {
      const device = await newDevice();
      const morgyId = await device.morgy();
      const rowId = uuidv7();
      const listing = (status: string): Change => ({
        table: 'marketplace_listings',
        rowId,
        operation: 'insert',
        patch: { morgy_id: morgyId, status, visibility: 'public', pricing_model: 'free', price: '0.00' },
      });
      expect(await device.one(listing('approved'))).toMatchObject({ outcome: 'rejected', code: 'forbidden' });
      expect(await device.one(listing('pending'))).toMatchObject({ outcome: 'applied' });
    });

    test('a whole row may carry the defaults of columns that are not its sender’s to set', async () => {
      const device = await newDevice();
      const submission = (status: string): Change => ({
        table: 'plugin_submissions',
        rowId: uuidv7(),
        operation: 'insert',
        patch: { plugin_data: { name: 'x' }, quality_score: null, review_notes: null, reviewed_at: null, status },
      });
      expect(await device.one(submission('approved'))).toMatchObject({ outcome: 'rejected', code: 'server_column' });
    });

    test('SQL in every string is a string', async () => {
      const device = await newDevice();
      const sql = `'; DROP TABLE morgys; -- $1 \\'"); SELECT pg_sleep(10)`;
      const rowId = await device.morgy({ name: sql, description: sql, tags: [sql], ai_config: { [sql]: sql } });
      expect(await morgyRow(rowId)).toMatchObject({
        name: sql,
        description: sql,
        tags: [sql],
        ai_config: { [sql]: sql },
      });
      expect(await device.one({ table: 'morgys', rowId, patch: { [sql]: sql } })).toMatchObject({
        code: 'unknown_column',
      });
      expect(await device.one({ table: sql, rowId })).toMatchObject({ code: 'unknown_table' });
      expect(await device.one(edit(rowId, 'description', 'after', sql, 1))).toMatchObject({ outcome: 'applied' });
    });

    test('an API key changes what its scopes name', async () => {
      const device = await newDevice();
      const rowId = await device.morgy();
      const push = async (change: Change, scopes: string[]) =>
        (await device.send([[device.mutation(change)]], 0, scopes)).results[0]?.code ?? 'done';
      const rename = edit(rowId, 'name', 'By key', 'First name', 1);
      const remove: Change = { table: 'morgys', rowId, operation: 'delete', baseVersions: { '*': 9 } };
      expect(await push(rename, ['morgys:read'])).toBe('forbidden');
      expect(await push(rename, ['morgys:write'])).toBe('done');
      expect(await push(remove, ['morgys:write'])).toBe('forbidden');
      expect(await push({ ...rename, table: 'projects' }, ['morgys:write', 'knowledge:write'])).toBe('forbidden');
      expect(await push(remove, ['morgys:delete'])).toBe('done');
    });

    test('a database that goes away is passing trouble: nothing is taken, and the same batch passes later', async () => {
      const device = await newDevice();
      const rowId = uuidv7();
      const batch = [[device.mutation(insert(rowId))]];
      const blocker = await db.pool.connect();
      await blocker.query('BEGIN');
      await blocker.query('SELECT 1 FROM sync_device WHERE id = $1 FOR UPDATE', [device.id]);
      const sending = device.send(batch);
      // The push waits for the ledger; its connection is cut meanwhile.
      let cut = 0;
      while (cut === 0) {
        const { rows } = await blocker.query<{ n: boolean }>(
          "SELECT pg_terminate_backend(pid) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        cut = rows.length;
      }
      await expect(sending).rejects.toMatchObject({ code: '57P01' });
      await blocker.query('ROLLBACK');
      blocker.release();
      expect((await device.send(batch)).results).toEqual([{ number: 1, outcome: 'applied', rowVersion: 1 }]);
    });
  });

  describe('the first fetch', () => {
    test('a page holds what a device keeps, in wire values, and the pages together hold every row once', async () => {
      const device = await newDevice();
      const ids = [
        await device.morgy({ price: '19.90', tags: ['a', 'b "c"'] }),
        await device.morgy(),
        await device.morgy(),
      ];
      const other = await newDevice();
      await other.morgy({ is_public: true });
      const seen: Record<string, unknown>[] = [];
      let after: string | null = null;
      let pages = 0;
      do {
        const page = await readSnapshotPage(pool, { userId: device.userId }, 'morgys', after, 2);
        seen.push(...page.rows.map((row) => Object.fromEntries(page.columns.map((name, index) => [name, row[index]]))));
        after = page.next;
        pages += 1;
      } while (after !== null);
      expect(pages).toBe(2);
      expect(seen.map((row) => row['id'])).toEqual(ids);
      expect(seen[0]).toMatchObject({
        creator_id: device.userId,
        price: '19.90',
        total_revenue: '0.00',
        tags: ['a', 'b "c"'],
        is_public: false,
        deleted_at: null,
        row_version: 1,
        _fv: { '*': [1, device.id] },
      });
      expect(seen[0]).toHaveProperty('created_at', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
      expect(seen[0]).not.toHaveProperty('search');
    });

    test('a page of large documents ends by its size, and the next goes on', async () => {
      const device = await newDevice();
      const morgyId = await device.morgy();
      // Random letters: what compresses well would not show that sizes are counted unpacked.
      const content = Array.from({ length: 3 * 1024 * 1024 }, () =>
        String.fromCodePoint(97 + Math.floor(Math.random() * 26)),
      ).join('');
      for (let n = 0; n < 4; n += 1) {
        await device.one({
          table: 'morgy_knowledge',
          rowId: uuidv7(),
          operation: 'insert',
          patch: { morgy_id: morgyId, title: `T${n}`, content, source_type: 'text' },
        });
      }
      const first = await readSnapshotPage(pool, { userId: device.userId }, 'morgy_knowledge', null);
      expect(first.rows).toHaveLength(3);
      const second = await readSnapshotPage(pool, { userId: device.userId }, 'morgy_knowledge', first.next);
      expect(second).toMatchObject({ next: null, rows: [expect.arrayContaining(['T3'])] });
    });

    test('a table that no device keeps cannot be asked for', async () => {
      const device = await newDevice();
      for (const table of ['api_keys', 'pg_class', 'morgys; DROP TABLE morgys', '']) {
        await expect(readSnapshotPage(pool, device, table, null)).rejects.toMatchObject({ code: 'not_found' });
      }
    });
  });
});
