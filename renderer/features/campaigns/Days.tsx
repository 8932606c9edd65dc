/** One day of a move: its one thing, its tasks, and what surrounds them. Everything is changed where it stands. */
import { useState } from 'react';
import { EllipsisVertical, Plus } from 'lucide-react';
import { z } from 'zod';
import type { ExecutionDay, Move, Task } from '../../../main/studio/campaigns/contract.ts';
import { studio } from '../../app/client.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { useKept } from '../knowledge/kept.ts';
import { Row } from '../morgys/tabs/Sheet.tsx';
import { attempt, updateTask } from './actions.ts';
import css from './Campaigns.module.css';
import { linesOf, Quick } from './Quick.tsx';
import { shortDay, TASK_COLUMNS, TASK_WORDS } from './words.ts';

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

export function Day({ move, day }: { move: Move; day: ExecutionDay }) {
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
