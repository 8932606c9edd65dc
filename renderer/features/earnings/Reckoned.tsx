/** What the rows of a list come to, and how a figure that is not their plain sum is reckoned from them. */
import type { OutputOf } from '../../../main/contract/define.ts';
import type { earningsContract, LedgerFilterInput } from '../../../main/studio/earnings/contract.ts';
import { Amount } from './Amount.tsx';
import { NET_KINDS, type Reckoning } from './state.ts';

type List = Pick<
  OutputOf<typeof earningsContract, 'earnings.ledger'>,
  'count' | 'totals' | 'payouts' | 'payers' | 'views'
>;

/** Subscriptions, shown as the sales they began with. */
export const isCohort = (reckoning: Reckoning | null): boolean =>
  reckoning === 'mrr' || reckoning === 'new' || reckoning === 'renewed' || reckoning === 'churned';

/** A cent in millionths, as the studio rounds ARPU. */
const CENT = 10_000;
const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function Reckoned({ how, list }: { how: Reckoning; list: List }) {
  const [total] = list.totals;
  switch (how) {
    case 'mrr':
      return 'Subscriptions that run at the end of the range, each as the sale it began with; the amount is its price a month. The sum is what a month is worth, not money that came in: only what was sold in the range is in gross too.';
    case 'new':
      return 'Subscriptions that began in the range.';
    case 'renewed':
      return 'Subscriptions that reached a monthly anniversary of their sale in the range and went on, each as the sale it began with. They are counted only: the cloud keeps one payment for each, on the day of the sale, so the months that followed are not in gross.';
    case 'churned':
      return 'Subscriptions that ended in the range, each as the sale it began with and the time when it ended.';
    case 'arpu':
      return total === undefined || list.payers === 0 ? (
        'Nobody paid in the range.'
      ) : (
        <>
          <Amount {...total} /> from {counted(list.payers, 'person who paid', 'persons who paid')}:{' '}
          <Amount micros={Math.round(total.micros / list.payers / CENT) * CENT} currency={total.currency} /> each, to
          the nearest cent. The same number is the same person; sales of hired agents name none.
        </>
      );
    case 'conversion':
      return list.views === 0
        ? 'Nobody looked in the range.'
        : `${counted(list.count, 'sale', 'sales')} for ${counted(list.views, 'view', 'views')}: ${((list.count / list.views) * 100).toFixed(2)} %. Views come counted by UTC day and have no rows here; Net by part, shown as a table, has those of each Morgy that sold.`;
  }
}

/** A sum says what it is of: payouts are in the ledger, so the sum of all its rows is no figure of the overview. */
export function Sums({ list, filter }: { list: List; filter: LedgerFilterInput }) {
  const { kinds = [], cohort = null, part = null } = filter;
  const allOfNet =
    cohort === null && part === null && (kinds.length === 0 || NET_KINDS.every((kind) => kinds.includes(kind)));
  return list.totals.map(({ currency, micros }) => {
    const paid = list.payouts.find((each) => each.currency === currency)?.micros ?? 0;
    const sum = (
      <strong>
        <Amount micros={micros} currency={currency} />
      </strong>
    );
    if (allOfNet && paid !== 0)
      return (
        <span
          key={currency}
          title="All the rows added up. What was paid out is in the ledger too, so their sum is the net of these days less what was paid out in them."
        >
          Net <Amount micros={micros - paid} currency={currency} /> less <Amount micros={-paid} currency={currency} />{' '}
          paid out: {sum}
        </span>
      );
    return (
      <span key={currency}>
        {allOfNet ? 'Net' : cohort !== null ? 'A month' : 'Sum'} {sum}
      </span>
    );
  });
}
