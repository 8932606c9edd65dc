/** The form of the Morgy that is open, joined to the studio: saving, drafts, and news from elsewhere. */
import { useEffect, useState } from 'react';
import type { Morgy } from '../../../main/studio/morgys/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { createForm, type Form, type FormPorts } from './form/form.ts';
import { createFormContext, useFormField, useSaveOnLeaving, type BoundField } from './form/useForm.ts';
import { morgyFields, toPatch, type MorgyTyped } from './morgyFields.ts';

export type MorgyForm = Form<Morgy, MorgyTyped>;

const context = createFormContext<Morgy, MorgyTyped>();
export const MorgyFormProvider = context.Provider;
export const useMorgyForm = context.useForm;

/** One field of the Morgy that is open: spread it into a control. */
export function useField<P extends keyof MorgyTyped>(field: P): BoundField<MorgyTyped[P]> {
  return useFormField(useMorgyForm(), field);
}

/** Keeps unfinished input under `<prefix><field>`. */
export function draftPorts(prefix: string): Pick<FormPorts<never>, 'keepDraft' | 'dropDrafts'> {
  return {
    keepDraft: async (field, typed) => {
      await studio.request('drafts.save', { key: `${prefix}${field}`, value: JSON.parse(JSON.stringify(typed)) });
    },
    dropDrafts: async (fields) => {
      await studio.request('drafts.clear', { keys: fields.map((field) => `${prefix}${field}`) });
    },
  };
}

export async function readDrafts(prefix: string): Promise<Record<string, unknown>> {
  const drafts = await studio.request('drafts.list', { prefix });
  return Object.fromEntries(drafts.map((draft) => [draft.key.slice(prefix.length), draft.value]));
}

const prefixOf = (id: string): string => `morgys/${id}/`;

function makeForm(base: Morgy): MorgyForm {
  return createForm(morgyFields, base, {
    save: (values, now) => studio.request('morgys.update', { id: now.id, patch: toPatch(values) }),
    ...draftPorts(prefixOf(base.id)),
  });
}

export type OpenedMorgy =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | { state: 'open'; form: MorgyForm };

export function useOpenedMorgy(id: string): OpenedMorgy {
  const query = useStudioQuery('morgys.get', { id });
  const [form, setForm] = useState<MorgyForm | null>(null);
  const { data } = query;
  useEffect(() => {
    if (!data) return;
    if (form) {
      form.load(data);
      return;
    }
    const made = makeForm(data);
    let gone = false;
    readDrafts(prefixOf(id))
      .then((drafts) => made.restore(drafts))
      // Without the drafts the saved Morgy is still whole.
      .catch(() => undefined)
      .finally(() => !gone && setForm(made));
    return () => {
      gone = true;
    };
  }, [data, form, id]);
  if (form) return { state: 'open', form };
  if (query.isError) return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  return { state: 'loading' };
}

export { useSaveOnLeaving };
