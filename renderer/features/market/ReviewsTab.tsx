/** What buyers say: how many stars, over time and by Morgy, and every review. */
import { useMemo, useState } from 'react';
import { MessageSquareText, SearchX, Star } from 'lucide-react';
import type { EarningsContext } from '../../../main/studio/earnings/contract.ts';
import type { Review } from '../../../main/studio/market/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Callout } from '../../components/Callout.tsx';
import { Bars } from '../../components/charts/Bars.tsx';
import { ChartFrame } from '../../components/charts/ChartFrame.tsx';
import { Legend, TimeChart, type Series, type Tone } from '../../components/charts/TimeChart.tsx';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Sort } from '../../components/Table.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { FilterBar } from '../earnings/FilterBar.tsx';
import { settle, useMoney } from '../earnings/state.ts';
import { timeInZone } from '../../components/when.ts';
import { bucketLabel, bucketShort, starsLabel } from '../earnings/words.ts';
import css from './Market.module.css';
import sheet from '../earnings/Sheet.module.css';

const columnsIn = (timeZone: string): DataColumn<Review>[] => [
  {
    id: 'rating',
    header: 'Stars',
    width: '7rem',
    sortable: true,
    text: (row) => String(row.rating),
    plain: (row) => String(row.rating),
    value: (row) => row.rating,
    cell: (row) => (
      <span className={css.stars} role="img" aria-label={`${row.rating} of 5 stars`}>
        {Array.from({ length: 5 }, (_, n) => (
          <Star key={n} aria-hidden className={n < row.rating ? css.lit : css.unlit} />
        ))}
      </span>
    ),
  },
  {
    id: 'name',
    header: 'Morgy',
    width: 'minmax(9rem, 1fr)',
    sortable: true,
    text: (row) => row.name,
    cell: (row) => row.name,
  },
  {
    id: 'comment',
    header: 'Comment',
    width: 'minmax(12rem, 3fr)',
    text: (row) => row.comment ?? '',
    cell: (row) => <span title={row.comment ?? undefined}>{row.comment ?? '–'}</span>,
  },
  {
    id: 'at',
    header: 'When',
    width: '11rem',
    sortable: true,
    text: (row) => timeInZone(row.at, timeZone),
    iso: (row) => row.at,
    value: (row) => row.at,
    cell: (row) => timeInZone(row.at, timeZone),
  },
];

const TONES: readonly Tone[] = ['three', 'four', 'ghost', 'two', 'one'];
const NONE: readonly Review[] = [];
const NEWEST_FIRST: Sort = { column: 'at', direction: 'desc' };

export function ReviewsTab({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const settled = settle(look, context);
  const [words, setWords] = useState('');
  const { data, error } = useStudioQuery(
    'market.reviews',
    { from: settled.filter.from ?? null, to: settled.filter.to ?? null, subjects: [...look.subjects], by: settled.by },
    { keepPrevious: true },
  );
  const columns = useMemo(() => columnsIn(context.timeZone), [context.timeZone]);
  const view = useTableLook('reviews', columns, NEWEST_FIRST);
  const { source, slice } = useLocalRows(data?.rows ?? NONE, columns, view.sort, words);
  const { by } = settled;
  const series: Series[] = TONES.map((tone, n) => ({
    id: String(n + 1),
    label: n === 0 ? '1 star' : `${n + 1} stars`,
    tone,
    shape: 'bar',
    values: (data?.series ?? []).map((bucket) => bucket.distribution[n] ?? 0),
  }));
  return (
    <div className={sheet.scroll}>
      <FilterBar context={context} narrow="subjects" />
      {error && (
        <Callout tone="bad" title="The reviews could not be read">
          {error.message}
        </Callout>
      )}
      {data?.all.count === 0 && (
        <EmptyState icon={<MessageSquareText aria-hidden />} title="No review in this range">
          Buyers rate a Morgy with one to five stars; what they write arrives with sync.
        </EmptyState>
      )}
      {data && data.all.count > 0 && (
        <div className={sheet.sheet}>
          <div className={css.two}>
            <ChartFrame
              label="Stars"
              description={`${data.all.count.toLocaleString('en')} reviews, ${starsLabel(data.all.hundredths)} on average`}
              table={() => ({
                head: ['Stars', 'Reviews'],
                rows: data.all.distribution.map((count, n) => [`${n + 1}`, count.toLocaleString('en')]).toReversed(),
              })}
            >
              <Bars
                label="Stars"
                parts={data.all.distribution
                  .map((count, n) => ({
                    id: String(n + 1),
                    label: n === 0 ? '1 star' : `${n + 1} stars`,
                    value: count,
                    said: count.toLocaleString('en'),
                  }))
                  .toReversed()}
              />
            </ChartFrame>
            <ChartFrame
              label="Stars over time"
              legend={<Legend series={series} />}
              table={() => ({
                head: ['When', 'Reviews', 'Average', '1', '2', '3', '4', '5'],
                rows: data.series.map((bucket) => [
                  bucketLabel(bucket.from, bucket.to, by),
                  bucket.count.toLocaleString('en'),
                  starsLabel(bucket.hundredths),
                  ...bucket.distribution.map(String),
                ]),
              })}
            >
              <TimeChart
                label="Stars over time"
                height={200}
                buckets={data.series.map(({ from, to }) => ({
                  label: bucketLabel(from, to, by),
                  short: bucketShort(from, by),
                }))}
                series={series}
                format={(value) => value.toLocaleString('en')}
                onSpan={(first, last) => {
                  const [begin, end] = [data.series[first], data.series[last]];
                  if (begin && end) look.zoom(begin.from, end.to);
                }}
              />
            </ChartFrame>
          </div>
          <section className={sheet.listCard} aria-label="Reviews">
            <DataTable
              label="Reviews"
              columns={columns}
              source={source}
              slice={slice}
              rowLabel={(row) => `${row.rating} stars for ${row.name}`}
              view={view}
              find={{ value: words, onChange: setWords, label: 'Find a review' }}
              empty={<EmptyState icon={<SearchX aria-hidden />} title="No review has these words" />}
            />
          </section>
        </div>
      )}
    </div>
  );
}
