/** Edits that meet, in real PostgreSQL. Fault caught: a value that two people wrote and of which one side is nowhere. */
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { AT } from '../testing/device.ts';
import type { Change } from '../testing/device.ts';
import { CONNECTIONS, edit, insert, pushWorld } from '../testing/pushing.ts';

describe.each(CONNECTIONS)('on %s', (_connection, pipeline) => {
  const world = pushWorld(pipeline);
  const { newDevice, twoDevices, morgyRow, conflicts } = world;

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
      await world.db.query("UPDATE morgys SET category = 'research' WHERE id = $1", [rowId]);
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
      const [open] = await world.db.query<{ id: string }>('SELECT id FROM sync_conflict WHERE row_id = $1', [rowId]);
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
});
