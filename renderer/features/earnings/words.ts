/** The words of the money pages. */
import type { Licence, Overview, PeriodFigures, Product, ShownKind } from '../../../main/studio/earnings/contract.ts';
import type { PayoutRow } from '../../../main/studio/earnings/contract.ts';

export const KIND_WORDS: Record<ShownKind, string> = {
  sale: 'Sale',
  fee: 'Fee',
  refund: 'Refund',
  fee_refund: 'Fee returned',
  adjustment: 'Machine cost',
  payout: 'Payout',
  requested: 'Requested',
};
export const PRODUCT_WORDS: Record<Product, string> = {
  one_time: 'One-time',
  subscription: 'Subscription',
  hired_agent: 'Hired agent',
};
export const LICENCE_WORDS: Record<Licence, string> = {
  free: 'Free',
  paid: 'Paid',
  subscription: 'Subscription',
  per_session: 'By session',
};
export const PAYOUT_WORDS: Record<PayoutRow['state'], string> = {
  draft: 'Waits for the cloud',
  pending: 'Requested',
  processing: 'Being paid',
  paid: 'Paid',
  failed: 'Failed',
  refused: 'Refused',
};

/** What a range is compared with. For twelve months the range before is the one of a year ago, and is said once. */
export function comparisons({
  previous,
  yearBefore,
}: Pick<Overview, 'previous' | 'yearBefore'>): readonly { label: string; figures: PeriodFigures }[] {
  return previous.from === yearBefore.from && previous.to === yearBefore.to
    ? [{ label: 'vs. the year before', figures: previous }]
    : [
        { label: 'vs. before', figures: previous },
        { label: 'vs. a year ago', figures: yearBefore },
      ];
}

/** The key of a part of the overview, in words. */
export const partWord = (key: string, label: string): string =>
  key === 'other'
    ? 'Without a listing'
    : ((PRODUCT_WORDS as Record<string, string>)[key] ?? (LICENCE_WORDS as Record<string, string>)[key] ?? label);

const DATE = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const MONTH_SHORT = new Intl.DateTimeFormat('en', { month: 'short', year: '2-digit', timeZone: 'UTC' });
const at = (date: string): Date => new Date(`${date}T00:00:00Z`);

/** Dates are days of the creator's calendar, not instants: they are written as they are. */
export const dayLabel = (date: string): string => DATE.format(at(date));
export const rangeLabel = (from: string, to: string): string =>
  from === to ? dayLabel(from) : DATE.formatRange(at(from), at(to));

export function bucketLabel(from: string, to: string, by: 'day' | 'week' | 'month' | 'year'): string {
  if (by === 'month') return MONTH.format(at(from));
  if (by === 'year') return from.slice(0, 4);
  return rangeLabel(from, to);
}
export const bucketShort = (from: string, by: 'day' | 'week' | 'month' | 'year'): string =>
  by === 'year' ? from.slice(0, 4) : by === 'month' ? MONTH_SHORT.format(at(from)) : DAY.format(at(from));

/** A formatter takes longer to make than a hundred labels. */
const times = new Map<string, Intl.DateTimeFormat>();

function inZone(iso: string, timeZone: string, styles: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${styles.timeStyle ?? ''}`;
  let format = times.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { ...styles, timeZone });
    times.set(key, format);
  }
  return format.format(new Date(iso));
}

/** An instant in the creator's zone. */
export const timeLabel = (iso: string, timeZone: string): string =>
  inZone(iso, timeZone, { dateStyle: 'medium', timeStyle: 'short' });
/** Its day there. */
export const dateLabel = (iso: string, timeZone: string): string => inZone(iso, timeZone, { dateStyle: 'medium' });

export const starsLabel = (hundredths: number | null): string =>
  hundredths === null ? '–' : (hundredths / 100).toFixed(2);
