/** The form of one opened thing, joined to the studio: drafts of what is not valid yet, and news from elsewhere. */
import { useEffect, useRef, useState } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { createForm, type Form, type FormPorts, type Specs } from '../morgys/form/form.ts';
import { draftPorts, readDrafts } from '../morgys/morgyForm.ts';

export type Opened<B, R> =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | { state: 'open'; form: Form<B, R> };

/** `prefix`: under which unfinished input is kept, such as `icps/<id>/`. */
export function useOpenedForm<B, R extends object>(
  query: UseQueryResult<B, Error>,
  prefix: string,
  specs: Specs<B, R>,
  save: FormPorts<B>['save'],
): Opened<B, R> {
  const [form, setForm] = useState<Form<B, R> | null>(null);
  const saving = useRef(save);
  const { data } = query;
  useEffect(() => {
    if (data === undefined) return;
    if (form) {
      form.load(data);
      return;
    }
    const made = createForm<B, R>(specs, data, {
      save: (values, base) => saving.current(values, base),
      ...draftPorts(prefix),
    });
    let gone = false;
    readDrafts(prefix)
      .then((drafts) => made.restore(drafts))
      // Without the drafts what is saved is still whole.
      .catch(() => undefined)
      .finally(() => !gone && setForm(made));
    return () => {
      gone = true;
    };
  }, [data, form, prefix, specs]);
  if (form) return { state: 'open', form };
  if (query.isError) return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  return { state: 'loading' };
}
