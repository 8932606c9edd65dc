/**
 * A table of thousands of rows: only those in view are in the page. Sorting by its heads, selection as in a file
 * manager, everything by keyboard (arrows walk, Space picks, Shift extends, Enter opens; the rest: useListKeys.ts).
 */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { cx } from './cx.ts';
import { ContextMenu, type MenuEntry } from './Menu.tsx';
import { move, NOTHING, pick, selectAll, type Selection } from './selection.ts';
import { Tick } from './Tick.tsx';
import { HeadCell } from './TableHead.tsx';
import css from './Table.module.css';
import { TableRow } from './TableRow.tsx';
import { tracksOf } from './tracks.ts';
import { useListKeys } from './useListKeys.ts';

export interface Column<R> {
  id: string;
  header: string;
  cell: (row: R) => ReactNode;
  /** A grid track: "minmax(12rem, 2fr)", "6rem". */
  width: string;
  sortable?: boolean;
  align?: 'start' | 'end';
  /** Hidden when the table is narrower than about 46rem. */
  optional?: boolean;
}

export interface Sort {
  column: string;
  direction: 'asc' | 'desc';
}

/** Rows that are fetched as they are shown; `at` is undefined until one has come. */
export interface RowSource<R> {
  readonly count: number;
  readonly at: (index: number) => R | undefined;
  /** Told which rows are in view, so that they can be fetched. */
  readonly show: (first: number, last: number) => void;
}

/** Where the keyboard is in a source, and where a range of rows began. */
export interface Cursor {
  readonly at: number;
  readonly anchor: number;
}

export interface TableProps<R> {
  label: string;
  rows: readonly R[] | RowSource<R>;
  columns: readonly Column<R>[];
  rowKey: (row: R) => string;
  /** What a row is called, for its checkbox and for screen readers. */
  rowLabel: (row: R) => string;
  /** Pixels. */
  rowHeight?: number;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Widths that a person chose, by column, in pixels. */
  widths?: Readonly<Record<string, number>>;
  /** Present when columns can be made wider; null is as they come. */
  onWidth?: (column: string, width: number | null) => void;
  /** Present when rows can be selected. */
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
  onOpen?: (row: R) => void;
  /** Delete or Backspace on the selected rows (or the one with the focus). */
  onDelete?: (ids: readonly string[]) => void;
  /** With a source: the row or range that the keyboard is on. */
  cursor?: Cursor | null;
  onCursor?: (cursor: Cursor) => void;
  /** Ctrl+C on the cursor's rows. */
  onCopy?: (first: number, last: number) => void;
  /** What a right click on a row (or the menu key) offers; one menu serves all rows. */
  menu?: (row: R) => MenuEntry[];
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  className?: string | undefined;
}

export function Table<R>({
  label,
  rows: given,
  columns,
  rowKey,
  rowLabel,
  rowHeight = 44,
  sort,
  onSort,
  widths = AS_THEY_COME,
  onWidth,
  selection: chosenRows,
  onSelection,
  onOpen,
  onDelete,
  cursor,
  onCursor,
  onCopy,
  menu,
  empty,
  className,
}: TableProps<R>) {
  const scroller = useRef<HTMLDivElement>(null);
  const tableId = useId();
  const selectable = onSelection !== undefined;
  const selection = chosenRows ?? NOTHING;
  const source = isSource(given) ? given : null;
  const rows = isSource(given) ? NO_ROWS : given;
  const count = source ? source.count : rows.length;
  const rowAt = (index: number): R | undefined => (source ? source.at(index) : rows[index]);
  const order = rows.map(rowKey);
  const [target, setTarget] = useState<R | null>(null);
  const [dragged, setDragged] = useState<{ column: string; width: number } | null>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    // Rows above and below: enough for a step of the wheel, few enough to be drawn within a frame of flinging.
    overscan: 8,
  });

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= first) source?.show(first, last);
  }, [source, first, last]);

  const sortedBy = sort && `${sort.column} ${sort.direction}`;
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [sortedBy]);

  const activeIndex = source
    ? Math.min(cursor?.at ?? -1, count - 1)
    : selection.active === null
      ? -1
      : order.indexOf(selection.active);
  const inRange = (index: number): boolean =>
    cursor != null &&
    cursor.at !== cursor.anchor &&
    index >= Math.min(cursor.at, cursor.anchor) &&
    index <= Math.max(cursor.at, cursor.anchor);
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtual]);

  const rowId = (key: string): string => `${tableId}-${key}`;
  const update = (next: Selection): void => onSelection?.(next);

  useListKeys(scroller, selectable && !source ? { selection, order, onSelection, onDelete } : null);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    const row = rowAt(activeIndex);
    if (step !== undefined && source) {
      const start = activeIndex < 0 && step < 0 ? count : activeIndex;
      const at = Math.min(count - 1, Math.max(0, start + step));
      if (count > 0) onCursor?.({ at, anchor: event.shiftKey ? (cursor?.anchor ?? at) : at });
      // Where the keyboard stays, what was scrolled away from it comes back into view all the same.
      if (at === activeIndex) virtual.scrollToIndex(at, { align: 'auto' });
    } else if (source && event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey) && onCopy) {
      const from = Math.min(activeIndex, cursor?.anchor ?? activeIndex);
      if (activeIndex >= 0) onCopy(from, Math.max(activeIndex, cursor?.anchor ?? activeIndex));
    } else if (source && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey))
      onCursor?.({ at: count - 1, anchor: 0 });
    else if (step !== undefined) update(move(selection, order, step, event.shiftKey && selectable));
    else if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    else if (event.key === ' ' && selection.active !== null && selectable)
      update(pick(selection, order, selection.active, event.shiftKey ? 'range' : 'toggle'));
    else return;
    event.preventDefault();
  };

  const onRowClick = (event: MouseEvent, row: R, index: number): void => {
    if (source) {
      onCursor?.({ at: index, anchor: event.shiftKey ? (cursor?.anchor ?? index) : index });
      if (!event.shiftKey) onOpen?.(row);
      return;
    }
    const key = rowKey(row);
    if (selectable && (event.shiftKey || event.ctrlKey || event.metaKey))
      update(pick(selection, order, key, event.shiftKey ? 'range' : 'toggle'));
    else {
      if (selectable) update({ ...selection, active: key, anchor: key });
      onOpen?.(row);
    }
  };

  const lead = selectable ? ['2.5rem'] : [];
  const drawn = dragged ? { ...widths, [dragged.column]: dragged.width } : widths;
  const wide = tracksOf(columns, drawn, { narrow: false, lead });
  const narrow = tracksOf(columns, drawn, { narrow: true, lead });

  const frame = (
    <div
      className={cx(css.frame, className)}
      style={{
        '--columns': wide.template,
        '--least': `${wide.least}px`,
        '--columns-narrow': narrow.template,
        '--least-narrow': `${narrow.least}px`,
      }}
    >
      <div
        ref={scroller}
        className={css.scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={count + 1}
        aria-multiselectable={selectable || undefined}
        aria-activedescendant={
          activeIndex < 0
            ? undefined
            : source
              ? rowId(String(activeIndex))
              : selection.active === null
                ? undefined
                : rowId(selection.active)
        }
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const index = isTick(event.target) ? null : rowIndexOf(event.target);
          const row = index === null ? undefined : rowAt(index);
          if (index !== null && row !== undefined) onRowClick(event, row, index);
        }}
        onContextMenu={(event) => {
          setTarget(rowAt(rowIndexOf(event.target) ?? activeIndex) ?? null);
        }}
      >
        <div className={cx(css.row, css.headRow)} role="row" aria-rowindex={1}>
          {selectable && (
            <div role="columnheader" className={css.tick}>
              <Tick
                label="Select all"
                checked={rows.length > 0 && selection.ids.size === rows.length}
                indeterminate={selection.ids.size > 0 && selection.ids.size < rows.length}
                onChange={(checked) => update(checked ? selectAll(selection, order) : { ...selection, ids: new Set() })}
              />
            </div>
          )}
          {columns.map((column) => (
            <HeadCell
              key={column.id}
              column={column}
              sort={sort}
              onSort={onSort}
              width={drawn[column.id]}
              onDrag={(width) => setDragged({ column: column.id, width })}
              onWidth={
                onWidth &&
                ((id, width) => {
                  setDragged(null);
                  onWidth(id, width);
                })
              }
            />
          ))}
        </div>
        {count === 0 ? (
          empty
        ) : (
          <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rowAt(item.index);
              if (row === undefined && !source) return null;
              const key = source || row === undefined ? String(item.index) : rowKey(row);
              const chosen = source ? inRange(item.index) : selection.ids.has(key);
              return (
                <TableRow
                  key={key}
                  id={rowId(key)}
                  index={item.index}
                  row={row}
                  columns={columns}
                  rowLabel={rowLabel}
                  top={item.start}
                  height={rowHeight}
                  active={item.index === activeIndex}
                  chosen={selectable || (source && onCursor) ? chosen : undefined}
                  clickable={onOpen !== undefined}
                  {...(selectable && row !== undefined
                    ? {
                        lead: (
                          <div role="gridcell" className={css.tick} data-tick>
                            <Tick
                              label={`Select ${rowLabel(row)}`}
                              tabIndex={-1}
                              checked={chosen}
                              onChange={() => update(pick(selection, order, key, 'toggle'))}
                            />
                          </div>
                        ),
                      }
                    : {})}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
  if (!menu) return frame;
  return <ContextMenu entries={target === null ? [] : menu(target)}>{frame}</ContextMenu>;
}

const NO_ROWS: readonly never[] = [];
const AS_THEY_COME: Readonly<Record<string, number>> = {};
/** Which row an event is of. */
function rowIndexOf(target: EventTarget): number | null {
  const index = target instanceof Element ? target.closest('[data-row]')?.getAttribute('data-row') : null;
  return index == null ? null : Number(index);
}
const isTick = (target: EventTarget): boolean => target instanceof Element && target.closest('[data-tick]') !== null;
const isSource = <R,>(rows: readonly R[] | RowSource<R>): rows is RowSource<R> => 'count' in rows;
