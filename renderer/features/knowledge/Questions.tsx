/** The saved questions, each with what should be found. */
import { PenLine, Trash2 } from 'lucide-react';
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
import type { RetrievalQuestion } from '../../../main/studio/retrieval-tests/contract.ts';
import { studio } from '../../app/client.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { toast } from '../../components/Toast.tsx';
import css from './RetrievalTests.module.css';

async function remove({ id, morgy_id: morgyId, question, expected }: RetrievalQuestion): Promise<void> {
  try {
    await studio.request('retrievalTests.remove', { id });
    toast.done({
      title: 'Removed the question',
      action: {
        label: 'Undo',
        onClick: () =>
          void studio
            .request('retrievalTests.save', { id, morgyId, question, expected })
            .catch((error: unknown) => toast.error('The question could not be brought back', error)),
      },
    });
  } catch (error) {
    toast.error('The question was not removed', error);
  }
}

export interface QuestionsProps {
  questions: readonly RetrievalQuestion[];
  documents: readonly DocumentSummary[];
  onEdit: (question: RetrievalQuestion) => void;
}

export function Questions({ questions, documents, onEdit }: QuestionsProps) {
  const titles = new Map(documents.map(({ id, title }) => [id, title]));
  return (
    <ul className={css.questions} aria-label="Saved questions">
      {questions.map((question) => (
        <li key={question.id} className={css.question}>
          <span className={css.asked}>{question.question}</span>
          <span className={css.expected}>
            {question.expected.map((id) => titles.get(id) ?? 'a document that is gone').join(', ')}
          </span>
          <span className={css.tools}>
            <IconButton
              size="sm"
              label={`Change: ${question.question}`}
              icon={<PenLine aria-hidden />}
              onClick={() => onEdit(question)}
            />
            <IconButton
              size="sm"
              label={`Remove: ${question.question}`}
              icon={<Trash2 aria-hidden />}
              onClick={() => void remove(question)}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
