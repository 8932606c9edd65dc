/** What follows from tasks and days: progress, the day a move is at, where phases lie in time. Pure. */
import { addDays, dayInWords, daysBetween } from '../../contract/days.ts';
import type { Phase, PlacedPhase, Task } from './contract.ts';

export interface TaskCounts {
  readonly done: number;
  readonly total: number;
  readonly blocked: number;
}

/** As much of a day as progress follows from. */
export interface DayOutline {
  readonly day: number;
  readonly date: string | null;
  readonly tasks: readonly Pick<Task, 'status'>[];
}

export function countTasks(days: readonly DayOutline[]): TaskCounts {
  const tasks = days.flatMap((day) => day.tasks);
  return {
    done: tasks.filter(({ status }) => status === 'done').length,
    total: tasks.length,
    blocked: tasks.filter(({ status }) => status === 'blocked').length,
  };
}

export const sumCounts = (list: readonly TaskCounts[]): TaskCounts =>
  list.reduce(
    (sum, each) => ({
      done: sum.done + each.done,
      total: sum.total + each.total,
      blocked: sum.blocked + each.blocked,
    }),
    { done: 0, total: 0, blocked: 0 },
  );

/** 0 to 100. 100 means that every task is done: 199 of 200 are 99. Nothing planned is nothing done. */
export const progressOf = ({ done, total }: TaskCounts): number => (total === 0 ? 0 : Math.floor((done / total) * 100));

/** The first day with something open; 0 before the first tick; the last day when all is done. */
export function currentDay(days: readonly DayOutline[]): number {
  const ordered = days.toSorted((a, b) => a.day - b.day);
  if (!ordered.some((day) => day.tasks.some(({ status }) => status !== 'pending'))) return 0;
  return (ordered.find((day) => day.tasks.some(({ status }) => status !== 'done')) ?? ordered.at(-1))?.day ?? 0;
}

export const daysOf = (weeks: number): number => Math.max(1, Math.round(weeks * 7));
/** To three places, so that a count of days comes back as it was. */
export const weeksOf = (days: number): number => Math.round((days / 7) * 1000) / 1000;

/** Each phase with its days. Without a first day of its own it follows on the phase before. */
export function placePhases(
  phases: readonly Phase[],
  start: string | null,
  progress: (phase: Phase) => number,
): PlacedPhase[] {
  const placed: PlacedPhase[] = [];
  let next = 0;
  // Where the campaign has no first day, the earliest phase that has one is it.
  const zero =
    start ??
    phases.reduce<string | null>(
      (first, each) => (each.start !== null && (first === null || each.start < first) ? each.start : first),
      null,
    );
  for (const phase of phases) {
    const offset = phase.start !== null && zero !== null ? daysBetween(zero, phase.start) : next;
    const days = daysOf(phase.duration_weeks);
    next = offset + days;
    placed.push({
      ...phase,
      offset,
      days,
      from: zero === null ? null : addDays(zero, offset),
      to: zero === null ? null : addDays(zero, offset + days - 1),
      progress: progress(phase),
    });
  }
  return placed;
}

/** A gap of more days than this between two phases is more often a slip of the year than a plan. */
const FAR_DAYS = 180;

/** What does not fit together, in sentences. Plans are made in any order, so nothing is refused for it. */
export function phaseProblems(placed: readonly PlacedPhase[], start: string | null, end: string | null): string[] {
  const said = (phase: PlacedPhase): string => `“${phase.name === '' ? `Phase ${phase.number}` : phase.name}”`;
  return placed.flatMap((phase, i) => {
    const problems: string[] = [];
    if (phase.offset < 0 && start !== null && phase.from !== null)
      problems.push(
        `${said(phase)} starts on ${dayInWords(phase.from)}, before the campaign does (${dayInWords(start)}).`,
      );
    if (end !== null && phase.to !== null && phase.to > end)
      problems.push(`${said(phase)} ends on ${dayInWords(phase.to)}, after the campaign does (${dayInWords(end)}).`);
    const before = placed[i - 1];
    const free = phase.offset - (before ? before.offset + before.days : 0);
    if (phase.start !== null && phase.from !== null && free > FAR_DAYS)
      problems.push(
        `${said(phase)} starts on ${dayInWords(phase.from)}, ${free} days after ${before ? `${said(before)} ends` : 'the campaign starts'}. Check its year.`,
      );
    if (before && phase.offset < before.offset)
      problems.push(`${said(phase)} starts before ${said(before)}, which stands above it.`);
    return problems;
  });
}
