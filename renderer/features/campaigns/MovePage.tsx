/** One move: its goal, its days with their tasks, and the same tasks on a calendar and on a board. */
import { useState } from 'react';
import { CalendarDays, EllipsisVertical, KanbanSquare, ListChecks, Plus, RocketIcon, Trash2 } from 'lucide-react';
import { z } from 'zod';
import type { ExecutionDay, Move, Task } from '../../../main/studio/campaigns/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { usePageSaveState } from '../../form/saved.ts';
import { useKept } from '../knowledge/kept.ts';
import { countLabel } from '../morgys/words.ts';
import { Row, Section, Sheet } from '../morgys/tabs/Sheet.tsx';
import { attempt, duplicateMove, trashMoves, updateTask } from './actions.ts';
import { Board } from './Board.tsx';
import { Calendar } from './Calendar.tsx';
import css from './Campaigns.module.css';
import { linesOf, Quick } from './Quick.tsx';
import {
  CATEGORY_OPTIONS,
  MOVE_STATUS_OPTIONS,
  shortDay,
  statusLabel,
  statusTone,
  TASK_COLUMNS,
  TASK_WORDS,
} from './words.ts';

function TaskLine({ move, day, task }: { move: Move; day: ExecutionDay; task: Task }) {
  const key = `moves/${move.id}/${task.id}`;
  const edit = (patch: Parameters<typeof updateTask>[0]['patch'], dayId?: string) =>
    studio.request('moves.updateTask', { id: move.id, taskId: task.id, patch, ...(dayId !== undefined && { dayId }) });
  const [open, setOpen] = useState(false);
  return (
    <li className={css.task}>
      <div className={css.taskLine}>
        <Checkbox
          hideLabel
          label={`Done: ${task.title}`}
          checked={task.status === 'done'}
          indeterminate={task.status === 'in-progress'}
          onChange={(on) =>
            void updateTask({ id: move.id, taskId: task.id, patch: { status: on ? 'done' : 'pending' } })
          }
        />
        <Quick
          id={`${key}/title`}
          label="Task"
          hideLabel
          className={cx(css.grow, task.status === 'done' && css.ticked)}
          value={task.title}
          save={(typed) => edit({ title: typed })}
        />
        {task.status === 'blocked' && <Badge tone="warn">blocked</Badge>}
        {task.channel !== '' && <span className={css.quiet}>{task.channel}</span>}
        <Menu
          align="end"
          trigger={<IconButton size="sm" label={`More about ${task.title}`} icon={<EllipsisVertical aria-hidden />} />}
          entries={[
            ...TASK_COLUMNS.map((status) => ({
              kind: 'check' as const,
              label: TASK_WORDS[status],
              checked: task.status === status,
              onChange: () => void updateTask({ id: move.id, taskId: task.id, patch: { status } }),
            })),
            { kind: 'separator' },
            { label: 'Channel and note', onSelect: () => setOpen(!open) },
            ...move.execution
              .filter((each) => Math.abs(each.day - day.day) === 1)
              .map((each) => ({
                label: `To day ${each.day}`,
                onSelect: () => void attempt('The task was not moved', () => edit({}, each.id)),
              })),
            { kind: 'separator' },
            {
              label: 'Remove',
              danger: true,
              onSelect: () =>
                void attempt('The task was not removed', () =>
                  studio.request('moves.removeTask', { id: move.id, taskId: task.id }),
                ),
            },
          ]}
        />
      </div>
      {(open || task.note !== '') && (
        <div className={css.taskMore}>
          <Quick
            id={`${key}/channel`}
            label="Channel"
            value={task.channel}
            save={(typed) => edit({ channel: typed })}
          />
          <Quick id={`${key}/note`} label="Note" rows={2} value={task.note} save={(typed) => edit({ note: typed })} />
        </div>
      )}
    </li>
  );
}

const typedTitle = z.string();

function NewTask({ move, day }: { move: Move; day: ExecutionDay }) {
  // Half a task is not lost by looking something up elsewhere.
  const kept = useKept(`ground/moves/${move.id}/${day.id}/new`, '', typedTitle);
  const title = kept.value;
  const add = (): void => {
    if (title.trim() === '') return;
    void attempt('The task was not added', () =>
      studio.request('moves.addTask', { id: move.id, dayId: day.id, patch: { title } }),
    ).then((done) => done && kept.forget());
  };
  return (
    <form
      className={css.newTask}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Plus aria-hidden />
      <input
        aria-label={`New task on day ${day.day}`}
        placeholder="New task"
        value={title}
        onChange={(event) => kept.set(event.target.value)}
      />
    </form>
  );
}

function Day({ move, day }: { move: Move; day: ExecutionDay }) {
  const key = `moves/${move.id}/${day.id}`;
  const put = (patch: Parameters<typeof studio.request<'moves.updateDay'>>[1]['patch']) =>
    studio.request('moves.updateDay', { id: move.id, dayId: day.id, patch });
  const [open, setOpen] = useState(false);
  const done = day.tasks.filter(({ status }) => status === 'done').length;
  return (
    <li className={css.day} aria-label={`Day ${day.day}`}>
      <header className={css.dayHead}>
        <h3>Day {day.day}</h3>
        <span className={css.quiet}>
          {[
            day.date === null ? '' : shortDay(day.date),
            day.phase,
            day.tasks.length > 0 ? `${done} of ${day.tasks.length}` : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
        <Button size="sm" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Less' : 'More'}
        </Button>
      </header>
      <Quick
        id={`${key}/pillar`}
        label={`The one thing of day ${day.day}`}
        hideLabel
        placeholder="The one thing of this day"
        value={day.pillarTask}
        save={(typed) => put({ pillarTask: typed })}
      />
      <ul className={css.tasks}>
        {day.tasks.map((task) => (
          <TaskLine key={task.id} move={move} day={day} task={task} />
        ))}
      </ul>
      <NewTask move={move} day={day} />
      {!open && (day.clusterActions.length > 0 || day.networkAction !== '') && (
        <p className={css.quiet}>
          {[...day.clusterActions, day.networkAction].filter((part) => part !== '').join(' · ')}
        </p>
      )}
      {open && (
        <>
          <Row>
            <Quick
              id={`${key}/date`}
              label="On the calendar"
              type="date"
              value={day.date ?? ''}
              save={(typed) => put({ date: typed === '' ? null : typed })}
            />
            <Quick id={`${key}/phase`} label="Phase" value={day.phase} save={(typed) => put({ phase: typed })} />
          </Row>
          <Quick
            id={`${key}/cluster`}
            label="Small things around it"
            rows={2}
            hint="One a line."
            value={day.clusterActions.join('\n')}
            save={(typed) => put({ clusterActions: linesOf(typed) })}
          />
          <Quick
            id={`${key}/network`}
            label="Somebody to speak to"
            value={day.networkAction}
            save={(typed) => put({ networkAction: typed })}
          />
        </>
      )}
    </li>
  );
}

function Beside({ move }: { move: Move }) {
  const [weekends, setWeekends] = useState(true);
  const campaigns = useStudioQuery('campaigns.list', { workspaceId: move.workspace_id }).data ?? [];
  const icps = useStudioQuery('icps.list', { workspaceId: move.workspace_id }).data?.icps ?? [];
  const update = (patch: Parameters<typeof studio.request<'moves.update'>>[1]['patch']) =>
    studio.request('moves.update', { id: move.id, patch });
  const change = (patch: Parameters<typeof update>[0]): void =>
    void attempt('The move was not changed', () => update(patch));
  const texts = useStudioQuery('assets.list', { workspaceId: move.workspace_id, moveId: move.id, limit: 20 }).data;
  return (
    <div className={css.beside}>
      <ProgressBar
        label="Progress"
        share={move.progress / 100}
        detail={`${move.tasks.done} of ${countLabel(move.tasks.total, 'task')}`}
      />
      <Quick
        id={`moves/${move.id}/start`}
        label="Begins on"
        type="date"
        value={move.start ?? ''}
        hint="Puts every day on the calendar, one after the other."
        save={(typed) =>
          studio.request('moves.schedule', { id: move.id, start: typed === '' ? null : typed, weekends })
        }
      />
      <Switch label="Also on weekends" checked={weekends} onChange={setWeekends} />
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
      <Select
        label="For"
        value={move.target_icp?.id ?? ''}
        options={[{ value: '', label: 'Everyone' }, ...icps.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(value) => change({ target_icp_id: value === '' ? null : value })}
      />
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

type View = 'days' | 'calendar' | 'board';

function Editor({ move }: { move: Move }) {
  const [view, setView] = useState<View>('days');
  const saveState = usePageSaveState();
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
    <Page
      title={move.name}
      layout="fill"
      mark={
        <span className={css.marks}>
          <Badge tone={statusTone(move.status)}>{statusLabel(move.status).toLowerCase()}</Badge>
          <SaveState value={saveState} />
        </span>
      }
      actions={
        <>
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
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={[
              { label: 'Write a text for it', onSelect: write },
              { label: 'Duplicate', onSelect: () => void duplicateMove(move) },
              { kind: 'separator' },
              {
                label: 'Move to trash',
                icon: <Trash2 aria-hidden />,
                danger: true,
                onSelect: () => void trashMoves([move]),
              },
            ]}
          />
        </>
      }
    >
      {view === 'calendar' && <Calendar workspaceId={move.workspace_id} moveId={move.id} start={move.start} />}
      {view === 'board' && <Board workspaceId={move.workspace_id} moveId={move.id} />}
      {view === 'days' && (
        <Sheet beside={<Beside move={move} />}>
          {move.problems.length > 0 && (
            <Callout tone="warn" title="Something came that cannot be read here">
              {move.problems.join(' ')}
            </Callout>
          )}
          <Section>
            <Quick
              id={`moves/${move.id}/name`}
              label="Name"
              value={move.name}
              save={(typed) => update({ name: typed })}
            />
            <Quick
              id={`moves/${move.id}/goal`}
              label="Goal"
              rows={2}
              value={move.goal ?? ''}
              save={(typed) => update({ goal: typed.trim() === '' ? null : typed })}
            />
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
      )}
    </Page>
  );
}

export function MovePage({ id }: { id: string }) {
  const { data, isError, error } = useStudioQuery('moves.get', { id });
  if (data) return <Editor move={data} />;
  if (!isError) return null;
  return (
    <Page title="Move">
      <EmptyState
        icon={<RocketIcon aria-hidden />}
        title="This move could not be opened"
        actions={
          <Button variant="primary" onClick={() => go({ name: 'campaigns', show: 'moves' })}>
            To the moves
          </Button>
        }
      >
        {error.message}
      </EmptyState>
    </Page>
  );
}
