/** Rows for a DataTable: a list in memory, found and sorted here, or pages of a query, fetched as they come into view. */
import { useEffect, useMemo, useState } from 'react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { DataColumn } from './DataTable.tsx';
import { followPages, PAGE } from './pages.ts';
import type { RowSource, Sort } from './Table.tsx';

export interface Rows<R> {
  readonly source: RowSource<R>;
  readonly slice: (first: number, last: number) => Promise<readonly R[]>;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
/** Numbers as numbers, words as people order them. */
export const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/** The rows that have the words in one of their cells, sorted; equal ones keep their order. */
export function arrange<R>(
  rows: readonly R[],
  columns: readonly DataColumn<R>[],
  sort: Sort | undefined,
  words: string,
): readonly R[] {
  const wanted = words.trim().toLowerCase();
  const found =
    wanted === '' ? rows : rows.filter((row) => columns.some((each) => each.text(row).toLowerCase().includes(wanted)));
  const column = columns.find(({ id }) => id === sort?.column);
  if (!column || !sort) return found;
  const value = column.value ?? column.text;
  const sign = sort.direction === 'asc' ? 1 : -1;
  return found
    .map((row) => ({ row, value: value(row) }))
    .toSorted((a, b) => sign * compare(a.value, b.value))
    .map(({ row }) => row);
}

export function useLocalRows<R>(
  rows: readonly R[],
  columns: readonly DataColumn<R>[],
  sort: Sort | undefined,
  words = '',
): Rows<R> {
  const list = useMemo(() => arrange(rows, columns, sort, words), [rows, columns, sort, words]);
  return useMemo(
    () => ({
      source: { count: list.length, at: (index) => list[index], show: () => undefined },
      slice: (first, last) => Promise.resolve(list.slice(first, last + 1)),
    }),
    [list],
  );
}

export interface Page<R> {
  readonly count: number;
  readonly rows: readonly R[];
}

/**
 * @param key names the query first, as the cache of answers does, so that a changed table makes its pages stale
 * @param fetch a page of the list that `key` stands for; one that is no longer in view is called off
 */
export function usePagedRows<P extends Page<unknown>>(
  key: readonly unknown[],
  fetch: (offset: number, limit: number, signal?: AbortSignal) => Promise<P>,
): Rows<P['rows'][number]> & { first: P | undefined; error: Error | null } {
  type R = P['rows'][number];
  const [numbers, setNumbers] = useState<readonly number[]>([0]);
  const [view] = useState(() => followPages(setNumbers));
  useEffect(() => view.stop, [view]);
  const page = (number: number) => ({
    queryKey: [...key, number],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetch(number * PAGE, PAGE, signal),
  });
  // Sorted or filtered anew, a list is not empty for a moment: what was there stays until the answer.
  const top = useQuery<P>({ ...page(0), placeholderData: keepPreviousData });
  const further = numbers.filter((number) => number > 0);
  const pages = useQueries({ queries: further.map(page) });
  const first = top.data;
  const byNumber = new Map<number, P | undefined>([
    [0, first],
    ...further.map((number, n) => [number, pages[n]?.data] as const),
  ]);
  const slice = async (start: number, end: number): Promise<readonly R[]> => {
    const rows: R[] = [];
    for (let offset = start; offset <= end; offset += 1000)
      rows.push(...(await fetch(offset, Math.min(1000, end - offset + 1))).rows);
    return rows;
  };
  return {
    source: {
      count: first?.count ?? 0,
      at: (index) => byNumber.get(Math.floor(index / PAGE))?.rows[index % PAGE],
      show: view.show,
    },
    slice,
    first,
    error: [top, ...pages].find(({ error }) => error)?.error ?? null,
  };
}
