/** What is typed and not valid yet, kept on the device under `<prefix><field>` until it is. */
import { studio } from '../app/client.ts';
import type { FormPorts } from './form.ts';

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
