/** One figure with what it was before; it opens the rows it is made of. */
import type { ReactNode } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from '../../components/cx.ts';
import { Tooltip } from '../../components/Tooltip.tsx';
import css from './Earnings.module.css';
import { change, changeLabel } from './money.ts';

export interface TileProps {
  label: string;
  /** How it is defined, on hover. */
  about: string;
  value: ReactNode;
  /** What must not be taken wrong, in a few words under the figure. */
  hint?: string;
  /** Numbers to compare with, and what they are of. */
  now?: number;
  before?: readonly { label: string; value: number }[];
  /** Where less is better: fees, refunds, churn. */
  inverse?: boolean;
  size?: 'lg' | 'sm';
  onOpen?: (() => void) | undefined;
}

function Change({ tenths, label, inverse }: { tenths: number | null; label: string; inverse: boolean }) {
  if (tenths === null)
    return (
      <span className={css.change}>
        <span className={css.changeOf}>nothing to compare</span>
      </span>
    );
  const good = tenths === 0 ? null : tenths > 0 !== inverse;
  return (
    <span className={cx(css.change, good === true && css.good, good === false && css.bad)}>
      {tenths > 0 && <ArrowUp aria-hidden />}
      {tenths < 0 && <ArrowDown aria-hidden />}
      {changeLabel(tenths)} <span className={css.changeOf}>{label}</span>
    </span>
  );
}

export function Tile({ label, about, value, hint, now, before, inverse = false, size = 'sm', onOpen }: TileProps) {
  const inside = (
    <>
      <span className={css.tileLabel}>{label}</span>
      <span className={css.tileValue}>{value}</span>
      {hint !== undefined && <span className={css.tileHint}>{hint}</span>}
      {now !== undefined &&
        before?.map((each) => (
          <Change key={each.label} tenths={change(now, each.value)} label={each.label} inverse={inverse} />
        ))}
    </>
  );
  return (
    <Tooltip text={about}>
      {onOpen ? (
        <button type="button" className={cx(css.tile, css.opens, size === 'lg' && css.large)} onClick={onOpen}>
          {inside}
        </button>
      ) : (
        <div className={cx(css.tile, size === 'lg' && css.large)}>{inside}</div>
      )}
    </Tooltip>
  );
}
