/** Asks the model for more facts: first it is said which texts would go where, then how far it is, then what came of it. */
import { useEffect, useRef, useState } from 'react';
import type { ChatModel } from '../../../main/studio/model/contract.ts';
import type { ProposalPlan, ProposalReport } from '../../../main/studio/onboarding/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { countLabel } from '../morgys/words.ts';
import { PLACE_SENTENCE } from '../settings/model.ts';
import css from './Steps.module.css';

type Stage =
  | { at: 'choosing'; problem: string | null }
  | { at: 'asking'; done: number; total: number; fresh: number; current: string }
  | { at: 'done'; report: ProposalReport };

function usePropose(workspaceId: string) {
  const [stage, setStage] = useState<Stage>({ at: 'choosing', problem: null });
  const abort = useRef<AbortController | null>(null);
  useEffect(
    () =>
      studio.on('propose.progress', ({ workspaceId: of, done, total, fresh, current }) => {
        if (of === workspaceId)
          setStage((before) => (before.at === 'asking' ? { at: 'asking', done, total, fresh, current } : before));
      }),
    [workspaceId],
  );
  // Whoever leaves the page asks no further.
  useEffect(() => () => abort.current?.abort(), []);
  const ask = async (evidenceIds: string[], host: string): Promise<void> => {
    const controller = new AbortController();
    abort.current = controller;
    setStage({ at: 'asking', done: 0, total: 0, fresh: 0, current: '' });
    try {
      const report = await studio.request(
        'onboarding.propose',
        { workspaceId, evidenceIds, host },
        { signal: controller.signal },
      );
      setStage({ at: 'done', report });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setStage({
        at: 'choosing',
        problem: controller.signal.aborted ? 'It was cancelled. What was proposed by then is kept.' : why,
      });
    }
  };
  return { stage, ask, cancel: () => abort.current?.abort() };
}

const characters = (n: number): string => `${n.toLocaleString('en')} characters`;

function Texts({
  texts,
  out,
  onToggle,
}: {
  texts: ProposalPlan['texts'];
  out: ReadonlySet<string>;
  onToggle: (id: string, sent: boolean) => void;
}) {
  return (
    <ul className={css.vault} aria-label="Texts to send">
      {texts.map((text) => (
        <li key={text.id} className={css.evidence}>
          <Checkbox
            hideLabel
            label={`Send ${text.name}`}
            checked={!out.has(text.id)}
            onChange={(sent) => onToggle(text.id, sent)}
          />
          <div className={css.words}>
            <span className={css.name}>{text.name}</span>
            <span className={css.detail}>
              {out.has(text.id)
                ? 'stays here'
                : text.sent === text.characters
                  ? `${characters(text.sent)}, all of it`
                  : text.sent === 0
                    ? 'does not fit any more; leave another one out'
                    : `the first ${characters(text.sent)} of ${text.characters.toLocaleString('en')}`}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Report({ report, model }: { report: ProposalReport; model: ChatModel }) {
  const { fresh, known, thrownAway } = report;
  return (
    <>
      <p>
        {fresh > 0
          ? `${model.model} proposed ${countLabel(fresh, 'new fact')}. Each waits below with its sentence, to be taken or refused.`
          : `${model.model} proposed nothing that is new and stands in your evidence.`}
        {known > 0 ? ` ${known.toLocaleString('en')} more you have already.` : ''}
      </p>
      {thrownAway.length > 0 && (
        <Callout title="What was not kept">
          <ul className={css.reasons}>
            {thrownAway.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  );
}

export function ProposeDialog({
  workspaceId,
  model,
  onClose,
  onLook,
}: {
  workspaceId: string;
  model: ChatModel;
  onClose: () => void;
  /** After proposals came: they are to be shown. */
  onLook: () => void;
}) {
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const all = useStudioQuery('onboarding.proposalPlan', { workspaceId });
  const ids = (all.data?.texts ?? []).flatMap(({ id }) => (out.has(id) ? [] : [id]));
  const chosen = useStudioQuery('onboarding.proposalPlan', { workspaceId, evidenceIds: ids });
  const { stage, ask, cancel } = usePropose(workspaceId);
  const sent = new Map(chosen.data?.texts.map((text) => [text.id, text]));
  const texts = (all.data?.texts ?? []).map((text) => sent.get(text.id) ?? text);
  const questions = chosen.data?.texts.reduce((sum, text) => sum + text.questions, 0) ?? 0;
  const problem = all.error ?? chosen.error;
  const close = (): void => {
    cancel();
    onClose();
  };
  return (
    <Dialog
      open
      title={`Ask ${model.model} for more`}
      onClose={close}
      actions={
        stage.at === 'choosing' ? (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" disabled={questions === 0} onClick={() => void ask(ids, model.host)}>
              {model.place === 'device' ? 'Ask it' : `Send to ${model.host}`}
            </Button>
          </>
        ) : stage.at === 'asking' ? (
          <Button onClick={cancel}>Stop asking</Button>
        ) : (
          <Button variant="primary" onClick={stage.report.fresh > 0 ? onLook : onClose}>
            {stage.report.fresh > 0 ? 'Look at them' : 'Close'}
          </Button>
        )
      }
    >
      <div className={css.stack}>
        {stage.at === 'choosing' && (
          <>
            <p>
              {PLACE_SENTENCE[model.place](model.host)} These texts would be sent, and nothing else of this workspace. A
              proposal is shown only if its sentence stands in them word for word.
            </p>
            {(problem || stage.problem !== null) && (
              <Callout tone="bad" title="It was not asked to the end">
                {problem?.message ?? stage.problem}
              </Callout>
            )}
            <Texts
              texts={texts}
              out={out}
              onToggle={(id, on) =>
                setOut((before) => {
                  const next = new Set(before);
                  if (on) next.delete(id);
                  else next.add(id);
                  return next;
                })
              }
            />
            <p className={css.detail}>
              {questions === 0
                ? 'No text is chosen.'
                : `${questions === 1 ? 'In one question, which' : `In ${countLabel(questions, 'question')}, one after the other; each`} can take a minute or more on a small computer.`}
            </p>
          </>
        )}
        {stage.at === 'asking' && (
          <ProgressBar
            label={stage.current === '' ? 'Asking' : `Asking about ${stage.current}`}
            share={stage.total === 0 ? null : stage.done / stage.total}
            detail={
              stage.total === 0
                ? ''
                : `${stage.done} of ${countLabel(stage.total, 'question')}${stage.fresh > 0 ? `, ${stage.fresh} proposed` : ''}`
            }
          />
        )}
        {stage.at === 'done' && <Report report={stage.report} model={model} />}
      </div>
    </Dialog>
  );
}
