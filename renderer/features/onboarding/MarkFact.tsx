/** A fact that a person sees in a text: a name, and the words of the text; the studio keeps the sentence around them. */
import { useState, type FormEvent } from 'react';
import { Highlighter } from 'lucide-react';
import { FACT_CATEGORIES } from '../../../main/studio/foundations/contract.ts';
import type { Evidence } from '../../../main/studio/onboarding/contract.ts';
import { studio } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { FACT_CATEGORY_OPTIONS } from '../foundations/words.ts';
import css from './Steps.module.css';

/** What is selected on the page; nothing where the selection lies in a field. */
const selected = (): string => window.getSelection()?.toString().trim() ?? '';

export function MarkFact({ workspaceId, item }: { workspaceId: string; item: Evidence }) {
  const [name, setName] = useState('');
  const [category, setCategory] = useState('company');
  const [value, setValue] = useState('');
  const [wrong, setWrong] = useState<{ name?: string; value?: string }>({});
  const [busy, setBusy] = useState(false);
  const mark = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const faults = {
      ...(name.trim() === '' ? { name: 'A fact needs a name, such as “Founded”.' } : {}),
      ...(value.trim() === '' ? { value: 'A fact needs what it says, in the words of the text.' } : {}),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0) return;
    setBusy(true);
    try {
      await studio.request('onboarding.markFact', {
        workspaceId,
        id: item.id,
        field_name: name.trim(),
        category: FACT_CATEGORIES.find((one) => one === category) ?? 'company',
        value: value.trim(),
      });
      toast.done({ title: `Wrote down ${name.trim()}: ${value.trim().slice(0, 80)}` });
      setName('');
      setValue('');
    } catch (error) {
      setWrong({ value: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.mark} noValidate aria-label="Mark a fact in this text" onSubmit={(event) => void mark(event)}>
      <TextField
        label="What it is about"
        placeholder="Founded"
        value={name}
        error={wrong.name ?? null}
        onChange={(next) => {
          setName(next);
          setWrong({});
        }}
      />
      <Select label="Kind" value={category} options={FACT_CATEGORY_OPTIONS} onChange={setCategory} />
      <TextField
        className={css.grow}
        label="Words of the text"
        hint="Select them below and take them over, or type them as they stand there."
        value={value}
        error={wrong.value ?? null}
        onChange={(next) => {
          setValue(next);
          setWrong({});
        }}
      />
      <div className={css.markButtons}>
        <Button
          icon={<Highlighter aria-hidden />}
          // A button that takes the focus would take the selection away.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            const words = selected();
            if (words === '') setWrong({ value: 'Nothing is selected in the text yet.' });
            else {
              setValue(words);
              setWrong({});
            }
          }}
        >
          Take what is selected
        </Button>
        <Button type="submit" variant="primary" busy={busy}>
          Write it down
        </Button>
      </div>
    </form>
  );
}
