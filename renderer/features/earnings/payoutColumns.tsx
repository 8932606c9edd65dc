/** The columns of the history of payouts. */
import { Undo2 } from 'lucide-react';
import { decimal } from '../../../main/contract/amount.ts';
import type { PayoutRow } from '../../../main/studio/earnings/contract.ts';
import { Badge, type BadgeProps } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import type { DataColumn } from '../../components/DataTable.tsx';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { moneyLabel } from './money.ts';
import { takeBack } from './PayoutRequest.tsx';
import { dayInZone, rangeLabel, timeInZone } from '../../components/when.ts';
import { PAYOUT_WORDS } from './words.ts';

const TONES: Record<PayoutRow['state'], NonNullable<BadgeProps['tone']>> = {
  draft: 'plain',
  pending: 'accent',
  processing: 'accent',
  paid: 'good',
  failed: 'bad',
  refused: 'bad',
};

const periodOf = ({ periodFrom, periodTo }: PayoutRow): string =>
  periodFrom !== null && periodTo !== null ? rangeLabel(periodFrom, periodTo) : '';
const noteOf = ({ note, paidAt }: PayoutRow, timeZone: string): string =>
  note ?? (paidAt === null ? '' : `Paid ${dayInZone(paidAt, timeZone)}`);

export const historyColumns = (timeZone: string): DataColumn<PayoutRow>[] => [
  {
    id: 'requestedAt',
    header: 'When',
    width: '11.25rem',
    sortable: true,
    text: (row) => timeInZone(row.requestedAt, timeZone),
    iso: (row) => row.requestedAt,
    value: (row) => row.requestedAt,
    cell: (row) => timeInZone(row.requestedAt, timeZone),
  },
  {
    id: 'kind',
    header: 'What',
    width: '8.75rem',
    sortable: true,
    optional: true,
    text: (row) => (row.kind === 'sweep' ? 'Sweep of the 15th' : 'Request'),
    cell: (row) => (row.kind === 'sweep' ? 'Sweep of the 15th' : 'Request'),
  },
  {
    id: 'state',
    header: 'State',
    width: '8.75rem',
    sortable: true,
    text: (row) => PAYOUT_WORDS[row.state],
    cell: (row) => (
      <span title={row.note ?? undefined}>
        <Badge tone={TONES[row.state]}>{PAYOUT_WORDS[row.state]}</Badge>
      </span>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '7.5rem',
    sortable: true,
    align: 'end',
    text: (row) => moneyLabel(row.micros, row.currency),
    plain: (row) => decimal(row.micros),
    value: (row) => row.micros,
    cell: (row) => <Amount micros={row.micros} currency={row.currency} />,
  },
  {
    id: 'currency',
    header: 'Currency',
    width: '6rem',
    sortable: true,
    hidden: true,
    filed: true,
    text: (row) => row.currency,
    cell: (row) => row.currency,
  },
  {
    id: 'period',
    header: 'For',
    width: 'minmax(13rem, 1fr)',
    optional: true,
    text: periodOf,
    iso: ({ periodFrom, periodTo }) => (periodFrom !== null && periodTo !== null ? `${periodFrom}/${periodTo}` : ''),
    cell: (row) => periodOf(row) || '–',
  },
  {
    id: 'note',
    header: 'Note',
    width: 'minmax(9rem, 2fr)',
    text: (row) => noteOf(row, timeZone),
    iso: (row) => row.note ?? (row.paidAt === null ? '' : `Paid ${row.paidAt}`),
    // What waits says so in its state; here is what can be done about it.
    cell: (row) =>
      row.state === 'draft' ? (
        <span className={css.note}>
          <Button
            size="sm"
            variant="ghost"
            icon={<Undo2 aria-hidden />}
            title={row.note ?? undefined}
            onClick={() => void takeBack(row)}
          >
            Take back
          </Button>
        </span>
      ) : (
        <span className={css.note} title={noteOf(row, timeZone) || undefined}>
          <span>{noteOf(row, timeZone)}</span>
        </span>
      ),
  },
];
