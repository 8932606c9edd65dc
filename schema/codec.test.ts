/** Faults caught: a value that changes on its way through SQLite, a validator that refuses what it should take. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRow, encodePatch, rowValidator } from './codec.ts';
import { deviceTables, morgys, tables } from './index.ts';

const row = fc.record({
  name: fc.string({ minLength: 3, maxLength: 255 }),
  tags: fc.array(fc.string()),
  ai_config: fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue({ noUnicodeString: false }),
  ) as fc.Arbitrary<Record<string, unknown>>,
  is_public: fc.boolean(),
  price: fc.integer({ min: 0, max: 99_999 }),
  description: fc.option(fc.string(), { nil: null }),
});

describe('a row', () => {
  it('comes back from SQLite’s values as it went', () => {
    fc.assert(
      fc.property(row, (patch) => {
        const stored = Object.fromEntries(encodePatch(morgys, patch));
        // JSON has no negative zero; nothing that a person writes depends on it.
        expect(decodeRow(morgys, stored)).toEqual(JSON.parse(JSON.stringify(patch)));
      }),
    );
  });

  it('is refused a column that the device does not have', () => {
    expect(() => encodePatch(morgys, { search: 'x' } as never)).toThrow(/no column "search"/);
  });
});

describe('validators of the catalogue', () => {
  it('take every default that the catalogue itself states', () => {
    for (const table of deviceTables) {
      const validator = rowValidator(table).partial();
      const defaults = Object.fromEntries(
        Object.entries(table.columns).flatMap(([name, column]) =>
          column.onDevice && column.defaultValue !== undefined ? [[name, column.defaultValue]] : [],
        ),
      );
      expect([table.name, validator.safeParse(defaults).error?.issues ?? []]).toEqual([table.name, []]);
    }
  });

  it('hold bounds and value sets', () => {
    const validator = rowValidator(morgys).partial();
    for (const wrong of [
      { name: 'ab' },
      { price: 100_000 },
      { price: 1.5 },
      { category: 'pirate' },
      { rating: 501 },
      { id: 'x' },
    ]) {
      expect([wrong, validator.safeParse(wrong).success]).toEqual([wrong, false]);
    }
    expect(validator.safeParse({ price: 99_999, rating: 500, name: 'abc' }).success).toBe(true);
  });
});

it('every table has a key, and every reference points at a table', () => {
  const names = new Set(tables.map((table) => table.name));
  for (const table of tables) {
    expect(table.primaryKey.length).toBeGreaterThan(0);
    for (const column of Object.values(table.columns))
      if (column.references) expect(names).toContain(column.references.table);
  }
});
