/** What surrounds every chart: its name, the same figures as a table, a picture of the whole of it to copy, and its legend. */
import { useRef, useState, type ReactNode } from 'react';
import { ChartNoAxesColumn, ImageDown, Table2 } from 'lucide-react';
import { IconButton } from '../IconButton.tsx';
import { toast } from '../Toast.tsx';
import css from './charts.module.css';
import { pictureOf } from './picture.ts';

export interface ChartTable {
  readonly head: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly (readonly ReactNode[])[];
}

export interface ChartFrameProps {
  label: string;
  description?: ReactNode;
  /** What a hand can do with it; not part of a picture of it. */
  hint?: string;
  /** Right of the name: more buttons. */
  actions?: ReactNode;
  legend?: ReactNode;
  table: () => ChartTable;
  children: ReactNode;
}

function DataOf({ label, table }: { label: string; table: ChartTable }) {
  return (
    <div
      className={css.tableFrame}
      data-unrolled-in-picture
      role="region"
      aria-label={`${label} as a table`}
      tabIndex={0}
    >
      <table className={css.table}>
        <caption>{label}</caption>
        <thead>
          <tr>
            {table.head.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name, ...cells], row) => (
            <tr key={String(row)}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                <td key={table.head[column + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function copyPicture(element: HTMLElement, label: string): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': await pictureOf(element) })]);
    toast.done({ title: `Copied a picture of ${label}` });
  } catch (error) {
    toast.error('No picture was copied', error);
  }
}

export function ChartFrame({ label, description, hint, actions, legend, table, children }: ChartFrameProps) {
  const figure = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  return (
    <figure ref={figure} className={css.figure} aria-label={label}>
      <figcaption className={css.head}>
        <div>
          <h2 className={css.name}>{label}</h2>
          {description !== undefined && <p className={css.description}>{description}</p>}
          {hint !== undefined && !asTable && (
            <p className={css.description} data-not-in-picture>
              {hint}
            </p>
          )}
        </div>
        <div className={css.tools} data-not-in-picture>
          {actions}
          <IconButton
            size="sm"
            label={asTable ? `Show ${label} as a picture` : `Show ${label} as a table`}
            icon={asTable ? <ChartNoAxesColumn aria-hidden /> : <Table2 aria-hidden />}
            onClick={() => setAsTable(!asTable)}
          />
          <IconButton
            size="sm"
            label={`Copy ${label} as PNG`}
            icon={<ImageDown aria-hidden />}
            onClick={() => figure.current && void copyPicture(figure.current, label)}
          />
        </div>
      </figcaption>
      {asTable ? (
        <DataOf label={label} table={table()} />
      ) : (
        <>
          {legend}
          {children}
        </>
      )}
    </figure>
  );
}
