/** Where the evidence contradicts itself, is unsure, or says nothing. */
import { Check, CircleHelp } from 'lucide-react';
import { FACT_CATEGORIES } from '../../../main/studio/foundations/contract.ts';
import type { Issue } from '../../../main/studio/onboarding/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { toast } from '../../components/Toast.tsx';
import { Contradictions } from '../foundations/Contradictions.tsx';
import { useGround } from '../foundations/useGround.ts';
import { Question } from './Question.tsx';
import type { StepProps } from './StepBody.tsx';
import css from './Steps.module.css';

type Of<K extends Issue['kind']> = Extract<Issue, { kind: K }>;

function Unsure({ issue }: { issue: Of<'unsure'> }) {
  const { put } = useGround();
  return (
    <li className={css.issue}>
      <CircleHelp aria-hidden />
      <div className={css.words}>
        <h3>
          {issue.field_name}: {issue.value}
        </h3>
        <span className={css.detail}>
          Found with little certainty in {issue.source}: “{issue.quote}”
        </span>
      </div>
      <Button
        size="sm"
        icon={<Check aria-hidden />}
        aria-label={`${issue.field_name} is right`}
        onClick={() =>
          void put('facts', issue.fact_id, { verified: true }).catch((error: unknown) =>
            toast.error('It was not verified', error),
          )
        }
      >
        It is right
      </Button>
    </li>
  );
}

export function IssuesStep({ workspace, session }: StepProps) {
  const query = useStudioQuery('onboarding.issues', { workspaceId: workspace.id });
  const issues = query.data ?? [];
  const unsure = issues.filter((issue) => issue.kind === 'unsure');
  const missing = issues.filter((issue) => issue.kind === 'missing');
  const open = session.candidates.filter((one) => one.state === 'proposed').length;
  return (
    <>
      {query.isError && (
        <Callout tone="bad" title="The issues could not be found">
          {query.error.message}
        </Callout>
      )}
      {open > 0 && <Callout>On the step before, {open} found facts still wait for your word.</Callout>}
      {query.data && issues.length === 0 && (
        <p>Nothing contradicts itself, and nothing that is usually asked is missing.</p>
      )}
      <Contradictions />
      {unsure.length > 0 && (
        <ul className={css.issues} aria-label="To settle">
          {unsure.map((issue) => (
            <Unsure key={issue.key} issue={issue} />
          ))}
        </ul>
      )}
      {missing.length > 0 && (
        <section className={css.stack} aria-label="Not found anywhere">
          <h3>Not found anywhere, so it is asked for</h3>
          {missing.map(({ key, field_name, category, question, why }) => (
            <Question
              key={key}
              field={field_name}
              category={FACT_CATEGORIES.find((one) => one === category) ?? 'company'}
              question={question}
              why={why}
            />
          ))}
        </section>
      )}
    </>
  );
}
