/** Statements of a month or a year: their ends and what lies between, each down to its rows, and as a PDF. */
import { useState } from 'react';
import { FileText } from 'lucide-react';
import type { EarningsContext, LedgerFilterInput } from '../../../main/studio/earnings/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { dayBefore } from './presets.ts';
import sheet from './Sheet.module.css';
import { NET_KINDS, openRows } from './state.ts';
import { statementPage } from './statementPage.ts';

const WHOLE_YEAR = '0';
const MONTHS = Array.from({ length: 12 }, (_, n) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, n, 1)),
);

export function Statements({ context }: { context: EarningsContext }) {
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
              ['At the beginning', statement.opening, { to: dayBefore(statement.from) }],
              ['Net', statement.sums.net, { from: statement.from, to: statement.to, kinds: [...NET_KINDS] }],
              [
                'Payouts',
                statement.sums.payouts,
                { from: statement.from, to: statement.to, kinds: ['payout' as const] },
              ],
              ['At the end', statement.closing, { to: statement.to }],
            ] satisfies [string, number, LedgerFilterInput][]
          ).map(([label, micros, filter]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <button
                  type="button"
                  className={sheet.link}
                  onClick={() =>
                    openRows(`${statement.title}: ${label.toLowerCase()}`, {
                      ...filter,
                      currency: statement.currency,
                    })
                  }
                >
                  <Amount micros={micros} currency={statement.currency} />
                </button>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
