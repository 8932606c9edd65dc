/** The tick box of a row among thousands: the browser's own, drawn like the others, because it costs nothing. */
import { useEffect, useRef } from 'react';
import css from './Tick.module.css';

export interface TickProps {
  label: string;
  checked: boolean;
  indeterminate?: boolean;
  tabIndex?: number;
  onChange: (checked: boolean) => void;
}

export function Tick({ label, checked, indeterminate = false, tabIndex, onChange }: TickProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <input
      ref={box}
      type="checkbox"
      className={css.tick}
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
