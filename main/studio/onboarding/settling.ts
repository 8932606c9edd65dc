/** Contradictions, decided by a person: one is right, or all are. One step of undo, and nothing of what was said is lost. */
import { StudioError } from '../../contract/errors.ts';
import { against, contradictionsIn, sayingId } from '../foundations/index.ts';
import type { FoundationsService, Saying } from '../foundations/index.ts';
import type { Store } from '../store/store.ts';
import type { createCandidates } from './candidates.ts';
import type { Session } from './contract.ts';
import { candidatesOf, sessionRow, waitingFacts } from './session.ts';

interface SettlingDependencies {
  readonly store: Store;
  readonly foundations: FoundationsService;
  readonly candidates: Pick<ReturnType<typeof createCandidates>, 'apply'>;
  readonly get: (workspaceId: string) => Session;
}

export function createSettling({ store, foundations, candidates, get }: SettlingDependencies) {
  const stored = (workspaceId: string) => candidatesOf(sessionRow(store, workspaceId)?.step_data);

  /** The fact that a saying is, taken now where it was only found. Only inside a write. */
  function taken(workspaceId: string, { fact_id, candidate_id }: Saying): string | null {
    if (fact_id !== null) return fact_id;
    const candidate = candidate_id === null ? undefined : stored(workspaceId).get(candidate_id);
    return candidate && candidate_id !== null ? candidates.apply(workspaceId, candidate_id, candidate, 'accept') : null;
  }

  /** Only inside a write. */
  function drop(workspaceId: string, saying: Saying): void {
    const known = [...stored(workspaceId)];
    const [id, candidate] =
      known.find(([each, { item_id }]) =>
        saying.fact_id === null ? each === saying.candidate_id : item_id === saying.fact_id,
      ) ?? [];
    if (id !== undefined && candidate) candidates.apply(workspaceId, id, candidate, 'refuse');
    else if (saying.fact_id !== null) foundations.dropItem(workspaceId, 'facts', saying.fact_id);
  }

  return (workspaceId: string, key: string, keep: string | null): Session => {
    const { entries } = foundations.get(workspaceId).truth_sheet;
    const open = contradictionsIn(entries, waitingFacts(store, workspaceId)).find((one) => one.key === key);
    const chosen = open?.says.find((one) => sayingId(one) === keep);
    if (!open || (keep !== null && !chosen))
      throw new StudioError(
        'not_found',
        'This contradiction has changed meanwhile, here or on another device. Look at it again; nothing was changed.',
      );
    const label = chosen
      ? `Decide “${open.field_name}: ${chosen.value.slice(0, 60)}”`
      : `Declare all of “${open.field_name}” right`;
    store.write(label, () => {
      if (!chosen) {
        const values = open.says.map(({ value }) => value);
        for (const one of open.says) {
          const id = taken(workspaceId, one);
          if (id !== null)
            foundations.noteOnItem(workspaceId, 'facts', id, {
              also_true: [...new Set([...one.also_true, ...values])].filter((value) => value !== one.value),
            });
        }
        return;
      }
      const wrong = against(chosen, open.says);
      const before = entries.find(({ id }) => id === chosen.fact_id)?.instead_of ?? [];
      const id = taken(workspaceId, chosen);
      if (id !== null)
        foundations.noteOnItem(workspaceId, 'facts', id, {
          verified: true,
          instead_of: [...before, ...wrong.map(({ value, source, quote }) => ({ value, source, quote }))],
        });
      for (const one of wrong) drop(workspaceId, one);
    });
    return get(workspaceId);
  };
}
