/** A sheet of paper on the desk: one subject, an optional heading and actions. */
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './Card.module.css';

export interface CardProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
  children?: ReactNode;
}

export function Card({ title, description, actions, className, children }: CardProps) {
  return (
    <section className={cx(css.card, className)} aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <header className={css.head}>
          <div>
            {title !== undefined && <h2 className={css.title}>{title}</h2>}
            {description !== undefined && <p className={css.description}>{description}</p>}
          </div>
          {actions !== undefined && <div className={css.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
