/** One move: its goal, its days with their tasks, and the same tasks on a calendar and on a board. */
import { useState } from 'react';
import { CalendarDays, KanbanSquare, ListChecks, RocketIcon } from 'lucide-react';
import type { Move } from '../../../main/studio/campaigns/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { usePageFaults } from '../../form/saved.ts';
import { Section, Sheet } from '../morgys/tabs/Sheet.tsx';
import { attempt, duplicateMove, trashMoves } from './actions.ts';
import { Board } from './Board.tsx';
import { Calendar } from './Calendar.tsx';
import css from './Campaigns.module.css';
import { Day } from './Days.tsx';
import { ForWhom, NameAndGoal, NoPlan, PlanPage, PlanProgress } from './PlanPage.tsx';
import { Quick } from './Quick.tsx';
import { usesWeekends } from './weekends.ts';
import { CATEGORY_OPTIONS, MOVE_STATUS_OPTIONS, moveStartHint } from './words.ts';

function Beside({ move }: { move: Move }) {
  // Chosen before there is a first day, it waits here; afterwards the dates tell.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const weekends = chosen ?? usesWeekends(move.execution.map(({ date }) => date));
  const campaigns = useStudioQuery('campaigns.list', { workspaceId: move.workspace_id }).data ?? [];
  const ownCampaign = campaigns.find(({ id }) => id === move.campaign?.id);
  const update = (patch: Parameters<typeof studio.request<'moves.update'>>[1]['patch']) =>
    studio.request('moves.update', { id: move.id, patch });
  const change = (patch: Parameters<typeof update>[0]): void =>
    void attempt('The move was not changed', () => update(patch));
  const texts = useStudioQuery('assets.list', { workspaceId: move.workspace_id, moveId: move.id, limit: 20 }).data;
  return (
    <div className={css.beside}>
      <PlanProgress plan={move} />
      <Quick
        id={`moves/${move.id}/start`}
        label="Begins on"
        type="date"
        value={move.start ?? ''}
        hint={moveStartHint(move.start, ownCampaign?.start_date ?? null)}
        save={(typed) =>
          studio.request('moves.schedule', { id: move.id, start: typed === '' ? null : typed, weekends })
        }
      />
      <Switch
        label="Also on weekends"
        checked={weekends}
        onChange={(on) => {
          setChosen(on);
          const { start } = move;
          if (start !== null)
            void attempt('The days were not laid anew', () =>
              studio.request('moves.schedule', { id: move.id, start, weekends: on }),
            );
        }}
      />
      <Quick
        id={`moves/${move.id}/days`}
        label="Days"
        value={String(move.duration_days)}
        save={(typed) => update({ duration_days: Number(typed) })}
      />
      <Select
        label="State"
        value={move.status}
        options={MOVE_STATUS_OPTIONS}
        onChange={(status) => change({ status })}
      />
      <Select
        label="Kind"
        value={move.category}
        options={CATEGORY_OPTIONS}
        onChange={(category) => change({ category })}
      />
      <Select
        label="Campaign"
        value={move.campaign?.id ?? ''}
        options={[{ value: '', label: 'None' }, ...campaigns.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(value) => change({ campaign_id: value === '' ? null : value })}
      />
      <ForWhom plan={move} onChange={(target_icp_id) => change({ target_icp_id })} />
      {texts !== undefined && texts.total > 0 && (
        <section aria-label="Texts of this move">
          <h3>Texts</h3>
          <ul className={css.list}>
            {texts.assets.map(({ id, title }) => (
              <li key={id}>
                <button type="button" className={css.item} onClick={() => go({ name: 'asset', id })}>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** What was typed among the days and is not taken, where they are not shown. */
function Faults({ onShow }: { onShow: () => void }) {
  const faults = usePageFaults();
  if (faults.length === 0) return null;
  return (
    <div className={css.above}>
      <Callout
        tone="warn"
        title={`Kept as a draft, and not in what is shown here: ${faults.map(({ label }) => label).join(', ')}`}
        actions={
          <Button size="sm" onClick={onShow}>
            To the days
          </Button>
        }
      >
        {faults.map(({ message }) => message).join(' ')}
      </Callout>
    </div>
  );
}

type View = 'days' | 'calendar' | 'board';

function Editor({ move }: { move: Move }) {
  const [view, setView] = useState<View>('days');
  const update = (patch: Parameters<typeof studio.request<'moves.update'>>[1]['patch']) =>
    studio.request('moves.update', { id: move.id, patch });
  const write = (): void =>
    void attempt('No text was made', async () => {
      const { asset } = await studio.request('assets.create', {
        workspaceId: move.workspace_id,
        patch: { title: `Text for ${move.name}`, move_id: move.id },
      });
      go({ name: 'asset', id: asset.id });
    });
  return (
    <PlanPage
      plan={move}
      entries={[
        { label: 'Write a text for it', onSelect: write },
        { label: 'Duplicate', onSelect: () => void duplicateMove(move) },
      ]}
      onTrash={() => void trashMoves([move])}
      actions={
        <Segmented
          label="View"
          value={view}
          onChange={setView}
          options={[
            { value: 'days', label: 'Days', icon: <ListChecks aria-hidden /> },
            { value: 'calendar', label: 'Calendar', icon: <CalendarDays aria-hidden /> },
            { value: 'board', label: 'Board', icon: <KanbanSquare aria-hidden /> },
          ]}
        />
      }
    >
      {view !== 'days' && <Faults onShow={() => setView('days')} />}
      {view === 'calendar' && move.start === null && (
        <div className={css.above}>
          <Callout
            actions={
              <Button size="sm" onClick={() => setView('days')}>
                Choose a first day
              </Button>
            }
          >
            This move is not on the calendar yet: none of its days has a date.
          </Callout>
        </div>
      )}
      {view === 'calendar' && (
        <Calendar key={move.start} workspaceId={move.workspace_id} moveId={move.id} start={move.start} />
      )}
      {view === 'board' && <Board workspaceId={move.workspace_id} moveId={move.id} />}
      {/* Out of sight, and still there: what is typed in it and not taken stays with its reason. */}
      <div className={css.view} hidden={view !== 'days'}>
        <Sheet beside={<Beside move={move} />}>
          {move.problems.length > 0 && (
            <Callout tone="warn" title="Something came that cannot be read here">
              {move.problems.join(' ')}
            </Callout>
          )}
          <Section>
            <NameAndGoal kind="moves" plan={move} save={update} />
            {(move.source === 'blackbox' || (move.context !== null && move.context !== '')) && (
              <Quick
                id={`moves/${move.id}/context`}
                label="Notes"
                rows={3}
                value={move.context ?? ''}
                save={(typed) => update({ context: typed.trim() === '' ? null : typed })}
              />
            )}
          </Section>
          <Section title="Days" description="Ticking off a task is all it takes: progress follows.">
            <ol className={css.days}>
              {move.execution.map((day) => (
                <Day key={day.id} move={move} day={day} />
              ))}
            </ol>
          </Section>
        </Sheet>
      </div>
    </PlanPage>
  );
}

export function MovePage({ id }: { id: string }) {
  const { data, isError, error } = useStudioQuery('moves.get', { id });
  if (data) return <Editor key={data.id} move={data} />;
  if (!isError) return null;
  return <NoPlan thing="move" icon={<RocketIcon aria-hidden />} why={error.message} show="moves" />;
}
