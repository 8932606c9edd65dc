/** Ranges of dates: what to compare one with, and how it falls into days, weeks, months or years. Both ends included. */
import type { Granularity } from './types.ts';
import { addDays, dayNumber, dateOfDay } from './zone.ts';
import type { LocalDate, Zone } from './zone.ts';

export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const parts = (date: LocalDate): [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];
const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The same day so many months on; the last day where the month is shorter. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = parts(date);
  const count = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1];
  return `${pad(toYear, 4)}-${pad(toMonth)}-${pad(Math.min(day, daysIn(toYear, toMonth)))}`;
}

const firstOfMonth = (date: LocalDate): LocalDate => `${date.slice(0, 7)}-01`;
const lastOfMonth = (date: LocalDate): LocalDate => addDays(addMonths(firstOfMonth(date), 1), -1);

/** Whole months compare with the whole months before, anything else with as many days before. */
export function previousOf({ from, to }: DateRange): DateRange {
  if (from === firstOfMonth(from) && to === lastOfMonth(to)) {
    const months = (parts(to)[0] - parts(from)[0]) * 12 + parts(to)[1] - parts(from)[1] + 1;
    return { from: addMonths(from, -months), to: addDays(from, -1) };
  }
  const days = dayNumber(to) - dayNumber(from) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/** The same dates a year before; whole months stay whole. */
export const yearBefore = ({ from, to }: DateRange): DateRange => ({
  from: addMonths(from, -12),
  to: to === lastOfMonth(to) ? lastOfMonth(addMonths(to, -12)) : addMonths(to, -12),
});

/** The first day of the day, ISO week (Monday), month or year in which the date lies. */
export function startOfBucket(date: LocalDate, by: Granularity): LocalDate {
  switch (by) {
    case 'day':
      return date;
    case 'week':
      // 1970-01-01 was a Thursday.
      return dateOfDay(dayNumber(date) - ((((dayNumber(date) + 3) % 7) + 7) % 7));
    case 'month':
      return firstOfMonth(date);
    case 'year':
      return `${date.slice(0, 4)}-01-01`;
  }
}

export function nextBucket(start: LocalDate, by: Granularity): LocalDate {
  switch (by) {
    case 'day':
      return addDays(start, 1);
    case 'week':
      return addDays(start, 7);
    case 'month':
      return addMonths(start, 1);
    case 'year':
      return addMonths(start, 12);
  }
}

export interface Bucket {
  /** Its first and last date that lie in the range. */
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export function bucketsOf({ from, to }: DateRange, by: Granularity): Bucket[] {
  const buckets: Bucket[] = [];
  let start = startOfBucket(from, by);
  while (start <= to) {
    const next = nextBucket(start, by);
    const last = addDays(next, -1);
    buckets.push({ from: start < from ? from : start, to: last > to ? to : last });
    start = next;
  }
  return buckets;
}

/** From the first instant (included) to the first instant after (excluded). */
export const instantsOf = (zone: Zone, { from, to }: DateRange): [from: number, until: number] => [
  zone.startOf(from),
  zone.startOf(addDays(to, 1)),
];
