/** Serves moves: days, tasks, the calendar. Whatever changes a task brings the progress after it, in the same write. */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { addDays, weekdayOf } from '../../contract/days.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { moves } from '../../../schema/index.ts';
import type { PatchOf, RowOf } from '../../../schema/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { freeIn, needWorkspace, withoutUndefined } from '../lib/in-workspace.ts';
import { changeItem, withoutItem } from '../lib/keyed-list.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { campaignsContract, ExecutionDay, Move, MovePatch, Task } from './contract.ts';
import { countTasks, currentDay, progressOf } from './progress.ts';
import { daysIn, MOVE_COLUMNS, MOVE_LIST, toMove, toMoveSummary } from './read.ts';
import { createTasks } from './tasks.ts';
import { MOVE_PLANS, movePlan } from './templates.ts';

type MoveHandlers = {
  [N in keyof typeof campaignsContract as N extends `moves.${string}` ? N : never]: Handlers<
    typeof campaignsContract
  >[N];
};

export interface NewMove {
  readonly workspaceId: string;
  readonly name: string;
  readonly category: Move['category'];
  readonly days: readonly Omit<ExecutionDay, 'id' | 'day' | 'date'>[];
  readonly patch: PatchOf<typeof moves>;
}

export interface MovesService {
  readonly handlers: MoveHandlers;
  get(id: string): Move;
  /** Only inside a write. @returns its id */
  insert(wanted: NewMove): string;
}

interface Dependencies {
  readonly store: Store;
  readonly templateGround: (workspaceId: string, icpId: string | null) => TemplateGround;
  /** Brings a campaign's progress after its tasks; only inside a write. */
  readonly followCampaign: (campaignId: string) => void;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const emptyDay = (day: number, date: string | null): ExecutionDay => ({
  id: uuidv7(),
  day,
  date,
  phase: '',
  pillarTask: '',
  clusterActions: [],
  networkAction: '',
  tasks: [],
});

/** A copy to insert: every task open again, off the calendar. */
export function copyOfMove(row: RowOf<typeof moves>): PatchOf<typeof moves> {
  const { id: _id, row_version: _v, _fv, created_at: _c, updated_at: _u, deleted_at: _d, ...kept } = row;
  return {
    ...kept,
    status: 'draft',
    progress: 0,
    current_day: 0,
    execution: asList(row.execution).map((item) =>
      isObject(item)
        ? {
            ...item,
            id: uuidv7(),
            date: null,
            tasks: asList(item['tasks']).map((each) =>
              isObject(each) ? { ...each, id: uuidv7(), status: 'pending' } : each,
            ),
          }
        : item,
    ),
  };
}

export function createMoves({ store, templateGround, followCampaign }: Dependencies): MovesService {
  const batches = new EditBatches();

  const rowOf = (id: string) => {
    const row = store.row(moves, id);
    if (!row) throw notFound('move', id);
    return row;
  };
  const get = (id: string): Move => {
    const raw = store.get(`SELECT ${MOVE_COLUMNS} FROM moves m WHERE m.id = ?`, [id]);
    if (!raw) throw notFound('move', id);
    return toMove(raw);
  };

  /** Only inside a write. Sets the columns, and what follows from the days, here and in the campaign. */
  function put(id: string, patch: PatchOf<typeof moves>): void {
    const before = rowOf(id);
    const { days } = daysIn({ execution: patch.execution ?? before.execution });
    store.update(moves, id, { ...patch, progress: progressOf(countTasks(days)), current_day: currentDay(days) });
    const campaign = patch.campaign_id === undefined ? before.campaign_id : patch.campaign_id;
    for (const each of new Set([before.campaign_id, campaign]))
      if (each !== null && each !== undefined) followCampaign(each);
  }

  /** The days with one changed; what cannot be read in them stays. */
  const withDay = (row: { execution: unknown }, dayId: string, change: (item: Record<string, unknown>) => object) => {
    if (!daysIn(row).days.some(({ id }) => id === dayId)) throw notFound('day', dayId);
    return changeItem(row.execution, dayId, (item) => ({ ...item, ...change(item) }));
  };
  function placeOf(row: { execution: unknown }, taskId: string): { day: ExecutionDay; task: Task } {
    for (const day of daysIn(row).days) {
      const task = day.tasks.find(({ id }) => id === taskId);
      if (task) return { day, task };
    }
    throw notFound('task', taskId);
  }

  const insert: MovesService['insert'] = ({ workspaceId, name, category, days, patch }) => {
    const id = uuidv7();
    const execution = days.map((day, i) => ({ ...emptyDay(i + 1, null), ...day }));
    store.insert(moves, {
      id,
      workspace_id: workspaceId,
      owner_id: store.ownerId(),
      duration_days: Math.max(1, execution.length),
      ...patch,
      execution: patch.execution ?? execution,
      name,
      category,
    });
    if (patch.campaign_id) followCampaign(patch.campaign_id);
    return id;
  };

  /** Dates for days in order; without weekends they run from Friday to Monday. */
  function datesFrom(start: string, count: number, weekends: boolean): string[] {
    const dates: string[] = [];
    for (let day = start; dates.length < count; day = addDays(day, 1))
      if (weekends || weekdayOf(day) < 5) dates.push(day);
    return dates;
  }

  /** The days for another length. @throws StudioError when a day that would go has something in it. */
  function resized(row: { execution: unknown }, length: number): unknown[] {
    const { days } = daysIn(row);
    const full = days.find(
      (each) =>
        each.day > length && (each.tasks.length > 0 || each.pillarTask !== '' || each.clusterActions.length > 0),
    );
    if (full) {
      throw new StudioError(
        'day_not_empty',
        `Day ${full.day} has ${full.tasks.length > 0 ? `${full.tasks.length} ${full.tasks.length === 1 ? 'task' : 'tasks'}` : 'something'} in it. Move or remove that before you make the move shorter.`,
      );
    }
    const stored = asList(row.execution).filter((item) => !isObject(item) || !(Number(item['day']) > length));
    const last = days.findLast((each) => each.day <= length);
    const fresh = [];
    for (let day = (last?.day ?? 0) + 1; day <= length; day += 1)
      fresh.push(emptyDay(day, last?.date ? addDays(last.date, day - last.day) : null));
    return [...stored, ...fresh];
  }

  const columnsOf = ({ duration_days, ...patch }: MovePatch, row: RowOf<typeof moves>): PatchOf<typeof moves> => ({
    ...withoutUndefined(patch),
    ...(duration_days !== undefined && { duration_days, execution: resized(row, duration_days) }),
  });

  const handlers: MoveHandlers = {
    'moves.list': ({ workspaceId, campaignId }) =>
      store
        .all(
          `${MOVE_LIST} WHERE m.workspace_id = ? AND m.deleted_at IS NULL ${campaignId === null ? '' : 'AND m.campaign_id = ?'}
           ORDER BY m.updated_at DESC, m.id`,
          campaignId === null ? [workspaceId] : [workspaceId, campaignId],
        )
        .map(toMoveSummary),
    'moves.get': ({ id }) => get(id),
    'moves.templates': () =>
      Object.entries(MOVE_PLANS).map(([category, plan]) => ({
        category: category as keyof typeof MOVE_PLANS,
        name: plan.name,
        description: plan.description,
        days: plan.days.length,
      })),

    'moves.create': ({ workspaceId, category, planned, start, patch }) => {
      needWorkspace(store, workspaceId);
      const ground = templateGround(workspaceId, patch?.target_icp_id ?? null);
      const plan = movePlan(category, ground);
      const { duration_days: wanted, ...rest }: MovePatch = withoutUndefined(patch ?? {});
      const days = planned
        ? plan.days.map((day) => ({
            ...day,
            clusterActions: [...day.clusterActions],
            tasks: day.tasks.map((each) => ({ id: uuidv7(), status: 'pending' as const, note: '', ...each })),
          }))
        : Array.from({ length: wanted ?? 7 }, () => ({
            phase: '',
            pillarTask: '',
            clusterActions: [],
            networkAction: '',
            tasks: [],
          }));
      const dates = start === null ? [] : datesFrom(start, days.length, true);
      const { value } = store.write('New move', () =>
        insert({
          workspaceId,
          category,
          name: rest.name ?? freeIn(store, 'moves.name', workspaceId, plan.name),
          days: days.map((day, i) => ({ ...day, ...(dates[i] !== undefined && { date: dates[i] }) })),
          patch: {
            ...(planned && { goal: plan.goal, channels: [...plan.channels], target_icp_id: ground.icp?.id ?? null }),
            ...(rest.campaign_id != null && { source: 'campaign' as const }),
            ...(rest as PatchOf<typeof moves>),
          },
        }),
      );
      return get(value);
    },

    'moves.update': ({ id, patch }) => {
      const row = rowOf(id);
      const columns = columnsOf(patch, row);
      store.write(`Edit “${row.name}”`, () => put(id, columns), {
        batch: batches.continue(id, Object.keys(patch).join()),
      });
      return get(id);
    },

    'moves.duplicate': ({ id }) => {
      const row = rowOf(id);
      const copy = uuidv7();
      store.write(`Duplicate “${row.name}”`, () => {
        store.insert(moves, {
          ...copyOfMove(row),
          id: copy,
          name: freeIn(store, 'moves.name', row.workspace_id, `${row.name} copy`),
        });
        if (row.campaign_id !== null) followCampaign(row.campaign_id);
      });
      return get(copy);
    },

    'moves.remove': ({ ids }) => {
      const at = nowUtc();
      const [first = ''] = ids;
      const label = ids.length === 1 ? `“${rowOf(first).name}”` : `${ids.length} moves`;
      const { value } = store.write(`Move ${label} to the trash`, () =>
        ids.filter((id) => {
          const row = store.row(moves, id);
          if (!row || !store.update(moves, id, { deleted_at: at })) return false;
          if (row.campaign_id !== null) followCampaign(row.campaign_id);
          return true;
        }),
      );
      return { count: value.length };
    },

    'moves.schedule': ({ id, start, weekends }) => {
      const row = rowOf(id);
      const { days } = daysIn(row);
      const dates = start === null ? [] : datesFrom(start, days.length, weekends);
      const dateOf = new Map(days.map((day, i) => [day.id, dates[i] ?? null]));
      const execution = days.reduce<unknown[]>(
        (stored, day) => changeItem(stored, day.id, (item) => ({ ...item, date: dateOf.get(day.id) ?? null })),
        asList(row.execution),
      );
      store.write(start === null ? `Take “${row.name}” off the calendar` : `Put “${row.name}” on the calendar`, () =>
        put(id, { execution, ...(start !== null && row.status === 'draft' && { status: 'scheduled' }) }),
      );
      return get(id);
    },

    'moves.updateDay': ({ id, dayId, patch }) => {
      const row = rowOf(id);
      const execution = withDay(row, dayId, () => patch);
      store.write(`Edit a day of “${row.name}”`, () => put(id, { execution }), {
        batch: batches.continue(dayId, Object.keys(patch).join()),
      });
      return get(id);
    },

    'moves.addTask': ({ id, dayId, patch }) => {
      const row = rowOf(id);
      const fresh = { id: uuidv7(), status: 'pending', channel: '', note: '', ...patch };
      const execution = withDay(row, dayId, (day) => ({ tasks: [...asList(day['tasks']), fresh] }));
      store.write(`Add “${patch.title}”`, () => put(id, { execution }));
      return get(id);
    },

    'moves.updateTask': ({ id, taskId, patch, dayId }) => {
      const row = rowOf(id);
      const { day, task } = placeOf(row, taskId);
      const changed = withDay(row, day.id, (item) => ({
        tasks: changeItem(item['tasks'], taskId, (each) => ({ ...each, ...patch })),
      }));
      let execution = changed;
      if (dayId !== undefined && dayId !== day.id) {
        const found = asList(changed.filter(isObject).find((item) => item['id'] === day.id)?.['tasks']).find(
          (each) => isObject(each) && each['id'] === taskId,
        );
        const taken = withDay({ execution: changed }, day.id, (item) => ({
          tasks: withoutItem(item['tasks'], taskId),
        }));
        execution = withDay({ execution: taken }, dayId, (item) => ({ tasks: [...asList(item['tasks']), found] }));
      }
      const label =
        patch.status === 'done'
          ? `Tick off “${task.title}”`
          : patch.status
            ? `“${task.title}”: ${patch.status}`
            : `Edit “${task.title}”`;
      store.write(label, () => put(id, { execution }), {
        ...(patch.status === undefined && { batch: batches.continue(taskId, Object.keys(patch).join()) }),
      });
      return get(id);
    },

    'moves.removeTask': ({ id, taskId }) => {
      const row = rowOf(id);
      const { day, task } = placeOf(row, taskId);
      const execution = withDay(row, day.id, (item) => ({ tasks: withoutItem(item['tasks'], taskId) }));
      store.write(`Remove “${task.title}”`, () => put(id, { execution }));
      return get(id);
    },

    ...createTasks({ store }),
  };
  return { handlers, get, insert };
}
