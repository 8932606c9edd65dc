/**
 * Faults caught: two ways to write a day in one window, a day of the calendar that slips with the device's zone, "8 weeks ago"
 * where a date says more, and an ISO time in a sentence.
 */
import { expect, it } from 'vitest';
import { agoLabel, dateLabel, dayInZone, dayLabel, monthLabel, rangeLabel, shortDayLabel, timeInZone } from './when.ts';

const now = Date.parse('2026-06-10T12:00:00Z');

it('is relative for a week in either direction, and a day beyond', () => {
  expect(agoLabel('2026-06-10T11:59:40Z', now)).toBe('just now');
  expect(agoLabel('2026-06-10T10:00:00Z', now)).toBe('2 hours ago');
  expect(agoLabel('2026-06-09T12:00:00Z', now)).toBe('yesterday');
  expect(agoLabel('2026-06-13T12:00:00Z', now)).toBe('in 3 days');
  expect(agoLabel('2026-05-20T12:00:00Z', now)).toBe('20 May 2026');
  expect(agoLabel('2026-07-10T12:00:00Z', now)).toBe('10 Jul 2026');
  expect(agoLabel('not a time', now)).toBe('not a time');
});

it('writes days, spans and months day first, whatever the zone of the device', () => {
  expect(dayLabel('2026-05-04')).toBe('4 May 2026');
  expect(shortDayLabel('2026-05-04')).toBe('4 May');
  expect(rangeLabel('2026-05-04', '2026-05-04')).toBe('4 May 2026');
  expect(rangeLabel('2026-05-04', '2026-06-01').replaceAll(/\s/g, ' ')).toBe('4 May – 1 Jun 2026');
  expect(monthLabel('2026-05-31')).toBe('May 2026');
});

it('writes an instant on the clocks that are meant, in 24 hours', () => {
  expect(timeInZone('2026-05-04T22:30:00Z', 'Europe/Berlin')).toBe('5 May 2026, 00:30');
  expect(dayInZone('2026-05-04T22:30:00Z', 'Europe/Berlin')).toBe('5 May 2026');
  expect(dateLabel('2026-05-04T12:30:00Z')).toMatch(/^\d May 2026, \d\d:30$/);
  expect(dateLabel('soon')).toBe('soon');
});
