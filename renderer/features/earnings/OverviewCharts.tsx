/** The pictures of the overview: over time, by part, and from gross to net. What they show can be opened down to its rows. */
import type {
  Dimension,
  Granularity,
  LedgerFilterInput,
  Overview,
  Sums,
} from '../../../main/studio/earnings/contract.ts';
import { Bars } from '../../components/charts/Bars.tsx';
import { ChartFrame } from '../../components/charts/ChartFrame.tsx';
import { Legend, TimeChart, type Series } from '../../components/charts/TimeChart.tsx';
import { Waterfall } from '../../components/charts/Waterfall.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Amount } from './Amount.tsx';
import { axisLabel, moneyLabel } from './money.ts';
import { FIGURES } from './OverviewTiles.tsx';
import sheet from './Sheet.module.css';
import { NET_KINDS, openRows, useMoney, type Settled } from './state.ts';
import { rangeLabel } from '../../components/when.ts';
import { bucketLabel, bucketShort, partWord, starsLabel } from './words.ts';

const BY: readonly { value: Granularity; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
  { value: 'year', label: 'Year' },
];

export function OverTime({ overview, settled }: { overview: Overview; settled: Settled }) {
  const look = useMoney();
  const currency = overview.currency ?? 'USD';
  const { by } = settled;
  const money = (micros: number): string => moneyLabel(micros, currency);
  const of = (pick: (sums: Sums) => number): number[] => overview.series.map((bucket) => pick(bucket.sums));
  const series: Series[] = [
    { id: 'gross', label: 'Gross', tone: 'one', shape: 'bar', values: of((sums) => sums.gross) },
    { id: 'fees', label: 'Fees and costs', tone: 'four', shape: 'bar', values: of((sums) => sums.fees + sums.costs) },
    { id: 'refunds', label: 'Refunds', tone: 'three', shape: 'bar', values: of((sums) => sums.refunds) },
    { id: 'net', label: 'Net', tone: 'two', shape: 'line', values: of((sums) => sums.net) },
    {
      id: 'before',
      label: 'Net before',
      tone: 'ghost',
      shape: 'line',
      values: overview.series.map((_, n) => overview.previousSeries[n]?.sums.net ?? 0),
    },
  ];
  const openBucket = (n: number): void => {
    const bucket = overview.series[n];
    if (bucket)
      openRows(`Net, ${bucketLabel(bucket.from, bucket.to, by)}`, {
        ...settled.filter,
        from: bucket.from,
        to: bucket.to,
        kinds: [...NET_KINDS],
      });
  };
  return (
    <ChartFrame
      label="Earnings over time"
      hint="Drag over it, or take a span with Shift and the arrows, to look closer."
      actions={<Segmented label="Cut by" value={by} options={BY} onChange={(next) => look.set({ by: next })} />}
      legend={<Legend series={series} />}
      table={() => ({
        head: ['When', 'Gross', 'Refunds', 'Fees', 'Costs', 'Net', 'Sales', 'Views'],
        rows: overview.series.map(({ from, to, sums, views }, n) => [
          <button key="open" type="button" className={sheet.link} onClick={() => openBucket(n)}>
            {bucketLabel(from, to, by)}
          </button>,
          money(sums.gross),
          money(sums.refunds),
          money(sums.fees),
          money(sums.costs),
          money(sums.net),
          sums.sales.toLocaleString('en'),
          views.toLocaleString('en'),
        ]),
      })}
    >
      <TimeChart
        label="Earnings over time"
        buckets={overview.series.map(({ from, to }) => ({
          label: bucketLabel(from, to, by),
          short: bucketShort(from, by),
        }))}
        series={series}
        format={(value) => axisLabel(value, currency)}
        exact={money}
        onSpan={(first, last) => {
          const [begin, end] = [overview.series[first], overview.series[last]];
          if (begin && end) look.zoom(begin.from, end.to);
        }}
        onPick={openBucket}
      />
    </ChartFrame>
  );
}

const PARTS: readonly { value: Dimension; label: string }[] = [
  { value: 'subject', label: 'By Morgy' },
  { value: 'listing', label: 'By listing' },
  { value: 'product', label: 'By kind' },
  { value: 'licence', label: 'By licence' },
  { value: 'currency', label: 'By currency' },
];
/** As many bars as can be taken in; the table has all. */
const MOST = 14;

const partFilter = (dimension: Dimension, key: string): LedgerFilterInput => {
  switch (dimension) {
    case 'subject':
      return { subjects: [key] };
    case 'listing':
      return { listings: [key] };
    case 'product':
      return { products: [key as 'one_time'] };
    case 'licence':
      return { licences: [key as 'free'] };
    case 'currency':
      return { currency: key };
  }
};

export function Parts({ overview, settled }: { overview: Overview; settled: Settled }) {
  const look = useMoney();
  const { dimension } = settled;
  const currencyOf = (key: string): string => (dimension === 'currency' ? key : (overview.currency ?? 'USD'));
  const open = (key: string): void => {
    const part = overview.breakdown.find((each) => each.key === key);
    if (part && key !== 'other')
      openRows(`${partWord(key, part.label)}, ${rangeLabel(settled.from, settled.to)}`, {
        ...settled.filter,
        kinds: [...NET_KINDS],
        ...partFilter(dimension, key),
      });
  };
  // A bar of nothing says nothing; what was only looked at or reviewed is in the table.
  const moving = overview.breakdown.filter(({ sums }) => sums.sales + sums.refunded > 0 || sums.net !== 0);
  return (
    <ChartFrame
      label="Net by part"
      description={
        Math.min(MOST, moving.length) < overview.breakdown.length
          ? `The first ${Math.min(MOST, moving.length)} of ${overview.breakdown.length}; the table has all.`
          : undefined
      }
      actions={
        <Select
          label="Parts"
          hideLabel
          size="sm"
          value={dimension}
          options={PARTS}
          onChange={(next) => look.set({ dimension: next })}
        />
      }
      table={() => ({
        head: ['Part', 'Sales', 'Gross', 'Refunds', 'Fees', 'Costs', 'Net', 'Views', 'Rating'],
        rows: overview.breakdown.map(({ key, label, sums, views, rating }) => {
          const money = (micros: number): string => moneyLabel(micros, currencyOf(key));
          return [
            <button key="open" type="button" className={sheet.link} onClick={() => open(key)}>
              {partWord(key, label)}
            </button>,
            sums.sales.toLocaleString('en'),
            money(sums.gross),
            money(sums.refunds),
            money(sums.fees),
            money(sums.costs),
            money(sums.net),
            views === null ? '–' : views.toLocaleString('en'),
            starsLabel(rating),
          ];
        }),
      })}
    >
      <Bars
        label="Net by part"
        parts={moving.slice(0, MOST).map(({ key, label, sums }) => ({
          id: key,
          label: partWord(key, label),
          value: sums.net,
          said: <Amount micros={sums.net} currency={currencyOf(key)} />,
        }))}
        onOpen={open}
      />
    </ChartFrame>
  );
}

export function GrossToNet({ overview, settled }: { overview: Overview; settled: Settled }) {
  const currency = overview.currency ?? 'USD';
  const { sums } = overview.current;
  const steps = FIGURES.filter(({ id }) => id !== 'costs' || sums.costs !== 0).map(({ id, label }) => ({
    id,
    label,
    value: sums[id],
    total: id === 'gross' || id === 'net',
  }));
  return (
    <ChartFrame
      label="From gross to net"
      table={() => ({
        head: ['Step', 'Amount'],
        rows: steps.map(({ label, value }) => [label, moneyLabel(value, currency)]),
      })}
    >
      <Waterfall
        label="From gross to net"
        steps={steps}
        format={(value) => moneyLabel(value, currency)}
        onOpen={(id) => {
          const figure = FIGURES.find((each) => each.id === id);
          if (figure)
            openRows(`${figure.label}, ${rangeLabel(settled.from, settled.to)}`, {
              ...settled.filter,
              kinds: figure.kinds,
            });
        }}
      />
    </ChartFrame>
  );
}
