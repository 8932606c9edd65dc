/** Stored campaigns and moves as the window sees them. Progress is read from the tasks, whatever the column says. */
import { campaigns, moves } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import { dayInWords, isDay } from '../../contract/days.ts';
import { readList } from '../lib/keyed-list.ts';
import type { Store } from '../store/store.ts';
import { executionDay, phase, task, TASK_STATUSES } from './contract.ts';
import type { Campaign, CampaignSummary, ExecutionDay, Move, MoveSummary, Phase } from './contract.ts';
import { countTasks, currentDay, phaseProblems, placePhases, progressOf, sumCounts } from './progress.ts';
import type { DayOutline } from './progress.ts';

export type MoveRow = RowOf<typeof moves> & { campaign_name: string | null; icp_name: string | null };
export type CampaignRow = RowOf<typeof campaigns> & { icp_name: string | null };

export const MOVE_COLUMNS = `m.*,
  (SELECT c.name FROM campaigns c WHERE c.id = m.campaign_id AND c.deleted_at IS NULL) AS campaign_name,
  (SELECT i.name FROM icp_profiles i WHERE i.id = m.target_icp_id AND i.deleted_at IS NULL) AS icp_name`;
export const CAMPAIGN_COLUMNS = `c.*,
  (SELECT i.name FROM icp_profiles i WHERE i.id = c.target_icp_id AND i.deleted_at IS NULL) AS icp_name`;

export interface Days {
  readonly days: ExecutionDay[];
  /** Days, and tasks of the others, that cannot be read here. */
  readonly unread: { readonly days: number; readonly tasks: number };
}

/** By number. A task that does not read costs neither its day nor its neighbours. */
export function daysIn(row: { execution: unknown }): Days {
  let unreadTasks = 0;
  const raw = Array.isArray(row.execution)
    ? row.execution.map((item: unknown) => {
        if (typeof item !== 'object' || item === null || !('tasks' in item)) return item;
        const { items, unread } = readList(task, item.tasks);
        unreadTasks += unread;
        return { ...item, tasks: items };
      })
    : row.execution;
  const { items, unread } = readList(executionDay, raw);
  return { days: items.toSorted((a, b) => a.day - b.day), unread: { days: unread, tasks: unreadTasks } };
}

export function summaryOfMove(row: MoveRow, days: readonly DayOutline[]): MoveSummary {
  const tasks = countTasks(days);
  const dates = days.flatMap(({ date }) => date ?? []).toSorted();
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    name: row.name,
    category: row.category,
    status: row.status,
    progress: row.status === 'completed' && tasks.total === 0 ? 100 : progressOf(tasks),
    current_day: currentDay(days),
    duration_days: row.duration_days,
    tasks,
    campaign:
      row.campaign_id === null || row.campaign_name === null ? null : { id: row.campaign_id, name: row.campaign_name },
    target_icp:
      row.target_icp_id === null || row.icp_name === null ? null : { id: row.target_icp_id, name: row.icp_name },
    channels: row.channels,
    source: row.source,
    start: dates[0] ?? null,
    end: dates.at(-1) ?? null,
    updated_at: row.updated_at,
  };
}

export const decodeMove = (raw: Record<string, unknown>): MoveRow => decodeRow(moves, raw) as MoveRow;
export const decodeCampaign = (raw: Record<string, unknown>): CampaignRow => decodeRow(campaigns, raw) as CampaignRow;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a list needs of the days: numbers, dates and how far the tasks are. It comes to the same as daysIn, without reading
 * every word of every task, which in a list of thousands would take longer than everything else.
 */
export function outlineOf(execution: unknown): DayOutline[] {
  if (!Array.isArray(execution)) return [];
  return execution.flatMap((raw: unknown, place): DayOutline[] => {
    if (!isObject(raw)) return [];
    const { day, date, tasks } = raw;
    return [
      {
        day: Number.isSafeInteger(day) && Number(day) >= 1 ? Number(day) : place + 1,
        date: typeof date === 'string' && isDay(date) ? date : null,
        tasks: (Array.isArray(tasks) ? tasks : []).flatMap((each: unknown) =>
          isObject(each) && typeof each['title'] === 'string'
            ? [{ status: TASK_STATUSES.find((known) => known === each['status']) ?? 'pending' }]
            : [],
        ),
      },
    ];
  });
}

export function toMoveSummary(raw: Record<string, unknown>): MoveSummary {
  const row = decodeMove(raw);
  return summaryOfMove(row, outlineOf(row.execution));
}

export function toMove(raw: Record<string, unknown>): Move {
  const row = decodeMove(raw);
  const { days, unread } = daysIn(row);
  return {
    ...summaryOfMove(row, days),
    goal: row.goal,
    context: row.context,
    execution: days,
    problems: [
      ...(unread.days === 0
        ? []
        : [`${unread.days} of its days came in a form that cannot be read here. They are kept as they came.`]),
      ...(unread.tasks === 0
        ? []
        : [`${unread.tasks} of its tasks came in a form that cannot be read here. They are kept as they came.`]),
    ],
    created_at: row.created_at,
    deleted_at: row.deleted_at,
  };
}

export const movesOf = (store: Store, campaignId: string): MoveSummary[] =>
  store
    .all(
      `SELECT ${MOVE_COLUMNS} FROM moves m WHERE m.campaign_id = ? AND m.deleted_at IS NULL ORDER BY m.created_at, m.id`,
      [campaignId],
    )
    .map(toMoveSummary);

/** Cancelled work is neither done nor open. */
const counted = (list: readonly MoveSummary[]) =>
  sumCounts(list.filter(({ status }) => status !== 'cancelled').map(({ tasks }) => tasks));

export function summaryOfCampaign(row: CampaignRow, list: readonly MoveSummary[]): CampaignSummary {
  const tasks = counted(list);
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    name: row.name,
    objective: row.objective,
    status: row.status,
    intensity: row.intensity,
    progress: row.status === 'completed' && tasks.total === 0 ? 100 : progressOf(tasks),
    tasks,
    phases: readList(phase, row.phases).items.length,
    moves: list.length,
    target_icp:
      row.target_icp_id === null || row.icp_name === null ? null : { id: row.target_icp_id, name: row.icp_name },
    channels: row.channels,
    start_date: row.start_date,
    end_date: row.end_date,
    updated_at: row.updated_at,
  };
}

export const phasesIn = (row: { phases: unknown }): { phases: Phase[]; unread: number } => {
  const { items, unread } = readList(phase, row.phases);
  return { phases: items.toSorted((a, b) => a.number - b.number), unread };
};

export function toCampaign(store: Store, raw: Record<string, unknown>): Campaign {
  const row = decodeCampaign(raw);
  const list = movesOf(store, row.id);
  const { phases, unread } = phasesIn(row);
  const placed = placePhases(phases, row.start_date, (each) =>
    progressOf(counted(list.filter(({ id }) => each.moves.includes(id)))),
  );
  const backwards =
    row.start_date !== null && row.end_date !== null && row.end_date < row.start_date
      ? [
          `The campaign ends on ${dayInWords(row.end_date)}, before it starts on ${dayInWords(row.start_date)}. Change one of the two days.`,
        ]
      : [];
  return {
    ...summaryOfCampaign(row, list),
    goal: row.goal,
    duration_days: row.duration_days,
    phases: placed,
    moves: list,
    problems: [
      ...backwards,
      ...(backwards.length > 0 ? [] : phaseProblems(placed, row.start_date, row.end_date)),
      ...(unread === 0
        ? []
        : [`${unread} of its phases came in a form that cannot be read here. They are kept as they came.`]),
    ],
    created_at: row.created_at,
    deleted_at: row.deleted_at,
  };
}
