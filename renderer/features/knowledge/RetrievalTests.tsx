/** Retrieval tests of one Morgy: questions with the documents that answer them, and how well search finds those. */
import { useState } from 'react';
import { FlaskConical, Play, Plus } from 'lucide-react';
import type { RetrievalQuestion } from '../../../main/studio/retrieval-tests/contract.ts';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { Section } from '../morgys/tabs/Sheet.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { Questions } from './Questions.tsx';
import css from './RetrievalTests.module.css';
import { RunView } from './RunView.tsx';

const DEPTHS = [1, 3, 5, 10, 20].map((k) => ({
  value: String(k),
  label: k === 1 ? 'The first one' : `The first ${k}`,
}));

type Asking = RetrievalQuestion | 'new' | null;

export function RetrievalTests({ morgyId }: { morgyId: string }) {
  const questions = useStudioQuery('retrievalTests.questions', { morgyId });
  const runs = useStudioQuery('retrievalTests.runs', { morgyId });
  const documents = useStudioQuery('knowledge.list', { morgyId }).data ?? [];
  const run = useStudioMutation('retrievalTests.run');
  const [chosenK, setK] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const list = questions.data ?? [];
  const latest = runs.data?.[0];
  const k = chosenK ?? String(DEPTHS.some(({ value }) => value === String(latest?.k)) ? latest?.k : 5);
  const error = questions.error ?? runs.error;

  const start = (): void =>
    run.mutate(
      { morgyId, k: Number(k) },
      { onError: (failure) => toast.error('The questions could not be tried', failure) },
    );
  const add = (
    <Button icon={<Plus aria-hidden />} disabled={documents.length === 0} onClick={() => setAsking('new')}>
      Add a question
    </Button>
  );

  return (
    <Section
      title="Retrieval tests"
      description="Questions that people will ask, each with the documents that answer it. Run them before and after a change of the settings or the documents, and see whether search got better."
      actions={list.length > 0 && add}
    >
      {error && (
        <Callout tone="bad" title="The tests could not be read">
          {error.message}
        </Callout>
      )}
      {questions.data && list.length === 0 && (
        <div className={css.empty}>
          <FlaskConical aria-hidden />
          <p>
            {documents.length === 0
              ? 'Give this Morgy a document first; then save a question that it answers.'
              : 'No questions yet. Ten that people really ask say more than a hundred made up ones.'}
          </p>
          {add}
        </div>
      )}
      {list.length > 0 && (
        <>
          <Questions questions={list} documents={documents} onEdit={setAsking} />
          <div className={css.run}>
            <Select size="sm" label="Looks at" value={k} options={DEPTHS} onChange={setK} className={css.depth} />
            <Button variant="primary" icon={<Play aria-hidden />} busy={run.isPending} onClick={start}>
              Run
            </Button>
          </div>
        </>
      )}
      {runs.data && latest && <RunView key={latest.id} runs={runs.data} latest={latest} />}
      {asking !== null && (
        <QuestionDialog
          morgyId={morgyId}
          documents={documents}
          question={asking === 'new' ? null : asking}
          onClose={() => setAsking(null)}
        />
      )}
    </Section>
  );
}
