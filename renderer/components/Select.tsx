/** One of a few named values. */
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { cx } from './cx.ts';
import { Field, type FieldFrame } from './Field.tsx';
import field from './Field.module.css';
import popup from './Popup.module.css';
import css from './Select.module.css';

export interface Option<T extends string> {
  value: T;
  label: string;
  /** A word more, below the label in the list. */
  hint?: string;
}

export interface SelectProps<T extends string> extends FieldFrame {
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
  /** Compact, for toolbars. */
  size?: 'sm' | 'md';
}

export function Select<T extends string>({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  options,
  onChange,
  disabled = false,
  size = 'md',
}: SelectProps<T>) {
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false}>
      <Base.Root
        items={options.map((option) => ({ value: option.value, label: option.label }))}
        value={value}
        onValueChange={(next: T | null) => {
          if (next !== null) onChange(next);
        }}
        disabled={disabled}
      >
        <Base.Trigger className={cx(field.control, css.trigger, size === 'sm' && css.small)}>
          <Base.Value className={css.value} />
          <Base.Icon className={css.icon}>
            <ChevronDown aria-hidden />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={popup.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className={popup.popup}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className={popup.item}>
                    <span className={popup.check}>
                      <Base.ItemIndicator>
                        <Check aria-hidden />
                      </Base.ItemIndicator>
                    </span>
                    <span className={popup.grow}>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.hint !== undefined && <span className={css.optionHint}>{option.hint}</span>}
                    </span>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}
