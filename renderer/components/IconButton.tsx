/** A button that is only an icon: its label is its name and its tooltip. */
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './Tooltip.tsx';
import css from './IconButton.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  label: string;
  icon: ReactNode;
  shortcut?: string | undefined;
  size?: 'sm' | 'md';
  side?: 'top' | 'bottom' | 'left' | 'right';
  pressed?: boolean | undefined;
}

export function IconButton({
  label,
  icon,
  shortcut,
  size = 'md',
  side = 'bottom',
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(css.button, size === 'sm' && css.small, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
