/** A button with words. One primary a view; `busy` keeps its width and says so to a screen reader. */
import type { ComponentProps, ReactNode } from 'react';
import { LoaderCircle } from 'lucide-react';
import { cx } from './cx.ts';
import css from './Button.module.css';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'sm' | 'md';
  /** A lucide icon before the words. */
  icon?: ReactNode;
  busy?: boolean;
  children: ReactNode;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  busy = false,
  disabled,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(css.button, css[variant], size === 'sm' && css.small, className)}
    >
      {busy ? <LoaderCircle className={css.spin} aria-hidden /> : icon}
      <span className={css.words}>{children}</span>
    </button>
  );
}
