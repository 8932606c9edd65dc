/** A set of short words. Enter or a comma adds, Backspace in the empty field takes the last away. */
import { useId, useState, type KeyboardEvent } from 'react';
import { X } from 'lucide-react';
import { Field, type FieldFrame } from './Field.tsx';
import css from './TagField.module.css';

export interface TagFieldProps extends FieldFrame {
  value: readonly string[];
  onChange: (tags: string[]) => void;
  placeholder?: string;
  /** Offered while typing. */
  suggestions?: readonly string[];
}

const NONE: readonly string[] = [];

export function TagField({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  onChange,
  placeholder,
  suggestions = NONE,
}: TagFieldProps) {
  const [text, setText] = useState('');
  const listId = useId();
  const add = (): void => {
    const words = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '' && !value.includes(word));
    if (words.length > 0) onChange([...value, ...new Set(words)]);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '' && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false} group>
      <span className={css.box}>
        {value.map((tag) => (
          <span key={tag} className={css.tag}>
            {tag}
            <button
              type="button"
              aria-label={`Remove ${tag}`}
              onClick={() => onChange(value.filter((other) => other !== tag))}
            >
              <X aria-hidden />
            </button>
          </span>
        ))}
        <input
          className={css.input}
          aria-label={`Add to ${label}`}
          list={listId}
          value={text}
          placeholder={value.length === 0 ? placeholder : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={add}
        />
        <datalist id={listId} aria-label={`Suggestions for ${label}`}>
          {suggestions
            .filter((word) => !value.includes(word))
            .map((word) => (
              <option key={word}>{word}</option>
            ))}
        </datalist>
      </span>
    </Field>
  );
}
