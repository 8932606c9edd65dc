/** A field that is saved when it is left (or on Enter); Escape takes it back. What the studio refuses is kept as typed. */
import { useRef, type KeyboardEvent } from 'react';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { useSaved } from '../../form/saved.ts';

export interface QuickProps {
  /** Unique on the device, such as `campaigns/<id>/name`; what is not valid yet is kept under it. */
  id: string;
  label: string;
  value: string;
  /** Resolves when saved; a thrown error's sentence is shown at the field. */
  save: (typed: string) => Promise<unknown>;
  /** What the field may not be, in a sentence; null where it may. */
  check?: (typed: string) => string | null;
  hideLabel?: boolean;
  hint?: string;
  placeholder?: string;
  type?: 'text' | 'date';
  /** Several lines; Enter is a line break then. */
  rows?: number;
  className?: string | undefined;
}

export function Quick({
  id,
  label,
  value,
  save,
  check,
  hideLabel = false,
  hint,
  placeholder,
  type = 'text',
  rows,
  className,
}: QuickProps) {
  // A date with its month still missing reads as none; it must not be taken for a wish to have none.
  const half = useRef(false);
  const { onChange, onBlur, ...field } = useSaved({
    key: id,
    label,
    value,
    save,
    when: 'leaving',
    unreadable: () => half.current,
    check: (typed) =>
      half.current ? 'This is no whole date: it takes a day, a month and a year.' : (check?.(typed) ?? null),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onBlur();
    if (event.key === 'Escape' && field.value !== value) {
      event.stopPropagation();
      half.current = false;
      onChange(value);
    }
  };
  const frame = {
    ...field,
    label,
    hideLabel,
    className,
    onChange,
    ...(hint !== undefined && { hint }),
    ...(placeholder !== undefined && { placeholder }),
  };
  return rows === undefined ? (
    <TextField
      {...frame}
      type={type}
      onKeyDown={onKeyDown}
      onInput={(event) => {
        half.current = event.currentTarget.validity.badInput;
      }}
      onBlur={onBlur}
    />
  ) : (
    <TextArea {...frame} rows={rows} onBlur={onBlur} />
  );
}

/** Lists as text: a line each. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
