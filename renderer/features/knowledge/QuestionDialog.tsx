/** One question and the documents that answer it. What was typed stays when the dialog is closed. */
import { useId, useMemo, useState } from 'react';
import { z } from 'zod';
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
import type { RetrievalQuestion } from '../../../main/studio/retrieval-tests/contract.ts';
import { useStudioMutation } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { TextArea } from '../../components/TextField.tsx';
import { choiceLabels, filterDocuments } from './documents.ts';
import { useKept } from './kept.ts';
import css from './RetrievalTests.module.css';
import { useFirstField } from './useFirstField.ts';

const typedQuestion = z.object({ question: z.string(), expected: z.array(z.string()) });
const EMPTY = { question: '', expected: [] };
/** Documents offered at once; the field above narrows them down. */
const MOST = 100;

export interface QuestionDialogProps {
  morgyId: string;
  documents: readonly DocumentSummary[];
  /** The one to change; null for a new one. */
  question: RetrievalQuestion | null;
  onClose: () => void;
}

export function QuestionDialog({ morgyId, documents, question, onClose }: QuestionDialogProps) {
  const saved = question ? { question: question.question, expected: question.expected } : EMPTY;
  const kept = useKept(`knowledge/question/${question?.id ?? morgyId}`, saved, typedQuestion);
  const save = useStudioMutation('retrievalTests.save');
  const [tried, setTried] = useState(false);
  const [filter, setFilter] = useState('');
  const form = useId();
  const fields = useFirstField();
  const { value } = kept;
  const questionError =
    value.question.trim() === ''
      ? 'Write the question.'
      : value.question.length > 2000
        ? 'A question has 2,000 characters at most.'
        : null;
  const living = value.expected.filter((id) => documents.some((document) => document.id === id));
  const expectedError = living.length === 0 ? 'Choose the document that answers it.' : null;
  const labels = useMemo(() => choiceLabels(documents), [documents]);
  const fitting = filterDocuments(documents, filter);
  const offered = fitting
    .toSorted((a, b) => Number(living.includes(b.id)) - Number(living.includes(a.id)))
    .slice(0, MOST);

  const submit = (): void => {
    setTried(true);
    if (questionError !== null || expectedError !== null) return;
    save.mutate(
      { morgyId, question: value.question.trim(), expected: living, ...(question ? { id: question.id } : {}) },
      {
        onSuccess: () => {
          kept.forget();
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      open
      title={question ? 'Change the question' : 'Add a question'}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        ref={fields}
        id={form}
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label="Question"
          value={value.question}
          onChange={(next) => kept.set({ ...value, question: next })}
          error={tried ? questionError : null}
          rows={2}
          placeholder="As a person would ask it"
        />
        <Field
          label="Answered by"
          group
          aside={`${living.length} chosen`}
          error={tried ? expectedError : null}
          hint="Any of them counts as a right answer."
        >
          <SearchField label="Filter the documents" value={filter} onChange={setFilter} />
          <ul className={css.offered} tabIndex={0} aria-label="Documents">
            {offered.map(({ id, title }) => (
              <li key={id}>
                <Checkbox
                  label={labels.get(id) ?? title}
                  checked={value.expected.includes(id)}
                  onChange={(checked) =>
                    kept.set({
                      ...value,
                      expected: checked ? [...living, id] : living.filter((other) => other !== id),
                    })
                  }
                />
              </li>
            ))}
            {offered.length === 0 && <li className={css.quiet}>No document fits.</li>}
            {fitting.length > MOST && (
              <li className={css.quiet}>And {(fitting.length - MOST).toLocaleString('en')} more: filter for them.</li>
            )}
          </ul>
        </Field>
        {save.isError && (
          <Callout tone="bad" title="The question was not saved">
            {save.error.message}
          </Callout>
        )}
      </form>
    </Dialog>
  );
}
