/** Parts of a whole side by side, the largest first; each may open what it is made of. */
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import css from './charts.module.css';

export interface BarPart {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  /** In words, right of the bar. */
  readonly said: ReactNode;
}

export interface BarsProps {
  label: string;
  parts: readonly BarPart[];
  onOpen?: (id: string) => void;
}

export function Bars({ label, parts, onOpen }: BarsProps) {
  const greatest = Math.max(1, ...parts.map(({ value }) => Math.abs(value)));
  return (
    <ul className={css.bars} aria-label={label}>
      {parts.map(({ id, label: name, value, said }) => {
        const inside = (
          <>
            <span className={css.barName}>{name}</span>
            <span className={css.track} aria-hidden>
              <span
                className={cx(css.fill, value < 0 ? css.three : css.one)}
                style={{ '--from': '0%', '--size': `${(Math.abs(value) / greatest) * 100}%` }}
              />
            </span>
            <span className={css.barValue}>{said}</span>
          </>
        );
        return (
          <li key={id}>
            {onOpen ? (
              <button type="button" className={css.barRow} onClick={() => onOpen(id)}>
                {inside}
              </button>
            ) : (
              <div className={css.barRow}>{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
