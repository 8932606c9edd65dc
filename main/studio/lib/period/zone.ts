/**
 * Days of an IANA time zone as instants. A day begins at the first instant of its date, which is not always midnight (where
 * clocks go forward at midnight it is one o'clock), and lasts 23, 24 or 25 hours.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `2026-11-21`. Dates of the proleptic Gregorian calendar, compared as text. */
export type LocalDate = string;

export const dayNumber = (date: LocalDate): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);
export const dateOfDay = (day: number): LocalDate => new Date(day * DAY).toISOString().slice(0, 10);
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfDay(dayNumber(date) + days);

export interface Zone {
  readonly name: string;
  /** The first instant of the date (milliseconds since 1970, UTC). */
  startOf(date: LocalDate): number;
  dateAt(instant: number): LocalDate;
}

const zones = new Map<string, Zone>();

export const isZone = (name: string): boolean => {
  try {
    return zoneNamed(name).name === name;
  } catch {
    return false;
  }
};

/** @throws RangeError when there is no such zone. */
export function zoneNamed(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = makeZone(name);
    zones.set(name, zone);
  }
  return zone;
}

function makeZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  const starts = new Map<LocalDate, number>();

  /** What a clock on the wall shows, read as if it were UTC. */
  function wall(instant: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
    const shown = Date.UTC(
      part['year'] ?? 0,
      (part['month'] ?? 1) - 1,
      part['day'] ?? 1,
      part['hour'] ?? 0,
      part['minute'] ?? 0,
      part['second'] ?? 0,
    );
    return shown + (((instant % 1000) + 1000) % 1000);
  }
  const offset = (instant: number): number => wall(instant) - instant;

  function findStart(date: LocalDate): number {
    const midnight = dayNumber(date) * DAY;
    const candidates = [offset(midnight - DAY), offset(midnight + DAY)].map((each) => midnight - each);
    const exact = candidates.filter((instant) => wall(instant) === midnight);
    if (exact.length > 0) return Math.min(...exact);
    // No clock showed midnight: the day begins where the clocks jumped over it.
    let before = Math.min(...candidates) - 2 * HOUR;
    let after = Math.max(...candidates) + 2 * HOUR;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (wall(middle) >= midnight) after = middle;
      else before = middle;
    }
    return after;
  }

  return {
    name,
    startOf(date) {
      let start = starts.get(date);
      if (start === undefined) {
        start = findStart(date);
        starts.set(date, start);
      }
      return start;
    },
    dateAt: (instant) => new Date(wall(instant)).toISOString().slice(0, 10),
  };
}
