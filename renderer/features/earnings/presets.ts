/** Ranges that move with the calendar. Pure: today is the creator's own, told by the studio. */
import type { Granularity } from '../../../main/studio/earnings/contract.ts';

const DAY = 86_400_000;
const at = (date: string): Date => new Date(`${date}T00:00:00Z`);
const text = (date: Date): string => date.toISOString().slice(0, 10);
const plusDays = (date: string, days: number): string => text(new Date(at(date).getTime() + days * DAY));
export const dayBefore = (date: string): string => plusDays(date, -1);
/** The first of the month, so many months on. */
const month = (date: string, months: number): string => {
  const first = at(`${date.slice(0, 7)}-01`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return text(first);
};

export interface Range {
  readonly from: string | null;
  readonly to: string | null;
}
export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly range: (today: string) => Range;
}

export const PRESETS: readonly Preset[] = [
  { id: 'today', label: 'Today', range: (today) => ({ from: today, to: today }) },
  { id: 'week', label: 'Last 7 days', range: (today) => ({ from: plusDays(today, -6), to: today }) },
  { id: 'four-weeks', label: 'Last 28 days', range: (today) => ({ from: plusDays(today, -27), to: today }) },
  {
    id: 'this-month',
    label: 'This month',
    range: (today) => ({ from: month(today, 0), to: plusDays(month(today, 1), -1) }),
  },
  {
    id: 'last-month',
    label: 'Last month',
    range: (today) => ({ from: month(today, -1), to: plusDays(month(today, 0), -1) }),
  },
  {
    id: 'quarter',
    label: 'Last 3 months',
    range: (today) => ({ from: month(today, -2), to: plusDays(month(today, 1), -1) }),
  },
  {
    id: 'twelve',
    label: 'Last 12 months',
    range: (today) => ({ from: month(today, -11), to: plusDays(month(today, 1), -1) }),
  },
  {
    id: 'this-year',
    label: 'This year',
    range: (today) => ({ from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` }),
  },
  {
    id: 'last-year',
    label: 'Last year',
    range: (today) => {
      const year = Number(today.slice(0, 4)) - 1;
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    },
  },
  { id: 'all', label: 'All time', range: () => ({ from: null, to: null }) },
];
export const DEFAULT_PRESET = 'twelve';

export const rangeOf = (preset: string, today: string): Range =>
  (PRESETS.find(({ id }) => id === preset) ?? PRESETS.at(-1))?.range(today) ?? { from: null, to: null };

/** Fine enough to see something, coarse enough to read it. */
export function granularityOf(from: string, to: string): Granularity {
  const days = (at(to).getTime() - at(from).getTime()) / DAY + 1;
  if (days <= 45) return 'day';
  if (days <= 140) return 'week';
  if (days <= 1500) return 'month';
  return 'year';
}
