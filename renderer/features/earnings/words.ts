/** The words of the money pages. */
import type { Licence, Overview, PeriodFigures, Product, ShownKind } from '../../../main/studio/earnings/contract.ts';
import type { PayoutRow } from '../../../main/studio/earnings/contract.ts';
import { monthLabel, rangeLabel, shortDayLabel, shortMonthLabel } from '../../components/when.ts';

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

export function bucketLabel(from: string, to: string, by: 'day' | 'week' | 'month' | 'year'): string {
  if (by === 'month') return monthLabel(from);
  if (by === 'year') return from.slice(0, 4);
  return rangeLabel(from, to);
}
export const bucketShort = (from: string, by: 'day' | 'week' | 'month' | 'year'): string =>
  by === 'year' ? from.slice(0, 4) : by === 'month' ? shortMonthLabel(from) : shortDayLabel(from);

export const starsLabel = (hundredths: number | null): string =>
  hundredths === null ? '–' : (hundredths / 100).toFixed(2);
