/** From one figure to another in steps, each of which opens the rows it is made of. */
import { cx } from '../cx.ts';
import css from './charts.module.css';
import { scale } from './scale.ts';

export interface WaterfallStep {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  /** A sum of all before it, drawn from nought. */
  readonly total?: boolean;
}

export interface WaterfallProps {
  label: string;
  steps: readonly WaterfallStep[];
  format: (value: number) => string;
  onOpen: (id: string) => void;
}

function drawSteps(steps: readonly WaterfallStep[]): (WaterfallStep & { from: number; to: number })[] {
  let running = 0;
  return steps.map((step) => {
    const from = step.total === true ? 0 : running;
    running = step.total === true ? step.value : running + step.value;
    return { ...step, from, to: running };
  });
}

export function Waterfall({ label, steps, format, onOpen }: WaterfallProps) {
  const drawn = drawSteps(steps);
  const ends = drawn.flatMap(({ from, to }) => [from, to]);
  const place = scale(Math.min(0, ...ends), Math.max(1, ...ends), 0, 100);
  return (
    <ul className={css.bars} aria-label={label}>
      {drawn.map(({ id, label: name, value, total, from, to }) => (
        <li key={id}>
          <button type="button" className={css.barRow} onClick={() => onOpen(id)}>
            <span className={css.barName}>{name}</span>
            <span className={css.track} aria-hidden>
              <span
                className={cx(css.fill, total === true ? css.one : value < 0 ? css.three : css.two)}
                style={{
                  '--from': `${place(Math.min(from, to))}%`,
                  '--size': `${Math.max(0.3, Math.abs(place(to) - place(from)))}%`,
                }}
              />
            </span>
            <span className={css.barValue}>{format(value)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
