/**
 * Tasks by how far they are. Each column shows only what is in view, however many there are. By keyboard: up and down walk
 * through a column, left and right go to the next one, Shift with left or right takes the task along. The pointer drags.
 */
import { useCallback, useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { PlacedTask } from '../../../main/studio/campaigns/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { countLabel } from '../morgys/words.ts';
import { updateTask } from './actions.ts';
import css from './Board.module.css';
import { shortDay, TASK_COLUMNS, TASK_WORDS, type TaskStatus } from './words.ts';

/** Pixels of a card with its gap. */
const CARD = 72;

/** Tasks that a column asks for at first; reaching its end asks for as many more. */
const AT_FIRST = 200;

interface ColumnProps {
  status: TaskStatus;
  tasks: readonly PlacedTask[];
  /** Also those that were not asked for yet. */
  total: number;
  onMore: () => void;
  /** The task that the keyboard is on. */
  active: string | null;
  onActive: (id: string) => void;
  onKey: (event: KeyboardEvent<HTMLDivElement>, task: PlacedTask | undefined, status: TaskStatus) => void;
  onDrop: (id: string, status: TaskStatus) => void;
}

function Column({ status, tasks, total, onMore, active, onActive, onKey, onDrop }: ColumnProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const virtual = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD,
    overscan: 8,
  });
  const at = tasks.findIndex(({ id }) => id === active);
  const items = virtual.getVirtualItems();
  const end = (items.at(-1)?.index ?? 0) >= tasks.length - 1 && tasks.length < total;
  useEffect(() => {
    if (end) onMore();
  }, [end, onMore]);
  const idOf = (task: PlacedTask): string => `task-${task.id}`;
  return (
    <section className={cx(css.column, over && css.over)} aria-label={TASK_WORDS[status]}>
      <h2 className={css.title}>
        {TASK_WORDS[status]} <span className={css.count}>{total.toLocaleString('en')}</span>
      </h2>
      <div
        ref={scroller}
        role="listbox"
        aria-label={`${TASK_WORDS[status]}: ${countLabel(total, 'task')}`}
        aria-activedescendant={tasks[at] ? idOf(tasks[at]) : undefined}
        data-status={status}
        tabIndex={0}
        className={css.list}
        onFocus={() => {
          const [first] = tasks;
          if (at < 0 && first) onActive(first.id);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          const next = tasks[Math.min(tasks.length - 1, Math.max(0, at + step))];
          if (step !== 0 && next) {
            event.preventDefault();
            onActive(next.id);
            virtual.scrollToIndex(tasks.indexOf(next), { align: 'auto' });
          } else onKey(event, tasks[at], status);
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          onDrop(event.dataTransfer.getData('text/plain'), status);
        }}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const task = tasks[item.index];
            if (!task) return null;
            return (
              <div
                key={task.id}
                id={idOf(task)}
                role="option"
                aria-selected={task.id === active}
                aria-setsize={total}
                aria-posinset={item.index + 1}
                draggable
                className={cx(css.card, task.id === active && css.active)}
                data-category={task.move.category}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => onActive(task.id)}
                onDoubleClick={() => go({ name: 'move', id: task.move.id })}
                onDragStart={(event) => event.dataTransfer.setData('text/plain', task.id)}
              >
                <span className={css.words}>{task.title}</span>
                <span className={css.meta}>
                  {task.move.name}, day {task.day}
                  {task.date !== null && ` · ${shortDay(task.date)}`}
                  {task.channel !== '' && ` · ${task.channel}`}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

const NO_TASKS: readonly PlacedTask[] = [];

export function Board({ workspaceId, moveId = null }: { workspaceId: string; moveId?: string | null }) {
  const [limit, setLimit] = useState(AT_FIRST);
  const { data = [], isSuccess } = useStudioQuery(
    'moves.board',
    { workspaceId, moveId, limit },
    { keepPrevious: true },
  );
  // Not while an answer is still to come: it brings up to `limit` of each column.
  const more = useCallback(
    () => setLimit((now) => (data.some(({ tasks }) => tasks.length >= now) ? now + AT_FIRST : now)),
    [data],
  );
  const [active, setActive] = useState<string | null>(null);
  const board = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const columns = new Map(data.map((column) => [column.status, column]));

  const focusColumn = (status: TaskStatus): void =>
    board.current?.querySelector<HTMLElement>(`[data-status="${status}"]`)?.focus();
  const put = (task: PlacedTask | undefined, status: TaskStatus): void => {
    if (!task || task.status === status) return;
    void updateTask({ id: task.move.id, taskId: task.id, patch: { status } }).then((done) => {
      if (done) setSaid(`${task.title}: ${TASK_WORDS[status]}`);
    });
  };

  const onKey = (event: KeyboardEvent<HTMLDivElement>, task: PlacedTask | undefined, status: TaskStatus): void => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = TASK_COLUMNS[TASK_COLUMNS.indexOf(status) + way];
    if (way !== 0 && next) {
      event.preventDefault();
      if (event.shiftKey) put(task, next);
      else setActive(columns.get(next)?.tasks[0]?.id ?? null);
      focusColumn(next);
    } else if (event.key === ' ' && task) {
      event.preventDefault();
      put(task, task.status === 'done' ? 'pending' : 'done');
    } else if (event.key === 'Enter' && task) go({ name: 'move', id: task.move.id });
  };

  if (isSuccess && data.every(({ total }) => total === 0)) {
    return (
      <EmptyState title="No tasks yet">
        A move brings its days and tasks along. Make one, and its tasks stand here: to do, doing, blocked and done.
      </EmptyState>
    );
  }
  return (
    <div className={css.page}>
      <p className={css.hint}>
        Drag a task, or with the keyboard: arrows walk, Shift with left or right moves it, Space ticks it off, Enter
        opens its move.
      </p>
      <div ref={board} className={css.board}>
        {TASK_COLUMNS.map((status) => (
          <Column
            key={status}
            status={status}
            tasks={columns.get(status)?.tasks ?? NO_TASKS}
            total={columns.get(status)?.total ?? 0}
            onMore={more}
            active={active}
            onActive={setActive}
            onKey={onKey}
            onDrop={(id, to) =>
              put(
                data.flatMap(({ tasks }) => tasks).find((task) => task.id === id),
                to,
              )
            }
          />
        ))}
      </div>
      <div role="status" className={css.said}>
        {said}
      </div>
    </div>
  );
}
