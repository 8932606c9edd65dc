/** Whether what is on screen is on disk. Never an animation alone: always the word. */
import { Check, CircleAlert, CircleDot, LoaderCircle, TriangleAlert } from 'lucide-react';
import { cx } from './cx.ts';
import css from './SaveState.module.css';

export type SaveStateValue =
  | { state: 'saved' }
  | { state: 'dirty' }
  | { state: 'saving' }
  /** Something typed is not valid yet: it is kept as a draft. `fields` are the labels. */
  | { state: 'draft'; fields: readonly string[] }
  | { state: 'failed'; message: string; retry: () => void };

export function SaveState({ value }: { value: SaveStateValue }) {
  return (
    <span className={cx(css.state, css[value.state])} role="status" aria-live="polite" data-state={value.state}>
      {value.state === 'saved' && (
        <>
          <Check aria-hidden /> Saved
        </>
      )}
      {value.state === 'dirty' && (
        <>
          <CircleDot aria-hidden /> Not saved yet
        </>
      )}
      {value.state === 'saving' && (
        <>
          <LoaderCircle aria-hidden className={css.spin} /> Saving
        </>
      )}
      {value.state === 'draft' && (
        <>
          <TriangleAlert aria-hidden /> Kept as a draft: {value.fields.join(', ')}
        </>
      )}
      {value.state === 'failed' && (
        <>
          <CircleAlert aria-hidden /> <span title={value.message}>Not saved</span>
          <button type="button" className={css.retry} onClick={value.retry}>
            Try again
          </button>
        </>
      )}
    </span>
  );
}
