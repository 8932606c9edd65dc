/**
 * The table of a list that may be very long: find, sort, choose columns, walk and take rows by keyboard, copy them, export
 * them. Its rows come from a source that fetches what is in view, or from a list in memory (`useLocalRows`).
 */
import { useMemo, useState, type ReactNode } from 'react';
import { Columns3, Copy, FileDown } from 'lucide-react';
import { studio } from '../app/client.ts';
import { fileNameOf } from '../app/files.ts';
import { Button } from './Button.tsx';
import css from './DataTable.module.css';
import { Menu, type MenuEntry } from './Menu.tsx';
import { SearchField } from './SearchField.tsx';
import { Table, type Column, type Cursor, type RowSource } from './Table.tsx';
import { toast } from './Toast.tsx';
import type { TableView } from './useTableLook.ts';

export interface DataColumn<R> extends Column<R> {
  /** The cell as plain text, for copying and for finding. */
  text: (row: R) => string;
  /** What it is sorted by where rows are sorted in the page; the text when it is left out. */
  value?: (row: R) => number | string;
  /** The cell in a file, where that is not its text: a plain decimal. */
  plain?: (row: R) => string;
  /** The cell in a file, where that is not its text: an instant, day or span as ISO 8601 has it, empty where there is none. */
  iso?: (row: R) => string;
  /** Not shown until it is chosen. */
  hidden?: boolean;
  /** In every file, shown or not (what an amount needs to be read), or in none (buttons). */
  filed?: boolean;
}

export interface DataTableProps<R> {
  label: string;
  columns: readonly DataColumn<R>[];
  source: RowSource<R>;
  /** Fetches rows for copying, also those that were never in view. */
  slice: (first: number, last: number) => Promise<readonly R[]>;
  rowLabel: (row: R) => string;
  /** How it was left: sort, columns, widths (`useTableLook`). */
  view: TableView;
  onOpen?: (row: R) => void;
  menu?: (row: R) => MenuEntry[];
  find?: { value: string; onChange: (value: string) => void; label: string };
  /** Left of the buttons: filters, a sum. */
  aside?: ReactNode;
  /** In place of a file of the columns that are shown. */
  onExport?: () => void;
  empty: ReactNode;
}

/** More would be no use in a spreadsheet's clipboard; the export has them all (rows). */
const MOST_COPIED = 20_000;
/** A tab or a line break inside a cell would begin another. */
const flat = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');

const countOf = (rows: number): string => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;

export function DataTable<R>({
  label,
  columns,
  source,
  slice,
  rowLabel,
  view,
  onOpen,
  menu,
  find,
  aside,
  onExport,
  empty,
}: DataTableProps<R>) {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const shown = useMemo(() => columns.filter(view.isShown), [columns, view]);

  const copy = async (first: number, last: number): Promise<void> => {
    const until = Math.min(last, first + MOST_COPIED - 1);
    try {
      const rows = await slice(first, until);
      const lines = rows.map((row) => shown.map((column) => flat(column.text(row))).join('\t'));
      if (rows.length > 1) lines.unshift(shown.map(({ header }) => header).join('\t'));
      await navigator.clipboard.writeText(lines.join('\n'));
      toast.done({
        title: `Copied ${countOf(rows.length)}`,
        ...(until < last ? { description: 'The first of them; export the list to have all.' } : {}),
      });
    } catch (error) {
      toast.error('Nothing was copied', error);
    }
  };

  const save = async (): Promise<void> => {
    try {
      const { path } = await studio.request('shell.saveFile', {
        title: `Save ${label} as CSV`,
        defaultName: `${label}.csv`,
        filters: [{ name: 'CSV', extensions: ['csv'] }],
      });
      if (path === null) return;
      const filed = columns.filter((column) => column.filed ?? view.isShown(column));
      const rows = await slice(0, source.count - 1);
      const saved = await studio.request('tables.saveCsv', {
        path,
        columns: filed.map(({ header, plain }) => ({ header, number: plain !== undefined })),
        rows: rows.map((row) => filed.map((column) => (column.plain ?? column.iso ?? column.text)(row))),
      });
      toast.done({ title: `Saved ${countOf(saved.rows)} as ${fileNameOf(path)}`, description: path });
    } catch (error) {
      toast.error('The CSV was not written', error);
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
        <Button
          size="sm"
          variant="ghost"
          icon={<FileDown aria-hidden />}
          disabled={source.count === 0}
          onClick={onExport ?? (() => void save())}
        >
          Export CSV…
        </Button>
        <Menu
          align="end"
          trigger={
            <Button size="sm" variant="ghost" icon={<Columns3 aria-hidden />}>
              Columns
            </Button>
          }
          entries={[
            ...columns.map((column) => ({
              kind: 'check' as const,
              label: column.header,
              checked: view.isShown(column),
              onChange: (on: boolean) => {
                // The last one stays: a table without columns could not be told from an empty one.
                if (on || shown.length > 1) view.onShown(column, on);
              },
            })),
            { kind: 'separator' as const },
            { label: 'As it comes', disabled: view.reset === null, onSelect: () => view.reset?.() },
          ]}
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
        {...(view.sort ? { sort: view.sort } : {})}
        onSort={(sort) => {
          // Other rows stand there now: the keyboard begins anew, at the top.
          setCursor(null);
          view.onSort(sort);
        }}
        widths={view.widths}
        onWidth={view.onWidth}
        {...(onOpen ? { onOpen } : {})}
        {...(menu ? { menu } : {})}
        empty={empty}
      />
    </div>
  );
}
