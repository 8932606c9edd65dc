/** A list of actions behind a button, or under the pointer with ContextMenu. */
import type { ReactElement, ReactNode } from 'react';
import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { cx } from './cx.ts';
import { Kbd } from './Kbd.tsx';
import css from './Popup.module.css';

export type MenuEntry =
  | {
      kind?: 'action';
      label: string;
      icon?: ReactNode;
      shortcut?: string | undefined;
      danger?: boolean;
      disabled?: boolean;
      onSelect: () => void;
    }
  | { kind: 'check'; label: string; checked: boolean; onChange: (checked: boolean) => void }
  | { kind: 'separator' }
  | { kind: 'label'; label: string };

const keyOf = (entry: MenuEntry, index: number): string => ('label' in entry ? entry.label : `line-${index}`);

function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => {
    const key = keyOf(entry, index);
    switch (entry.kind) {
      case 'separator':
        return <Base.Separator key={key} className={css.separator} />;
      case 'label':
        return (
          <div key={key} className={css.groupLabel}>
            {entry.label}
          </div>
        );
      case 'check':
        return (
          <Base.CheckboxItem key={key} className={css.item} checked={entry.checked} onCheckedChange={entry.onChange}>
            <span className={css.check}>
              <Base.CheckboxItemIndicator>
                <Check aria-hidden />
              </Base.CheckboxItemIndicator>
            </span>
            <span className={css.grow}>{entry.label}</span>
          </Base.CheckboxItem>
        );
      default:
        return (
          <Base.Item
            key={key}
            className={cx(css.item, entry.danger && css.dangerous)}
            disabled={entry.disabled ?? false}
            onClick={entry.onSelect}
          >
            {entry.icon}
            <span className={css.grow}>{entry.label}</span>
            {entry.shortcut !== undefined && <Kbd keys={entry.shortcut} />}
          </Base.Item>
        );
    }
  });
}

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
}

export function Menu({ trigger, entries, align = 'start' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={css.positioner} sideOffset={4} align={align}>
          <Base.Popup className={css.popup}>
            <MenuEntries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same entries on a right click (or the menu key) anywhere in `children`. */
export function ContextMenu({ entries, children }: { entries: readonly MenuEntry[]; children: ReactElement }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={css.positioner}>
          <BaseContext.Popup className={css.popup}>
            <MenuEntries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}
