/**
 * The table of a list that may be very long: find, sort, choose columns, walk and take rows by keyboard, copy them, export
 * them. Its rows come from a source that fetches what is in view, or from a list in memory (`useLocalRows`).
 */
import { useState, type ReactNode } from 'react';
import { Columns3, Copy, FileDown } from 'lucide-react';
import { Button } from './Button.tsx';
import css from './DataTable.module.css';
import { Menu, type MenuEntry } from './Menu.tsx';
import { SearchField } from './SearchField.tsx';
import { Table, type Column, type Cursor, type RowSource, type Sort } from './Table.tsx';
import { toast } from './Toast.tsx';

export interface DataColumn<R> extends Column<R> {
  /** The cell as plain text, for copying and for finding. */
  text: (row: R) => string;
  /** What it is sorted by where rows are sorted in the page; the text when it is left out. */
  value?: (row: R) => number | string;
  /** Not shown until it is chosen. */
  hidden?: boolean;
}

export interface DataTableProps<R> {
  label: string;
  columns: readonly DataColumn<R>[];
  source: RowSource<R>;
  /** Fetches rows for copying, also those that were never in view. */
  slice: (first: number, last: number) => Promise<readonly R[]>;
  rowLabel: (row: R) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  onOpen?: (row: R) => void;
  menu?: (row: R) => MenuEntry[];
  find?: { value: string; onChange: (value: string) => void; label: string };
  /** Left of the buttons: filters, a sum. */
  aside?: ReactNode;
  /** Called with the columns that are shown. */
  onExport?: (columns: readonly string[]) => void;
  empty: ReactNode;
}

/** More would be no use in a spreadsheet's clipboard; the export has them all (rows). */
const MOST_COPIED = 20_000;
/** A tab or a line break inside a cell would begin another. */
const flat = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');

export function DataTable<R>({
  label,
  columns,
  source,
  slice,
  rowLabel,
  sort,
  onSort,
  onOpen,
  menu,
  find,
  aside,
  onExport,
  empty,
}: DataTableProps<R>) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(columns.filter((column) => column.hidden === true).map(({ id }) => id)),
  );
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const shown = columns.filter(({ id }) => !hidden.has(id));

  const copy = async (first: number, last: number): Promise<void> => {
    const until = Math.min(last, first + MOST_COPIED - 1);
    try {
      const rows = await slice(first, until);
      const lines = rows.map((row) => shown.map((column) => flat(column.text(row))).join('\t'));
      if (rows.length > 1) lines.unshift(shown.map(({ header }) => header).join('\t'));
      await navigator.clipboard.writeText(lines.join('\n'));
      toast.done({
        title: `Copied ${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}`,
        ...(until < last ? { description: 'The first of them; export the list to have all.' } : {}),
      });
    } catch (error) {
      toast.error('Nothing was copied', error);
    }
  };

  return (
    <div className={css.frame}>
      <div className={css.bar} role="toolbar" aria-label={`${label}: tools`}>
        {find && <SearchField className={css.find} label={find.label} value={find.value} onChange={find.onChange} />}
        {aside}
        <span className={css.gap} />
        <Button
          size="sm"
          variant="ghost"
          icon={<Copy aria-hidden />}
          disabled={source.count === 0}
          onClick={() =>
            void (cursor && cursor.at < source.count
              ? copy(Math.min(cursor.at, cursor.anchor), Math.max(cursor.at, cursor.anchor))
              : copy(0, source.count - 1))
          }
        >
          {cursor && cursor.at < source.count ? 'Copy selected' : 'Copy all'}
        </Button>
        {onExport && (
          <Button
            size="sm"
            variant="ghost"
            icon={<FileDown aria-hidden />}
            disabled={source.count === 0}
            onClick={() => onExport(shown.map(({ id }) => id))}
          >
            Export CSV…
          </Button>
        )}
        <Menu
          align="end"
          trigger={
            <Button size="sm" variant="ghost" icon={<Columns3 aria-hidden />}>
              Columns
            </Button>
          }
          entries={columns.map((column) => ({
            kind: 'check' as const,
            label: column.header,
            checked: !hidden.has(column.id),
            onChange: (checked) => {
              const next = new Set(hidden);
              if (checked) next.delete(column.id);
              else if (shown.length > 1) next.add(column.id);
              setHidden(next);
            },
          }))}
        />
      </div>
      <Table
        label={label}
        className={css.table}
        rows={source}
        columns={shown}
        rowHeight={36}
        rowKey={() => ''}
        rowLabel={rowLabel}
        cursor={cursor}
        onCursor={setCursor}
        onCopy={(first, last) => void copy(first, last)}
        {...(sort ? { sort } : {})}
        {...(onSort ? { onSort } : {})}
        {...(onOpen ? { onOpen } : {})}
        {...(menu ? { menu } : {})}
        empty={empty}
      />
    </div>
  );
}
