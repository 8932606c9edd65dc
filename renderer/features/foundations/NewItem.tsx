/** The form for a new item of a list. What is typed stays until it is added, wherever a person goes meanwhile. */
import { useState, type FormEvent } from 'react';
import { z } from 'zod';
import type { ItemOf, ListName } from '../../../main/studio/foundations/contract.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { useKept } from '../knowledge/kept.ts';
import { faultOf, percentFault, percentOf, type ListConfig, type Values } from './listConfig.ts';
import css from './ListEditor.module.css';
import { NewField } from './ListFields.tsx';
import { useGround } from './useGround.ts';

const typedValues = z.record(z.string(), z.unknown());
const NOTHING_TYPED: Values = {};

export function NewItem<L extends ListName>({
  config,
  onDone,
}: {
  config: ListConfig<L>;
  onDone: (id: string | null) => void;
}) {
  const { put, workspaceId } = useGround();
  // Half an item is not lost by looking something up elsewhere.
  const kept = useKept<Values>(`ground/${workspaceId}/${config.list}/new`, NOTHING_TYPED, typedValues);
  const values = kept.value;
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong: Record<string, string> = {};
    const item: Record<string, unknown> = { ...config.initial };
    for (const field of config.fields) {
      const typed = values[field.name];
      if (field.kind === 'percent') {
        const fault = percentFault(config.list, field.name, String(typed ?? ''));
        if (fault !== null) wrong[field.name] = fault;
        else item[field.name] = percentOf(String(typed ?? '')) ?? null;
        continue;
      }
      const value =
        field.kind === 'select'
          ? field.number === true
            ? Number(typed ?? field.initial)
            : (typed ?? field.initial)
          : (typed ?? (field.kind === 'check' ? false : field.kind === 'tags' ? [] : ''));
      const fault = faultOf(config.list, field.name, value);
      if (fault === null) item[field.name] = value;
      else wrong[field.name] = fault;
    }
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      const id = await put(config.list, undefined, item as Partial<ItemOf<L>>);
      kept.forget();
      onDone(id);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <form className={css.form} noValidate aria-label={`New ${config.thing}`} onSubmit={(event) => void submit(event)}>
      <div className={css.fields}>
        {config.fields.map((field) => (
          <div key={field.name} className={cx(css.field, (field.wide ?? field.kind === 'area') && css.wide)}>
            <NewField
              field={field}
              value={values[field.name]}
              error={errors[field.name] ?? null}
              onChange={(value) => {
                kept.set({ ...values, [field.name]: value });
                setErrors((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== field.name)));
              }}
            />
          </div>
        ))}
      </div>
      {failure !== null && (
        <p className={css.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={css.buttons}>
        <Button type="submit" variant="primary" size="sm" busy={busy}>
          Add
        </Button>
        <Button size="sm" onClick={() => onDone(null)}>
          Not now
        </Button>
      </div>
    </form>
  );
}
