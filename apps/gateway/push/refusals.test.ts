/** What is refused, with which word, and that nothing changes by it. */
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Mutation } from '../../../sync/protocol/mutation.ts';
import { AT } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';
import { CONNECTIONS, edit, insert, pushWorld } from '../testing/pushing.ts';

describe.each(CONNECTIONS)('on %s', (_connection, pipeline) => {
  const world = pushWorld(pipeline);
  const { newDevice, morgyRow } = world;

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
      const blocker = await world.db.pool.connect();
      await blocker.query('BEGIN');
      await blocker.query('SELECT 1 FROM sync_device WHERE id = $1 FOR UPDATE', [device.id]);
      // Looked for from the beginning: the refusal may come before the cut is told of.
      const refused = device.send(batch).catch((error: unknown) => error);
      // The push waits for the ledger; its connection is cut meanwhile.
      let cut = 0;
      while (cut === 0) {
        const { rows } = await blocker.query<{ n: boolean }>(
          "SELECT pg_terminate_backend(pid) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        cut = rows.length;
      }
      expect(await refused).toMatchObject({ code: '57P01' });
      await blocker.query('ROLLBACK');
      blocker.release();
      expect((await device.send(batch)).results).toEqual([{ number: 1, outcome: 'applied', rowVersion: 1 }]);
    });
  });
});
