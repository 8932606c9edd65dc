/**
 * Short news at the window's foot, with an undo where there is one. `toast` works from anywhere; ToastRegion shows them
 * once, in the frame, clear of the buttons at a page's or a dialog's foot. An error stays until it is closed or the window
 * goes somewhere else, for a while at least.
 */
import { useRef } from 'react';
import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { cx } from './cx.ts';
import css from './Toast.module.css';
import { useClearOfFeet } from './useClearOfFeet.ts';

/** One that appears often must be readable: time grows with its length. Milliseconds. */
const readingTime = (text: string): number => 5000 + text.length * 40;

/** An error is read in peace, but it is not what the window is about for long. Milliseconds. */
const ERROR_TIME = 45_000;
/** So long an error outlives going elsewhere: it may have come of that very step. Milliseconds. */
const ERROR_SETTLES = 4000;

const errors = new Map<string, number>();

/** The window shows another place: errors of the one before go, unless they have only just come. */
export function leaveErrors(now: number = performance.now()): void {
  for (const [id, since] of errors) {
    if (now - since < ERROR_SETTLES) continue;
    errors.delete(id);
    toastManager.close(id);
  }
}

/** Those that offer to step back or forward; after another such step they would offer what is no longer theirs. */
const offers = new Set<string>();

/** A step back or forward was made: what the toasts before it offered of that kind is over. */
export function leaveOffers(): void {
  for (const id of offers) toastManager.close(id);
  offers.clear();
}

export const toastManager = Base.createToastManager();

export interface ToastOptions {
  title: string;
  description?: string;
  action?: { label: string; onClick: () => void };
}

function show(type: 'done' | 'error', { title, description, action }: ToastOptions): string {
  const id = toastManager.add({
    title,
    type,
    ...(description === undefined ? {} : { description }),
    timeout:
      type === 'error'
        ? Math.max(ERROR_TIME, readingTime(title + (description ?? '')))
        : readingTime(title + (description ?? '')),
    priority: type === 'error' ? 'high' : 'low',
    ...(action
      ? {
          actionProps: {
            children: action.label,
            onClick: () => {
              toastManager.close(id);
              action.onClick();
            },
          },
        }
      : {}),
  });
  if (action?.label === 'Undo' || action?.label === 'Redo') offers.add(id);
  if (type === 'error') errors.set(id, performance.now());
  return id;
}

export const toast = {
  done: (options: ToastOptions): string => show('done', options),
  /** `error` is whatever was thrown; its sentence is shown as it is. */
  error: (title: string, error?: unknown): string =>
    show('error', { title, ...(error instanceof Error ? { description: error.message } : {}) }),
  close: (id: string): void => toastManager.close(id),
};

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((item) => (
    <Base.Root key={item.id} toast={item} className={cx(css.toast, item.type === 'error' && css.error)}>
      <Base.Content className={css.content}>
        {item.type === 'error' ? (
          <CircleAlert className={css.icon} aria-hidden />
        ) : (
          <CircleCheck className={css.icon} aria-hidden />
        )}
        <div className={css.words}>
          <Base.Title className={css.title} />
          <Base.Description className={css.description} />
        </div>
        {item.actionProps && <Base.Action className={css.action} />}
        <Base.Close className={css.close} aria-label="Dismiss">
          <X aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}

function Region() {
  const place = useRef<HTMLDivElement>(null);
  const { toasts } = Base.useToastManager();
  useClearOfFeet(place, toasts.length > 0);
  return (
    <Base.Viewport ref={place} className={css.viewport}>
      <List />
    </Base.Viewport>
  );
}

export function ToastRegion() {
  return (
    <Base.Provider toastManager={toastManager} limit={4}>
      <Base.Portal>
        <Region />
      </Base.Portal>
    </Base.Provider>
  );
}
