/** Facts found in the evidence: looked for anew, and each taken, changed or refused by a person. */
import { notFound, StudioError } from '../../contract/errors.ts';
import type { FoundationsService } from '../foundations/index.ts';
import type { Store } from '../store/store.ts';
import type { Candidate, Session } from './contract.ts';
import { findFactsInSlices, valueKey } from './extract.ts';
import { quoteOf } from './plain.ts';
import { candidatesOf, changeSession, evidenceOf, sessionRow, withCandidates } from './session.ts';
import type { StoredCandidate } from './session.ts';

interface CandidatesDependencies {
  readonly store: Store;
  readonly foundations: FoundationsService;
  readonly workspaceOf: (workspaceId: string) => { readonly name: string };
  readonly get: (workspaceId: string) => Session;
}

const wordsOf = (fact: Pick<Candidate, 'field_name' | 'value'>): string =>
  `${fact.field_name}\n${valueKey(fact.value)}`;

export function createCandidates({ store, foundations, workspaceOf, get }: CandidatesDependencies) {
  async function extract(workspaceId: string): Promise<{ session: Session; found: number; fresh: number }> {
    const { name } = workspaceOf(workspaceId);
    const listed = new Map(evidenceOf(sessionRow(store, workspaceId)?.evidence).map((item) => [item.id, item]));
    const texts = store
      .all<{ id: string; text: string }>(
        `SELECT id, text FROM evidence_texts WHERE workspace_id = ? AND removed = 0 AND read_at <> '' ORDER BY id`,
        [workspaceId],
      )
      .filter(({ id }) => listed.has(id));
    const facts: { evidenceId: string; list: Awaited<ReturnType<typeof findFactsInSlices>> }[] = [];
    for (const { id: evidenceId, text } of texts)
      facts.push({ evidenceId, list: await findFactsInSlices(text, evidenceId) });
    // From here on nothing comes between: what was decided meanwhile is seen.
    const known = candidatesOf(sessionRow(store, workspaceId)?.step_data);
    const seen = new Set([...known.values()].map(wordsOf));
    const fresh: Record<string, Record<string, unknown>> = {};
    let found = 0;
    for (const { evidenceId, list } of facts) {
      for (const [place, { id, ...fact }] of list.entries()) {
        found += 1;
        // The same words from a second source say nothing new; the first one is quoted.
        if (known.has(id) || seen.has(wordsOf(fact))) continue;
        seen.add(wordsOf(fact));
        fresh[id] = {
          ...fact,
          evidence_id: evidenceId,
          source: listed.get(evidenceId)?.name ?? '',
          state: 'proposed',
          item_id: null,
          place,
        };
      }
    }
    const count = Object.keys(fresh).length;
    if (count > 0) {
      store.write(`Find facts in the evidence of “${name}”`, () =>
        changeSession(store, workspaceId, (row) => ({ step_data: withCandidates(row.step_data, fresh) })),
      );
    }
    return { session: get(workspaceId), found, fresh: count };
  }

  /** What a candidate becomes in the foundation. */
  function itemOf(candidate: StoredCandidate, value: string): Record<string, unknown> {
    const source =
      candidate.proposed_by === null ? candidate.source : `${candidate.source}, proposed by ${candidate.proposed_by}`;
    switch (candidate.list) {
      case 'competitors':
        return { name: value, type: 'direct' };
      case 'insights':
        return { quote: value, type: candidate.category, source };
      case 'facts':
        return {
          field_name: candidate.field_name,
          value,
          category: candidate.category,
          confidence: candidate.confidence,
          verified: false,
          source,
          quote: candidate.quote,
        };
    }
  }

  function decide(workspaceId: string, id: string, decision: 'accept' | 'refuse' | 'reopen', value?: string): Session {
    const candidate = candidatesOf(sessionRow(store, workspaceId)?.step_data).get(id);
    if (!candidate) throw notFound('found fact', id);
    const typed = value?.trim();
    if (decision === 'accept' && typed === '')
      throw new StudioError('invalid_item', 'A fact needs what it says. Refuse it instead, if it says nothing.');
    const edited = typed !== undefined && typed !== candidate.value;
    const verb = { accept: 'Take', refuse: 'Refuse', reopen: 'Reopen' }[decision];
    store.write(`${verb} “${candidate.field_name}: ${candidate.value.slice(0, 60)}”`, () =>
      apply(workspaceId, id, candidate, decision, edited ? typed : undefined),
    );
    return get(workspaceId);
  }

  /** Only inside a write. @returns the item that it became */
  function apply(
    workspaceId: string,
    id: string,
    candidate: StoredCandidate,
    decision: 'accept' | 'refuse' | 'reopen',
    edited?: string,
  ): string | null {
    const value = edited ?? candidate.value;
    if (candidate.item_id !== null) foundations.dropItem(workspaceId, candidate.list, candidate.item_id);
    const item_id =
      decision === 'accept' ? foundations.insertItem(workspaceId, candidate.list, itemOf(candidate, value)) : null;
    if (decision === 'accept' && candidate.list === 'facts') nameCompany(workspaceId, candidate.field_name, value);
    const state: Candidate['state'] =
      decision === 'accept'
        ? edited === undefined
          ? 'accepted'
          : 'edited'
        : decision === 'refuse'
          ? 'refused'
          : 'proposed';
    changeSession(store, workspaceId, (row) => ({
      step_data: withCandidates(row.step_data, {
        [id]: { state, item_id, ...(edited === undefined ? {} : { edited_value: edited }) },
      }),
    }));
    return item_id;
  }

  function markFact(
    workspaceId: string,
    id: string,
    fact: { field_name: string; category: string; value: string },
  ): Session {
    workspaceOf(workspaceId);
    const item = evidenceOf(sessionRow(store, workspaceId)?.evidence).find((one) => one.id === id);
    if (!item) throw notFound('piece of evidence', id);
    const text = store.get<{ text: string }>('SELECT text FROM evidence_texts WHERE id = ?', [id])?.text ?? '';
    const found = quoteOf(text, fact.value);
    if (!found)
      throw new StudioError(
        'not_in_text',
        `“${fact.value.slice(0, 80)}” does not stand in “${item.name}”. Copy the words as they are there; what you know from elsewhere is written down on the step “Facts”.`,
      );
    store.write(`Mark “${fact.field_name}: ${found.value.slice(0, 60)}” in “${item.name}”`, () => {
      foundations.insertItem(workspaceId, 'facts', {
        ...fact,
        ...found,
        confidence: 'high',
        verified: false,
        source: item.name,
      });
      nameCompany(workspaceId, fact.field_name, found.value);
    });
    return get(workspaceId);
  }

  /** The name of the company is a field of its own as well; what stands there is left alone. */
  function nameCompany(workspaceId: string, field: string, value: string): void {
    if (field !== 'Company name' || (foundations.get(workspaceId).company_name ?? '') !== '') return;
    foundations.set(workspaceId, { company_name: value.slice(0, 200) });
  }

  return { extract, decide, apply, markFact };
}
