/** A table of a list in memory that is sorted by its heads and left as a person left it: sort and widths. */
import { useMemo } from 'react';
import type { Column, TableProps } from './Table.tsx';
import { compare } from './useRows.ts';
import { useTableLook } from './useTableLook.ts';

export interface KeptColumn<R> extends Column<R> {
  /** What it is sorted by; without it it is not. Null comes last, whichever way. */
  by?: (row: R) => number | string | null;
}

/** Equal rows keep the order in which they came. */
export function sortedBy<R>(
  rows: readonly R[],
  by: ((row: R) => number | string | null) | undefined,
  direction: 'asc' | 'desc',
): readonly R[] {
  if (!by) return rows;
  const sign = direction === 'asc' ? 1 : -1;
  return rows
    .map((row) => ({ row, value: by(row) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

/** @param name under which it is kept */
export function useKeptTable<R>(
  name: string,
  columns: readonly KeptColumn<R>[],
  rows: readonly R[],
): Pick<TableProps<R>, 'columns' | 'sort' | 'onSort' | 'widths' | 'onWidth'> & { readonly rows: readonly R[] } {
  const shown = useMemo(() => columns.map((column) => ({ ...column, sortable: column.by !== undefined })), [columns]);
  const { sort, onSort, widths, onWidth } = useTableLook(name, shown);
  const sorted = useMemo(
    () => (sort ? sortedBy(rows, columns.find(({ id }) => id === sort.column)?.by, sort.direction) : rows),
    [rows, columns, sort],
  );
  return { columns: shown, rows: sorted, ...(sort && { sort }), onSort, widths, onWidth };
}
