/**
 * The rows that a part of the balance is the sum of. What was requested and is not paid yet is no row of the ledger: a
 * request can still be refused or taken back. Beside the ledger's rows it makes up what is available.
 */
import { LEDGER_KINDS, PRODUCTS, REQUESTED, SOURCES } from '../ledger/types.ts';
import type { BalancePart } from '../ledger/types.ts';
import { emptyColumns, NONE, NO_WORD, writeId } from '../ledger/columns.ts';
import type { LedgerColumns } from '../ledger/columns.ts';

export interface UnderWay {
  readonly id: string;
  readonly currency: string;
  readonly micros: number;
  /** When it was requested (milliseconds). */
  readonly at: number;
}

const HIRED = PRODUCTS.indexOf('hired_agent');
const PAYOUTS = SOURCES.indexOf('creator_payouts');

/** Available: all but hired agents', less requests under way; pending: the requests alone. In order of time. */
export function balanceRows(columns: LedgerColumns, part: BalancePart, requests: readonly UnderWay[]): LedgerColumns {
  const kept: number[] = [];
  if (part === 'available')
    for (let row = 0; row < columns.count; row += 1) if (columns.product[row] !== HIRED) kept.push(row);
  const currencies = [...columns.currencies];
  for (const { currency } of requests) if (!currencies.includes(currency)) currencies.push(currency);
  const places = [
    ...kept.map((row) => ({ row, request: null, at: columns.at[row] ?? 0 })),
    ...requests.map((request) => ({ row: 0, request, at: request.at })),
  ].toSorted((a, b) => a.at - b.at);
  const next = emptyColumns(places.length);
  for (const [place, { row, request, at }] of places.entries()) {
    next.at[place] = at;
    if (request) {
      next.micros[place] = -request.micros;
      next.kind[place] = REQUESTED;
      next.currency[place] = currencies.indexOf(request.currency);
      next.product[place] = NO_WORD;
      next.licence[place] = NO_WORD;
      next.source[place] = PAYOUTS;
      next.subject[place] = NONE;
      next.buyer[place] = NONE;
      writeId(request.id, next.sourceId, place);
      continue;
    }
    next.micros[place] = columns.micros[row] ?? 0;
    next.kind[place] = columns.kind[row] ?? LEDGER_KINDS.length;
    next.currency[place] = columns.currency[row] ?? 0;
    next.product[place] = columns.product[row] ?? NO_WORD;
    next.licence[place] = columns.licence[row] ?? NO_WORD;
    next.source[place] = columns.source[row] ?? 0;
    next.subject[place] = columns.subject[row] ?? NONE;
    next.buyer[place] = columns.buyer[row] ?? NONE;
    next.sourceId.set(columns.sourceId.subarray(row * 16, row * 16 + 16), place * 16);
  }
  // Subscriptions point at rows by their place in the whole ledger; a filter names a cohort or a part, never both.
  return { ...columns, ...next, currencies, subscriptions: { ...columns.subscriptions, count: 0 } };
}
