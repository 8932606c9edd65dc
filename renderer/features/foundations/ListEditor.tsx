/**
 * A list of the foundation: each item a line that opens to be edited in its place, and a form for a new one below. Every
 * field saves by itself; taking out and moving are undone like everything else.
 */
import { useId, useRef, useState, type ReactNode } from 'react';
import { ArrowDown, ArrowUp, ChevronRight, Plus, Trash2 } from 'lucide-react';
import type { ItemOf, ListName } from '../../../main/studio/foundations/contract.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { toast } from '../../components/Toast.tsx';
import type { ListConfig } from './listConfig.ts';
import css from './ListEditor.module.css';
import { EditField } from './ListFields.tsx';
import { NewItem } from './NewItem.tsx';
import { useGround } from './useGround.ts';

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
