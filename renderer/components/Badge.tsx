/** A word about a state or kind. Colour only repeats what the word says. */
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './Badge.module.css';

export interface BadgeProps {
  tone?: 'plain' | 'accent' | 'good' | 'warn' | 'bad';
  icon?: ReactNode;
  children: ReactNode;
}

export function Badge({ tone = 'plain', icon, children }: BadgeProps) {
  return (
    <span className={cx(css.badge, css[tone])}>
      {icon}
      {children}
    </span>
  );
}
