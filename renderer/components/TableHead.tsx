/** The head of a table: sorts by its names, and each column's right edge can be dragged, or moved with Shift and the arrows. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from './cx.ts';
import type { Column, Sort } from './Table.tsx';
import css from './Table.module.css';
import { clampWidth, NARROWEST, WIDEST } from './tracks.ts';

/** Pixels that one press of an arrow moves an edge. */
const STEP = 16;

export interface HeadCellProps<R> {
  column: Column<R>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  width: number | undefined;
  /** While an edge is dragged; nothing is kept yet. */
  onDrag: (width: number) => void;
  /** Null is as it comes. */
  onWidth: ((column: string, width: number | null) => void) | undefined;
}

const widthOf = (element: Element): number =>
  Math.round(element.closest('[role=columnheader]')?.getBoundingClientRect().width ?? 0);

export function HeadCell<R>({ column, sort, onSort, width, onDrag, onWidth }: HeadCellProps<R>) {
  const sorted = sort?.column === column.id ? sort.direction : null;
  const sorts = column.sortable === true && onSort !== undefined;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const way = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    // On a name the bare arrows stay the page's; on an edge they are what it is for.
    if (way === undefined || !onWidth || (sorts && !event.shiftKey)) return;
    event.preventDefault();
    onWidth(column.id, clampWidth((width ?? widthOf(event.currentTarget)) + way));
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || !onWidth) return;
    const edge = event.currentTarget;
    const begun = widthOf(edge);
    const from = event.clientX;
    let now: number | null = null;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => {
      now = clampWidth(begun + moved.clientX - from);
      onDrag(now);
    };
    const stop = (): void => {
      edge.removeEventListener('pointermove', move);
      if (now !== null) onWidth(column.id, now);
    };
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', stop, { once: true });
  };

  return (
    <div
      role="columnheader"
      className={cx(css.cell, css.headCell, column.align === 'end' && css.end, column.optional && css.optional)}
      aria-sort={sorted === null ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
    >
      {sorts ? (
        <button
          type="button"
          className={css.sort}
          title={onWidth ? 'Sorts. Shift with ← or → makes the column narrower or wider.' : undefined}
          onClick={() => onSort({ column: column.id, direction: sorted === 'asc' ? 'desc' : 'asc' })}
          onKeyDown={onKeyDown}
        >
          {column.header}
          {sorted === 'asc' && <ArrowUp aria-hidden />}
          {sorted === 'desc' && <ArrowDown aria-hidden />}
        </button>
      ) : (
        column.header
      )}
      {onWidth && (
        <span
          role="separator"
          aria-orientation="vertical"
          aria-label={`Width of ${column.header}`}
          aria-valuemin={NARROWEST}
          aria-valuemax={WIDEST}
          aria-valuenow={width ?? NARROWEST}
          aria-valuetext={width === undefined ? 'as it comes' : `${width} pixels`}
          // A name that sorts moves its own edge; one stop for each column is enough.
          tabIndex={sorts ? -1 : 0}
          className={css.edge}
          title="Drag to change the width; double-click for the usual one"
          onPointerDown={onPointerDown}
          onDoubleClick={() => onWidth(column.id, null)}
          onKeyDown={onKeyDown}
        />
      )}
    </div>
  );
}
