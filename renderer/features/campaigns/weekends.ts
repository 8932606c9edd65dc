/** Whether the days of a move are laid over weekends too: read off their dates, for it is stored nowhere else. */
import { addDays, weekdayOf } from '../../../main/contract/days.ts';

const isWeekend = (day: string): boolean => weekdayOf(day) >= 5;

/** @param dates of the days, `YYYY-MM-DD` in order, null where a day has none. True while they do not tell. */
export function usesWeekends(dates: readonly (string | null)[]): boolean {
  const dated = dates.filter((date) => date !== null).toSorted();
  if (dated.some(isWeekend)) return true;
  return !dated.some((date, i) => {
    const next = dated[i + 1];
    // A weekend between two neighbours, as long as nothing else is left out there.
    return next !== undefined && isWeekend(addDays(date, 1)) && addDays(date, 3) === next;
  });
}
