/** Subscriptions in a span of time: which run at its end, began, renewed or ended in it. */
import type { LedgerFilter } from '../contract.ts';
import type { LedgerColumns, SubscriptionColumns } from '../ledger/columns.ts';
import { LICENCES } from '../ledger/types.ts';
import type { Cohort } from '../ledger/types.ts';

const DAY = 86_400_000;

export interface Span {
  /** Included. */
  readonly from: number;
  /** Excluded. */
  readonly until: number;
}

/** The same time of day so many months on, in UTC; the last day where the month is shorter. */
export function monthsLater(instant: number, months: number): number {
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

const monthNumber = (instant: number): number => {
  const date = new Date(instant);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** The first monthly anniversary at or after `from`, never the start itself. */
export function anniversaryFrom(start: number, from: number): number {
  for (let months = Math.max(1, monthNumber(from) - monthNumber(start)); ; months += 1) {
    const anniversary = monthsLater(start, months);
    if (anniversary >= from) return anniversary;
  }
}

/** @param end NaN while it runs; never before the start */
export function inCohort(cohort: Cohort, start: number, end: number, { from, until }: Span): boolean {
  const open = Number.isNaN(end);
  switch (cohort) {
    case 'running':
      return start < until && (open || end >= until);
    case 'new':
      return start >= from && start < until;
    case 'churned':
      return !open && end >= from && end < until;
    case 'renewed': {
      // No month is shorter than 28 days or longer than 31: most are decided without a calendar.
      const first = Math.max(from, start + 28 * DAY);
      const last = open ? until : Math.min(until, end);
      if (last <= first) return false;
      if (last - first > 32 * DAY) return true;
      const anniversary = anniversaryFrom(start, from);
      return anniversary < until && (open || end > anniversary);
    }
  }
}

/** Which subscriptions a filter lets pass, whatever their time. */
export function subscriptionsOf(
  { subscriptions, currencies }: LedgerColumns,
  filter: Pick<LedgerFilter, 'currency' | 'licences' | 'products'>,
  passesSubject: (subject: number) => boolean,
): number[] {
  if (filter.products.length > 0 && !filter.products.includes('subscription')) return [];
  const currency = filter.currency === null ? -1 : currencies.indexOf(filter.currency);
  const licences = new Set(filter.licences.map((licence) => LICENCES.indexOf(licence)));
  const found: number[] = [];
  for (let n = 0; n < subscriptions.count; n += 1) {
    if (
      (filter.currency === null || subscriptions.currency[n] === currency) &&
      (licences.size === 0 || licences.has(subscriptions.licence[n] ?? -1)) &&
      passesSubject(subscriptions.subject[n] ?? 0)
    )
      found.push(n);
  }
  return found;
}

export interface SubscriptionFigures {
  mrr: number;
  running: number;
  began: number;
  renewed: number;
  churned: number;
}

export function subscriptionFigures(
  { subscriptions }: LedgerColumns,
  chosen: readonly number[],
  span: Span,
): SubscriptionFigures {
  const figures = { mrr: 0, running: 0, began: 0, renewed: 0, churned: 0 };
  for (const n of chosen) {
    const start = subscriptions.start[n] ?? 0;
    const end = subscriptions.end[n] ?? Number.NaN;
    if (start >= span.until) continue;
    if (inCohort('running', start, end, span)) {
      figures.running += 1;
      figures.mrr += subscriptions.price[n] ?? 0;
    }
    if (inCohort('new', start, end, span)) figures.began += 1;
    if (inCohort('renewed', start, end, span)) figures.renewed += 1;
    if (inCohort('churned', start, end, span)) figures.churned += 1;
  }
  return figures;
}

/** Kept with the columns that they are read from. */
const ends = new WeakMap<SubscriptionColumns, ReadonlyMap<number, number>>();

/** By the row of its sale, the end of each subscription that has one. */
export function endsOf(subscriptions: SubscriptionColumns): ReadonlyMap<number, number> {
  const kept = ends.get(subscriptions);
  if (kept) return kept;
  const found = new Map<number, number>();
  for (let n = 0; n < subscriptions.count; n += 1) {
    const end = subscriptions.end[n] ?? Number.NaN;
    if (!Number.isNaN(end)) found.set(subscriptions.sale[n] ?? 0, end);
  }
  ends.set(subscriptions, found);
  return found;
}

/** The sale rows of a cohort, in order of time. */
export function cohortRows(
  { subscriptions }: LedgerColumns,
  chosen: readonly number[],
  cohort: Cohort,
  span: Span,
): Uint32Array {
  return Uint32Array.from(
    chosen.filter((n) => inCohort(cohort, subscriptions.start[n] ?? 0, subscriptions.end[n] ?? Number.NaN, span)),
    (n) => subscriptions.sale[n] ?? 0,
  ).toSorted();
}
