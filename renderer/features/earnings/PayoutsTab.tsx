/** What may be drawn, what was, and statements. A request is made here, also offline; the cloud decides it. */
import { useMemo, useState } from 'react';
import { Banknote, HandCoins, SearchX } from 'lucide-react';
import { rateLabel } from '../../../main/contract/amount.ts';
import type { Balance, EarningsContext, PayoutRow } from '../../../main/studio/earnings/contract.ts';
import type { TermsOfKind } from '../../../main/studio/market/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Sort } from '../../components/Table.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { dayLabel } from '../../components/when.ts';
import { USUAL_TERMS } from '../market/words.ts';
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
  const figure = (label: string, micros: number, about: string, onOpen: () => void) => (
    <div>
      <dt>{label}</dt>
      <dd>
        <button type="button" className={sheet.link} onClick={onOpen}>
          <Amount micros={micros} currency={currency} />
        </button>
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
        {figure('Available', balance.available, 'balance less pending and held', () =>
          openRows(`Available in ${currency}: of Morgys, less what is requested`, { currency, part: 'available' }),
        )}
        {figure('Pending', balance.pending, 'requested, not yet paid', () =>
          openRows(`Pending in ${currency}: requested, not yet paid`, { currency, part: 'pending' }),
        )}
        {figure(
          'Held',
          balance.held,
          `of hired agents; the sweep of the 15th pays it from ${moneyLabel(balance.sweepMinimum, currency)} on`,
          () => openRows(`Held in ${currency}`, { currency, products: ['hired_agent'] }),
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

/** The platform compares the number alone: the same one in each of the creator's currencies. */
const inEach = (micros: number, currencies: readonly string[]): string =>
  LIST.format((currencies.length === 0 ? ['USD'] : currencies).map((currency) => moneyLabel(micros, currency)));
const LIST = new Intl.ListFormat('en', { type: 'disjunction' });

function Terms({
  morgy,
  hiredAgent,
  currencies,
}: {
  morgy: TermsOfKind;
  hiredAgent: TermsOfKind;
  currencies: readonly string[];
}) {
  const announced = [
    ...morgy.announced.map((each) => ({ ...each, of: 'Morgys' })),
    ...hiredAgent.announced.map((each) => ({ ...each, of: 'hired agents' })),
  ].toSorted((a, b) => a.since.localeCompare(b.since));
  const since = (from: string | null): string => (from === null ? '' : ` In force since ${dayLabel(from)}.`);
  return (
    <Card title="Terms">
      <ul className={sheet.plain}>
        <li>
          Morgys: the platform keeps {rateLabel(morgy.feeRate)} of a sale; the smallest payout is{' '}
          {inEach(morgy.minimum, currencies)}, the same number in every currency.{since(morgy.since)}
        </li>
        <li>
          Hired agents: it keeps {rateLabel(hiredAgent.feeRate)} of what is left after the machine’s cost; the sweep of
          the 15th pays from {inEach(hiredAgent.minimum, currencies)} on.{since(hiredAgent.since)}
        </li>
        {announced.map((each) => (
          <li key={each.of + each.since}>
            Announced from {dayLabel(each.since)} on, for {each.of}: {rateLabel(each.feeRate)}, and at least{' '}
            {inEach(each.minimum, currencies)}.
          </li>
        ))}
      </ul>
      {(morgy.since === null || hiredAgent.since === null) && <p className={sheet.faint}>{USUAL_TERMS}</p>}
      <p className={sheet.faint}>
        A sale keeps the rate that it was made under; the ledger shows what was kept of each.
      </p>
    </Card>
  );
}

const NO_PAYOUTS: readonly PayoutRow[] = [];
const NEWEST_FIRST: Sort = { column: 'requestedAt', direction: 'desc' };

export function PayoutsTab({ context }: { context: EarningsContext }) {
  const { data, error } = useStudioQuery('earnings.payouts', {});
  const { data: terms } = useStudioQuery('market.terms', {});
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
            Once sales arrive, what is available, pending and held stands here, and a payout can be requested
            {terms ? ` from ${inEach(terms.morgy.minimum, [])} on` : ''}.
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
        {terms && <Terms {...terms} currencies={data?.balances.map(({ currency }) => currency) ?? []} />}
        {context.rows > 0 && <Statements key={context.today} context={context} />}
      </div>
    </div>
  );
}
