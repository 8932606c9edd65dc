/** One phase of a campaign: its days, when it is done, and the moves in it. What does not fit is kept with its sentence. */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { plainNumber } from '../../../main/contract/amount.ts';
import type { Campaign, PlacedPhase } from '../../../main/studio/campaigns/contract.ts';
import { studio } from '../../app/client.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { SavedTags } from '../../form/SavedFields.tsx';
import { countLabel } from '../morgys/words.ts';
import { Row } from '../morgys/tabs/Sheet.tsx';
import { attempt } from './actions.ts';
import css from './Campaigns.module.css';
import { linesOf, Quick } from './Quick.tsx';
import { phaseStartHint, spanLabel } from './words.ts';

export function PhaseCard({ campaign, phase, place }: { campaign: Campaign; phase: PlacedPhase; place: number }) {
  const { id } = campaign;
  const key = `campaigns/${id}/${phase.id}`;
  const put = (patch: Parameters<typeof studio.request<'campaigns.putPhase'>>[1]['patch']) =>
    studio.request('campaigns.putPhase', { id, phaseId: phase.id, patch });
  const name = phase.name === '' ? `Phase ${phase.number}` : phase.name;
  const shift = (before: string | null): void =>
    void attempt('The phase was not moved', () =>
      studio.request('campaigns.movePhase', { id, phaseId: phase.id, before }),
    );
  // The sentences begin with the name of the phase that they are about.
  const problems = campaign.problems.filter((problem) => problem.startsWith(`“${name}” `));
  const above = campaign.phases[place - 1];
  const afterNext = campaign.phases[place + 2];
  return (
    <li className={css.phase} id={`phase-${phase.id}`} tabIndex={-1} aria-label={name}>
      <div className={css.phaseHead}>
        <span className={css.quiet}>
          {phase.from === null
            ? `${countLabel(phase.days, 'day')}, not on the calendar yet`
            : `${spanLabel(phase.from, phase.to)}, ${countLabel(phase.days, 'day')}`}
          , {phase.progress} %
        </span>
        <span className={css.tools}>
          <IconButton
            size="sm"
            label={`Move ${name} up`}
            icon={<ArrowUp aria-hidden />}
            disabled={!above}
            onClick={() => above && shift(above.id)}
          />
          <IconButton
            size="sm"
            label={`Move ${name} down`}
            icon={<ArrowDown aria-hidden />}
            disabled={place === campaign.phases.length - 1}
            onClick={() => shift(afterNext?.id ?? null)}
          />
          <IconButton
            size="sm"
            label={`Remove ${name}`}
            icon={<Trash2 aria-hidden />}
            onClick={() =>
              void attempt('The phase was not removed', () =>
                studio.request('campaigns.removePhase', { id, phaseId: phase.id }),
              )
            }
          />
        </span>
      </div>
      <Quick
        id={`${key}/name`}
        label={`Name of phase ${phase.number}`}
        hideLabel
        value={phase.name}
        save={(typed) => put({ name: typed })}
      />
      <Row>
        <Quick
          id={`${key}/start`}
          label="First day"
          type="date"
          value={phase.start ?? phase.from ?? ''}
          hint={phaseStartHint(phase.start, place)}
          save={(typed) => put({ start: typed === '' ? null : typed })}
        />
        <Quick
          id={`${key}/end`}
          label="Last day"
          type="date"
          value={phase.to ?? ''}
          check={(typed) =>
            typed === '' ? 'A phase has a last day. Choose one, or say how many weeks it takes.' : null
          }
          save={(typed) => put({ end: typed })}
        />
        <Quick
          id={`${key}/weeks`}
          label="Weeks"
          value={String(Math.round(phase.duration_weeks * 100) / 100)}
          save={(typed) => put({ duration_weeks: Number(plainNumber(typed) ?? Number.NaN) })}
        />
      </Row>
      {problems.length > 0 && <p className={css.problem}>{problems.join(' ')}</p>}
      <Quick
        id={`${key}/done`}
        label="Done when"
        rows={2}
        hint="One a line."
        value={phase.success_criteria.join('\n')}
        save={(typed) => put({ success_criteria: linesOf(typed) })}
      />
      <SavedTags
        id={`${key}/moves`}
        label="Moves in this phase"
        value={phase.moves.flatMap((each) => campaign.moves.find((move) => move.id === each)?.name ?? [])}
        suggestions={campaign.moves.map((move) => move.name)}
        check={(names) => {
          const unknown = names.filter((each) => !campaign.moves.some((move) => move.name === each));
          return unknown.length === 0
            ? null
            : `This campaign has no move ${unknown.map((each) => `“${each}”`).join(' and ')}. Make it below first, or choose one of its moves.`;
        }}
        save={(names) =>
          put({ moves: names.flatMap((each) => campaign.moves.find((move) => move.name === each)?.id ?? []) })
        }
        placeholder={campaign.moves.length === 0 ? 'This campaign has no moves yet' : 'Name of a move'}
      />
    </li>
  );
}
