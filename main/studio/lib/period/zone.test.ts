/** Faults caught: a day that begins an hour late where clocks change, a row counted on two days or on none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf, previousOf, yearBefore } from './range.ts';
import { addDays, dayNumber, isZone, zoneNamed } from './zone.ts';

const zones = Intl.supportedValuesOf('timeZone');
const hours = (zone: string, date: string): number =>
  (zoneNamed(zone).startOf(addDays(date, 1)) - zoneNamed(zone).startOf(date)) / 3_600_000;

describe('days of a time zone', () => {
  it('are 23 and 25 hours long where clocks change', () => {
    expect(hours('Europe/Berlin', '2026-03-29')).toBe(23);
    expect(hours('Europe/Berlin', '2026-10-25')).toBe(25);
    expect(hours('America/New_York', '2026-03-08')).toBe(23);
    expect(hours('America/New_York', '2026-11-01')).toBe(25);
    expect(hours('Australia/Lord_Howe', '2026-04-05')).toBe(24.5);
    expect(hours('UTC', '2026-03-29')).toBe(24);
  });

  it('begin at one where midnight is skipped, and at the first midnight where it comes twice', () => {
    // Cairo 2026-04-24: 00:00 becomes 01:00. Havana 2026-11-01: 01:00 becomes 00:00.
    expect(new Date(zoneNamed('Africa/Cairo').startOf('2026-04-24')).toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(hours('Africa/Cairo', '2026-04-24')).toBe(23);
    expect(new Date(zoneNamed('America/Havana').startOf('2026-11-01')).toISOString()).toBe('2026-11-01T04:00:00.000Z');
    expect(hours('America/Havana', '2026-11-01')).toBe(25);
  });

  it('are empty where a country skipped one', () => {
    expect(hours('Pacific/Apia', '2011-12-30')).toBe(0);
  });

  it('hold every instant of their date and no other, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 11, 31) }),
        (name, instant) => {
          const zone = zoneNamed(name);
          const date = new Intl.DateTimeFormat('sv-SE', { timeZone: name }).format(instant);
          expect(zone.dateAt(instant)).toBe(date);
          expect(zone.startOf(date)).toBeLessThanOrEqual(instant);
          expect(zone.startOf(addDays(date, 1))).toBeGreaterThan(instant);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('know which zones there are', () => {
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
  });
});

describe('ranges', () => {
  it('fall into buckets without a gap or an overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 15_000, max: 25_000 }),
        fc.integer({ min: 0, max: 900 }),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
        (start, length, by) => {
          const from = addDays('1970-01-01', start);
          const to = addDays(from, length);
          const buckets = bucketsOf({ from, to }, by);
          expect(buckets[0]?.from).toBe(from);
          expect(buckets.at(-1)?.to).toBe(to);
          for (const [n, bucket] of buckets.entries()) {
            expect(bucket.from <= bucket.to).toBe(true);
            if (n > 0) expect(bucket.from).toBe(addDays(buckets[n - 1]?.to ?? '', 1));
          }
        },
      ),
    );
  });

  it('compare whole months with whole months, and days with as many days', () => {
    expect(previousOf({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(previousOf({ from: '2026-01-01', to: '2026-12-31' })).toEqual({ from: '2025-01-01', to: '2025-12-31' });
    expect(previousOf({ from: '2026-03-10', to: '2026-03-16' })).toEqual({ from: '2026-03-03', to: '2026-03-09' });
    expect(yearBefore({ from: '2024-02-01', to: '2024-02-29' })).toEqual({ from: '2023-02-01', to: '2023-02-28' });
    expect(yearBefore({ from: '2025-02-01', to: '2025-02-28' })).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(dayNumber('1970-01-05')).toBe(4);
  });
});
