/** What may be drawn, what was, and statements. A request is made here, also offline; the cloud decides it. */
import { useMemo, useState } from 'react';
import { Banknote, FileText, HandCoins, Undo2 } from 'lucide-react';
import { AMOUNT_SHAPE, decimal, microsOf } from '../../../main/contract/amount.ts';
import type { Balance, EarningsContext, PayoutRow } from '../../../main/studio/earnings/contract.ts';
import { studio, useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { Badge, type BadgeProps } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { Select } from '../../components/Select.tsx';
import type { Sort } from '../../components/Table.tsx';
import { toast } from '../../components/Toast.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { moneyLabel, placesOf } from './money.ts';
import { openRows } from './state.ts';
import { statementPage } from './statementPage.ts';
import { dayLabel, PAYOUT_WORDS, timeLabel } from './words.ts';

const TONES: Record<PayoutRow['state'], NonNullable<BadgeProps['tone']>> = {
  draft: 'plain',
  pending: 'accent',
  processing: 'accent',
  paid: 'good',
  failed: 'bad',
  refused: 'bad',
};
/** Down to what can be paid out: a whole cent, or a whole yen. */
function plainAmount(micros: number, currency: string): string {
  const places = Math.min(2, placesOf(currency));
  const unit = 10 ** (6 - places);
  return ((Math.floor(micros / unit) * unit) / 1_000_000).toFixed(places);
}
const NET = ['sale', 'fee', 'refund', 'fee_refund', 'adjustment'] as const;

function RequestDialog({
  balance,
  demo,
  instead,
  onClose,
}: {
  balance: Balance;
  demo: boolean;
  /** The refused request whose place it takes. */
  instead?: PayoutRow;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState(plainAmount(Math.max(0, balance.available), balance.currency));
  const request = useStudioMutation('earnings.requestPayout');
  const micros = microsOf(typed);
  const wrong =
    micros === null
      ? AMOUNT_SHAPE
      : micros < balance.minimum
        ? `At least ${moneyLabel(balance.minimum, balance.currency)}.`
        : micros > balance.available
          ? `At most ${moneyLabel(balance.available, balance.currency)}, which is what is available.`
          : null;
  const send = (): void => {
    if (micros === null || wrong !== null) return;
    request.mutate(
      { currency: balance.currency, micros },
      {
        onSuccess: () => {
          // Only now: until the new one is made the refused one's reason can still be read.
          if (instead)
            studio
              .request('earnings.withdrawPayout', { id: instead.id })
              .catch((error: unknown) => toast.error('The refused request stays in the list', error));
          toast.done({
            title: `Requested ${moneyLabel(micros, balance.currency)}`,
            description: demo ? 'In the demo nobody decides it.' : 'The cloud decides it at the next sync.',
          });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      size="sm"
      title="Request a payout"
      description="Works offline: the request is kept here and decided by the cloud, which may refuse it and says why."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={request.isPending} disabled={wrong !== null} onClick={send}>
            Request
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <NumberField
          label={`Amount in ${balance.currency}`}
          value={typed}
          min={0}
          step={1}
          hint={
            micros === null
              ? undefined
              : `${wrong === null ? 'Requests' : 'Read as'} ${moneyLabel(micros, balance.currency)}`
          }
          error={wrong ?? request.error?.message}
          onChange={setTyped}
        />
      </form>
    </Dialog>
  );
}

async function takeBack(row: PayoutRow): Promise<void> {
  try {
    await studio.request('earnings.withdrawPayout', { id: row.id });
    toast.done({ title: `Took back the request of ${moneyLabel(row.micros, row.currency)}` });
  } catch (error) {
    toast.error('It was not taken back', error);
  }
}

/** What the cloud refused, why, and what can be done: said where the request was made, until a person goes on. */
function Refused({ row, balance, demo }: { row: PayoutRow; balance: Balance | undefined; demo: boolean }) {
  const [asking, setAsking] = useState(false);
  const amount = moneyLabel(row.micros, row.currency);
  const possible = balance !== undefined && balance.available >= balance.minimum;
  return (
    <Callout
      tone="bad"
      title={`Your request of ${amount} was refused`}
      actions={
        <>
          {possible && (
            <Button size="sm" variant="primary" icon={<HandCoins aria-hidden />} onClick={() => setAsking(true)}>
              Request another amount…
            </Button>
          )}
          <Button size="sm" icon={<Undo2 aria-hidden />} onClick={() => void takeBack(row)}>
            Let go of it
          </Button>
        </>
      }
    >
      <p>{row.note}</p>
      <p>
        Nothing was drawn.{' '}
        {balance === undefined
          ? ''
          : possible
            ? `As this device knows it, ${moneyLabel(balance.available, row.currency)} can be requested now.`
            : `As this device knows it, ${moneyLabel(Math.max(0, balance.available), row.currency)} is available, and a request is for at least ${moneyLabel(balance.minimum, row.currency)}: it can be made again after more sales.`}
      </p>
      {asking && balance && (
        <RequestDialog balance={balance} demo={demo} instead={row} onClose={() => setAsking(false)} />
      )}
    </Callout>
  );
}

function BalanceCard({ balance, demo }: { balance: Balance; demo: boolean }) {
  const [asking, setAsking] = useState(false);
  const { currency } = balance;
  const figure = (label: string, micros: number, about: string, onOpen?: () => void) => (
    <div>
      <dt>{label}</dt>
      <dd>
        {onOpen ? (
          <button type="button" className={css.link} onClick={onOpen}>
            <Amount micros={micros} currency={currency} />
          </button>
        ) : (
          <Amount micros={micros} currency={currency} />
        )}
        <span className={css.faint}>{about}</span>
      </dd>
    </div>
  );
  const possible = balance.available >= balance.minimum;
  return (
    <Card
      title={`Balance in ${currency}`}
      actions={
        <Button
          variant="primary"
          icon={<HandCoins aria-hidden />}
          disabled={!possible}
          title={possible ? undefined : `From ${moneyLabel(balance.minimum, currency)} on`}
          onClick={() => setAsking(true)}
        >
          Request a payout…
        </Button>
      }
    >
      <dl className={css.balance}>
        {figure('Available', balance.available, 'may be requested now')}
        {figure('Pending', balance.pending, 'requested, not yet paid')}
        {figure('Held', balance.held, 'of hired agents; the sweep of the 15th pays it from 25 on')}
        {figure('Balance', balance.balance, 'the three together')}
        {figure('Paid out', balance.paid, 'so far', () =>
          openRows(`Payouts in ${currency}`, { currency, kinds: ['payout'] }),
        )}
        {figure('Net', balance.net, 'paid out and balance together', () =>
          openRows(`Net in ${currency}, all time`, { currency, kinds: [...NET] }),
        )}
      </dl>
      {balance.available < 0 && (
        <Callout>More was paid out than is left after refunds. The next sales fill it up first.</Callout>
      )}
      {asking && <RequestDialog balance={balance} demo={demo} onClose={() => setAsking(false)} />}
    </Card>
  );
}

const historyColumns = (timeZone: string): DataColumn<PayoutRow>[] => [
  {
    id: 'requestedAt',
    header: 'When',
    width: '12rem',
    sortable: true,
    text: (row) => timeLabel(row.requestedAt, timeZone),
    value: (row) => row.requestedAt,
    cell: (row) => timeLabel(row.requestedAt, timeZone),
  },
  {
    id: 'kind',
    header: 'What',
    width: '9rem',
    sortable: true,
    optional: true,
    text: (row) => (row.kind === 'sweep' ? 'Sweep of the 15th' : 'Request'),
    cell: (row) => (row.kind === 'sweep' ? 'Sweep of the 15th' : 'Request'),
  },
  {
    id: 'state',
    header: 'State',
    width: '10rem',
    sortable: true,
    text: (row) => PAYOUT_WORDS[row.state],
    cell: (row) => <Badge tone={TONES[row.state]}>{PAYOUT_WORDS[row.state]}</Badge>,
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '8.5rem',
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
    width: 'minmax(14rem, 1fr)',
    optional: true,
    text: (row) => (row.periodFrom && row.periodTo ? `${dayLabel(row.periodFrom)} to ${dayLabel(row.periodTo)}` : ''),
    cell: (row) => (row.periodFrom && row.periodTo ? `${dayLabel(row.periodFrom)} to ${dayLabel(row.periodTo)}` : '–'),
  },
  {
    id: 'note',
    header: 'Note',
    width: 'minmax(10rem, 2fr)',
    text: (row) => row.note ?? '',
    cell: (row) => (
      <span className={css.note} title={row.note ?? undefined}>
        <span>{row.note ?? (row.paidAt ? `Paid ${timeLabel(row.paidAt, timeZone)}` : '')}</span>
        {row.state === 'draft' && (
          <Button size="sm" variant="ghost" icon={<Undo2 aria-hidden />} onClick={() => void takeBack(row)}>
            Take back
          </Button>
        )}
      </span>
    ),
  },
];

const WHOLE_YEAR = '0';
const MONTHS = Array.from({ length: 12 }, (_, n) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, n, 1)),
);

function Statements({ context }: { context: EarningsContext }) {
  const thisYear = Number(context.today.slice(0, 4));
  const firstYear = Number((context.first ?? context.today).slice(0, 4));
  const [year, setYear] = useState(String(thisYear));
  const [month, setMonth] = useState(String(Number(context.today.slice(5, 7))));
  const [currency, setCurrency] = useState(context.currencies[0]?.code ?? 'USD');
  const { data: statement } = useStudioQuery(
    'earnings.statement',
    { year: Number(year), month: month === WHOLE_YEAR ? null : Number(month), currency },
    { keepPrevious: true },
  );
  const save = async (): Promise<void> => {
    if (!statement) return;
    try {
      const { path } = await studio.request('shell.savePdf', {
        title: 'Save the statement',
        defaultName: `Statement ${statement.title} ${statement.currency}.pdf`,
        html: statementPage(statement),
      });
      if (path !== null) toast.done({ title: `Saved ${fileNameOf(path)}`, description: path });
    } catch (error) {
      toast.error('The statement was not written', error);
    }
  };
  return (
    <Card
      title="Statements"
      description="A month or a year: the balance at both ends and all that lies between them."
      actions={
        <Button icon={<FileText aria-hidden />} disabled={!statement} onClick={() => void save()}>
          Save as PDF…
        </Button>
      }
    >
      <div className={css.row}>
        <Select
          label="Month"
          size="sm"
          value={month}
          options={[
            { value: WHOLE_YEAR, label: 'The whole year' },
            ...MONTHS.map((label, n) => ({ value: String(n + 1), label })),
          ]}
          onChange={setMonth}
        />
        <Select
          label="Year"
          size="sm"
          value={year}
          options={Array.from({ length: thisYear - firstYear + 1 }, (_, n) => String(thisYear - n)).map((value) => ({
            value,
            label: value,
          }))}
          onChange={setYear}
        />
        {context.currencies.length > 1 && (
          <Select
            label="Currency"
            size="sm"
            value={currency}
            options={context.currencies.map(({ code }) => ({ value: code, label: code }))}
            onChange={setCurrency}
          />
        )}
      </div>
      {statement && (
        <dl className={css.balance} aria-label={`Statement of ${statement.title}`}>
          {(
            [
              ['At the beginning', statement.opening],
              ['Net', statement.sums.net],
              ['Payouts', statement.sums.payouts],
              ['At the end', statement.closing],
            ] as const
          ).map(([label, micros]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Amount micros={micros} currency={statement.currency} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}

const NO_PAYOUTS: readonly PayoutRow[] = [];
const NEWEST_FIRST: Sort = { column: 'requestedAt', direction: 'desc' };

export function PayoutsTab({ context }: { context: EarningsContext }) {
  const { data, error } = useStudioQuery('earnings.payouts', {});
  const columns = useMemo(() => historyColumns(context.timeZone), [context.timeZone]);
  const view = useTableLook('payouts', columns, NEWEST_FIRST);
  const { source, slice } = useLocalRows(data?.history ?? NO_PAYOUTS, columns, view.sort);
  return (
    <div className={css.scroll}>
      <div className={css.sheet}>
        {error && (
          <Callout tone="bad" title="The balance could not be reckoned">
            {error.message}
          </Callout>
        )}
        {data?.balances.length === 0 && (
          <EmptyState icon={<Banknote aria-hidden />} title="Nothing to draw yet">
            Once sales arrive, what is available, pending and held stands here, and a payout can be requested from 50
            on.
          </EmptyState>
        )}
        {data?.history
          .filter(({ state }) => state === 'refused')
          .map((row) => (
            <Refused
              key={row.id}
              row={row}
              balance={data.balances.find(({ currency }) => currency === row.currency)}
              demo={context.demo}
            />
          ))}
        <div className={css.two}>
          {data?.balances.map((balance) => (
            <BalanceCard key={balance.currency} balance={balance} demo={context.demo} />
          ))}
        </div>
        {data && data.history.length > 0 && (
          <section className={css.listCard} aria-label="History of payouts">
            <DataTable
              label="Payouts"
              columns={columns}
              source={source}
              slice={slice}
              rowLabel={(row) => `${moneyLabel(row.micros, row.currency)}, ${PAYOUT_WORDS[row.state]}`}
              view={view}
              empty={null}
            />
          </section>
        )}
        {context.rows > 0 && <Statements key={context.today} context={context} />}
      </div>
    </div>
  );
}
