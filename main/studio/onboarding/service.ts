/** Serves the onboarding: its steps; the evidence vault and the facts found in it have homes of their own. */
import { notFound, StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { workspaces } from '../../../schema/index.ts';
import type { FoundationsService } from '../foundations/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Model } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { createCandidates } from './candidates.ts';
import { STEPS } from './contract.ts';
import type { onboardingContract, Session } from './contract.ts';
import { createEvidence } from './evidence.ts';
import { issuesOf } from './issues.ts';
import { createProposals } from './proposals.ts';
import { createSettling } from './settling.ts';
import { changeSession, readSession, withSkipped } from './session.ts';

export interface OnboardingDependencies {
  readonly store: Store;
  readonly foundations: FoundationsService;
  readonly readOnce: Knowledge['readOnce'];
  readonly model: Pick<Model, 'current' | 'ask'>;
  readonly emit: (event: StudioEvent) => void;
}

export interface Onboarding {
  readonly handlers: Handlers<typeof onboardingContract>;
  /** Goes on with evidence whose reading was interrupted. */
  start(): void;
  close(): Promise<void>;
  /** Resolves once nothing waits to be read. */
  settled(): Promise<void>;
}

export function createOnboarding({ store, foundations, readOnce, model, emit }: OnboardingDependencies): Onboarding {
  function workspaceOf(workspaceId: string): { name: string; created_at: string } {
    const row = store.row(workspaces, workspaceId);
    if (!row || row.deleted_at !== null) throw notFound('workspace', workspaceId);
    return row;
  }
  const get = (workspaceId: string): Session => readSession(store, workspaceId, workspaceOf(workspaceId).created_at);

  const vault = createEvidence({ store, readOnce, get });
  const candidates = createCandidates({ store, foundations, workspaceOf, get });
  const settle = createSettling({ store, foundations, candidates, get });
  const proposals = createProposals({ store, model, emit, workspaceOf });

  function mark(workspaceId: string, step: number, as: 'done' | 'skipped' | 'open'): Session {
    const { name } = workspaceOf(workspaceId);
    const definition = STEPS.find(({ number }) => number === step);
    if (as === 'skipped' && definition?.optional !== true)
      throw new StudioError(
        'not_optional',
        `“${definition?.title ?? step}” cannot be skipped: agents rely on it. You can leave it and come back.`,
      );
    const label = { done: 'Finish', skipped: 'Skip', open: 'Reopen' }[as];
    store.write(`${label} step ${step} of the onboarding of “${name}”`, () =>
      changeSession(store, workspaceId, (row) => ({
        completed_steps:
          as === 'done'
            ? [...new Set([...row.completed_steps, step])]
            : row.completed_steps.filter((one) => one !== step),
        step_data: withSkipped(row.step_data, step, as === 'skipped'),
        current_step: as === 'open' ? step : Math.min(STEPS.length, step + 1),
      })),
    );
    return get(workspaceId);
  }

  const handlers: Handlers<typeof onboardingContract> = {
    'onboarding.get': ({ workspaceId }) => get(workspaceId),
    'onboarding.issues': ({ workspaceId }) => issuesOf(foundations.get(workspaceId), get(workspaceId)),
    'onboarding.goTo': ({ workspaceId, step }) => {
      if (get(workspaceId).current_step !== step) {
        // Where somebody looked is no step of Undo.
        store.write('Go to a step', () => changeSession(store, workspaceId, () => ({ current_step: step })), {
          kind: 'record',
        });
      }
      return get(workspaceId);
    },
    'onboarding.markStep': ({ workspaceId, step, as }) => mark(workspaceId, step, as),
    'onboarding.finish': ({ workspaceId }) => {
      const { open_steps: open } = get(workspaceId);
      if (open.length > 0) {
        const names = open.map((number) => STEPS[number - 1]?.title ?? String(number)).join(', ');
        throw new StudioError(
          'steps_open',
          `Still open: ${names}. The onboarding can be finished when these are done.`,
          {
            steps: open,
          },
        );
      }
      store.write(`Finish the onboarding of “${workspaceOf(workspaceId).name}”`, () => {
        changeSession(store, workspaceId, () => ({ status: 'completed' }));
        foundations.set(workspaceId, { onboarding_completed: true });
      });
      return get(workspaceId);
    },
    ...vault.handlers,
    'onboarding.extract': ({ workspaceId }) => candidates.extract(workspaceId),
    'onboarding.proposalPlan': ({ workspaceId, evidenceIds }) => proposals.plan(workspaceId, evidenceIds),
    'onboarding.propose': ({ workspaceId, evidenceIds, host }, { signal }) =>
      proposals.propose(workspaceId, evidenceIds, host, signal),
    'onboarding.markFact': ({ workspaceId, id, ...fact }) => candidates.markFact(workspaceId, id, fact),
    'onboarding.settle': ({ workspaceId, key, keep }) => settle(workspaceId, key, keep),
    'onboarding.decide': ({ workspaceId, id, decision, value }) => candidates.decide(workspaceId, id, decision, value),
  };
  return { handlers, start: vault.pump, close: vault.close, settled: vault.settled };
}
