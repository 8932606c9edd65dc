/**
 * The frame of every form control: label above, hint below, and, beside the control, what is wrong with it in words.
 * Base UI's Field ties the three to the control, so each is read out with it.
 */
import type { ReactNode } from 'react';
import { Field as Base } from '@base-ui/react/field';
import { CircleAlert } from 'lucide-react';
import { cx } from './cx.ts';
import css from './Field.module.css';

export interface FieldFrame {
  label: string;
  /** A sentence below the control. */
  hint?: ReactNode;
  /** What is wrong and what would be right; null or undefined when all is well. */
  error?: string | null | undefined;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  /** Right of the label: a count, a small action. */
  aside?: ReactNode;
  className?: string | undefined;
}

export interface FieldProps extends FieldFrame {
  children: ReactNode;
  /** The control is not one labelable element (a group, an editor): the label is then plain text. */
  group?: boolean;
}

export function Field({
  label,
  hint,
  error,
  hideLabel = false,
  aside,
  className,
  group = false,
  children,
}: FieldProps) {
  const wrong = error !== undefined && error !== null;
  return (
    <Base.Root invalid={wrong} className={cx(css.field, className)}>
      <div className={cx(css.head, hideLabel && css.hidden)}>
        {group ? <span className={css.label}>{label}</span> : <Base.Label className={css.label}>{label}</Base.Label>}
        {aside !== undefined && <span className={css.aside}>{aside}</span>}
      </div>
      {children}
      {wrong && (
        <Base.Error match className={css.error}>
          <CircleAlert aria-hidden />
          <span>{error}</span>
        </Base.Error>
      )}
      {hint !== undefined && <Base.Description className={css.hint}>{hint}</Base.Description>}
    </Base.Root>
  );
}
