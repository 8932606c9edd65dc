/** Tasks of many moves at once: between two days for a calendar, by how far they are for a board. */
import type { Handlers } from '../../contract/define.ts';
import { moves } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import type { Store } from '../store/store.ts';
import type { campaignsContract, PlacedTask, Task } from './contract.ts';
import { TASK_STATUSES } from './contract.ts';
import { daysIn } from './read.ts';

type TaskHandlers = Pick<Handlers<typeof campaignsContract>, 'moves.tasks' | 'moves.board'>;

interface Asked {
  readonly workspaceId: string;
  readonly campaignId: string | null;
  readonly moveId: string | null;
}

/** Living moves that are not cancelled, over `m`. */
const WHERE = `m.workspace_id = ? AND m.deleted_at IS NULL AND m.status <> 'cancelled'
  AND (? IS NULL OR m.campaign_id = ?) AND (? IS NULL OR m.id = ?)`;
const bound = ({ workspaceId, campaignId, moveId }: Asked) => [workspaceId, campaignId, campaignId, moveId, moveId];

/** Moves that are read whole at a time. */
const BATCH = 100;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function createTasks({ store }: { store: Store }): TaskHandlers {
  /** The tasks of these moves in the order given. `inRange`: of which days, by their date. */
  function tasksOf(ids: readonly string[], inRange: (date: unknown) => boolean): PlacedTask[] {
    const rows = new Map(
      store
        .all('SELECT id, name, category, execution FROM moves WHERE id IN (SELECT value FROM json_each(?))', [
          JSON.stringify(ids),
        ])
        .map((raw) => decodeRow(moves, raw))
        .map((row) => [row.id, row]),
    );
    return ids.flatMap((id): PlacedTask[] => {
      const row = rows.get(id);
      if (!row || !Array.isArray(row.execution)) return [];
      const move = { id: row.id, name: row.name, category: row.category };
      // A month of a year's plans: what lies outside is not read word for word.
      const wanted = row.execution.flatMap((item: unknown, i) =>
        isObject(item) && inRange(item['date']) ? [{ id: `at-${i + 1}`, day: i + 1, ...item }] : [],
      );
      return daysIn({ execution: wanted })
        .days.filter(({ date }) => inRange(date))
        .flatMap((day) => day.tasks.map((task) => ({ ...task, move, dayId: day.id, day: day.day, date: day.date })));
    });
  }

  return {
    'moves.tasks': ({ from, to, ...asked }) => {
      const dated = from !== null || to !== null;
      const found = store.all<{ id: string }>(
        `SELECT m.id FROM moves m JOIN move_outlines o ON o.move_id = m.id WHERE ${WHERE}
         ${dated ? 'AND o.first_date <= ? AND o.last_date >= ?' : ''} ORDER BY m.created_at, m.id`,
        [...bound(asked), ...(dated ? [to ?? '9999-12-31', from ?? ''] : [])],
      );
      return tasksOf(
        found.map(({ id }) => id),
        (date) =>
          !dated || (typeof date === 'string' && (from === null || date >= from) && (to === null || date <= to)),
      );
    },

    'moves.board': ({ limit, ...asked }) => {
      const columns = new Map<Task['status'], { total: number; tasks: PlacedTask[] }>(
        TASK_STATUSES.map((status) => [status, { total: 0, tasks: [] }]),
      );
      const listed = store.all<{ id: string; done: number; doing: number; blocked: number; total: number }>(
        `SELECT m.id, o.done, o.doing, o.blocked, o.total FROM moves m JOIN move_outlines o ON o.move_id = m.id
         WHERE ${WHERE} AND o.total > 0 ORDER BY m.created_at, m.id`,
        bound(asked),
      );
      const reading: { id: string }[] = [];
      for (const { id, done, doing, blocked, total } of listed) {
        const here = { pending: total - done - doing - blocked, 'in-progress': doing, done, blocked };
        let wanted = false;
        for (const [status, column] of columns) {
          // Only moves that something in a column comes from are read.
          wanted ||= here[status] > 0 && column.total < limit;
          column.total += here[status];
        }
        if (wanted) reading.push({ id });
      }
      for (let at = 0; at < reading.length; at += BATCH)
        for (const task of tasksOf(
          reading.slice(at, at + BATCH).map(({ id }) => id),
          () => true,
        )) {
          const column = columns.get(task.status);
          if (column && column.tasks.length < limit) column.tasks.push(task);
        }
      return TASK_STATUSES.map((status) => ({ status, total: 0, tasks: [], ...columns.get(status) }));
    },
  };
}
