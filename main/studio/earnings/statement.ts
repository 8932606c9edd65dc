/** A statement of a month or a year in one currency: what was there, what came and went, what is there now. */
import type { Statement } from './contract.ts';
import { firstAt, NONE } from './ledger/columns.ts';
import { LEDGER_KINDS } from './ledger/types.ts';
import { addMonths, instantsOf } from '../lib/period/range.ts';
import { addDays } from '../lib/period/zone.ts';
import { SumTable } from './figures/sums.ts';
import type { Ground } from './figures/overview.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const PAYOUT = LEDGER_KINDS.indexOf('payout');

export interface StatementInput {
  readonly year: number;
  readonly month: number | null;
  readonly currency: string;
}

export function statementOf(
  ground: Ground,
  { year, month, currency }: StatementInput,
  about: { asOf: string | null; demo: boolean },
): Statement {
  const { columns, zone } = ground;
  const from = `${String(year).padStart(4, '0')}-${String(month ?? 1).padStart(2, '0')}-01`;
  const to = addDays(addMonths(from, month === null ? 12 : 1), -1);
  const [begin, end] = instantsOf(zone, { from, to });
  const code = columns.currencies.indexOf(currency);
  const first = firstAt(columns, begin);
  const until = firstAt(columns, end);
  const whole = new SumTable(1);
  const parts = new SumTable(columns.subjects.length);
  const payouts = new Map<string, { date: string; label: string; micros: number }>();
  let opening = 0;
  for (let row = 0; row < first; row += 1) if (columns.currency[row] === code) opening += columns.micros[row] ?? 0;
  for (let row = first; row < until; row += 1) {
    if (columns.currency[row] !== code) continue;
    const kind = columns.kind[row] ?? 0;
    const micros = columns.micros[row] ?? 0;
    whole.add(0, kind, micros);
    if (kind === PAYOUT) {
      const date = zone.dateAt(columns.at[row] ?? 0);
      const label = columns.subject[row] === NONE ? 'Payout' : 'Payout of hired agents’ earnings';
      const so = payouts.get(date + label);
      payouts.set(date + label, { date, label, micros: (so?.micros ?? 0) + micros });
    } else parts.add(columns.subject[row] ?? 0, kind, micros);
  }
  const sums = whole.of(0);
  return {
    title: month === null ? `Year ${year}` : `${MONTHS[month - 1] ?? ''} ${year}`,
    from,
    to,
    timeZone: zone.name,
    currency,
    opening,
    sums,
    closing: opening + sums.net + sums.payouts,
    lines: columns.subjects
      .flatMap((id, n) => (parts.empty(n) ? [] : [{ label: ground.nameOf(id), sums: parts.of(n) }]))
      .toSorted((a, b) => b.sums.net - a.sums.net),
    payouts: [...payouts.values()].toSorted((a, b) => a.date.localeCompare(b.date)),
    ...about,
  };
}
