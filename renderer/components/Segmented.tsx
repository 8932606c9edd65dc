/** A few exclusive choices side by side. */
import type { ReactNode } from 'react';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import css from './Segmented.module.css';

export interface SegmentedProps<T extends string> {
  /** The group's name for a screen reader. */
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: ReactNode; iconOnly?: boolean }[];
  onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <ToggleGroup
      aria-label={label}
      className={css.group}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next as T);
      }}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className={css.option}
          aria-label={option.label}
          title={option.iconOnly === true ? option.label : undefined}
        >
          {option.icon}
          {option.iconOnly !== true && option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
