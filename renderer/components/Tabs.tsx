/** Sections of one thing. Arrow keys walk, Home and End jump; only the open panel is in the page. */
import { useEffect, useRef, type ReactNode } from 'react';
import { Tabs as Base } from '@base-ui/react/tabs';
import { cx } from './cx.ts';
import { scrollWithin } from './scrollWithin.ts';
import css from './Tabs.module.css';

export interface Tab<T extends string> {
  value: T;
  label: string;
  icon?: ReactNode;
  /** A small count or dot after the label; part of the name. */
  mark?: ReactNode;
  panel: ReactNode;
}

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: readonly Tab<T>[];
  /** `side` puts the list left of the panel while there is room. */
  placement?: 'top' | 'side';
  className?: string | undefined;
}

export function Tabs<T extends string>({ label, value, onChange, tabs, placement = 'top', className }: TabsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  // In a narrow window the list scrolls sideways: the open tab must not be the one that is hidden.
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>(`[data-tab="${value}"]`);
    if (list.current && open) scrollWithin(list.current, open);
  }, [value]);
  return (
    <Base.Root
      value={value}
      onValueChange={(next: T) => onChange(next)}
      className={cx(css.root, placement === 'side' && css.side, className)}
      orientation={placement === 'side' ? 'vertical' : 'horizontal'}
    >
      <Base.List ref={list} className={css.list} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} data-tab={tab.value} className={css.tab}>
            {tab.icon}
            <span className={css.label}>{tab.label}</span>
            {tab.mark}
          </Base.Tab>
        ))}
        {placement === 'top' && <Base.Indicator className={css.indicator} />}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className={css.panel}>
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
