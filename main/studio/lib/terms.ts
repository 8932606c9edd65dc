/**
 * The platform's terms as the cloud sent them (revenue_terms): what it keeps of a sale and from how much on it pays, by
 * kind of product and by the UTC day on which they take effect. Sales carry the rate that they were made under; this is
 * for what is still to be sold or asked for.
 */
import type { Store } from '../store/store.ts';

export type ProductKind = 'morgy' | 'hired_agent';

export interface Terms {
  /** Ten-thousandths that the platform keeps. */
  readonly feeRate: number;
  /** Micros of whichever currency is paid out: the cloud compares the number alone. */
  readonly minimum: number;
  /** The day since which they hold; null where none came down and the usual ones stand in. */
  readonly since: string | null;
}

/** Documents 1 and 2: what holds until the cloud says otherwise. */
const USUAL: Readonly<Record<ProductKind, Terms>> = {
  morgy: { feeRate: 3000, minimum: 50_000_000, since: null },
  hired_agent: { feeRate: 1500, minimum: 25_000_000, since: null },
};

const CENT = 10_000;

interface Row {
  rate: number;
  minimum: number;
  since: string;
}

/** That the cloud sent. */
type Sent = Terms & { readonly since: string };

const read = (store: Pick<Store, 'all'>, where: string, values: readonly string[]): Sent[] =>
  store
    .all<Row>(
      `SELECT platform_rate AS rate, payout_minimum AS minimum, effective_from AS since FROM revenue_terms
       WHERE product_kind = ? AND ${where}`,
      [...values],
    )
    .map(({ rate, minimum, since }) => ({ feeRate: rate, minimum: minimum * CENT, since }));

/** The day by which terms are chosen, from an instant (milliseconds). */
export const termsDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** What is in force on a UTC day, as the cloud chooses it. */
export function termsOn(store: Pick<Store, 'all'>, kind: ProductKind, day: string): Terms {
  const [found] = read(store, 'effective_from <= ? ORDER BY effective_from DESC, id DESC LIMIT 1', [kind, day]);
  return found ?? USUAL[kind];
}

/** What is announced for the days after it, the nearest first. */
export const termsAfter = (store: Pick<Store, 'all'>, kind: ProductKind, day: string): Sent[] =>
  read(store, 'effective_from > ? ORDER BY effective_from, id', [kind, day]);
