/** The overview: one range with the one before it and the one of a year ago, its series, and its parts. */
import type { Granularity } from '../../lib/period/types.ts';
import type { Dimension, LedgerFilter, Overview, PeriodFigures } from '../contract.ts';
import { firstAt, NONE } from '../ledger/columns.ts';
import type { LedgerColumns } from '../ledger/columns.ts';
import { LEDGER_KINDS, LICENCES, PRODUCTS } from '../ledger/types.ts';
import { firstOnDay } from '../ledger/views.ts';
import type { ViewColumns } from '../ledger/views.ts';
import { bucketsOf, instantsOf, previousOf, yearBefore } from '../../lib/period/range.ts';
import type { DateRange } from '../../lib/period/range.ts';
import { dayNumber } from '../../lib/period/zone.ts';
import type { Zone } from '../../lib/period/zone.ts';
import { select, subjectMask } from './select.ts';
import type { Selection } from './select.ts';
import { subscriptionFigures, subscriptionsOf } from './subscriptions.ts';
import { SumTable } from './sums.ts';

export interface Ground {
  readonly columns: LedgerColumns;
  readonly views: ViewColumns;
  readonly zone: Zone;
  /** Milliseconds; nothing after it has happened. */
  readonly now: number;
  readonly listingSubject: ReadonlyMap<string, string>;
  readonly nameOf: (subjectId: string) => string;
  /** Stars of each Morgy by the reviews from an instant to before another. */
  readonly ratings: (from: number, until: number) => ReadonlyMap<string, { count: number; stars: number }>;
}

/** A cent in millionths. */
const CENT = 10_000;
const SALE = LEDGER_KINDS.indexOf('sale');
const HIRED = PRODUCTS.indexOf('hired_agent');
const MORE = 'other';

type Ranged = LedgerFilter & DateRange;

export const spanOf = (ground: Pick<Ground, 'zone' | 'now'>, range: DateRange): { from: number; until: number } => {
  const [from, until] = instantsOf(ground.zone, range);
  return { from, until: Math.max(from, Math.min(until, ground.now + 1)) };
};

/** Counts the views of a range, of Morgys that the filter lets through. */
export function viewsIn(
  { views, listingSubject }: Pick<Ground, 'views' | 'listingSubject'>,
  filter: Pick<LedgerFilter, 'subjects' | 'listings'>,
) {
  const mask = subjectMask(views.subjects, filter, listingSubject);
  return (range: DateRange): number => {
    const until = firstOnDay(views, dayNumber(range.to) + 1);
    let total = 0;
    for (let row = firstOnDay(views, dayNumber(range.from)); row < until; row += 1)
      if (mask === null || mask[views.subject[row] ?? 0] === 1) total += views.views[row] ?? 0;
    return total;
  };
}

/** The rows that pass, whatever their time, and where each range begins and ends among them. */
interface Chosen {
  readonly rows: Uint32Array;
  /** Sales of Morgys in every currency, product and licence: what conversion counts. */
  readonly morgySales: Uint32Array;
  readonly within: (list: Uint32Array, from: number, until: number) => Uint32Array;
}

function choose(ground: Ground, filter: Ranged): Chosen {
  const { columns, zone, listingSubject } = ground;
  const anyTime = { ...filter, from: null, to: null };
  const any = select(columns, anyTime, zone, listingSubject);
  const rows = new Uint32Array(columns.count);
  const sales = new Uint32Array(columns.count);
  let count = 0;
  let sold = 0;
  for (let row = 0; row < columns.count; row += 1) {
    if (any.passes(row)) rows[count++] = row;
    if (columns.kind[row] === SALE && columns.product[row] !== HIRED && any.passesSubject(columns.subject[row] ?? NONE))
      sales[sold++] = row;
  }
  const place = (list: Uint32Array, row: number): number => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    rows: rows.subarray(0, count),
    morgySales: sales.subarray(0, sold),
    within: (list, from, until) =>
      list.subarray(place(list, firstAt(columns, from)), place(list, firstAt(columns, until))),
  };
}

/** Persons who paid among the rows. */
export function payersOf(columns: LedgerColumns, rows: Uint32Array): number {
  const paid = new Uint8Array(columns.buyers);
  let payers = 0;
  for (const row of rows) {
    const buyer = columns.buyer[row] ?? NONE;
    if (columns.kind[row] !== SALE || (columns.micros[row] ?? 0) <= 0 || buyer === NONE || paid[buyer] !== 0) continue;
    paid[buyer] = 1;
    payers += 1;
  }
  return payers;
}

function periodFigures(
  ground: Ground,
  range: DateRange,
  chosen: Chosen,
  subscriptions: readonly number[],
  countViews: (range: DateRange) => number,
): PeriodFigures {
  const { columns } = ground;
  const [from, until] = instantsOf(ground.zone, range);
  const table = new SumTable(1);
  const rows = chosen.within(chosen.rows, from, until);
  for (const row of rows) table.add(0, columns.kind[row] ?? 0, columns.micros[row] ?? 0);
  const payers = payersOf(columns, rows);
  const sums = table.of(0);
  const views = countViews(range);
  const morgySales = chosen.within(chosen.morgySales, from, until).length;
  return {
    from: range.from,
    to: range.to,
    sums,
    subscriptions: subscriptionFigures(columns, subscriptions, spanOf(ground, range)),
    payers,
    arpu: payers === 0 ? null : Math.round((sums.gross + sums.refunds) / payers / CENT) * CENT,
    views,
    morgySales,
    conversion: views === 0 ? null : Math.round((morgySales / views) * 100_000),
  };
}

function series(
  ground: Ground,
  range: DateRange,
  by: Granularity,
  chosen: Chosen,
  countViews: (range: DateRange) => number,
) {
  const { columns } = ground;
  return bucketsOf(range, by).map((bucket) => {
    const table = new SumTable(1);
    for (const row of chosen.within(chosen.rows, ...instantsOf(ground.zone, bucket)))
      table.add(0, columns.kind[row] ?? 0, columns.micros[row] ?? 0);
    return { ...bucket, sums: table.of(0), views: countViews(bucket) };
  });
}

/** For each row the number of its part, and what the parts are called. */
function partsOf(ground: Ground, dimension: Dimension) {
  const { columns } = ground;
  switch (dimension) {
    case 'subject':
    case 'listing': {
      const listingOf = new Map([...ground.listingSubject].map(([listing, subject]) => [subject, listing]));
      return {
        keys: columns.subjects.map((id) => (dimension === 'subject' ? id : (listingOf.get(id) ?? ''))),
        labels: columns.subjects.map((id) => ground.nameOf(id)),
        of: (row: number) => columns.subject[row] ?? NONE,
      };
    }
    case 'licence':
      return { keys: [...LICENCES], labels: [...LICENCES], of: (row: number) => columns.licence[row] ?? NONE };
    case 'product':
      return { keys: [...PRODUCTS], labels: [...PRODUCTS], of: (row: number) => columns.product[row] ?? NONE };
    case 'currency':
      return {
        keys: [...columns.currencies],
        labels: [...columns.currencies],
        of: (row: number) => columns.currency[row] ?? NONE,
      };
  }
}

const partViews = (ground: Ground, filter: Ranged): Map<string, number> => {
  const { views } = ground;
  const counted = new Float64Array(views.subjects.length);
  const until = firstOnDay(views, dayNumber(filter.to) + 1);
  for (let row = firstOnDay(views, dayNumber(filter.from)); row < until; row += 1) {
    const subject = views.subject[row] ?? 0;
    counted[subject] = (counted[subject] ?? 0) + (views.views[row] ?? 0);
  }
  return new Map(views.subjects.map((id, n) => [id, counted[n] ?? 0]));
};

const hundredths = (rated: { count: number; stars: number } | undefined): number | null =>
  rated && rated.count > 0 ? Math.round((rated.stars * 100) / rated.count) : null;

function breakdown(ground: Ground, filter: Ranged, dimension: Dimension, selection: Selection) {
  const { columns } = ground;
  const parts = partsOf(ground, dimension);
  // What has no part (a Morgy without a listing) is one more, so that the parts make up the whole.
  const table = new SumTable(parts.keys.length + 1);
  const payout = LEDGER_KINDS.indexOf('payout');
  for (let row = selection.from; row < selection.until; row += 1) {
    if (columns.kind[row] === payout || !selection.passes(row)) continue;
    const part = parts.of(row);
    const known = part < parts.keys.length && parts.keys[part] !== '';
    table.add(known ? part : parts.keys.length, columns.kind[row] ?? 0, columns.micros[row] ?? 0);
  }
  const bySubject = dimension === 'subject' || dimension === 'listing';
  const seen = bySubject ? partViews(ground, filter) : null;
  const rated = bySubject ? ground.ratings(...instantsOf(ground.zone, filter)) : null;
  const rows = parts.keys.flatMap((key, n) => {
    if (key === '' || table.empty(n)) return [];
    const subject = columns.subjects[n] ?? '';
    return [
      {
        key,
        label: parts.labels[n] ?? key,
        sums: table.of(n),
        views: seen?.get(subject) ?? null,
        rating: rated ? hundredths(rated.get(subject)) : null,
      },
    ];
  });
  if (!table.empty(parts.keys.length))
    rows.push({ key: MORE, label: MORE, sums: table.of(parts.keys.length), views: null, rating: null });
  return rows.toSorted((a, b) => b.sums.net - a.sums.net || b.sums.sales - a.sums.sales);
}

/** The reviews of the range, of Morgys that the filter lets through, whether they sold anything or not. */
function ratingOf(ground: Ground, filter: Ranged): { count: number; stars: number } {
  const rated = ground.ratings(...instantsOf(ground.zone, filter));
  const listed = new Set(filter.listings.flatMap((id) => ground.listingSubject.get(id) ?? []));
  const sum = { count: 0, stars: 0 };
  for (const [id, { count, stars }] of rated) {
    if (filter.subjects.length > 0 && !filter.subjects.includes(id)) continue;
    if (filter.listings.length > 0 && !listed.has(id)) continue;
    sum.count += count;
    sum.stars += stars;
  }
  return sum;
}

/** @param filter its dates and currency are settled: the overview is of one currency */
export function overviewOf(ground: Ground, filter: Ranged, by: Granularity, dimension: Dimension): Overview {
  const countViews = viewsIn(ground, filter);
  const selection = select(ground.columns, filter, ground.zone, ground.listingSubject);
  const subscriptions = subscriptionsOf(ground.columns, filter, selection.passesSubject);
  const before = previousOf(filter);
  const chosen = choose(ground, filter);
  const figures = (range: DateRange): PeriodFigures => periodFigures(ground, range, chosen, subscriptions, countViews);
  const everyCurrency = { ...filter, currency: null };
  const rated = ratingOf(ground, filter);
  return {
    currency: filter.currency,
    current: figures(filter),
    previous: figures(before),
    yearBefore: figures(yearBefore(filter)),
    series: series(ground, filter, by, chosen, countViews),
    previousSeries: series(ground, before, by, chosen, countViews),
    breakdown: breakdown(
      ground,
      filter,
      dimension,
      dimension === 'currency' ? select(ground.columns, everyCurrency, ground.zone, ground.listingSubject) : selection,
    ),
    rating: { hundredths: hundredths(rated), count: rated.count },
  };
}
