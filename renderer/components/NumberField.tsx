/**
 * A number as it is typed. The value is text, because half a number ("1.", "") must stay on screen until it is whole;
 * the arrow keys step it.
 */
import type { KeyboardEvent } from 'react';
import { Input } from '@base-ui/react/input';
import { cx } from './cx.ts';
import { Field, type FieldFrame } from './Field.tsx';
import { stepNumber } from './number.ts';
import css from './Field.module.css';

export interface NumberFieldProps extends FieldFrame {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  min?: number;
  max?: number;
  step?: number;
  /** After the number: "tokens", "%". */
  unit?: string;
  /** Before the number: "$". */
  prefix?: string;
  disabled?: boolean;
}

export function NumberField({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  onChange,
  onBlur,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
  step = 1,
  unit,
  prefix,
  disabled = false,
}: NumberFieldProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    onChange(stepNumber(value, direction * step * (event.shiftKey ? 10 : 1), min, max));
  };
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false}>
      <span
        className={css.affix}
        style={{
          '--affix-start': prefix === undefined ? '0.625rem' : `${prefix.length * 0.5 + 1.125}rem`,
          '--affix-end': unit === undefined ? '0.625rem' : `${unit.length * 0.4375 + 1.25}rem`,
        }}
      >
        {prefix !== undefined && <span className={css.before}>{prefix}</span>}
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={value}
          disabled={disabled}
          onValueChange={(next) => onChange(next)}
          onKeyDown={onKeyDown}
          {...(onBlur ? { onBlur } : {})}
          className={cx(css.control, css.number)}
        />
        {unit !== undefined && <span className={css.after}>{unit}</span>}
      </span>
    </Field>
  );
}
