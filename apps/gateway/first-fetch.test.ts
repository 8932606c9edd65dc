/** Pages of a first fetch. Faults caught: a row left out or told twice between pages, a value spelled otherwise than in a log. */
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { readSnapshotPage } from './snapshot.ts';
import { CONNECTIONS, pushWorld } from './testing/pushing.ts';

describe.each(CONNECTIONS)('on %s', (_connection, pipeline) => {
  const world = pushWorld(pipeline);
  const { newDevice } = world;

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
        const page = await readSnapshotPage(world.pool, { userId: device.userId }, 'morgys', after, 2);
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
      const first = await readSnapshotPage(world.pool, { userId: device.userId }, 'morgy_knowledge', null);
      expect(first.rows).toHaveLength(3);
      const second = await readSnapshotPage(world.pool, { userId: device.userId }, 'morgy_knowledge', first.next);
      expect(second).toMatchObject({ next: null, rows: [expect.arrayContaining(['T3'])] });
    });

    test('a table that no device keeps cannot be asked for', async () => {
      const device = await newDevice();
      for (const table of ['api_keys', 'pg_class', 'morgys; DROP TABLE morgys', '']) {
        await expect(readSnapshotPage(world.pool, device, table, null)).rejects.toMatchObject({ code: 'not_found' });
      }
    });
  });
});
