/** One line of text. It keeps exactly what was typed; whether that is valid is the caller's `error`. */
import type { ComponentProps } from 'react';
import { Input } from '@base-ui/react/input';
import { cx } from './cx.ts';
import { Field, type FieldFrame } from './Field.tsx';
import css from './Field.module.css';

export interface TextFieldProps
  extends
    FieldFrame,
    Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'children' | 'className' | 'ref' | 'defaultValue' | 'style'> {
  value: string;
  onChange: (value: string) => void;
}

export function TextField({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  onChange,
  ...rest
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false}>
      <Input
        autoComplete="off"
        dir="auto"
        {...rest}
        value={value}
        onValueChange={(next) => onChange(next)}
        className={cx(css.control, rest.inputMode && css.number)}
      />
    </Field>
  );
}

export interface TextAreaProps extends FieldFrame {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  rows?: number;
}

/** Several lines; grows with what is written in it. */
export function TextArea({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  onChange,
  onBlur,
  placeholder,
  rows = 3,
}: TextAreaProps) {
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false}>
      <Input
        value={value}
        onValueChange={(next) => onChange(next)}
        render={
          <textarea
            rows={rows}
            dir="auto"
            className={cx(css.control, css.area)}
            {...(placeholder ? { placeholder } : {})}
            {...(onBlur ? { onBlur } : {})}
          />
        }
      />
    </Field>
  );
}
