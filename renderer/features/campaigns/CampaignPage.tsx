/** One campaign: what it is for, its phases in time, and its moves. */
import { FlagOff, Plus } from 'lucide-react';
import type { Campaign } from '../../../main/studio/campaigns/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Menu } from '../../components/Menu.tsx';
import { Select } from '../../components/Select.tsx';
import { SavedTags } from '../../form/SavedFields.tsx';
import { countLabel } from '../morgys/words.ts';
import { Row, Section, Sheet } from '../morgys/tabs/Sheet.tsx';
import { attempt, createMove, duplicateCampaign, trashCampaigns } from './actions.ts';
import css from './Campaigns.module.css';
import { PhaseCard } from './PhaseCard.tsx';
import { ForWhom, NameAndGoal, NoPlan, PlanPage, PlanProgress } from './PlanPage.tsx';
import { Quick } from './Quick.tsx';
import { Timeline } from './Timeline.tsx';
import {
  CAMPAIGN_STATUS_OPTIONS,
  categoryLabel,
  OBJECTIVE_OPTIONS,
  spanLabel,
  statusLabel,
  statusTone,
} from './words.ts';

function Moves({ campaign }: { campaign: Campaign }) {
  const templates = useStudioQuery('moves.templates', {}).data ?? [];
  return (
    <Section
      title="Moves"
      description="The progress of the campaign follows from their tasks."
      actions={
        <Menu
          align="end"
          trigger={
            <Button size="sm" icon={<Plus aria-hidden />}>
              New move
            </Button>
          }
          entries={templates.map(({ category, name, description }) => ({
            label: `${name}: ${description}`,
            onSelect: () => void createMove(campaign.workspace_id, category, campaign.id),
          }))}
        />
      }
    >
      {campaign.moves.length === 0 && <p className={css.quiet}>No move yet.</p>}
      <ul className={css.list}>
        {campaign.moves.map((move) => (
          <li key={move.id}>
            <button type="button" className={css.item} onClick={() => go({ name: 'move', id: move.id })}>
              <span className={css.name}>
                <span className={css.nameText}>{move.name}</span>
                <Badge>{categoryLabel(move.category).toLowerCase()}</Badge>
                <Badge tone={statusTone(move.status)}>{statusLabel(move.status).toLowerCase()}</Badge>
              </span>
              <span className={css.quiet}>
                {move.start === null
                  ? `${countLabel(move.duration_days, 'day')}, not on the calendar yet`
                  : spanLabel(move.start, move.end)}{' '}
                · {move.tasks.done} of {countLabel(move.tasks.total, 'task')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Editor({ campaign }: { campaign: Campaign }) {
  const { id } = campaign;
  const update = (patch: Parameters<typeof studio.request<'campaigns.update'>>[1]['patch']) =>
    studio.request('campaigns.update', { id, patch });
  const change = (patch: Parameters<typeof update>[0]): void =>
    void attempt('The campaign was not changed', () => update(patch));
  const copy = (): void => void duplicateCampaign(campaign);
  const addPhase = (): void =>
    void attempt('No phase was added', () => studio.request('campaigns.putPhase', { id, patch: {} }));
  useCommand('move.create', () => void createMove(campaign.workspace_id, 'ignite', id));
  return (
    <PlanPage
      plan={campaign}
      entries={[{ label: 'Duplicate', onSelect: copy }]}
      onTrash={() => void trashCampaigns([campaign])}
    >
      <Sheet
        beside={
          <div className={css.beside}>
            <PlanProgress plan={campaign} />
            {campaign.tasks.blocked > 0 && (
              <p className={css.quiet}>{countLabel(campaign.tasks.blocked, 'task')} blocked.</p>
            )}
            <Quick
              id={`campaigns/${id}/start`}
              label="First day"
              type="date"
              value={campaign.start_date ?? ''}
              save={(typed) => update({ start_date: typed === '' ? null : typed })}
            />
            <Quick
              id={`campaigns/${id}/end`}
              label="Last day"
              type="date"
              value={campaign.end_date ?? ''}
              save={(typed) => update({ end_date: typed === '' ? null : typed })}
            />
            <Select
              label="State"
              value={campaign.status}
              options={CAMPAIGN_STATUS_OPTIONS}
              onChange={(status) => change({ status })}
            />
          </div>
        }
      >
        <Section>
          <NameAndGoal kind="campaigns" plan={campaign} save={update} />
          <Row>
            <Select
              label="Objective"
              value={campaign.objective ?? 'none'}
              options={OBJECTIVE_OPTIONS}
              onChange={(value) => change({ objective: value === 'none' ? null : value })}
            />
            <ForWhom plan={campaign} onChange={(target_icp_id) => change({ target_icp_id })} />
            <Select
              label="Pace"
              value={campaign.intensity ?? 'none'}
              options={[
                { value: 'none', label: 'Not decided' },
                { value: 'sprint', label: 'Sprint' },
                { value: 'marathon', label: 'Marathon' },
              ]}
              onChange={(value) => change({ intensity: value === 'none' ? null : value })}
            />
          </Row>
          <SavedTags
            id={`campaigns/${id}/channels`}
            label="Channels"
            value={campaign.channels}
            save={(next) => update({ channels: next })}
          />
        </Section>
        <Section
          title="Phases"
          description="Each follows the one above, unless it has a first day of its own."
          actions={
            <Button size="sm" icon={<Plus aria-hidden />} onClick={addPhase}>
              Add phase
            </Button>
          }
        >
          {campaign.problems.length > 0 && (
            <Callout tone="warn" title="This does not fit together">
              {campaign.problems.join(' ')}
            </Callout>
          )}
          <Timeline
            phases={campaign.phases}
            onOpen={(phase) => {
              const card = document.getElementById(`phase-${phase}`);
              card?.scrollIntoView({ block: 'center' });
              card?.querySelector<HTMLElement>('input')?.focus();
            }}
          />
          {campaign.phases.length === 0 && <p className={css.quiet}>No phase yet.</p>}
          <ol className={css.phases}>
            {campaign.phases.map((phase, i) => (
              <PhaseCard key={phase.id} campaign={campaign} phase={phase} place={i} />
            ))}
          </ol>
        </Section>
        <Moves campaign={campaign} />
      </Sheet>
    </PlanPage>
  );
}

export function CampaignPage({ id }: { id: string }) {
  const { data, isError, error } = useStudioQuery('campaigns.get', { id });
  if (data) return <Editor campaign={data} />;
  if (!isError) return null;
  return <NoPlan thing="campaign" icon={<FlagOff aria-hidden />} why={error.message} show="campaigns" />;
}
