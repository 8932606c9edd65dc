/** A sentence that belongs to what stands around it: what to know, what went wrong, what to do. */
import type { ReactNode } from 'react';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { cx } from './cx.ts';
import css from './Callout.module.css';

export interface CalloutProps {
  tone?: 'info' | 'warn' | 'bad';
  title?: string;
  actions?: ReactNode;
  children?: ReactNode;
}

const ICONS = { info: Info, warn: TriangleAlert, bad: CircleAlert };

export function Callout({ tone = 'info', title, actions, children }: CalloutProps) {
  const Icon = ICONS[tone];
  return (
    <div className={cx(css.callout, css[tone])} role={tone === 'bad' ? 'alert' : 'note'}>
      <Icon className={css.icon} aria-hidden />
      <div className={css.words}>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
