/** A short hint on hover or focus. It repeats what a name already says, so nothing is lost without it. */
import type { ReactElement } from 'react';
import { Tooltip as Base } from '@base-ui/react/tooltip';
import { Kbd } from './Kbd.tsx';
import css from './Popup.module.css';

export interface TooltipProps {
  text: string;
  /** A shortcut in the registry's spelling, shown as keys. */
  shortcut?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** The element that is hinted at; it receives the trigger's handlers. */
  children: ReactElement;
}

export const TooltipProvider = Base.Provider;

export function Tooltip({ text, shortcut, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={css.positioner}>
          <Base.Popup className={css.tooltip}>
            {text}
            {shortcut !== undefined && <Kbd keys={shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
