/** On or off, at once. The words stand left, the switch right; the whole line is the target. */
import { useId, type ReactNode } from 'react';
import { Switch as Base } from '@base-ui/react/switch';
import css from './Switch.module.css';

export interface SwitchProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  icon?: ReactNode;
}

export function Switch({ label, hint, checked, onChange, disabled = false, icon }: SwitchProps) {
  const hintId = useId();
  return (
    <label className={css.row}>
      {icon !== undefined && <span className={css.icon}>{icon}</span>}
      <span className={css.words}>
        <span className={css.label}>{label}</span>
        {hint !== undefined && (
          <span className={css.hint} id={hintId}>
            {hint}
          </span>
        )}
      </span>
      <Base.Root
        className={css.switch}
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-describedby={hint === undefined ? undefined : hintId}
        onCheckedChange={(next) => onChange(next)}
      >
        <Base.Thumb className={css.thumb} />
      </Base.Root>
    </label>
  );
}
