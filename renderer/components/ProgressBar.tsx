/** How far a piece of work is; null while nobody knows. */
import { Progress } from '@base-ui/react/progress';
import css from './ProgressBar.module.css';

export interface ProgressBarProps {
  label: string;
  /** 0 to 1, or null when it can't be told. */
  share: number | null;
  /** In words, right of the label: "412 of 1,000, 2 minutes left". */
  detail?: string;
  hideLabel?: boolean;
}

export function ProgressBar({ label, share, detail, hideLabel = false }: ProgressBarProps) {
  return (
    <Progress.Root
      className={css.root}
      value={share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}
      aria-label={label}
      {...(detail === undefined ? {} : { getAriaValueText: () => detail })}
    >
      {!hideLabel && (
        <div className={css.head}>
          <span>{label}</span>
          {detail !== undefined && <span className={css.detail}>{detail}</span>}
        </div>
      )}
      <Progress.Track className={css.track}>
        <Progress.Indicator className={css.indicator} />
      </Progress.Track>
    </Progress.Root>
  );
}
