/** A filter over the ledger's columns: made once, then asked row by row within the filter's span of time. */
import type { LedgerFilter } from '../contract.ts';
import { firstAt } from '../ledger/columns.ts';
import type { LedgerColumns } from '../ledger/columns.ts';
import { LEDGER_KINDS, LICENCES, PRODUCTS } from '../ledger/types.ts';
import { addDays } from '../../lib/period/zone.ts';
import type { Zone } from '../../lib/period/zone.ts';

/** 1 for each number that may pass; null lets everything pass. */
type Mask = Uint8Array | null;

export interface Selection {
  /** The rows that lie in time, from the first to before the last. */
  readonly from: number;
  readonly until: number;
  readonly passes: (row: number) => boolean;
  readonly passesSubject: (subject: number) => boolean;
}

const maskOf = (size: number, wanted: readonly number[]): Mask => {
  if (wanted.length === 0) return null;
  const mask = new Uint8Array(size);
  for (const number of wanted) if (number >= 0 && number < size) mask[number] = 1;
  return mask;
};
const words = <T extends string>(list: readonly T[], wanted: readonly T[]): Mask =>
  maskOf(
    256,
    wanted.map((each) => list.indexOf(each)),
  );

/** @param listingSubject the Morgy that a listing is of */
export function subjectMask(
  subjects: readonly string[],
  filter: Pick<LedgerFilter, 'subjects' | 'listings'>,
  listingSubject: ReadonlyMap<string, string>,
): Mask {
  if (filter.subjects.length === 0 && filter.listings.length === 0) return null;
  const named = new Set(filter.subjects);
  const listed = new Set(filter.listings.flatMap((id) => listingSubject.get(id) ?? []));
  return Uint8Array.from(subjects, (id) =>
    (named.size === 0 || named.has(id)) && (filter.listings.length === 0 || listed.has(id)) ? 1 : 0,
  );
}

export function select(
  columns: LedgerColumns,
  filter: Omit<LedgerFilter, 'cohort'>,
  zone: Zone,
  listingSubject: ReadonlyMap<string, string>,
): Selection {
  const kinds = words(LEDGER_KINDS, filter.kinds);
  const licences = words(LICENCES, filter.licences);
  const products = words(PRODUCTS, filter.products);
  const currency = filter.currency === null ? -1 : columns.currencies.indexOf(filter.currency);
  const subjects = subjectMask(columns.subjects, filter, listingSubject);
  const noSubject = subjects === null;
  return {
    from: filter.from === null ? 0 : firstAt(columns, zone.startOf(filter.from)),
    until: filter.to === null ? columns.count : firstAt(columns, zone.startOf(addDays(filter.to, 1))),
    passesSubject: (subject) => noSubject || subjects[subject] === 1,
    passes: (row) =>
      (kinds === null || kinds[columns.kind[row] ?? 255] === 1) &&
      (filter.currency === null || columns.currency[row] === currency) &&
      (licences === null || licences[columns.licence[row] ?? 255] === 1) &&
      (products === null || products[columns.product[row] ?? 255] === 1) &&
      (noSubject || subjects[columns.subject[row] ?? 0] === 1),
  };
}

/** The numbers of the rows that a filter lets pass, in order of time. */
export function rowsOf(selection: Selection): Uint32Array {
  const found = new Uint32Array(Math.max(0, selection.until - selection.from));
  let count = 0;
  for (let row = selection.from; row < selection.until; row += 1) if (selection.passes(row)) found[count++] = row;
  return found.subarray(0, count);
}
