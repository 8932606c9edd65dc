/** Text with suggestions: one is offered, any other may be typed. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Field, type FieldFrame } from './Field.tsx';
import field from './Field.module.css';
import popup from './Popup.module.css';

export interface ComboProps extends FieldFrame {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  suggestions: readonly string[];
  placeholder?: string;
}

export function Combo({
  label,
  hint,
  error,
  hideLabel,
  aside,
  className,
  value,
  onChange,
  onBlur,
  suggestions,
  placeholder,
}: ComboProps) {
  return (
    <Field {...{ label, hint, error, aside, className }} hideLabel={hideLabel ?? false}>
      <Autocomplete.Root items={suggestions} value={value} onValueChange={(next) => onChange(next)} openOnInputClick>
        <Autocomplete.Input
          className={field.control}
          spellCheck={false}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(onBlur ? { onBlur } : {})}
        />
        <Autocomplete.Portal>
          <Autocomplete.Positioner className={popup.positioner} sideOffset={4}>
            <Autocomplete.Popup className={popup.popup}>
              <Autocomplete.List>
                {(item: string) => (
                  <Autocomplete.Item key={item} value={item} className={popup.item}>
                    {item}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
    </Field>
  );
}
