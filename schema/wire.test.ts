import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as c from './columns.ts';
import { arrayItems, decimalText, fromPostgresText, fromWire, scaledInteger, toWire, utcTime } from './wire.ts';

describe('decimals on the wire', () => {
  it('never change a cent on the way there and back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 6 }), (scaled, scale) => {
        expect(scaledInteger(decimalText(scaled, scale), scale)).toBe(scaled === 0 ? 0 : scaled);
      }),
    );
  });

  it('refuse what is not exact instead of rounding it', () => {
    for (const bad of ['1.234', '1e5', '', ' 1', '1,00', 'NaN', '99999999999999999'])
      expect(() => scaledInteger(bad, 2)).toThrow(RangeError);
    expect(scaledInteger('1.500', 2)).toBe(150);
    expect(decimalText(-5, 2)).toBe('-0.05');
  });
});

describe('Postgres text', () => {
  it('gives the same value in SQLite as the wire does, so that two ways down cannot disagree', () => {
    const cases: [c.Column, string, unknown][] = [
      [c.boolean(), 't', true],
      [c.boolean(), 'false', false],
      [c.numeric(10, 2), '19.9', '19.90'],
      [c.timestamptz(), '2026-01-02 03:04:05.123456+00', '2026-01-02T03:04:05.123Z'],
      [c.timestamptz(), '2026-01-02 03:04:05+05:30', '2026-01-01T21:34:05.000Z'],
      [c.jsonb(), '{"a": [1, 2]}', { a: [1, 2] }],
      [c.textArray(), '{a,"b \\"c\\"",NULL,"NULL","x,y"}', ['a', 'b "c"', null, 'NULL', 'x,y']],
      [c.integerArray(), '{1,-2}', [1, -2]],
      [c.bigint(), '12345678901', 12345678901],
      [c.text(), '', ''],
    ];
    for (const [column, text, wire] of cases) {
      expect(fromPostgresText(column, text)).toEqual(fromWire(column, wire));
      expect(toWire(column, fromWire(column, wire))).toEqual(wire);
    }
  });

  it('reads an empty array and one that is cut short', () => {
    expect(arrayItems('{}')).toEqual([]);
    expect(() => arrayItems('{"ab')).toThrow(RangeError);
    expect(() => utcTime('yesterday')).toThrow(RangeError);
  });
});
