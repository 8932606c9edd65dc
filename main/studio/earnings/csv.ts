/** The ledger as CSV (RFC 4180): exact amounts as plain decimals, one currency column, no formulas. */
import { decimal } from '../../contract/amount.ts';
import { quoted, textCell } from '../lib/csv.ts';
import type { LedgerColumn, LedgerRowShown } from './contract.ts';

const HEADS: Record<LedgerColumn, string> = {
  date: 'Date',
  at: 'Time (UTC)',
  kind: 'Kind',
  subject: 'Morgy or agent',
  product: 'Product',
  licence: 'Licence',
  currency: 'Currency',
  amount: 'Amount',
  person: 'Person',
  ended: 'Subscription until (UTC)',
  listingId: 'Listing',
  subjectId: 'Morgy or agent id',
  source: 'Source table',
  sourceId: 'Source row',
  id: 'Ledger row',
};

const valueOf = (row: LedgerRowShown, column: LedgerColumn): string =>
  column === 'amount' ? decimal(row.micros) : quoted(textCell(String(row[column] ?? '')));

export const csvHead = (columns: readonly LedgerColumn[]): string =>
  `${columns.map((each) => HEADS[each]).join(',')}\r\n`;
export const csvLine = (row: LedgerRowShown, columns: readonly LedgerColumn[]): string =>
  `${columns.map((each) => valueOf(row, each)).join(',')}\r\n`;
