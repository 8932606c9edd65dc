/** A question or a task that takes the whole attention. Focus goes in, Escape and the veil close it, focus comes back. */
import { useRef, type ReactNode } from 'react';
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import { IconButton } from './IconButton.tsx';
import css from './Dialog.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** Buttons at the foot, the main one last. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function Dialog({ open, onClose, title, description, size = 'md', actions, children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  // Where there is something to fill in, the hand starts there; otherwise the dialog itself is read out.
  const firstField = (): HTMLElement | null =>
    body.current?.querySelector<HTMLElement>('input:not([hidden]), textarea, [role=combobox]') ?? popup.current;
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={css.veil} />
        <Base.Popup ref={popup} initialFocus={firstField} className={cx(css.popup, css[size])}>
          <header className={css.head}>
            <Base.Title className={css.title}>{title}</Base.Title>
            <Base.Close render={<IconButton size="sm" label="Close" icon={<X aria-hidden />} />} />
          </header>
          {description !== undefined && <Base.Description className={css.description}>{description}</Base.Description>}
          {children !== undefined && (
            <div ref={body} className={css.body}>
              {children}
            </div>
          )}
          {actions !== undefined && (
            <footer className={css.foot} data-foot>
              {actions}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ConfirmDialogProps {
  open: boolean;
  title: string;
  /** What will happen, and what will not. */
  description: ReactNode;
  /** The verb: "Purge", "Restore". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** For what cannot be undone. What can be undone is done at once, with an undo in a toast. */
export function ConfirmDialog({
  open,
  title,
  description,
  confirm,
  cancel = 'Cancel',
  danger = false,
  busy = false,
  onConfirm,
  onCancel,
}: ConfirmDialogProps) {
  return (
    <AlertDialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onCancel();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.veil} />
        <AlertDialog.Popup className={cx(css.popup, css.sm)}>
          <AlertDialog.Title className={css.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={css.description}>{description}</AlertDialog.Description>
          <footer className={css.foot} data-foot>
            <AlertDialog.Close render={<Button>{cancel}</Button>} />
            <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
