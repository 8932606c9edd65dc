/** Fault caught: a table whose owner was forgotten, and whose rows would so be served to every account. */
import { describe, expect, it } from 'vitest';
import * as c from './columns.ts';
import { tables } from './index.ts';
import { defineTable } from './table.ts';

const spec = {
  name: 'things',
  domain: 'market',
  document: 0,
  purpose: 'For this test.',
  columns: { id: c.id(), user_id: c.notNull(c.uuid()) },
} as const;

describe('a table that reaches devices', () => {
  it.each(['both', 'up', 'down'] as const)('names its owner (%s)', (sync) => {
    expect(() => defineTable({ ...spec, sync })).toThrow(/owner column or is common/);
    expect(defineTable({ ...spec, sync, ownerColumn: 'user_id' })).toMatchObject({ isCommon: false });
  });

  it('is common only where that is said, and then has no owner and no writer on a device', () => {
    expect(defineTable({ ...spec, sync: 'down', isCommon: true })).toMatchObject({ ownerColumn: null, isCommon: true });
    expect(() => defineTable({ ...spec, sync: 'down', isCommon: true, ownerColumn: 'user_id' })).toThrow(
      /or is common/,
    );
    for (const sync of ['both', 'up', 'none'] as const)
      expect(() => defineTable({ ...spec, sync, isCommon: true })).toThrow(/only comes down/);
  });

  it('is common only where its rows hold nothing of a person', () => {
    const common = tables.filter((table) => table.isCommon);
    expect(common.map(({ name }) => name)).toEqual(['revenue_terms']);
    for (const table of common)
      expect(Object.values(table.columns).filter(({ references }) => references?.table === 'users')).toEqual([]);
  });
});
