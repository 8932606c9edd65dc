/** A tick box. Without visible words, `label` is its name all the same. */
import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import css from './Checkbox.module.css';

export interface CheckboxProps {
  label: string;
  hideLabel?: boolean;
  checked: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  tabIndex?: number;
}

export function Checkbox({
  label,
  hideLabel = false,
  checked,
  indeterminate = false,
  disabled = false,
  onChange,
  tabIndex,
}: CheckboxProps) {
  const box = (
    <Base.Root
      className={css.box}
      checked={checked}
      indeterminate={indeterminate}
      disabled={disabled}
      aria-label={label}
      onCheckedChange={(next) => onChange(next)}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    >
      <Base.Indicator className={css.mark}>
        {indeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  );
  if (hideLabel) return box;
  return (
    <label className={css.row}>
      {box}
      <span>{label}</span>
    </label>
  );
}
