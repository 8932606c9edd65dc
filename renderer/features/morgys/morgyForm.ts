/** The form of the Morgy that is open. */
import type { Morgy } from '../../../main/studio/morgys/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import type { Form } from '../../form/form.ts';
import { createFormContext, useFormField, type BoundField } from '../../form/useForm.ts';
import { useOpenedForm, type Opened } from '../../form/useOpenedForm.ts';
import { morgyFields, toPatch, type MorgyTyped } from './morgyFields.ts';

export type MorgyForm = Form<Morgy, MorgyTyped>;

const context = createFormContext<Morgy, MorgyTyped>();
export const MorgyFormProvider = context.Provider;
export const useMorgyForm = context.useForm;

/** One field of the Morgy that is open: spread it into a control. */
export function useField<P extends keyof MorgyTyped>(field: P): BoundField<MorgyTyped[P]> {
  return useFormField(useMorgyForm(), field);
}

const save = (values: Readonly<Record<string, unknown>>, now: Morgy): Promise<Morgy> =>
  studio.request('morgys.update', { id: now.id, patch: toPatch(values) });

export const useOpenedMorgy = (id: string): Opened<Morgy, MorgyTyped> =>
  useOpenedForm(useStudioQuery('morgys.get', { id }), `morgys/${id}/`, morgyFields, save);
