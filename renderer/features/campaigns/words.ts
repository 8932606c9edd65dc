/** What the values of campaigns and moves are called. Pure. */
import {
  CAMPAIGN_STATUSES,
  MOVE_CATEGORIES,
  MOVE_STATUSES,
  OBJECTIVES,
  type TASK_STATUSES,
} from '../../../main/studio/campaigns/contract.ts';
import { dayLabel, shortDayLabel } from '../../components/when.ts';

export type Objective = (typeof OBJECTIVES)[number];
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];
export type Category = (typeof MOVE_CATEGORIES)[number];
export type MoveStatus = (typeof MOVE_STATUSES)[number];
export type TaskStatus = (typeof TASK_STATUSES)[number];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).replaceAll('_', ' ');

export const objectiveLabel = (objective: Objective | null): string =>
  objective === 'lead_gen' ? 'Lead generation' : objective === null ? 'No objective yet' : capital(objective);
export const OBJECTIVE_OPTIONS = [
  { value: 'none' as const, label: 'No objective yet' },
  ...OBJECTIVES.map((value) => ({ value, label: objectiveLabel(value) })),
];
export const statusLabel = (status: CampaignStatus | MoveStatus): string => capital(status);
export const CAMPAIGN_STATUS_OPTIONS = CAMPAIGN_STATUSES.map((value) => ({ value, label: statusLabel(value) }));
export const MOVE_STATUS_OPTIONS = MOVE_STATUSES.map((value) => ({ value, label: statusLabel(value) }));
export const categoryLabel = (category: Category): string => capital(category);
export const CATEGORY_OPTIONS = MOVE_CATEGORIES.map((value) => ({ value, label: categoryLabel(value) }));

export const TASK_WORDS: Record<TaskStatus, string> = {
  pending: 'To do',
  'in-progress': 'Doing',
  blocked: 'Blocked',
  done: 'Done',
};
/** As a board shows them, left to right. */
export const TASK_COLUMNS = ['pending', 'in-progress', 'blocked', 'done'] as const satisfies readonly TaskStatus[];

export const statusTone = (status: CampaignStatus | MoveStatus): 'plain' | 'accent' | 'good' | 'warn' =>
  status === 'active' ? 'accent' : status === 'completed' ? 'good' : status === 'paused' ? 'warn' : 'plain';

/** The day as this device's clock has it. */
export function today(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** "3 May". */
export const shortDay = (day: string | null): string => (day === null ? '' : shortDayLabel(day));
/** "3 May 2026". */
export const longDay = (day: string | null): string => (day === null ? '' : dayLabel(day));
const yearOf = (day: string): string => day.slice(0, 4);

/** "3 May – 9 Jun"; with the years as soon as one of them is not this one. */
export function spanLabel(from: string | null, to: string | null, now = today()): string {
  if (from === null && to === null) return 'no days yet';
  const years = [from, to].flatMap((day) => (day === null ? [] : [yearOf(day)]));
  const across = from !== null && to !== null && yearOf(from) !== yearOf(to);
  const plain = years.every((year) => year === yearOf(now));
  const first = across || (to === null && !plain) ? longDay(from) : shortDay(from);
  const last = plain ? shortDay(to) : longDay(to);
  return `${first || '…'} – ${last || '…'}`;
}

/** Beside a move's first day: what it does, and that it lies before the campaign, where it does. */
export const moveStartHint = (start: string | null, campaignStart: string | null): string =>
  start !== null && campaignStart !== null && start < campaignStart
    ? `Before its campaign begins, on ${longDay(campaignStart)}.`
    : 'Puts every day on the calendar, one after the other.';

/** Beside a phase's first day: where it comes from. */
export const phaseStartHint = (start: string | null, place: number): string =>
  start !== null ? 'Set by hand.' : place === 0 ? 'Begins with the campaign.' : 'Follows the phase above.';
