/** The guided path through a foundation: 24 steps on the left, the one that is open on the right. */
import { useEffect, useRef, useState } from 'react';
import { ArrowRight, Check, CircleAlert, Minus } from 'lucide-react';
import { STEPS, type OnboardingStep, type Session } from '../../../main/studio/onboarding/contract.ts';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { queryClient, studio, useStudioQuery } from '../../app/client.ts';
import { ErrorBoundary } from '../../app/ErrorBoundary.tsx';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { scrollWithin } from '../../components/scrollWithin.ts';
import { toast } from '../../components/Toast.tsx';
import { usePageSaveState } from '../../form/saved.ts';
import { GroundProvider, useOpenedGround } from '../foundations/useGround.ts';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import css from './OnboardingPage.module.css';
import { StepBody } from './StepBody.tsx';

type StepState = 'done' | 'skipped' | 'open';
const stateOf = (session: Session, number: number): StepState =>
  session.completed_steps.includes(number) ? 'done' : session.skipped_steps.includes(number) ? 'skipped' : 'open';
const STATE_WORD: Record<StepState, string> = { done: 'done', skipped: 'skipped', open: 'open' };

function StepList({ session, current, onGo }: { session: Session; current: number; onGo: (step: number) => void }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>(`[data-step="${current}"]`);
    // One or the other scrolls: the column beside the step, or the row above it in a narrow window.
    for (const box of [list.current?.parentElement, list.current]) if (box && open) scrollWithin(box, open);
  }, [current]);
  return (
    <ol className={css.steps} ref={list} aria-label="Steps">
      {STEPS.map((step) => {
        const state = stateOf(session, step.number);
        return (
          <li key={step.key}>
            <button
              type="button"
              data-step={step.number}
              className={cx(css.step, css[state], step.number === current && css.current)}
              aria-current={step.number === current ? 'step' : undefined}
              aria-label={`${step.number} ${step.title}, ${STATE_WORD[state]}${step.optional ? ', optional' : ''}`}
              onClick={() => onGo(step.number)}
            >
              <span className={css.mark} aria-hidden>
                {state === 'done' ? <Check /> : state === 'skipped' ? <Minus /> : step.number}
              </span>
              <span className={css.stepTitle}>{step.title}</span>
              {step.optional && state === 'open' && <span className={css.optional}>optional</span>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

interface OpenStepProps {
  workspace: Workspace;
  session: Session;
  step: OnboardingStep;
  onGo: (step: number) => void;
}

function OpenStep({ workspace, session, step, onGo }: OpenStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState(false);
  const shown = useRef(step.number);
  // A new step is read out from its title; the first one is not snatched from whoever is elsewhere.
  useEffect(() => {
    if (shown.current === step.number) return;
    shown.current = step.number;
    heading.current?.focus();
    heading.current?.closest('[data-scroll]')?.scrollTo({ top: 0 });
  }, [step.number]);
  const state = stateOf(session, step.number);
  const last = step.number === STEPS.length;
  const mark = async (as: 'done' | 'skipped' | 'open'): Promise<void> => {
    setBusy(true);
    try {
      const next = await studio.request('onboarding.markStep', { workspaceId: workspace.id, step: step.number, as });
      if (as !== 'open' && !last) onGo(next.current_step);
    } catch (error) {
      toast.error('The step was not marked', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.sheet} aria-label={`Step ${step.number}: ${step.title}`}>
      <div className={css.body} data-scroll>
        <header className={css.head}>
          <p className={css.count}>
            Step {step.number} of {STEPS.length}
            {step.optional && <Badge>optional</Badge>}
            {state !== 'open' && <Badge tone={state === 'done' ? 'good' : 'plain'}>{STATE_WORD[state]}</Badge>}
          </p>
          <h2 ref={heading} tabIndex={-1} className={css.title}>
            {step.title}
          </h2>
          <p className={css.why}>{step.why}</p>
        </header>
        <ErrorBoundary place={`the step “${step.title}”`}>
          <StepBody step={step.number} workspace={workspace} session={session} />
        </ErrorBoundary>
      </div>
      <footer className={css.foot} data-foot>
        <Button disabled={step.number === 1} onClick={() => onGo(step.number - 1)}>
          Back
        </Button>
        <span className={css.spread} />
        {state !== 'open' && (
          <Button variant="ghost" busy={busy} onClick={() => void mark('open')}>
            Reopen
          </Button>
        )}
        {step.optional && state === 'open' && (
          <Button busy={busy} onClick={() => void mark('skipped')}>
            Skip
          </Button>
        )}
        {state === 'done' && !last ? (
          <Button variant="primary" icon={<ArrowRight aria-hidden />} onClick={() => onGo(step.number + 1)}>
            Next step
          </Button>
        ) : (
          state !== 'done' && (
            <Button variant="primary" busy={busy} icon={<Check aria-hidden />} onClick={() => void mark('done')}>
              {last ? 'Done' : 'Done, go on'}
            </Button>
          )
        )}
      </footer>
    </section>
  );
}

/** The session says where a person is, so that another window, a restart and another device begin there. */
function leaveAt(workspaceId: string, step: number): void {
  queryClient.setQueryData<Session>(
    ['onboarding.get', { workspaceId }],
    (session) => session && { ...session, current_step: step },
  );
  void studio
    .request('onboarding.goTo', { workspaceId, step })
    .catch((error: unknown) => toast.error('It will not be remembered where you are', error));
}

function Onboarding({ workspace, step }: { workspace: Workspace; step: number | null }) {
  const query = useStudioQuery('onboarding.get', { workspaceId: workspace.id });
  const opened = useOpenedGround(workspace.id);
  const saveState = usePageSaveState();
  const session = query.data;
  const known = session !== undefined;
  // A link to one step is a way to it, not a second memory of where a person is.
  useEffect(() => {
    if (step === null || !known) return;
    leaveAt(workspace.id, step);
    go({ name: 'onboarding', step: null });
  }, [step, known, workspace.id]);
  const failure = query.error ?? (opened.state === 'failed' ? opened.error : null);
  if (failure) {
    return (
      <Page title="Onboarding">
        <EmptyState
          icon={<CircleAlert aria-hidden />}
          title="The onboarding could not be opened"
          actions={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {failure.message}
        </EmptyState>
      </Page>
    );
  }
  if (!session || opened.state !== 'open') return null;
  const number = step ?? session.current_step;
  const definition = STEPS[number - 1] ?? STEPS[0];
  if (!definition) return null;
  const onGo = (next: number): void => {
    leaveAt(workspace.id, next);
    go({ name: 'onboarding', step: null });
  };
  const passed = session.completed_steps.length + session.skipped_steps.length;
  return (
    <GroundProvider value={opened.ground}>
      <Page
        title="Onboarding"
        layout="fill"
        mark={<SaveState value={saveState} />}
        actions={
          <div className={css.progress}>
            <ProgressBar
              label="Onboarding"
              share={passed / STEPS.length}
              detail={`${passed} of ${STEPS.length} steps`}
            />
          </div>
        }
      >
        <div className={css.page}>
          <nav className={css.side} aria-label="Onboarding steps">
            <StepList session={session} current={number} onGo={onGo} />
          </nav>
          <OpenStep workspace={workspace} session={session} step={definition} onGo={onGo} />
        </div>
      </Page>
    </GroundProvider>
  );
}

export function OnboardingPage({ step }: { step: number | null }) {
  return (
    <WorkspaceGate title="Onboarding">{(workspace) => <Onboarding workspace={workspace} step={step} />}</WorkspaceGate>
  );
}
