/** A row of a table. It is drawn again when something of it changed, not when the table was scrolled past it. */
import { memo, type ComponentPropsWithRef, type ReactNode } from 'react';
import { cx } from './cx.ts';
import type { Column } from './Table.tsx';
import css from './Table.module.css';

/** What else it is given goes to its element. */
export interface TableRowProps<R> extends ComponentPropsWithRef<'div'> {
  id: string;
  index: number;
  /** Undefined while it is on its way. */
  row: R | undefined;
  columns: readonly Column<R>[];
  rowLabel: (row: R) => string;
  /** Pixels. */
  top: number;
  height: number;
  active: boolean;
  /** Undefined where rows cannot be chosen. */
  chosen: boolean | undefined;
  clickable: boolean;
  lead?: ReactNode;
}

function Row<R>({
  id,
  index,
  row,
  columns,
  rowLabel,
  top,
  height,
  active,
  chosen,
  clickable,
  lead,
  ...rest
}: TableRowProps<R>) {
  const style = { height, transform: `translateY(${top}px)` };
  if (row === undefined) {
    return (
      <div
        {...rest}
        id={id}
        role="row"
        aria-rowindex={index + 2}
        aria-busy
        className={cx(css.row, css.bodyRow, css.coming, active && css.active)}
        style={style}
      >
        <div role="gridcell" className={css.cell}>
          …
        </div>
      </div>
    );
  }
  return (
    <div
      {...rest}
      id={id}
      data-row={index}
      role="row"
      aria-rowindex={index + 2}
      aria-label={rowLabel(row)}
      aria-selected={chosen}
      className={cx(css.row, css.bodyRow, active && css.active, clickable && css.clickable)}
      style={style}
    >
      {lead}
      <Cells row={row} columns={columns} />
    </div>
  );
}

function AllCells<R>({ row, columns }: Pick<TableRowProps<R>, 'columns'> & { row: R }) {
  return (
    <>
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={cx(css.cell, column.align === 'end' && css.end, column.optional && css.optional)}
        >
          {column.cell(row)}
        </div>
      ))}
    </>
  );
}

/** Not drawn again where only the row's place or its tick is another. */
const Cells = memo(AllCells) as typeof AllCells;

// `memo` forgets that the row has a type of its own.
export const TableRow = memo(Row) as typeof Row;
