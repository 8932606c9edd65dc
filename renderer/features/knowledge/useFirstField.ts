/** Puts the focus into the first field of a form that has just been opened, so that one can write at once. */
import { useEffect, useRef, type RefObject } from 'react';

export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The dialog settles its own focus first.
    const frame = requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('textarea, input:not([type=search])')?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
  return form;
}
