/** The page of one tab: a column of sections with room to read, and on its right, where there is space, a companion. */
import { createContext, use, type ReactNode } from 'react';
import css from './Sheet.module.css';

export interface SheetProps {
  children: ReactNode;
  /** Stays in view beside the fields: a live card, a reading. */
  beside?: ReactNode;
}

export function Sheet({ children, beside }: SheetProps) {
  return (
    <div className={css.scroller}>
      <div className={css.columns}>
        <div className={css.column}>{children}</div>
        {beside !== undefined && <aside className={css.beside}>{beside}</aside>}
      </div>
    </div>
  );
}

export interface SectionProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** What the page around a section says already, and the section therefore does not: its title, or the line below it too. */
const Said = createContext<'nothing' | 'title' | 'all'>('nothing');
export const SectionSaid = Said.Provider;

export function Section({ title: given, description: below, actions, children }: SectionProps) {
  const said = use(Said);
  const title = said === 'nothing' ? given : undefined;
  const description = said === 'all' ? undefined : below;
  return (
    <section className={css.section}>
      {(title !== undefined || description !== undefined || actions !== undefined) && (
        <header className={css.head}>
          <div>
            {title !== undefined && <h2 className={css.title}>{title}</h2>}
            {description !== undefined && <p className={css.description}>{description}</p>}
          </div>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}

/** Fields side by side while there is room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}
