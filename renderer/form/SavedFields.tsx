/** Controls that save by themselves and keep what is not valid yet. */
import type { ReactNode } from 'react';
import { Select, type Option } from '../components/Select.tsx';
import { TagField } from '../components/TagField.tsx';
import { TextArea, TextField } from '../components/TextField.tsx';
import { toast } from '../components/Toast.tsx';
import { useSaved } from './saved.ts';

interface Common<V> {
  /** Unique on the device. */
  id: string;
  label: string;
  value: V;
  hint?: ReactNode;
  hideLabel?: boolean;
  placeholder?: string;
  check?: (typed: V) => string | null;
  save: (typed: V) => Promise<unknown>;
}

export function SavedText({ id, label, value, check, save, ...rest }: Common<string>) {
  const field = useSaved({ key: id, label, value, save, ...(check ? { check } : {}) });
  return <TextField {...rest} label={label} {...field} />;
}

export function SavedArea({ id, label, value, check, save, rows = 3, ...rest }: Common<string> & { rows?: number }) {
  const field = useSaved({ key: id, label, value, save, ...(check ? { check } : {}) });
  return <TextArea {...rest} rows={rows} label={label} {...field} />;
}

export function SavedTags({
  id,
  label,
  value,
  check,
  save,
  ...rest
}: Common<string[]> & { suggestions?: readonly string[] }) {
  const field = useSaved<string[]>({ key: id, label, value, save, ...(check ? { check } : {}) });
  return (
    <TagField
      {...rest}
      label={label}
      value={field.value}
      error={field.error}
      onChange={(tags) => {
        field.onChange(tags);
      }}
    />
  );
}

interface SavedSelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly Option<T>[];
  hideLabel?: boolean;
  size?: 'sm' | 'md';
  save: (value: T) => Promise<unknown>;
}

/** A choice is saved at once. */
export function SavedSelect<T extends string>({ save, ...rest }: SavedSelectProps<T>) {
  return (
    <Select
      {...rest}
      onChange={(next) => {
        save(next).catch((error: unknown) => toast.error(`${rest.label} was not changed`, error));
      }}
    />
  );
}
