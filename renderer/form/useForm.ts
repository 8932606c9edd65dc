/** The form in React: one field is read and written without the others being drawn again. */
import { createContext, use, useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { SaveStateValue } from '../components/SaveState.tsx';
import { studio } from '../app/client.ts';
import { errorOf, statusOf, valueOf, type Form } from './form.ts';

export interface BoundField<V> {
  label: string;
  value: V;
  error: string | null;
  onChange: (value: V) => void;
  onBlur: () => void;
}

export function useFormField<B, R, P extends keyof R & string>(form: Form<B, R>, field: P): BoundField<R[P]> {
  const [value, error] = useStore(
    form.store,
    useShallow(
      (state) =>
        [
          valueOf(form.specs, state, field),
          state.checked.has(field) ? errorOf(form.specs, state, field) : null,
        ] as const,
    ),
  );
  return {
    label: form.specs[field].label,
    value,
    error,
    onChange: (typed) => form.set(field, typed),
    onBlur: () => form.leave(field),
  };
}

export function useSaveState<B, R>(form: Form<B, R>): SaveStateValue {
  const { saving, failure, edits } = useStore(form.store);
  if (failure !== null) return { state: 'failed', message: failure, retry: () => void form.flush() };
  if (saving) return { state: 'saving' };
  const fields = (Object.keys(edits) as (keyof R & string)[]).map((field) => ({
    field,
    status: statusOf(form.specs, form.store.getState(), field),
  }));
  if (fields.some(({ status }) => status === 'pending')) return { state: 'dirty' };
  const invalid = fields.filter(({ status }) => status === 'invalid').map(({ field }) => field);
  if (invalid.length > 0) return { state: 'draft', fields: invalid.map((field) => form.specs[field].label) };
  return { state: 'saved' };
}

/** Saves when the page is left or the window closes, and tries again when the studio is back. */
export function useSaveOnLeaving<B, R>(form: Form<B, R>): void {
  useEffect(() => {
    const leave = (): void => void form.flush();
    window.addEventListener('beforeunload', leave);
    window.addEventListener('blur', leave);
    const stop = studio.on('status', ({ state }) => {
      if (state === 'ready' && form.store.getState().failure !== null) void form.flush();
    });
    return () => {
      window.removeEventListener('beforeunload', leave);
      window.removeEventListener('blur', leave);
      stop();
      void form.close();
    };
  }, [form]);
}

/** The form of the page, for its fields. */
export function createFormContext<B, R>() {
  const Context = createContext<Form<B, R> | null>(null);
  const useContextForm = (): Form<B, R> => {
    const form = use(Context);
    if (!form) throw new Error('This field stands outside its form.');
    return form;
  };
  return { Provider: Context.Provider, useForm: useContextForm };
}
