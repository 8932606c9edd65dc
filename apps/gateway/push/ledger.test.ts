/** The ledger on real PostgreSQL: a repeated mutation is answered and not done again, and a gap is no mutation at all. */
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { BATCH_MUTATIONS, pushAnswer } from '../../../sync/protocol/mutation.ts';
import { revokeDevice } from '../devices.ts';
import type { TestDevice } from '../testing/device.ts';
import { CONNECTIONS, edit, insert, pushWorld } from '../testing/pushing.ts';

describe.each(CONNECTIONS)('on %s', (_connection, pipeline) => {
  const world = pushWorld(pipeline);
  const { newDevice, morgyRow, everything } = world;

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
        await world.db.query('SELECT number::int FROM sync_result WHERE device_id = $1 ORDER BY number', [device.id]),
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
      await revokeDevice(world.pool, mine, mine.id);
      await expect(mine.send([[change]])).rejects.toMatchObject({ code: 'revoked', status: 403 });
      expect(
        await world.db.query('SELECT 1 FROM morgys WHERE creator_id = ANY ($1)', [[mine.userId, other.userId]]),
      ).toEqual([]);
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
      expect(await world.db.query('SELECT last_lsn FROM sync_device WHERE id = $1', [device.id])).toEqual([
        { last_lsn: second.lsn },
      ]);
    });
  });
});
