/** A field that is saved when it is left (or on Enter). What the studio refuses stays as typed, with the sentence below it. */
import { useState, type KeyboardEvent } from 'react';
import { TextArea, TextField } from '../../components/TextField.tsx';

export interface QuickProps {
  label: string;
  value: string;
  /** Resolves when saved; a thrown error's sentence is shown at the field. */
  save: (typed: string) => Promise<unknown>;
  hideLabel?: boolean;
  hint?: string;
  placeholder?: string;
  type?: 'text' | 'date';
  /** Several lines; Enter is a line break then. */
  rows?: number;
  className?: string | undefined;
}

export function Quick({
  label,
  value,
  save,
  hideLabel = false,
  hint,
  placeholder,
  type = 'text',
  rows,
  className,
}: QuickProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const commit = (): void => {
    if (typed === null || typed === value) {
      if (error === null) setTyped(null);
      return;
    }
    save(typed).then(
      () => {
        setTyped(null);
        setError(null);
      },
      (failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)),
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
      setError(null);
    }
  };
  const frame = {
    label,
    hideLabel,
    error,
    className,
    value: typed ?? value,
    onChange: setTyped,
    onBlur: commit,
    ...(hint !== undefined && { hint }),
    ...(placeholder !== undefined && { placeholder }),
  };
  return rows === undefined ? (
    <TextField {...frame} type={type} onKeyDown={onKeyDown} />
  ) : (
    <TextArea {...frame} rows={rows} />
  );
}

/** Lists as text: a line each. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
