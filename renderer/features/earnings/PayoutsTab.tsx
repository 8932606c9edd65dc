/** What may be drawn, what was, and statements. A request is made here, also offline; the cloud decides it. */
import { useMemo, useState } from 'react';
import { Banknote, HandCoins, SearchX } from 'lucide-react';
import type { Balance, EarningsContext, PayoutRow } from '../../../main/studio/earnings/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Sort } from '../../components/Table.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { moneyLabel } from './money.ts';
import { historyColumns } from './payoutColumns.tsx';
import { Refused, RequestDialog } from './PayoutRequest.tsx';
import sheet from './Sheet.module.css';
import { NET_KINDS, openRows } from './state.ts';
import { Statements } from './Statements.tsx';
import { PAYOUT_WORDS } from './words.ts';

function BalanceCard({ balance, demo }: { balance: Balance; demo: boolean }) {
  const [asking, setAsking] = useState(false);
  const { currency } = balance;
  const figure = (label: string, micros: number, about: string, onOpen?: () => void) => (
    <div>
      <dt>{label}</dt>
      <dd>
        {onOpen ? (
          <button type="button" className={sheet.link} onClick={onOpen}>
            <Amount micros={micros} currency={currency} />
          </button>
        ) : (
          <Amount micros={micros} currency={currency} />
        )}
        <span className={sheet.faint}>{about}</span>
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
        {figure('Available', balance.available, 'balance less pending and held')}
        {figure('Pending', balance.pending, 'requested, not yet paid: in the list below')}
        {figure('Held', balance.held, 'of hired agents; the sweep of the 15th pays it from 25 on', () =>
          openRows(`Held in ${currency}`, { currency, products: ['hired_agent'] }),
        )}
        {figure('Balance', balance.balance, 'the three together', () =>
          openRows(`Balance in ${currency}: all that came and went`, { currency }),
        )}
        {figure('Paid out', balance.paid, 'so far', () =>
          openRows(`Payouts in ${currency}`, { currency, kinds: ['payout'] }),
        )}
        {figure('Net', balance.net, 'paid out and balance together', () =>
          openRows(`Net in ${currency}, all time`, { currency, kinds: [...NET_KINDS] }),
        )}
      </dl>
      {balance.available < 0 && (
        <Callout>More was paid out than is left after refunds. The next sales fill it up first.</Callout>
      )}
      {asking && <RequestDialog balance={balance} demo={demo} onClose={() => setAsking(false)} />}
    </Card>
  );
}

const NO_PAYOUTS: readonly PayoutRow[] = [];
const NEWEST_FIRST: Sort = { column: 'requestedAt', direction: 'desc' };

export function PayoutsTab({ context }: { context: EarningsContext }) {
  const { data, error } = useStudioQuery('earnings.payouts', {});
  const columns = useMemo(() => historyColumns(context.timeZone), [context.timeZone]);
  const view = useTableLook('payouts', columns, NEWEST_FIRST);
  const [words, setWords] = useState('');
  const { source, slice } = useLocalRows(data?.history ?? NO_PAYOUTS, columns, view.sort, words);
  return (
    <div className={sheet.scroll}>
      <div className={sheet.sheet}>
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
        <div className={sheet.two}>
          {data?.balances.map((balance) => (
            <BalanceCard key={balance.currency} balance={balance} demo={context.demo} />
          ))}
        </div>
        {data && data.history.length > 0 && (
          <section className={sheet.listCard} aria-label="History of payouts">
            <DataTable
              label="Payouts"
              columns={columns}
              source={source}
              slice={slice}
              rowLabel={(row) => `${moneyLabel(row.micros, row.currency)}, ${PAYOUT_WORDS[row.state]}`}
              view={view}
              find={{ value: words, onChange: setWords, label: 'Find a payout' }}
              empty={<EmptyState icon={<SearchX aria-hidden />} title="No payout has these words" />}
            />
          </section>
        )}
        {context.rows > 0 && <Statements key={context.today} context={context} />}
      </div>
    </div>
  );
}
