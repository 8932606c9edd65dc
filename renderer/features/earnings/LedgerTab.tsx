/** The rows themselves: all of them, or exactly those of which a figure is the sum. */
import { useMemo, useState } from 'react';
import { ListX, SearchX, X } from 'lucide-react';
import type {
  EarningsContext,
  LedgerColumn,
  LedgerFilterInput,
  LedgerKind,
  LedgerRowShown,
  LedgerSort,
} from '../../../main/studio/earnings/contract.ts';
import { LEDGER_COLUMNS, LEDGER_KINDS } from '../../../main/studio/earnings/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { usePagedRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import sheet from './Sheet.module.css';
import { FilterBar } from './FilterBar.tsx';
import { moneyLabel } from './money.ts';
import { Reckoned, Sums, isCohort } from './Reckoned.tsx';
import { settle, useMoney, type Reckoning } from './state.ts';
import { timeInZone } from '../../components/when.ts';
import { KIND_WORDS, LICENCE_WORDS, PRODUCT_WORDS } from './words.ts';

/** @param reckoning the figure that opened the rows: what it is reckoned with stands in columns of its own */
const columnsIn = (timeZone: string, reckoning: Reckoning | null): DataColumn<LedgerRowShown>[] => [
  {
    id: 'at',
    header: isCohort(reckoning) ? 'Sold' : 'Time',
    width: 'minmax(11rem, 1fr)',
    sortable: true,
    text: (row) => timeInZone(row.at, timeZone),
    cell: (row) => timeInZone(row.at, timeZone),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '8rem',
    sortable: true,
    text: (row) => KIND_WORDS[row.kind],
    cell: (row) => KIND_WORDS[row.kind],
  },
  {
    id: 'subject',
    header: 'Morgy or agent',
    width: 'minmax(10rem, 2fr)',
    sortable: true,
    text: (row) => row.subject ?? '',
    cell: (row) => row.subject ?? '–',
  },
  {
    id: 'product',
    header: 'Product',
    width: '8rem',
    sortable: true,
    optional: true,
    text: (row) => (row.product === null ? '' : PRODUCT_WORDS[row.product]),
    cell: (row) => (row.product === null ? '–' : PRODUCT_WORDS[row.product]),
  },
  {
    id: 'licence',
    header: 'Licence',
    width: '8rem',
    sortable: true,
    optional: true,
    hidden: true,
    text: (row) => (row.licence === null ? '' : LICENCE_WORDS[row.licence]),
    cell: (row) => (row.licence === null ? '–' : LICENCE_WORDS[row.licence]),
  },
  {
    id: 'currency',
    header: 'Currency',
    width: '6rem',
    sortable: true,
    hidden: true,
    text: (row) => row.currency,
    cell: (row) => row.currency,
  },
  {
    id: 'ended',
    header: reckoning === 'churned' ? 'Ended' : 'Until',
    width: '12rem',
    hidden: !isCohort(reckoning),
    text: (row) => (row.ended === null ? '' : timeInZone(row.ended, timeZone)),
    cell: (row) => (row.ended === null ? '–' : timeInZone(row.ended, timeZone)),
  },
  {
    id: 'person',
    header: 'Person',
    width: '6rem',
    align: 'end',
    hidden: reckoning !== 'arpu',
    text: (row) => (row.person === null ? '' : String(row.person)),
    cell: (row) => (row.person === null ? '–' : `No. ${row.person}`),
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '9rem',
    sortable: true,
    align: 'end',
    text: (row) => moneyLabel(row.micros, row.currency),
    cell: (row) => <Amount micros={row.micros} currency={row.currency} />,
  },
  {
    id: 'id',
    header: 'Ledger row',
    width: '20rem',
    hidden: true,
    text: (row) => row.id,
    cell: (row) => <code className={css.code}>{row.id}</code>,
  },
];

const CSV_WORDS: Record<LedgerColumn, string> = {
  date: 'Date',
  at: 'Time (UTC)',
  kind: 'Kind',
  subject: 'Morgy or agent',
  product: 'Product',
  licence: 'Licence',
  currency: 'Currency',
  amount: 'Amount',
  person: 'Person (number)',
  ended: 'Subscription until (UTC)',
  listingId: 'Listing',
  subjectId: 'Morgy or agent id',
  source: 'Source table',
  sourceId: 'Source row',
  id: 'Ledger row',
};
const USUAL: readonly LedgerColumn[] = ['date', 'kind', 'subject', 'product', 'currency', 'amount', 'id'];

function CsvDialog({
  filter,
  sort,
  reckoning,
  onClose,
}: {
  filter: LedgerFilterInput;
  sort: LedgerSort;
  reckoning: Reckoning | null;
  onClose: () => void;
}) {
  const [columns, setColumns] = useState<ReadonlySet<LedgerColumn>>(
    new Set<LedgerColumn>([
      ...USUAL,
      ...(isCohort(reckoning) ? (['ended'] as const) : []),
      ...(reckoning === 'arpu' ? (['person'] as const) : []),
    ]),
  );
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { path } = await studio.request('shell.saveFile', {
        title: 'Save the ledger as CSV',
        defaultName: `Ledger ${filter.from ?? ''}${filter.to ? ` to ${filter.to}` : ''}.csv`,
        filters: [{ name: 'CSV', extensions: ['csv'] }],
      });
      if (path === null) return;
      const wanted = LEDGER_COLUMNS.filter((column) => columns.has(column));
      const { rows } = await studio.request('earnings.exportCsv', { filter, sort, columns: wanted, path });
      toast.done({ title: `Saved ${rows.toLocaleString('en')} rows as ${fileNameOf(path)}`, description: path });
      onClose();
    } catch (error) {
      toast.error('The CSV was not written', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      title="Export the ledger"
      description="Exactly the rows of the table, in its order. Amounts are plain decimals; each row has its currency."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} disabled={columns.size === 0} onClick={() => void save()}>
            Save as…
          </Button>
        </>
      }
    >
      <fieldset className={sheet.choices}>
        <legend>Columns</legend>
        {LEDGER_COLUMNS.map((column) => (
          <Checkbox
            key={column}
            label={CSV_WORDS[column]}
            checked={columns.has(column)}
            onChange={(on) => {
              const next = new Set(columns);
              if (on) next.add(column);
              else next.delete(column);
              setColumns(next);
            }}
          />
        ))}
      </fieldset>
    </Dialog>
  );
}

function LeftOutDialog({ onClose }: { onClose: () => void }) {
  const { data = [] } = useStudioQuery('earnings.leftOut', {});
  return (
    <Dialog
      open
      size="lg"
      title={`Left out: ${data.length} ${data.length === 1 ? 'row' : 'rows'}`}
      description="Rows that cannot be right. They are in no total and in no export."
      onClose={onClose}
    >
      <ul className={css.leftOut}>
        {data.map((row) => (
          <li key={row.source + row.id}>
            <p>{row.sentence}</p>
            <p className={sheet.faint}>
              {row.detail} <code className={css.code}>{`${row.source} ${row.id}`}</code>
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const ANY = 'any';
const NEWEST_FIRST: LedgerSort = { column: 'at', direction: 'desc' };
const rowLabel = (row: LedgerRowShown): string =>
  `${KIND_WORDS[row.kind]} ${row.subject ?? ''} ${moneyLabel(row.micros, row.currency)}`;

export function LedgerTab({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const settled = settle(look, context);
  const [kind, setKind] = useState<LedgerKind | typeof ANY>(ANY);
  const [dialog, setDialog] = useState<'csv' | 'left-out' | null>(null);
  const { drill } = look;
  const filter: LedgerFilterInput = drill
    ? drill.filter
    : {
        ...settled.filter,
        currency: look.currency === settled.filter.currency ? look.currency : null,
        kinds: kind === ANY ? [] : [kind],
      };
  const reckoning = drill?.reckoning ?? null;
  const columns = useMemo(() => columnsIn(context.timeZone, reckoning), [context.timeZone, reckoning]);
  const view = useTableLook('ledger', columns, NEWEST_FIRST);
  // Each of its columns that can be sorted is one that the studio sorts by.
  const sort = view.sort as LedgerSort;
  const { source, slice, first, error } = usePagedRows(['earnings.ledger', filter, sort], (offset, limit, signal) =>
    studio.request('earnings.ledger', { filter, sort, offset, limit }, signal ? { signal } : {}),
  );
  return (
    <div className={sheet.fill}>
      {drill ? (
        <div className={css.drill}>
          <div>
            <strong>{drill.title}</strong>
            {reckoning !== null && first && (
              <p>
                <Reckoned how={reckoning} list={first} />
              </p>
            )}
          </div>
          <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={() => look.setDrill(null)}>
            All rows
          </Button>
        </div>
      ) : (
        <FilterBar context={context} everyCurrency />
      )}
      {error && (
        <Callout tone="bad" title="The ledger could not be read">
          {error.message}
        </Callout>
      )}
      <DataTable
        label="Ledger"
        columns={columns}
        source={source}
        slice={slice}
        rowLabel={rowLabel}
        view={view}
        onExport={() => setDialog('csv')}
        aside={
          <>
            {!drill && (
              <Select
                label="Kind"
                hideLabel
                size="sm"
                value={kind}
                options={[
                  { value: ANY, label: 'Every kind' },
                  ...LEDGER_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
                ]}
                onChange={setKind}
              />
            )}
            <span className={sheet.sum} role="status">
              {source.count.toLocaleString('en')} {source.count === 1 ? 'row' : 'rows'}
              {first && <Sums list={first} filter={filter} />}
            </span>
            {context.leftOut > 0 && (
              <Button size="sm" variant="ghost" icon={<ListX aria-hidden />} onClick={() => setDialog('left-out')}>
                {context.leftOut.toLocaleString('en')} left out
              </Button>
            )}
          </>
        }
        empty={
          <EmptyState icon={<SearchX aria-hidden />} title="No row of this kind">
            Nothing happened in this range that the filter lets through.
          </EmptyState>
        }
      />
      {dialog === 'csv' && (
        <CsvDialog filter={filter} sort={sort} reckoning={reckoning} onClose={() => setDialog(null)} />
      )}
      {dialog === 'left-out' && <LeftOutDialog onClose={() => setDialog(null)} />}
    </div>
  );
}
