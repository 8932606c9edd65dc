/**
 * How a person left a table: sort, columns, widths. Kept on the device by the table's name, so that it is the same after a
 * restart; what was never touched follows the table as it comes.
 */
import { useCallback, useMemo } from 'react';
import type { TableLook, TableLooks } from '../../main/studio/tables/contract.ts';
import { queryClient, studio, useStudioQuery } from '../app/client.ts';
import type { Column, Sort } from './Table.tsx';
import { toast } from './Toast.tsx';

const KEY = ['tables.looks', {}] as const;
const AS_IT_COMES: TableLook = { sort: null, shown: {}, widths: {} };

/** A column as far as its look goes. */
type Looked = Pick<Column<never>, 'id' | 'sortable'> & { readonly hidden?: boolean };

export interface TableView {
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
  /** By column, in pixels. */
  readonly widths: Readonly<Record<string, number>>;
  /** Null is as it comes. */
  readonly onWidth: (column: string, width: number | null) => void;
  readonly isShown: (column: Looked) => boolean;
  readonly onShown: (column: Looked, shown: boolean) => void;
  /** Null where nothing was changed. */
  readonly reset: (() => void) | null;
}

/** Shown at once; a device that cannot keep it says so. */
async function keep(name: string, look: TableLook): Promise<void> {
  queryClient.setQueryData<TableLooks>(KEY, (all) => ({ ...all, [name]: look }));
  try {
    await studio.request('tables.keepLook', { name, look });
  } catch (error) {
    toast.error('How the table looks was not kept', error);
  }
}

const NONE: readonly string[] = [];

/**
 * @param sort how it comes; a sort that was kept for a column that is no more is forgotten
 * @param alsoBy what it can be sorted by besides its columns
 */
export function useTableLook(
  name: string,
  columns: readonly Looked[],
  sort?: Sort,
  alsoBy: readonly string[] = NONE,
): TableView {
  const { data } = useStudioQuery('tables.looks', {});
  const look = data?.[name] ?? AS_IT_COMES;
  const change = useCallback(
    (patch: (now: TableLook) => Partial<TableLook>) => {
      const now = queryClient.getQueryData<TableLooks>(KEY)?.[name] ?? AS_IT_COMES;
      void keep(name, { ...now, ...patch(now) });
    },
    [name],
  );
  const kept = look.sort;
  const can = (by: string): boolean =>
    alsoBy.includes(by) || columns.some(({ id, sortable }) => id === by && sortable === true);
  const sorted = kept && can(kept.column) ? kept : sort;
  return useMemo(
    () => ({
      sort: sorted,
      onSort: (next) => change(() => ({ sort: next as TableLook['sort'] })),
      widths: look.widths,
      onWidth: (column, width) =>
        change(({ widths }) => {
          const { [column]: _before, ...others } = widths;
          return { widths: width === null ? others : { ...others, [column]: width } };
        }),
      isShown: ({ id, hidden }) => look.shown[id] ?? hidden !== true,
      onShown: ({ id, hidden }, shown) =>
        change((now) => {
          const { [id]: _before, ...others } = now.shown;
          return { shown: shown === (hidden !== true) ? others : { ...others, [id]: shown } };
        }),
      reset:
        look === AS_IT_COMES || JSON.stringify(look) === JSON.stringify(AS_IT_COMES)
          ? null
          : () => change(() => AS_IT_COMES),
    }),
    [sorted, look, change],
  );
}
