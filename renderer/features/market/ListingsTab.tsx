/** Every Morgy's place in the market: its state, what it still needs, what its price would bring. */
import { useState } from 'react';
import { SearchX, Store } from 'lucide-react';
import type { Listing } from '../../../main/studio/market/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Badge, type BadgeProps } from '../../components/Badge.tsx';
import { Callout } from '../../components/Callout.tsx';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Sort } from '../../components/Table.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { ListingDialog } from './ListingDialog.tsx';
import sheet from '../earnings/Sheet.module.css';
import { priceWords, STATE_WORDS, VISIBILITY_WORDS } from './words.ts';

const TONES: Record<NonNullable<Listing['status']>, NonNullable<BadgeProps['tone']>> = {
  draft: 'plain',
  pending: 'accent',
  approved: 'good',
  rejected: 'bad',
  archived: 'warn',
};

export const stateText = ({ status, ready }: Listing): string =>
  status === null ? 'Not listed' : status === 'draft' && ready ? 'Draft, ready' : STATE_WORDS[status];

const missing = ({ checklist }: Listing): number => checklist.filter((item) => item.required && !item.ok).length;

const COLUMNS: readonly DataColumn<Listing>[] = [
  {
    id: 'name',
    header: 'Morgy',
    width: 'minmax(12rem, 2fr)',
    sortable: true,
    text: (row) => row.name,
    cell: (row) => row.name,
  },
  {
    id: 'state',
    header: 'State',
    width: '9rem',
    sortable: true,
    text: stateText,
    cell: (row) => (
      <Badge tone={row.refusal !== null ? 'bad' : row.status === null ? 'plain' : TONES[row.status]}>
        {row.refusal === null ? stateText(row) : 'Refused'}
      </Badge>
    ),
  },
  {
    id: 'missing',
    header: 'Missing',
    width: '6rem',
    sortable: true,
    align: 'end',
    text: (row) => String(missing(row)),
    plain: (row) => String(missing(row)),
    value: missing,
    cell: (row) => (missing(row) === 0 ? '–' : missing(row)),
  },
  {
    id: 'visibility',
    header: 'Seen by',
    width: '8rem',
    sortable: true,
    optional: true,
    text: (row) => VISIBILITY_WORDS[row.visibility],
    cell: (row) => VISIBILITY_WORDS[row.visibility],
  },
  {
    id: 'price',
    header: 'Price',
    width: '9rem',
    sortable: true,
    align: 'end',
    text: priceWords,
    plain: (row) => (row.price / 100).toFixed(2),
    value: (row) => row.price,
    cell: priceWords,
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
  {
    id: 'views',
    header: 'Views',
    width: '6rem',
    sortable: true,
    align: 'end',
    optional: true,
    text: (row) => row.views.toLocaleString('en'),
    plain: (row) => String(row.views),
    value: (row) => row.views,
    cell: (row) => row.views.toLocaleString('en'),
  },
  {
    id: 'purchases',
    header: 'Sold',
    width: '6rem',
    sortable: true,
    align: 'end',
    optional: true,
    text: (row) => row.purchases.toLocaleString('en'),
    plain: (row) => String(row.purchases),
    value: (row) => row.purchases,
    cell: (row) => row.purchases.toLocaleString('en'),
  },
];

const NONE: readonly Listing[] = [];
const BY_NAME: Sort = { column: 'name', direction: 'asc' };

export function ListingsTab({ demo }: { demo: boolean }) {
  const { data = NONE, error, isSuccess } = useStudioQuery('market.listings', {});
  const view = useTableLook('listings', COLUMNS, BY_NAME);
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const { source, slice } = useLocalRows(data, COLUMNS, view.sort, words);
  const opened = data.find((listing) => listing.morgyId === open);
  if (error) {
    return (
      <Callout tone="bad" title="The listings could not be read">
        {error.message}
      </Callout>
    );
  }
  if (isSuccess && data.length === 0) {
    return (
      <EmptyState icon={<Store aria-hidden />} title="No Morgy to list yet">
        Make a Morgy first. Here you then say what it costs and who sees it, and hand it in to the market.
      </EmptyState>
    );
  }
  return (
    <div className={sheet.fill}>
      <DataTable
        label="Listings"
        columns={COLUMNS}
        source={source}
        slice={slice}
        rowLabel={(row) => `${row.name}, ${stateText(row)}`}
        view={view}
        find={{ value: words, onChange: setWords, label: 'Find a listing' }}
        onOpen={(row) => setOpen(row.morgyId)}
        empty={<EmptyState icon={<SearchX aria-hidden />} title="No listing has these words" />}
      />
      {opened && <ListingDialog key={opened.morgyId} listing={opened} demo={demo} onClose={() => setOpen(null)} />}
    </div>
  );
}
