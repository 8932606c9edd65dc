/** What a person may change about a document, as it is typed: the same self-saving form as the Morgy's own. */
import { z } from 'zod';
import type { KnowledgeDocument } from '../../../main/studio/knowledge/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import type { Form, Parsed, Specs } from '../../form/form.ts';
import { as } from '../../form/parse.ts';
import { useOpenedForm, type Opened } from '../../form/useOpenedForm.ts';

export interface DocumentTyped {
  title: string;
  content: string;
  tags: readonly string[];
  /** As it is typed: YYYY-MM-DD, or empty. */
  source_date: string;
}

/** A day that is in the calendar, or nothing. */
export function parseDay(typed: string): Parsed {
  const text = typed.trim();
  if (text === '') return { ok: true, value: null };
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
    ? { ok: true, value: text }
    : { ok: false, message: 'A date is a year, a month and a day, such as 2026-03-21.' };
}

export const documentFields: Specs<KnowledgeDocument, DocumentTyped> = {
  title: {
    label: 'Title',
    show: ({ title }) => title,
    parse: as(z.string().trim().min(1, 'A document needs a title.').max(255, 'A title has 255 characters at most.')),
  },
  content: {
    label: 'Text',
    show: ({ content }) => content,
    parse: (typed) =>
      typed.trim() === ''
        ? {
            ok: false,
            message: 'Without text there is nothing to find. To be rid of the document, move it to the trash.',
          }
        : { ok: true, value: typed },
  },
  tags: { label: 'Tags', show: ({ tags }) => tags, parse: as(z.array(z.string().trim().min(1))) },
  source_date: {
    label: 'Date of the source',
    show: ({ source_date: date }) => date?.slice(0, 10) ?? '',
    parse: parseDay,
  },
};

export type DocumentForm = Form<KnowledgeDocument, DocumentTyped>;

const changes = z.object({
  title: z.string().optional(),
  content: z.string().optional(),
  tags: z.array(z.string()).optional(),
  source_date: z.string().nullable().optional(),
});

/** A document's text is cut anew with each save, so it waits for a longer pause than a name. Milliseconds. */
const DELAY = 1200;

const save = (values: Readonly<Record<string, unknown>>, { id }: KnowledgeDocument): Promise<KnowledgeDocument> =>
  studio.request('knowledge.update', { id, ...changes.parse(values) });

export type OpenedDocument =
  | Exclude<Opened<KnowledgeDocument, DocumentTyped>, { state: 'open' }>
  | { state: 'open'; form: DocumentForm; document: KnowledgeDocument };

export function useOpenedDocument(id: string): OpenedDocument {
  const query = useStudioQuery('knowledge.get', { id });
  const opened = useOpenedForm(query, `knowledge/document/${id}/`, documentFields, save, DELAY);
  if (opened.state !== 'open') return opened;
  // It went to the trash, or away, while it was open.
  if (opened.gone && query.error !== null)
    return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  return { ...opened, document: query.data ?? opened.form.store.getState().base };
}
