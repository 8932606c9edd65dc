/** What came in, what it cost, what is left; over time and by its parts. Every figure opens its rows. */
import { ReceiptText } from 'lucide-react';
import type {
  Dimension,
  EarningsContext,
  Granularity,
  LedgerFilterInput,
  Overview,
  Sums,
} from '../../../main/studio/earnings/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Callout } from '../../components/Callout.tsx';
import { Bars } from '../../components/charts/Bars.tsx';
import { ChartFrame } from '../../components/charts/ChartFrame.tsx';
import { Legend, TimeChart, type Series } from '../../components/charts/TimeChart.tsx';
import { Waterfall } from '../../components/charts/Waterfall.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { FilterBar } from './FilterBar.tsx';
import { axisLabel, moneyLabel } from './money.ts';
import { openRows, settle, useMoney, type Settled } from './state.ts';
import { Tile } from './Tile.tsx';
import { bucketLabel, bucketShort, partWord, rangeLabel, starsLabel } from './words.ts';

const NET = ['sale', 'fee', 'refund', 'fee_refund', 'adjustment'] as const;

interface MoneyFigure {
  readonly id: keyof Pick<Sums, 'gross' | 'fees' | 'refunds' | 'costs' | 'net'>;
  readonly label: string;
  readonly about: string;
  readonly kinds: NonNullable<LedgerFilterInput['kinds']>;
  readonly inverse: boolean;
}

const FIGURES: readonly MoneyFigure[] = [
  { id: 'gross', label: 'Gross', about: 'What buyers paid.', kinds: ['sale'], inverse: false },
  {
    id: 'refunds',
    label: 'Refunds',
    about: 'What buyers got back, on the day of the refund.',
    kinds: ['refund'],
    inverse: true,
  },
  {
    id: 'fees',
    label: 'Fees',
    about: 'The platform’s share, less what it returned with refunds.',
    kinds: ['fee', 'fee_refund'],
    inverse: true,
  },
  {
    id: 'costs',
    label: 'Machine costs',
    about: 'What the machines of hired agents cost, taken off before the share is reckoned.',
    kinds: ['adjustment'],
    inverse: true,
  },
  { id: 'net', label: 'Net', about: 'What is yours: all of the others together.', kinds: [...NET], inverse: false },
];

function MoneyTiles({ overview, settled }: { overview: Overview; settled: Settled }) {
  const currency = overview.currency ?? 'USD';
  const shown = FIGURES.filter(({ id }) => id !== 'costs' || overview.current.sums.costs !== 0);
  return (
    <div className={css.tiles}>
      {shown.map(({ id, label, about, kinds, inverse }) => (
        <Tile
          key={id}
          size="lg"
          label={label}
          about={about}
          value={<Amount micros={overview.current.sums[id]} currency={currency} />}
          now={inverse ? -overview.current.sums[id] : overview.current.sums[id]}
          before={[
            {
              label: 'on before',
              value: inverse ? -overview.previous.sums[id] : overview.previous.sums[id],
            },
            {
              label: 'on a year ago',
              value: inverse ? -overview.yearBefore.sums[id] : overview.yearBefore.sums[id],
            },
          ]}
          inverse={inverse}
          onOpen={() => openRows(`${label}, ${rangeLabel(settled.from, settled.to)}`, { ...settled.filter, kinds })}
        />
      ))}
    </div>
  );
}

function OtherTiles({ overview, settled }: { overview: Overview; settled: Settled }) {
  const { current, previous } = overview;
  const currency = overview.currency ?? 'USD';
  const span = rangeLabel(settled.from, settled.to);
  const open = (label: string, more: LedgerFilterInput) => () =>
    openRows(`${label}, ${span}`, { ...settled.filter, ...more });
  const against = (value: number) => [{ label: 'before', value }];
  const subs = current.subscriptions;
  const was = previous.subscriptions;
  return (
    <div className={css.smallTiles}>
      <Tile
        label="MRR"
        about="A month’s price of every subscription that runs at the end of the range."
        value={<Amount micros={subs.mrr} currency={currency} />}
        now={subs.mrr}
        before={against(was.mrr)}
        onOpen={open('MRR', { cohort: 'running' })}
      />
      <Tile
        label="New"
        about="Subscriptions that began in the range."
        value={subs.began}
        now={subs.began}
        before={against(was.began)}
        onOpen={open('New subscriptions', { cohort: 'new' })}
      />
      <Tile
        label="Renewed"
        about="Subscriptions that reached a monthly anniversary in the range and went on."
        value={subs.renewed}
        now={subs.renewed}
        before={against(was.renewed)}
        onOpen={open('Renewed subscriptions', { cohort: 'renewed' })}
      />
      <Tile
        label="Churned"
        about="Subscriptions that ended in the range."
        value={subs.churned}
        now={subs.churned}
        before={against(was.churned)}
        inverse
        onOpen={open('Subscriptions that ended', { cohort: 'churned' })}
      />
      <Tile
        label="ARPU"
        about="Gross less refunds for each person who paid in the range, to the nearest cent."
        value={current.arpu === null ? '–' : <Amount micros={current.arpu} currency={currency} />}
        now={current.arpu ?? 0}
        before={against(previous.arpu ?? 0)}
        onOpen={open('Paid and refunded', { kinds: ['sale', 'refund'] })}
      />
      <Tile
        label="Conversion"
        about={`Sales of Morgys, free ones and every currency included, for a hundred views: ${current.morgySales.toLocaleString('en')} of ${current.views.toLocaleString('en')}. The cloud counts views by UTC day.`}
        value={current.conversion === null ? '–' : `${(current.conversion / 1000).toFixed(2)} %`}
        now={current.conversion ?? 0}
        before={against(previous.conversion ?? 0)}
        onOpen={() =>
          openRows(`Sales of Morgys, ${span}`, {
            from: settled.from,
            to: settled.to,
            kinds: ['sale'],
            products: ['one_time', 'subscription'],
            ...(settled.filter.subjects ? { subjects: settled.filter.subjects } : {}),
          })
        }
      />
      <Tile
        label="Rating"
        about={`The average of the ${overview.rating.count.toLocaleString('en')} reviews of the range.`}
        value={overview.rating.hundredths === null ? '–' : `${starsLabel(overview.rating.hundredths)} ★`}
        onOpen={() => go({ name: 'earnings', tab: 'reviews' })}
      />
    </div>
  );
}

const BY: readonly { value: Granularity; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
  { value: 'year', label: 'Year' },
];

function OverTime({ overview, settled }: { overview: Overview; settled: Settled }) {
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
        kinds: [...NET],
      });
  };
  return (
    <ChartFrame
      label="Earnings over time"
      description="Drag over the picture to look closer."
      actions={<Segmented label="Cut by" value={by} options={BY} onChange={(next) => look.set({ by: next })} />}
      legend={<Legend series={series} />}
      table={() => ({
        head: ['When', 'Gross', 'Refunds', 'Fees', 'Costs', 'Net', 'Sales', 'Views'],
        rows: overview.series.map(({ from, to, sums, views }, n) => [
          <button key="open" type="button" className={css.link} onClick={() => openBucket(n)}>
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

function Parts({ overview, settled }: { overview: Overview; settled: Settled }) {
  const look = useMoney();
  const { dimension } = settled;
  const currencyOf = (key: string): string => (dimension === 'currency' ? key : (overview.currency ?? 'USD'));
  const open = (key: string): void => {
    const part = overview.breakdown.find((each) => each.key === key);
    if (part && key !== 'other')
      openRows(`${partWord(key, part.label)}, ${rangeLabel(settled.from, settled.to)}`, {
        ...settled.filter,
        kinds: [...NET],
        ...partFilter(dimension, key),
      });
  };
  return (
    <ChartFrame
      label="Net by part"
      description={
        overview.breakdown.length > MOST
          ? `The first ${MOST} of ${overview.breakdown.length}; the table has all.`
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
            <button key="open" type="button" className={css.link} onClick={() => open(key)}>
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
        parts={overview.breakdown.slice(0, MOST).map(({ key, label, sums }) => ({
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

function GrossToNet({ overview, settled }: { overview: Overview; settled: Settled }) {
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

export function OverviewTab({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const settled = settle(look, context);
  const { data: overview, error } = useStudioQuery(
    'earnings.overview',
    { filter: settled.filter, by: settled.by, dimension: settled.dimension },
    { keepPrevious: true },
  );
  return (
    <div className={css.scroll}>
      <FilterBar context={context} />
      {error && (
        <Callout tone="bad" title="The figures could not be reckoned">
          {error.message}
        </Callout>
      )}
      {overview && context.rows === 0 && (
        <EmptyState icon={<ReceiptText aria-hidden />} title="No sale has arrived yet">
          Sales, fees, refunds and payouts come from the cloud and are reckoned here. Open the demo to see what this
          page will show.
        </EmptyState>
      )}
      {overview && context.rows > 0 && (
        <div className={css.sheet}>
          <MoneyTiles overview={overview} settled={settled} />
          <OtherTiles overview={overview} settled={settled} />
          <OverTime overview={overview} settled={settled} />
          <div className={css.two}>
            <Parts overview={overview} settled={settled} />
            <GrossToNet overview={overview} settled={settled} />
          </div>
        </div>
      )}
    </div>
  );
}
