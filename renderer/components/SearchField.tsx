/** Search as you type. Escape empties it first and only then leaves it. */
import type { KeyboardEvent, Ref } from 'react';
import { Search, X } from 'lucide-react';
import { cx } from './cx.ts';
import css from './SearchField.module.css';

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Enter: take what was found. */
  onSubmit?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  className?: string | undefined;
  /** The list below that it filters, and which of its entries Enter takes. */
  list?: { id: string; active: string | undefined };
  ref?: Ref<HTMLInputElement>;
}

export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  onSubmit,
  onKeyDown,
  className,
  list,
  ref,
}: SearchFieldProps) {
  return (
    <search className={cx(css.field, className)}>
      <Search className={css.icon} aria-hidden />
      <input
        ref={ref}
        type="search"
        className={css.input}
        aria-label={label}
        {...(list && {
          role: 'combobox',
          'aria-expanded': true,
          'aria-autocomplete': 'list' as const,
          'aria-controls': list.id,
          'aria-activedescendant': list.active,
        })}
        placeholder={placeholder ?? label}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
          } else if (event.key === 'Enter' && onSubmit) {
            // What it opens takes the focus; the same key must not press what it lands on.
            event.preventDefault();
            onSubmit();
          }
          onKeyDown?.(event);
        }}
      />
      {value !== '' && (
        <button type="button" className={css.clear} aria-label="Clear search" onClick={() => onChange('')}>
          <X aria-hidden />
        </button>
      )}
    </search>
  );
}
