/** Deletes into the trash, in real PostgreSQL. Fault caught: an edit that its deleter had not seen goes with the row. */
import { describe, expect, test } from 'vitest';
import { AT } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';
import { CONNECTIONS, edit, pushWorld } from '../testing/pushing.ts';

describe.each(CONNECTIONS)('on %s', (_connection, pipeline) => {
  const world = pushWorld(pipeline);
  const { newDevice, twoDevices, morgyRow, conflicts } = world;

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
      await world.db.query('UPDATE morgys SET view_count = 7 WHERE id = $1', [rowId]);
      expect((await device.one(remove(rowId, 1))).outcome).toBe('applied');
    });
  });
});
