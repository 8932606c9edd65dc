/** What each Morgy sold and how often it was looked at, over all time. */
import { NONE } from '../ledger/columns.ts';
import type { LedgerColumns } from '../ledger/columns.ts';
import { LEDGER_KINDS } from '../ledger/types.ts';
import type { ViewColumns } from '../ledger/views.ts';

const SALE = LEDGER_KINDS.indexOf('sale');
const REFUND = LEDGER_KINDS.indexOf('refund');

export function countsOf(columns: LedgerColumns, views: ViewColumns): Map<string, { sold: number; views: number }> {
  const counts = new Map<string, { sold: number; views: number }>();
  const of = (id: string): { sold: number; views: number } => {
    const found = counts.get(id) ?? { sold: 0, views: 0 };
    counts.set(id, found);
    return found;
  };
  const sold = columns.subjects.map(of);
  for (let row = 0; row < columns.count; row += 1) {
    const subject = sold[columns.subject[row] ?? NONE];
    if (!subject) continue;
    if (columns.kind[row] === SALE) subject.sold += 1;
    else if (columns.kind[row] === REFUND) subject.sold -= 1;
  }
  const seen = views.subjects.map(of);
  for (let row = 0; row < views.count; row += 1) {
    const subject = seen[views.subject[row] ?? NONE];
    if (subject) subject.views += views.views[row] ?? 0;
  }
  return counts;
}
