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

/**
 * For each row the number of its part, and what the parts are called.
 * @param subjects those of the ledger first, in their order there
 */
function partsOf(ground: Ground, dimension: Dimension, subjects: readonly string[]) {
  const { columns } = ground;
  switch (dimension) {
    case 'subject':
    case 'listing': {
      const listingOf = new Map([...ground.listingSubject].map(([listing, subject]) => [subject, listing]));
      return {
        keys: subjects.map((id) => (dimension === 'subject' ? id : (listingOf.get(id) ?? ''))),
        labels: subjects.map((id) => ground.nameOf(id)),
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

type Stars = { count: number; stars: number };
interface Audience {
  readonly views: ReadonlyMap<string, number>;
  readonly stars: ReadonlyMap<string, Stars>;
}
const NOBODY: Audience = { views: new Map(), stars: new Map() };

/** Who looked at each Morgy that the filter lets through, and what they said of it, whether it sold anything or not. */
function audienceOf(ground: Ground, filter: Ranged): Audience {
  const { views, listingSubject } = ground;
  const passing = <T>(ids: readonly string[], valueOf: (id: string, n: number) => T | null): Map<string, T> => {
    const mask = subjectMask(ids, filter, listingSubject);
    return new Map(
      ids.flatMap((id, n) => {
        const value = mask === null || mask[n] === 1 ? valueOf(id, n) : null;
        return value === null ? [] : [[id, value] as const];
      }),
    );
  };
  const counted = new Float64Array(views.subjects.length);
  const until = firstOnDay(views, dayNumber(filter.to) + 1);
  for (let row = firstOnDay(views, dayNumber(filter.from)); row < until; row += 1) {
    const subject = views.subject[row] ?? 0;
    counted[subject] = (counted[subject] ?? 0) + (views.views[row] ?? 0);
  }
  const rated = ground.ratings(...instantsOf(ground.zone, filter));
  return {
    views: passing(views.subjects, (_, n) => counted[n] ?? 0),
    stars: passing([...rated.keys()], (id) => rated.get(id) ?? null),
  };
}

const hundredths = (rated: Stars | undefined): number | null =>
  rated && rated.count > 0 ? Math.round((rated.stars * 100) / rated.count) : null;

function breakdown(ground: Ground, audience: Audience, dimension: Dimension, selection: Selection) {
  const { columns } = ground;
  const { views, stars } = dimension === 'subject' || dimension === 'listing' ? audience : NOBODY;
  // What was looked at or reviewed and sold nothing is a part too, so that the views of the parts are those of the whole.
  const looked = [...views].flatMap(([id, count]) => (count > 0 ? [id] : []));
  const subjects = [...new Set([...columns.subjects, ...looked, ...stars.keys()])];
  const parts = partsOf(ground, dimension, subjects);
  // What has no part (a Morgy without a listing) is one more, so that the parts make up the whole.
  const table = new SumTable(parts.keys.length + 1);
  const payout = LEDGER_KINDS.indexOf('payout');
  for (let row = selection.from; row < selection.until; row += 1) {
    if (columns.kind[row] === payout || !selection.passes(row)) continue;
    const part = parts.of(row);
    const known = part < parts.keys.length && parts.keys[part] !== '';
    table.add(known ? part : parts.keys.length, columns.kind[row] ?? 0, columns.micros[row] ?? 0);
  }
  let unlisted = 0;
  const rows = parts.keys.flatMap((key, n) => {
    const subject = subjects[n] ?? '';
    const seen = views.get(subject) ?? null;
    if (key === '') unlisted += seen ?? 0;
    if (key === '' || (table.empty(n) && !seen && !stars.has(subject))) return [];
    const rating = hundredths(stars.get(subject));
    return [{ key, label: parts.labels[n] ?? key, sums: table.of(n), views: seen, rating }];
  });
  if (!table.empty(parts.keys.length) || unlisted > 0)
    rows.push({
      key: MORE,
      label: MORE,
      sums: table.of(parts.keys.length),
      views: unlisted > 0 ? unlisted : null,
      rating: null,
    });
  return rows.toSorted((a, b) => b.sums.net - a.sums.net || b.sums.sales - a.sums.sales);
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
  const audience = audienceOf(ground, filter);
  const rated = { count: 0, stars: 0 };
  for (const { count, stars } of audience.stars.values()) {
    rated.count += count;
    rated.stars += stars;
  }
  return {
    currency: filter.currency,
    current: figures(filter),
    previous: figures(before),
    yearBefore: figures(yearBefore(filter)),
    series: series(ground, filter, by, chosen, countViews),
    previousSeries: series(ground, before, by, chosen, countViews),
    breakdown: breakdown(
      ground,
      audience,
      dimension,
      dimension === 'currency' ? select(ground.columns, everyCurrency, ground.zone, ground.listingSubject) : selection,
    ),
    rating: { hundredths: hundredths(rated), count: rated.count },
  };
}
