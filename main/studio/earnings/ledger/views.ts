/** Daily figures of Morgys in columns, in order of the day. The cloud counts views by UTC day; a finer time is not known. */
import { dayNumber } from '../../lib/period/zone.ts';

export interface ViewColumns {
  readonly count: number;
  /** Days since 1970-01-01. */
  readonly day: Int32Array;
  readonly views: Int32Array;
  readonly subject: Uint32Array;
  readonly subjects: readonly string[];
}

/** `[morgy, date, views]` in order of the date. */
export type ViewSource = readonly [morgyId: string, date: string, views: number];

export function buildViews(rows: readonly ViewSource[]): ViewColumns {
  const day = new Int32Array(rows.length);
  const views = new Int32Array(rows.length);
  const subject = new Uint32Array(rows.length);
  const numbers = new Map<string, number>();
  let lastDate = '';
  let lastDay = 0;
  for (const [n, row] of rows.entries()) {
    if (row[1] !== lastDate) {
      [, lastDate] = row;
      lastDay = dayNumber(lastDate);
    }
    let number = numbers.get(row[0]);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(row[0], number);
    }
    day[n] = lastDay;
    views[n] = row[2];
    subject[n] = number;
  }
  return { count: rows.length, day, views, subject, subjects: [...numbers.keys()] };
}

export function firstOnDay({ day, count }: ViewColumns, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((day[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
