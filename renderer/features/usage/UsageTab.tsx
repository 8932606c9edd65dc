/** How much of the month's quota is used and when it runs out, and what was spent on which model and action. */
import { useMemo, useState } from 'react';
import { Gauge, SearchX, X } from 'lucide-react';
import { decimal } from '../../../main/contract/amount.ts';
import type { EarningsContext } from '../../../main/studio/earnings/contract.ts';
import type { Quota, UsageAction, UsagePart } from '../../../main/studio/usage/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { Bars } from '../../components/charts/Bars.tsx';
import { ChartFrame } from '../../components/charts/ChartFrame.tsx';
import { TimeChart } from '../../components/charts/TimeChart.tsx';
import { cx } from '../../components/cx.ts';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Sort } from '../../components/Table.tsx';
import { usePagedRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { Amount } from '../earnings/Amount.tsx';
import { FilterBar } from '../earnings/FilterBar.tsx';
import { axisLabel, moneyLabel } from '../earnings/money.ts';
import { settle, useMoney } from '../earnings/state.ts';
import { dayLabel, timeInZone } from '../../components/when.ts';
import { bucketLabel, bucketShort } from '../earnings/words.ts';
import css from './Usage.module.css';
import sheet from '../earnings/Sheet.module.css';

const QUOTA_WORDS: Record<Quota['id'], string> = { messages: 'Messages', tokens: 'Tokens', budget: 'Budget' };
const TIER_WORDS: Record<string, string> = {
  free: 'Free',
  starter: 'Starter',
  growth: 'Growth',
  enterprise: 'Enterprise',
};

function QuotaBar({ quota }: { quota: Quota }) {
  const amount = (value: number): string =>
    quota.id === 'budget' ? moneyLabel(value, 'USD') : value.toLocaleString('en');
  const share = quota.limit === 0 ? 1 : quota.used / quota.limit;
  const full = share >= 1;
  const said =
    quota.used === 0
      ? 'Nothing used yet this month.'
      : full
        ? 'Used up.'
        : quota.runsOut === null
          ? `Lasts: at this pace ${amount(quota.projected)} by the end of the month.`
          : `At this pace it runs out on ${dayLabel(quota.runsOut)}.`;
  return (
    <div className={css.quota}>
      <div className={css.quotaHead}>
        <strong>{QUOTA_WORDS[quota.id]}</strong>
        <span>
          {amount(quota.used)} of {amount(quota.limit)}
        </span>
      </div>
      <div
        className={css.meter}
        role="meter"
        aria-label={QUOTA_WORDS[quota.id]}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(share * 100))}
        aria-valuetext={`${amount(quota.used)} of ${amount(quota.limit)}. ${said}`}
      >
        <span
          className={cx(css.meterFill, (full || quota.runsOut !== null) && css.tight)}
          style={{ '--share': `${Math.min(100, share * 100)}%` }}
        />
        {!full && quota.projected > quota.used && (
          <span
            className={css.projected}
            style={{
              '--from': `${Math.min(100, share * 100)}%`,
              '--share': `${Math.min(100, (quota.projected / quota.limit) * 100)}%`,
            }}
          />
        )}
      </div>
      <span className={sheet.faint}>{said}</span>
    </div>
  );
}

interface Narrow {
  readonly what: 'model' | 'action' | 'tool';
  readonly key: string;
}

const ACTION_WORDS: Record<string, string> = {
  message_sent: 'Message sent',
  tool_used: 'Tool used',
  knowledge_search: 'Knowledge searched',
};
const actionWord = (action: string): string => ACTION_WORDS[action] ?? action.replaceAll('_', ' ');

const columnsIn = (timeZone: string): DataColumn<UsageAction>[] => [
  {
    id: 'at',
    header: 'Time',
    width: 'minmax(11rem, 1fr)',
    sortable: true,
    text: (row) => timeInZone(row.at, timeZone),
    iso: (row) => row.at,
    cell: (row) => timeInZone(row.at, timeZone),
  },
  {
    id: 'action',
    header: 'Action',
    width: 'minmax(9rem, 1fr)',
    text: (row) => actionWord(row.action),
    cell: (row) => actionWord(row.action),
  },
  {
    id: 'model',
    header: 'Model',
    width: 'minmax(10rem, 1fr)',
    optional: true,
    text: (row) => row.model ?? '',
    cell: (row) => row.model ?? '–',
  },
  {
    id: 'tool',
    header: 'Tool',
    width: 'minmax(8rem, 1fr)',
    optional: true,
    text: (row) => row.tool ?? '',
    cell: (row) => row.tool ?? '–',
  },
  {
    id: 'tokens',
    header: 'Tokens',
    width: '7rem',
    sortable: true,
    align: 'end',
    text: (row) => row.tokens.toLocaleString('en'),
    plain: (row) => String(row.tokens),
    cell: (row) => row.tokens.toLocaleString('en'),
  },
  {
    id: 'cost',
    header: 'Cost',
    width: '8rem',
    sortable: true,
    align: 'end',
    text: (row) => moneyLabel(row.micros, 'USD'),
    plain: (row) => decimal(row.micros),
    cell: (row) => <Amount micros={row.micros} currency="USD" />,
  },
  {
    id: 'currency',
    header: 'Currency',
    width: '6rem',
    hidden: true,
    filed: true,
    text: () => 'USD',
    cell: () => 'USD',
  },
];

const NEWEST_FIRST: Sort = { column: 'at', direction: 'desc' };
const rowLabel = (row: UsageAction): string => `${actionWord(row.action)}, ${row.tokens} tokens`;

const asItIs = (key: string): string => key;

function Parts({
  label,
  parts,
  word = asItIs,
  onOpen,
}: {
  label: string;
  parts: readonly UsagePart[];
  word?: (key: string) => string;
  onOpen: (key: string) => void;
}) {
  return (
    <ChartFrame
      label={label}
      table={() => ({
        head: [label, 'Actions', 'Tokens', 'Cost'],
        rows: parts.map((part) => [
          word(part.key),
          part.actions.toLocaleString('en'),
          part.tokens.toLocaleString('en'),
          moneyLabel(part.micros, 'USD'),
        ]),
      })}
    >
      <Bars
        label={label}
        parts={parts.map((part) => ({
          id: part.key,
          label: word(part.key),
          value: part.micros,
          said: <Amount micros={part.micros} currency="USD" />,
        }))}
        onOpen={onOpen}
      />
    </ChartFrame>
  );
}

function Actions({
  range,
  narrow,
  onNarrow,
  timeZone,
}: {
  range: { from: string; to: string };
  narrow: Narrow | null;
  onNarrow: (narrow: Narrow | null) => void;
  timeZone: string;
}) {
  const columns = useMemo(() => columnsIn(timeZone), [timeZone]);
  const view = useTableLook('metered', columns, NEWEST_FIRST);
  const sort = view.sort ?? NEWEST_FIRST;
  const asked = {
    range,
    sort: sort.column as 'at',
    direction: sort.direction,
    ...(narrow ? { [narrow.what]: narrow.key } : {}),
  };
  const { source, slice, first } = usePagedRows(['usage.actions', asked], (offset, limit, signal) =>
    studio.request('usage.actions', { ...asked, offset, limit }, signal ? { signal } : {}),
  );
  return (
    <section className={sheet.listCard} aria-label="Metered actions">
      <DataTable
        label="Metered actions"
        columns={columns}
        source={source}
        slice={slice}
        rowLabel={rowLabel}
        view={view}
        aside={
          <>
            {narrow && (
              <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={() => onNarrow(null)}>
                {narrow.what === 'action' ? actionWord(narrow.key) : narrow.key}
              </Button>
            )}
            <span className={sheet.sum} role="status">
              {source.count.toLocaleString('en')} actions
              {first && (
                <strong>
                  <Amount micros={first.micros} currency="USD" />
                </strong>
              )}
            </span>
          </>
        }
        empty={<EmptyState icon={<SearchX aria-hidden />} title="Nothing was metered in this range" />}
      />
    </section>
  );
}

export function UsageTab({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const { filter } = settle(look, context);
  const range = { from: filter.from ?? context.today, to: filter.to ?? context.today };
  const [narrow, setNarrow] = useState<Narrow | null>(null);
  const { data, error } = useStudioQuery('usage.overview', range, { keepPrevious: true });
  return (
    <div className={sheet.scroll}>
      <FilterBar context={context} narrow="nothing" />
      {error && (
        <Callout tone="bad" title="Usage could not be read">
          {error.message}
        </Callout>
      )}
      {data && (
        <div className={sheet.sheet}>
          <Card
            title={`Quotas of ${bucketLabel(`${data.month}-01`, `${data.month}-01`, 'month')}`}
            description={`Plan: ${TIER_WORDS[data.tier] ?? data.tier}. The cloud counts quotas by UTC month.`}
          >
            <div className={css.quotas}>
              {data.quotas.map((quota) => (
                <QuotaBar key={quota.id} quota={quota} />
              ))}
            </div>
          </Card>
          {data.total.actions === 0 ? (
            <EmptyState icon={<Gauge aria-hidden />} title="Nothing was metered in this range">
              What your Morgys use in the cloud, with its cost, arrives with sync and stands here by model and action.
            </EmptyState>
          ) : (
            <>
              <ChartFrame
                label="Cost by day"
                description={`${moneyLabel(data.total.micros, 'USD')} for ${data.total.actions.toLocaleString('en')} actions and ${data.total.tokens.toLocaleString('en')} tokens`}
                table={() => ({
                  head: ['Day', 'Actions', 'Tokens', 'Cost'],
                  rows: data.series.map((day) => [
                    dayLabel(day.date),
                    day.actions.toLocaleString('en'),
                    day.tokens.toLocaleString('en'),
                    moneyLabel(day.micros, 'USD'),
                  ]),
                })}
              >
                <TimeChart
                  label="Cost by day"
                  height={180}
                  buckets={data.series.map(({ date }) => ({ label: dayLabel(date), short: bucketShort(date, 'day') }))}
                  series={[
                    {
                      id: 'cost',
                      label: 'Cost',
                      tone: 'one',
                      shape: 'bar',
                      values: data.series.map((day) => day.micros),
                    },
                  ]}
                  format={(value) => axisLabel(value, 'USD')}
                  exact={(value) => moneyLabel(value, 'USD')}
                  onSpan={(first, last) => {
                    const [begin, end] = [data.series[first], data.series[last]];
                    if (begin && end) look.zoom(begin.date, end.date);
                  }}
                />
              </ChartFrame>
              <div className={css.parts}>
                <Parts label="By model" parts={data.byModel} onOpen={(key) => setNarrow({ what: 'model', key })} />
                <Parts
                  label="By action"
                  parts={data.byAction}
                  word={actionWord}
                  onOpen={(key) => setNarrow({ what: 'action', key })}
                />
                {data.byTool.length > 0 && (
                  <Parts label="By tool" parts={data.byTool} onOpen={(key) => setNarrow({ what: 'tool', key })} />
                )}
              </div>
              <Actions range={range} narrow={narrow} onNarrow={setNarrow} timeZone={context.timeZone} />
            </>
          )}
        </div>
      )}
    </div>
  );
}
