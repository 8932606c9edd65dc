/** Tasks by month. The arrow keys walk through the days, Page Up and Down through the months, Enter opens the first move. */
import { useState, type KeyboardEvent } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { PlacedTask } from '../../../main/studio/campaigns/contract.ts';
import { addDays, dayInWords, weekdayOf } from '../../../main/contract/days.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { monthLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import { updateTask } from './actions.ts';
import css from './Calendar.module.css';
import { today } from './words.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** Tasks that a day shows before it counts the rest. */
const SHOWN = 3;

/** The same day of another month, or its last day. */
function otherMonth(day: string, by: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + by, Math.min(date, last))).toISOString().slice(0, 10);
}

function DayCell({
  day,
  here,
  month,
  tasks,
  onChoose,
}: {
  day: string;
  here: boolean;
  month: string;
  tasks: readonly PlacedTask[];
  onChoose: (day: string) => void;
}) {
  const open = tasks.filter(({ status }) => status !== 'done').length;
  const said = tasks.length === 0 ? 'nothing planned' : `${countLabel(tasks.length, 'task')}, ${open} open`;
  return (
    <div
      role="gridcell"
      aria-selected={here}
      aria-label={`${dayInWords(day)}: ${said}`}
      data-day={day}
      tabIndex={here ? 0 : -1}
      className={cx(css.day, !day.startsWith(month) && css.other, day === today() && css.today, here && css.here)}
      onClick={() => onChoose(day)}
    >
      <span className={css.number}>{Number(day.slice(8))}</span>
      {tasks.slice(0, SHOWN).map((task) => (
        <span
          key={task.id}
          className={cx(css.task, task.status === 'done' && css.done)}
          data-category={task.move.category}
        >
          {task.title}
        </span>
      ))}
      {tasks.length > SHOWN && <span className={css.more}>and {tasks.length - SHOWN} more</span>}
    </div>
  );
}

export function Calendar({
  workspaceId,
  moveId = null,
  start = null,
}: {
  workspaceId: string;
  moveId?: string | null;
  start?: string | null;
}) {
  const [day, setDay] = useState(start ?? today());
  const month = day.slice(0, 7);
  const firstOfMonth = `${month}-01`;
  const first = addDays(firstOfMonth, -weekdayOf(firstOfMonth));
  const days = Array.from({ length: 42 }, (_, i) => addDays(first, i));
  const tasks = useStudioQuery(
    'moves.tasks',
    { workspaceId, moveId, from: first, to: addDays(first, 41) },
    { keepPrevious: true },
  );
  const byDay = Map.groupBy(tasks.data ?? [], ({ date }) => date ?? '');
  const chosen = byDay.get(day) ?? [];

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const steps: Record<string, string> = {
      ArrowLeft: addDays(day, -1),
      ArrowRight: addDays(day, 1),
      ArrowUp: addDays(day, -7),
      ArrowDown: addDays(day, 7),
      PageUp: otherMonth(day, -1),
      PageDown: otherMonth(day, 1),
      Home: addDays(day, -weekdayOf(day)),
      End: addDays(day, 6 - weekdayOf(day)),
    };
    const next = steps[event.key];
    const [task] = chosen;
    if (next !== undefined) {
      event.preventDefault();
      setDay(next);
      const grid = event.currentTarget;
      requestAnimationFrame(() => grid.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus());
    } else if (event.key === 'Enter' && task) go({ name: 'move', id: task.move.id });
  };

  return (
    <div className={css.calendar}>
      <header className={css.head}>
        <h2 aria-live="polite">{monthLabel(day)}</h2>
        <IconButton
          size="sm"
          label="Month before"
          icon={<ChevronLeft aria-hidden />}
          onClick={() => setDay(otherMonth(day, -1))}
        />
        <IconButton
          size="sm"
          label="Month after"
          icon={<ChevronRight aria-hidden />}
          onClick={() => setDay(otherMonth(day, 1))}
        />
        <Button size="sm" onClick={() => setDay(today())}>
          Today
        </Button>
      </header>
      <div className={css.body}>
        <div role="grid" aria-label={`Tasks in ${monthLabel(day)}`} className={css.grid} onKeyDown={onKeyDown}>
          <div role="row" className={css.row}>
            {WEEKDAYS.map((name) => (
              <div key={name} role="columnheader" className={css.weekday} aria-label={name}>
                {name.slice(0, 3)}
              </div>
            ))}
          </div>
          {[0, 1, 2, 3, 4, 5].map((week) => (
            <div key={week} role="row" className={css.row}>
              {days.slice(week * 7, week * 7 + 7).map((each) => (
                <DayCell
                  key={each}
                  day={each}
                  here={each === day}
                  month={month}
                  tasks={byDay.get(each) ?? []}
                  onChoose={setDay}
                />
              ))}
            </div>
          ))}
        </div>
        <section className={css.side} aria-label={`Tasks of ${dayInWords(day)}`}>
          <h3>{dayInWords(day)}</h3>
          {chosen.length === 0 && <p className={css.quiet}>Nothing is planned for this day.</p>}
          <ul>
            {chosen.map((task) => (
              <li key={task.id}>
                <Checkbox
                  label={task.title}
                  checked={task.status === 'done'}
                  onChange={(on) =>
                    void updateTask({ id: task.move.id, taskId: task.id, patch: { status: on ? 'done' : 'pending' } })
                  }
                />
                <button type="button" className={css.of} onClick={() => go({ name: 'move', id: task.move.id })}>
                  {task.move.name}, day {task.day}
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
