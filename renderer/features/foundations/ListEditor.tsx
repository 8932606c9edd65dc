/**
 * A list of the foundation: each item a line that opens to be edited in its place, and a form for a new one below. Every
 * field saves by itself; taking out and moving are undone like everything else.
 */
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ArrowDown, ArrowUp, ChevronRight, Plus, Trash2 } from 'lucide-react';
import { z } from 'zod';
import { plainNumber } from '../../../main/contract/amount.ts';
import { itemInputs, type ItemOf, type ListName } from '../../../main/studio/foundations/contract.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { Select, type Option } from '../../components/Select.tsx';
import { TagField } from '../../components/TagField.tsx';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useKept } from '../knowledge/kept.ts';
import css from './ListEditor.module.css';
import { SavedArea, SavedSelect, SavedTags, SavedText } from '../../form/SavedFields.tsx';
import { useGround } from './useGround.ts';

export type FieldKind =
  | { kind: 'text'; placeholder?: string }
  | { kind: 'area'; placeholder?: string; rows?: number }
  | { kind: 'select'; options: readonly Option<string>[]; initial: string; number?: true }
  | { kind: 'check' }
  | { kind: 'tags'; placeholder?: string }
  | { kind: 'percent' };
export type ListField = FieldKind & { name: string; label: string; hint?: string; wide?: boolean };

export interface ListConfig<L extends ListName> {
  list: L;
  /** "fact": for buttons and labels. */
  thing: string;
  fields: readonly ListField[];
  title: (item: ItemOf<L>) => string;
  /** Right of the title on its line. */
  marks?: (item: ItemOf<L>) => ReactNode;
  /** Below the title, quiet. */
  detail?: (item: ItemOf<L>) => ReactNode;
  /** Below the fields of the one that is open. */
  more?: (item: ItemOf<L>) => ReactNode;
  /** A tick on the line itself: verified, approved, done. */
  tick?: { name: string; label: (item: ItemOf<L>) => string; value: (item: ItemOf<L>) => boolean };
  /** 0 to 2: how far a line is set in. */
  indent?: (item: ItemOf<L>) => number;
  /** What a new one starts with, besides what is typed. */
  initial?: Readonly<Record<string, unknown>>;
}

export interface ListEditorProps<L extends ListName> {
  config: ListConfig<L>;
  items: readonly ItemOf<L>[];
  /** Shown where nothing is yet: what belongs here, with an example. */
  empty: ReactNode;
  /** Shown when a filter hides all of them. */
  filtered?: boolean;
  movable?: boolean;
}

const aThing = (thing: string): string => `${/^[aeiou]/i.test(thing) ? 'an' : 'a'} ${thing}`;

type Values = Readonly<Record<string, unknown>>;
const typedValues = z.record(z.string(), z.unknown());
const NOTHING_TYPED: Values = {};

/** The sentence of the field that is wrong, or null. */
function faultOf(list: ListName, name: string, value: unknown): string | null {
  const field = (
    itemInputs[list].shape as Readonly<
      Record<string, { safeParse(value: unknown): { error?: { issues: { message: string }[] } } }>
    >
  )[name];
  return field?.safeParse(value).error?.issues[0]?.message ?? null;
}

const percentOf = (typed: string): number | null | undefined => {
  if (typed.trim() === '') return null;
  const value = Number(plainNumber(typed) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
};
const percentFault = (list: ListName, name: string, typed: string): string | null => {
  const value = percentOf(typed);
  return value === undefined ? 'A judgement is a number between 0 and 100.' : faultOf(list, name, value);
};

function EditField<L extends ListName>({ list, item, field }: { list: L; item: ItemOf<L>; field: ListField }) {
  const { put, workspaceId } = useGround();
  const { id } = item as { id: string };
  const value = (item as Values)[field.name];
  const save = (next: unknown): Promise<string> => put(list, id, { [field.name]: next } as Partial<ItemOf<L>>);
  const common = {
    id: `${workspaceId}/${list}/${id}/${field.name}`,
    label: field.label,
    ...(field.hint === undefined ? {} : { hint: field.hint }),
  };
  const check = (typed: unknown): string | null => faultOf(list, field.name, typed);
  switch (field.kind) {
    case 'text':
      return <SavedText {...common} value={String(value ?? '')} check={check} save={save} />;
    case 'area':
      return <SavedArea {...common} rows={field.rows ?? 2} value={String(value ?? '')} check={check} save={save} />;
    case 'tags':
      return <SavedTags {...common} value={(value ?? []) as string[]} check={check} save={save} />;
    case 'percent':
      return (
        <SavedText
          {...common}
          value={value === null || value === undefined ? '' : String(value)}
          check={(typed) => percentFault(list, field.name, typed)}
          save={(typed) => save(percentOf(typed) ?? null)}
        />
      );
    case 'select':
      return (
        <SavedSelect
          label={field.label}
          value={String(value)}
          options={field.options}
          save={(next) => save(field.number === true ? Number(next) : next)}
        />
      );
    case 'check':
      return (
        <Checkbox
          label={field.label}
          checked={value === true}
          onChange={(next) => void save(next).catch((error: unknown) => toast.error('Not changed', error))}
        />
      );
  }
}

function NewField({
  field,
  value,
  error,
  onChange,
}: {
  field: ListField;
  value: unknown;
  error: string | null;
  onChange: (value: unknown) => void;
}) {
  const frame = { label: field.label, error, ...(field.hint === undefined ? {} : { hint: field.hint }) };
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          {...frame}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
          value={String(value ?? '')}
          onChange={onChange}
        />
      );
    case 'percent':
      return <TextField {...frame} value={String(value ?? '')} onChange={onChange} />;
    case 'area':
      return (
        <TextArea
          {...frame}
          rows={field.rows ?? 2}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
          value={String(value ?? '')}
          onChange={onChange}
        />
      );
    case 'tags':
      return <TagField {...frame} value={(value ?? []) as string[]} onChange={onChange} />;
    case 'select':
      return <Select {...frame} value={String(value ?? field.initial)} options={field.options} onChange={onChange} />;
    case 'check':
      return <Checkbox label={field.label} checked={value === true} onChange={onChange} />;
  }
}

function NewItem<L extends ListName>({
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

export function ListEditor<L extends ListName>({
  config,
  items,
  empty,
  filtered = false,
  movable = false,
}: ListEditorProps<L>) {
  const { put, remove, move } = useGround();
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const base = useId();
  const root = useRef<HTMLDivElement>(null);
  const addButton = (): HTMLElement | null => root.current?.querySelector(`[data-add]`) ?? null;
  const start = (): void => {
    setOpen(null);
    setAdding(true);
    // The hand goes on where the form begins.
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('form input, form textarea')?.focus());
  };
  const finish = (): void => {
    setAdding(false);
    requestAnimationFrame(() => addButton()?.focus());
  };
  const shift = (at: number, by: number): void => {
    const item = items[at] as { id: string } | undefined;
    if (!item) return;
    const before = by < 0 ? items[at - 1] : items[at + 2];
    void move(config.list, item.id, (before as { id: string } | undefined)?.id ?? null);
  };
  return (
    <div className={css.list} ref={root}>
      {items.length === 0 && !adding && (
        <p className={css.empty}>{filtered ? 'Nothing here fits the filter.' : empty}</p>
      )}
      {items.length > 0 && (
        <ul className={css.items}>
          {items.map((item, at) => {
            const { id } = item as { id: string };
            const title = config.title(item).trim() || `${config.thing} without words`;
            const isOpen = open === id;
            return (
              <li key={id} className={cx(css.item, isOpen && css.open)} data-indent={config.indent?.(item) ?? 0}>
                <div className={css.line}>
                  {config.tick && (
                    <Checkbox
                      label={config.tick.label(item)}
                      hideLabel
                      checked={config.tick.value(item)}
                      onChange={(next) =>
                        void put(config.list, id, { [config.tick?.name ?? '']: next } as Partial<ItemOf<L>>).catch(
                          (error: unknown) => toast.error('Not changed', error),
                        )
                      }
                    />
                  )}
                  <button
                    type="button"
                    className={css.opener}
                    aria-expanded={isOpen}
                    aria-controls={`${base}-${at}`}
                    onClick={() => setOpen(isOpen ? null : id)}
                  >
                    <ChevronRight aria-hidden className={css.chevron} />
                    <span className={css.words}>
                      <span className={css.title}>{title}</span>
                      {config.detail && <span className={css.detail}>{config.detail(item)}</span>}
                    </span>
                    {config.marks && <span className={css.marks}>{config.marks(item)}</span>}
                  </button>
                  <span className={css.tools}>
                    {movable && (
                      <>
                        <IconButton
                          size="sm"
                          label={`Move ${title} up`}
                          icon={<ArrowUp aria-hidden />}
                          disabled={at === 0}
                          onClick={() => shift(at, -1)}
                        />
                        <IconButton
                          size="sm"
                          label={`Move ${title} down`}
                          icon={<ArrowDown aria-hidden />}
                          disabled={at === items.length - 1}
                          onClick={() => shift(at, 1)}
                        />
                      </>
                    )}
                    <IconButton
                      size="sm"
                      label={`Take out ${title}`}
                      icon={<Trash2 aria-hidden />}
                      onClick={() => void remove(config.list, id, title)}
                    />
                  </span>
                </div>
                <div id={`${base}-${at}`} hidden={!isOpen}>
                  {isOpen && (
                    <div className={css.body}>
                      <div className={css.fields}>
                        {config.fields.map((field) => (
                          <div
                            key={field.name}
                            className={cx(css.field, (field.wide ?? field.kind === 'area') && css.wide)}
                          >
                            <EditField list={config.list} item={item} field={field} />
                          </div>
                        ))}
                      </div>
                      {config.more?.(item)}
                    </div>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {adding ? (
        <NewItem key={items.length} config={config} onDone={finish} />
      ) : (
        <div>
          <Button size="sm" icon={<Plus aria-hidden />} onClick={start} data-add>
            Add {aThing(config.thing)}
          </Button>
        </div>
      )}
    </div>
  );
}
