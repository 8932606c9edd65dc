/** The rows behind a figure: filtered, sorted, a page at a time, with their sum. */
import type { LedgerFilter, LedgerRowShown, LedgerSort } from '../contract.ts';
import { NONE, readId } from '../ledger/columns.ts';
import type { LedgerColumns } from '../ledger/columns.ts';
import { LEDGER_KINDS, LICENCES, PRODUCTS, SHOWN_KINDS, SOURCES } from '../ledger/types.ts';
import { payersOf, spanOf, viewsIn } from './overview.ts';
import type { Ground } from './overview.ts';
import { rowsOf, select } from './select.ts';
import { cohortRows, endsOf, subscriptionsOf } from './subscriptions.ts';

const PAYOUT = LEDGER_KINDS.indexOf('payout');

/** The rows that a filter names, in order of time. */
export function ledgerRows(ground: Ground, filter: LedgerFilter): Uint32Array {
  const { columns, zone, listingSubject } = ground;
  if (filter.cohort === null) return rowsOf(select(columns, filter, zone, listingSubject));
  const anyTime = select(columns, { ...filter, from: null, to: null }, zone, listingSubject);
  const chosen = subscriptionsOf(columns, filter, anyTime.passesSubject);
  const range = { from: filter.from ?? '1970-01-01', to: filter.to ?? zone.dateAt(ground.now) };
  return cohortRows(columns, chosen, filter.cohort, spanOf(ground, range)).filter((row) => anyTime.passes(row));
}

function keyOf(ground: Ground, column: LedgerSort['column']): (row: number) => number {
  const { columns } = ground;
  const ranked = (names: readonly string[]): Float64Array => {
    const order = names.map((_, n) => n).toSorted((a, b) => (names[a] ?? '').localeCompare(names[b] ?? '', 'en'));
    const rank = new Float64Array(names.length);
    for (const [place, number] of order.entries()) rank[number] = place;
    return rank;
  };
  switch (column) {
    case 'at':
      return (row) => columns.at[row] ?? 0;
    case 'amount':
      return (row) => columns.micros[row] ?? 0;
    case 'kind':
      return (row) => columns.kind[row] ?? 0;
    case 'product':
      return (row) => columns.product[row] ?? 0;
    case 'licence':
      return (row) => columns.licence[row] ?? 0;
    case 'currency': {
      const rank = ranked(columns.currencies);
      return (row) => rank[columns.currency[row] ?? 0] ?? 0;
    }
    case 'subject': {
      const rank = ranked(columns.subjects.map((id) => ground.nameOf(id)));
      return (row) => rank[columns.subject[row] ?? 0] ?? -1;
    }
  }
}

/** Equal keys stay in order of time, newest first when descending. */
export function sortRows(ground: Ground, rows: Uint32Array, { column, direction }: LedgerSort): Uint32Array {
  if (column === 'at') return direction === 'asc' ? rows : rows.toReversed();
  const key = keyOf(ground, column);
  const keys = new Float64Array(ground.columns.count);
  for (const row of rows) keys[row] = key(row);
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0) || a - b));
}

function totalsOf(columns: LedgerColumns, rows: Uint32Array): { currency: string; micros: number }[] {
  const totals = new Float64Array(columns.currencies.length);
  const seen = new Uint8Array(columns.currencies.length);
  for (const row of rows) {
    const currency = columns.currency[row] ?? 0;
    totals[currency] = (totals[currency] ?? 0) + (columns.micros[row] ?? 0);
    seen[currency] = 1;
  }
  return columns.currencies.flatMap((currency, n) =>
    seen[n] === 1 ? [{ currency, micros: (totals[n] ?? 0) + 0 }] : [],
  );
}

/** What a list comes to, and what its figure is reckoned with. */
export interface Reckoned {
  readonly totals: { currency: string; micros: number }[];
  readonly payouts: { currency: string; micros: number }[];
  readonly payers: number;
  readonly views: number;
}

export function reckon(ground: Ground, filter: LedgerFilter, rows: Uint32Array): Reckoned {
  const { columns, zone } = ground;
  const days = { from: filter.from ?? '1970-01-01', to: filter.to ?? zone.dateAt(ground.now) };
  return {
    totals: totalsOf(columns, rows),
    payouts: totalsOf(
      columns,
      rows.filter((row) => columns.kind[row] === PAYOUT),
    ),
    payers: payersOf(columns, rows),
    views: viewsIn(ground, filter)(days),
  };
}

export function showRow(ground: Ground, row: number, listingOf: ReadonlyMap<string, string>): LedgerRowShown {
  const { columns } = ground;
  const at = columns.at[row] ?? 0;
  const number = columns.subject[row] ?? NONE;
  const subjectId = number === NONE ? null : (columns.subjects[number] ?? null);
  const kind = SHOWN_KINDS[columns.kind[row] ?? 0] ?? 'sale';
  const buyer = columns.buyer[row] ?? NONE;
  const end = endsOf(columns.subscriptions).get(row);
  const sourceId = readId(columns.sourceId, row);
  return {
    id: `${sourceId}:${kind}`,
    at: new Date(at).toISOString(),
    date: ground.zone.dateAt(at),
    kind,
    currency: columns.currencies[columns.currency[row] ?? 0] ?? '',
    micros: columns.micros[row] ?? 0,
    subjectId,
    subject: subjectId === null ? null : ground.nameOf(subjectId),
    listingId: subjectId === null ? null : (listingOf.get(subjectId) ?? null),
    product: PRODUCTS[columns.product[row] ?? NONE] ?? null,
    licence: LICENCES[columns.licence[row] ?? NONE] ?? null,
    person: buyer === NONE ? null : buyer + 1,
    ended: end === undefined ? null : new Date(end).toISOString(),
    source: SOURCES[columns.source[row] ?? 0] ?? 'morgy_purchases',
    sourceId,
  };
}
