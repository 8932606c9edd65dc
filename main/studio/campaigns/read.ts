/** Stored campaigns and moves as the window sees them. Progress is read from the tasks, whatever the column says. */
import { campaigns, moves } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import { dayInWords } from '../../contract/days.ts';
import { readList } from '../lib/keyed-list.ts';
import type { Store } from '../store/store.ts';
import { executionDay, phase, task } from './contract.ts';
import type { Campaign, CampaignSummary, ExecutionDay, Move, MoveSummary, Phase } from './contract.ts';
import { countTasks, currentDay, phaseProblems, placePhases, progressOf, sumCounts } from './progress.ts';
import type { DayOutline, TaskCounts } from './progress.ts';

export type MoveRow = RowOf<typeof moves> & { campaign_name: string | null; icp_name: string | null };
export type CampaignRow = RowOf<typeof campaigns> & { icp_name: string | null };

const NAMES = `
  (SELECT c.name FROM campaigns c WHERE c.id = m.campaign_id AND c.deleted_at IS NULL) AS campaign_name,
  (SELECT i.name FROM icp_profiles i WHERE i.id = m.target_icp_id AND i.deleted_at IS NULL) AS icp_name`;
export const MOVE_COLUMNS = `m.*, ${NAMES}`;
/** Everything but the days: what a list shows of those stands in move_outlines, kept by triggers. */
export const MOVE_LIST = `
  SELECT m.id, m.workspace_id, m.campaign_id, m.name, m.category, m.status, m.target_icp_id, m.channels, m.duration_days,
    m.source, m.updated_at, o.done, o.doing, o.blocked, o.total, o.current_day, o.first_date, o.last_date, ${NAMES}
  FROM moves m JOIN move_outlines o ON o.move_id = m.id`;
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

/** What a list says of the days of a move. */
interface Outline {
  readonly tasks: TaskCounts;
  readonly current_day: number;
  readonly start: string | null;
  readonly end: string | null;
}

export function outlineOfDays(days: readonly DayOutline[]): Outline {
  const dates = days.flatMap(({ date }) => date ?? []).toSorted();
  return {
    tasks: countTasks(days),
    current_day: currentDay(days),
    start: dates[0] ?? null,
    end: dates.at(-1) ?? null,
  };
}

type ListedMove = Pick<
  MoveRow,
  | 'id'
  | 'workspace_id'
  | 'campaign_id'
  | 'name'
  | 'category'
  | 'status'
  | 'target_icp_id'
  | 'channels'
  | 'duration_days'
  | 'source'
  | 'updated_at'
  | 'campaign_name'
  | 'icp_name'
>;

function summaryOfMove(row: ListedMove, { tasks, current_day, start, end }: Outline): MoveSummary {
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    name: row.name,
    category: row.category,
    status: row.status,
    progress: row.status === 'completed' && tasks.total === 0 ? 100 : progressOf(tasks),
    current_day,
    duration_days: row.duration_days,
    tasks,
    campaign:
      row.campaign_id === null || row.campaign_name === null ? null : { id: row.campaign_id, name: row.campaign_name },
    target_icp:
      row.target_icp_id === null || row.icp_name === null ? null : { id: row.target_icp_id, name: row.icp_name },
    channels: row.channels,
    source: row.source,
    start,
    end,
    updated_at: row.updated_at,
  };
}

export const decodeMove = (raw: Record<string, unknown>): MoveRow => decodeRow(moves, raw) as MoveRow;
export const decodeCampaign = (raw: Record<string, unknown>): CampaignRow => decodeRow(campaigns, raw) as CampaignRow;

interface Outlined {
  readonly done: number;
  readonly blocked: number;
  readonly total: number;
  readonly current_day: number;
  readonly first_date: string | null;
  readonly last_date: string | null;
}

/** A row of MOVE_LIST. */
export function toMoveSummary(raw: Record<string, unknown>): MoveSummary {
  const row = decodeRow(moves, raw) as MoveRow & Outlined;
  const { done, total, blocked } = row;
  return summaryOfMove(row, {
    tasks: { done, total, blocked },
    current_day: row.current_day,
    start: row.first_date,
    end: row.last_date,
  });
}

export function toMove(raw: Record<string, unknown>): Move {
  const row = decodeMove(raw);
  const { days, unread } = daysIn(row);
  return {
    ...summaryOfMove(row, outlineOfDays(days)),
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

const movesOf = (store: Store, campaignId: string): MoveSummary[] =>
  store
    .all(`${MOVE_LIST} WHERE m.campaign_id = ? AND m.deleted_at IS NULL ORDER BY m.created_at, m.id`, [campaignId])
    .map(toMoveSummary);

/** Cancelled work is neither done nor open. */
const counted = (list: readonly MoveSummary[]) =>
  sumCounts(list.filter(({ status }) => status !== 'cancelled').map(({ tasks }) => tasks));

/** How much work there is in each campaign of a workspace. */
export function workIn(store: Store, workspaceId: string): ReadonlyMap<string, { moves: number; tasks: TaskCounts }> {
  return new Map(
    store
      .all<{ campaign_id: string; moves: number } & TaskCounts>(
        `SELECT m.campaign_id, count(*) AS moves, coalesce(sum(o.done) FILTER (WHERE m.status <> 'cancelled'), 0) AS done,
           coalesce(sum(o.blocked) FILTER (WHERE m.status <> 'cancelled'), 0) AS blocked,
           coalesce(sum(o.total) FILTER (WHERE m.status <> 'cancelled'), 0) AS total
         FROM moves m JOIN move_outlines o ON o.move_id = m.id
         WHERE m.workspace_id = ? AND m.deleted_at IS NULL AND m.campaign_id IS NOT NULL GROUP BY m.campaign_id`,
        [workspaceId],
      )
      .map(({ campaign_id, moves: count, done, blocked, total }) => [
        campaign_id,
        { moves: count, tasks: { done, blocked, total } },
      ]),
  );
}

export function summaryOfCampaign(row: CampaignRow, work: { moves: number; tasks: TaskCounts }): CampaignSummary {
  const { tasks } = work;
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
    moves: work.moves,
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
    ...summaryOfCampaign(row, { moves: list.length, tasks: counted(list) }),
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
