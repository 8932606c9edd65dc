/** A setting on a scale whose ends and present place are named in words. */
import { Slider as Base } from '@base-ui/react/slider';
import css from './Slider.module.css';

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** What the present value means: "lively". */
  reading: string;
  /** Names of the two ends. */
  ends: readonly [string, string];
  onChange: (value: number) => void;
  /** When the hand lets go: the moment to save. */
  onCommit?: (value: number) => void;
}

export function Slider({ label, value, min, max, step = 1, reading, ends, onChange, onCommit }: SliderProps) {
  return (
    <Base.Root
      className={css.root}
      value={value}
      min={min}
      max={max}
      step={step}
      onValueChange={(next) => onChange(next)}
      onValueCommitted={(next) => onCommit?.(next)}
    >
      <div className={css.head}>
        <Base.Label className={css.label}>{label}</Base.Label>
        <span className={css.reading}>{reading}</span>
      </div>
      <Base.Control className={css.control}>
        <Base.Track className={css.track}>
          <Base.Indicator className={css.indicator} />
          <Base.Thumb className={css.thumb} getAriaValueText={() => `${value}, ${reading}`} />
        </Base.Track>
      </Base.Control>
      <div className={css.ends} aria-hidden>
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </Base.Root>
  );
}
