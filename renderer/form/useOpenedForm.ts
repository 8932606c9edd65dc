/** The form of one opened thing, joined to the studio: drafts of what is not valid yet, and news from elsewhere. */
import { useEffect, useRef, useState } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { StudioError } from '../../main/contract/errors.ts';
import { answersSoFar, arrivalOf } from '../app/client.ts';
import { draftPorts, readDrafts } from './drafts.ts';
import { createForm, type Form, type FormPorts, type Specs } from './form.ts';

export type Opened<B, R> =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  /** `gone`: it lies in the trash, or was purged, while it is open. */
  | { state: 'open'; form: Form<B, R>; gone: boolean };

/** `prefix`: under which unfinished input is kept, such as `icps/<id>/`. `delay`: from the last key to the save, in ms. */
export function useOpenedForm<B extends object, R extends object>(
  query: UseQueryResult<B, Error>,
  prefix: string,
  specs: Specs<B, R>,
  save: FormPorts<B>['save'],
  delay?: number,
): Opened<B, R> {
  const [form, setForm] = useState<Form<B, R> | null>(null);
  const saving = useRef(save);
  const { data } = query;
  useEffect(() => {
    if (data === undefined) return;
    if (form) {
      form.load(data, arrivalOf(data));
      return;
    }
    const made = createForm<B, R>(
      specs,
      data,
      { save: (values, base) => saving.current(values, base), answers: answersSoFar, ...draftPorts(prefix) },
      delay,
    );
    let gone = false;
    readDrafts(prefix)
      .then((drafts) => made.restore(drafts))
      // Without the drafts what is saved is still whole.
      .catch(() => undefined)
      .finally(() => !gone && setForm(made));
    return () => {
      gone = true;
    };
  }, [data, form, prefix, specs, delay]);
  if (form) {
    const purged = query.error instanceof StudioError && query.error.code === 'not_found';
    const trashed = data !== undefined && 'deleted_at' in data && data.deleted_at !== null;
    const gone = purged || trashed;
    return { state: 'open', form, gone };
  }
  if (query.isError) return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  return { state: 'loading' };
}
