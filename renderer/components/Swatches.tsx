/** One of many small faces: emoji, colours, icons. Arrow keys walk, the choice follows. */
import type { ReactNode } from 'react';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { cx } from './cx.ts';
import css from './Swatches.module.css';

export interface SwatchesProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string; face?: ReactNode; color?: string }[];
  onChange: (value: string) => void;
  /** For faces that are words. */
  wide?: boolean;
}

export function Swatches({ label, value, options, onChange, wide = false }: SwatchesProps) {
  return (
    <RadioGroup className={css.group} aria-label={label} value={value} onValueChange={(next) => onChange(String(next))}>
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          aria-label={option.label}
          title={option.label}
          className={cx(css.swatch, wide && css.wide)}
          style={option.color === undefined ? undefined : { '--tint': option.color }}
        >
          {option.color === undefined ? option.face : <span className={css.dot} />}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
