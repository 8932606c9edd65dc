/**
 * How the window writes days and times, in one place: relative while it is recent, as a day after that, with the exact time
 * to hand; day first, 24 hours, the month as a word, so that no day is read as a month. Files and input fields use ISO.
 */

const LANGUAGE = 'en-GB';

// Making one takes longer than writing a row of a table with it; lists of thousands use the same.
const AGO = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });
const LOCAL_TIME = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' });
const LOCAL_DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' });
const calendar = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: 'UTC' });
const DAY = calendar({ day: 'numeric', month: 'short', year: 'numeric' });
const DAY_OF_YEAR = calendar({ day: 'numeric', month: 'short' });
const MONTH = calendar({ month: 'long', year: 'numeric' });
const MONTH_SHORT = calendar({ month: 'short', year: '2-digit' });

/** Until so long ago, "3 days ago" says more than a date. Seconds. */
const RECENT = 7 * 86_400;
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "2 hours ago", "yesterday", "in 3 days"; "14 Nov 2026" for what is a week away or more. */
export function agoLabel(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const seconds = (at - now) / 1000;
  if (Math.abs(seconds) >= RECENT) return LOCAL_DAY.format(at);
  for (const [unit, length] of STEPS)
    if (Math.abs(seconds) >= length) return AGO.format(Math.round(seconds / length), unit);
  return 'just now';
}

/** The exact time on this device's clock: "14 Nov 2026, 17:28". */
export function dateLabel(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : LOCAL_TIME.format(at);
}

const dayAt = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** A day of a calendar (`YYYY-MM-DD`), which has no zone: "14 Nov 2026". */
export const dayLabel = (day: string): string => DAY.format(dayAt(day));
/** "14 Nov", where the year is said elsewhere. */
export const shortDayLabel = (day: string): string => DAY_OF_YEAR.format(dayAt(day));
/** "14–20 Nov 2026". */
export const rangeLabel = (from: string, to: string): string =>
  from === to ? dayLabel(from) : DAY.formatRange(dayAt(from), dayAt(to));
/** "November 2026", of any day in it. */
export const monthLabel = (day: string): string => MONTH.format(dayAt(day));
/** "Nov 26": the year's last two, below an axis. */
export const shortMonthLabel = (day: string): string => MONTH_SHORT.format(dayAt(day));

const zones = new Map<string, Intl.DateTimeFormat>();

function inZone(iso: string, timeZone: string, styles: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${styles.timeStyle ?? ''}`;
  let format = zones.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(LANGUAGE, { ...styles, timeZone });
    zones.set(key, format);
  }
  return format.format(new Date(iso));
}

/** An instant on the clocks of a zone: "14 Nov 2026, 17:28". */
export const timeInZone = (iso: string, timeZone: string): string =>
  inZone(iso, timeZone, { dateStyle: 'medium', timeStyle: 'short' });
/** Its day there. */
export const dayInZone = (iso: string, timeZone: string): string => inZone(iso, timeZone, { dateStyle: 'medium' });
