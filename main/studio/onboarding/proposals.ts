/** Asking the model that a person named for more facts: what is sent is said before, what comes back is proved or thrown away. */
import { v7 as uuidv7 } from 'uuid';
import { StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import type { Model } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import type { ProposalPlan, ProposalReport } from './contract.ts';
import { valueKey } from './extract.ts';
import type { Found } from './extract.ts';
import { MOST_SENT, piecesOf, questionOf, SHAPE, SYSTEM, weigh } from './proposal-words.ts';
import type { Weighed } from './proposal-words.ts';
import { candidatesOf, changeSession, evidenceOf, sessionRow, withCandidates } from './session.ts';

interface ProposalsDependencies {
  readonly store: Store;
  readonly model: Pick<Model, 'current' | 'ask'>;
  readonly emit: (event: StudioEvent) => void;
  readonly workspaceOf: (workspaceId: string) => { readonly name: string };
}

/** Behind everything that the rules found in the same text. */
const BEHIND = 1_000_000;

interface Text {
  readonly id: string;
  readonly name: string;
  readonly characters: number;
  /** Nothing of it is left out. */
  readonly whole: boolean;
  readonly pieces: readonly string[];
}

export function createProposals({ store, model, emit, workspaceOf }: ProposalsDependencies) {
  /** The texts in the order in which the evidence is listed, each cut so that all together keep to the bound. */
  function textsOf(workspaceId: string, wanted: readonly string[] | undefined): Text[] {
    let left = MOST_SENT;
    return evidenceOf(sessionRow(store, workspaceId)?.evidence).flatMap(({ id, name }) => {
      if (wanted && !wanted.includes(id)) return [];
      // Where nothing more may be sent, only its length is read.
      const row = store.get<{ text: string; characters: number; all_read: number }>(
        `SELECT substr(text, 1, ?) AS text, length(text) AS characters, length(text) <= ? AS all_read
         FROM evidence_texts WHERE id = ? AND workspace_id = ? AND removed = 0 AND read_at <> ''`,
        [left, left, id, workspaceId],
      );
      if (!row) return [];
      const all = piecesOf(row.text);
      // What was cut off ends in the middle of something.
      if (row.all_read === 0) all.pop();
      const pieces: string[] = [];
      for (const piece of all) {
        if (piece.length > left) break;
        left -= piece.length;
        pieces.push(piece);
      }
      const whole = pieces.length === all.length && row.all_read === 1;
      return [{ id, name, characters: row.characters, whole, pieces }];
    });
  }

  function plan(workspaceId: string, wanted: readonly string[] | undefined): ProposalPlan {
    workspaceOf(workspaceId);
    return {
      model: model.current(),
      texts: textsOf(workspaceId, wanted).map(({ id, name, characters, whole, pieces }) => ({
        id,
        name,
        characters,
        sent: whole ? characters : pieces.reduce((sum, piece) => sum + piece.length, 0),
        questions: pieces.length,
      })),
      most: MOST_SENT,
    };
  }

  /** One piece's proposals beside what is known already. @returns how many are new */
  function keep(workspaceId: string, text: Text, found: readonly Found[], by: string, batch: string): number {
    const known = candidatesOf(sessionRow(store, workspaceId)?.step_data);
    const said = new Set([...known.values()].map((one) => `${one.quote}\n${valueKey(one.value)}`));
    const fresh = found.filter((one) => {
      const words = `${one.quote}\n${valueKey(one.value)}`;
      if (known.has(one.id) || said.has(words)) return false;
      said.add(words);
      return true;
    });
    if (fresh.length === 0) return 0;
    const { name } = workspaceOf(workspaceId);
    store.write(
      `Propose facts for “${name}”`,
      () =>
        changeSession(store, workspaceId, (row) => ({
          step_data: withCandidates(
            row.step_data,
            Object.fromEntries(
              fresh.map(({ id, ...fact }, at) => [
                id,
                {
                  ...fact,
                  evidence_id: text.id,
                  source: text.name,
                  state: 'proposed',
                  item_id: null,
                  proposed_by: by,
                  place: BEHIND + known.size + at,
                },
              ]),
            ),
          ),
        })),
      { batch },
    );
    return fresh.length;
  }

  async function propose(
    workspaceId: string,
    wanted: readonly string[],
    host: string,
    signal: AbortSignal,
  ): Promise<ProposalReport> {
    const named = model.current();
    if (!named)
      throw new StudioError('no_model', 'No model is named. Name one under Settings > Model, or go on without.');
    if (named.host !== host)
      throw new StudioError(
        'model_changed',
        `The model is at ${named.host} now, not at ${host}. Nothing was sent. Look again at what would be sent, and where.`,
      );
    const texts = textsOf(workspaceId, wanted);
    const questions = texts.flatMap((text) => text.pieces.map((piece) => ({ text, piece })));
    if (questions.length === 0)
      throw new StudioError(
        'nothing_to_send',
        'None of these texts is on this device, so there is nothing to ask about.',
      );
    const batch = uuidv7();
    const sums = { malformed: 0, notThere: 0, notSaid: 0, unread: 0, unreadable: 0 };
    let fresh = 0;
    let known = 0;
    for (const [done, { text, piece }] of questions.entries()) {
      emit({ type: 'propose.progress', workspaceId, done, total: questions.length, fresh, current: text.name });
      if (signal.aborted)
        throw new StudioError('cancelled', 'Asking was cancelled. What was proposed by then is kept.');
      const said = await model.ask({ system: SYSTEM, user: questionOf(piece), shape: SHAPE, signal });
      const weighed = weigh(said, piece, text.id);
      if (!weighed) {
        sums.unreadable += 1;
        continue;
      }
      for (const key of ['malformed', 'notThere', 'notSaid', 'unread'] as const) sums[key] += weighed[key];
      const added = keep(workspaceId, text, weighed.found, named.model, batch);
      fresh += added;
      known += weighed.found.length - added;
    }
    return { fresh, known, questions: questions.length, thrownAway: thrownAway(sums) };
  }

  return { plan, propose };
}

const some = (n: number, one: string, many: string): string[] =>
  n === 0 ? [] : [n === 1 ? one : many.replace('#', n.toLocaleString('en'))];

function thrownAway(sums: Omit<Weighed, 'found'> & { readonly unreadable: number }): string[] {
  return [
    ...some(
      sums.notThere,
      'One was thrown away: its sentence does not stand in your evidence.',
      '# were thrown away: their sentences do not stand in your evidence.',
    ),
    ...some(
      sums.notSaid,
      'One was thrown away: its sentence stands there, but does not say it in these words.',
      '# were thrown away: their sentences stand there, but do not say it in these words.',
    ),
    ...some(
      sums.malformed,
      'One was thrown away: it was not in the form that was asked for.',
      '# were thrown away: they were not in the form that was asked for.',
    ),
    ...some(
      sums.unread,
      'One more was not read: it was beyond what one answer may say.',
      '# more were not read: they were beyond what one answer may say.',
    ),
    ...some(
      sums.unreadable,
      'One answer could not be read at all: it was not the JSON that was asked for.',
      '# answers could not be read at all: they were not the JSON that was asked for.',
    ),
  ];
}
