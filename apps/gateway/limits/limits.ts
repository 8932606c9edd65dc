/** How often one may call (the documents' table), and what a counter of calls is. */
import type { Tier } from '../auth/accounts.ts';

export interface Window {
  readonly seconds: number;
  readonly max: number;
}

export type Limits = readonly Window[];

const perMinuteHourDay = (minute: number, hour: number, day: number): Limits => [
  { seconds: 60, max: minute },
  { seconds: 3600, max: hour },
  { seconds: 86_400, max: day },
];

/** Document 1 names free, pro and enterprise. Of the tiers of document 5, starter stands where pro did. */
export const TIER_LIMITS: Readonly<Record<Tier, Limits>> = {
  free: perMinuteHourDay(10, 100, 1000),
  starter: perMinuteHourDay(60, 1000, 10_000),
  growth: perMinuteHourDay(300, 10_000, 100_000),
  enterprise: perMinuteHourDay(300, 10_000, 100_000),
};
export const ANONYMOUS_LIMITS = perMinuteHourDay(5, 50, 200);
/** Keys, uploads: what costs or endangers most, whoever asks. */
export const SENSITIVE_LIMITS = perMinuteHourDay(5, 20, 100);
/**
 * A signed-in person's devices in step with the cloud: eight live shapes of 20 seconds and a push every second leave
 * room for several devices. It keeps a runaway client from the others, and is no allowance that is sold.
 */
export const SYNC_LIMITS: Limits = [{ seconds: 60, max: 3000 }];

export interface Limiter {
  /**
   * Counts a call, unless it is over one of the limits: then it is not counted, and the answer is the number of seconds
   * until it may be tried again. 0: go on.
   */
  take(subject: string, endpoint: string, limits: Limits): Promise<number>;
  close(): Promise<void>;
}

/** Seconds until the window that holds `now` (milliseconds) ends; windows begin at multiples of their length since 1970. */
export const secondsLeft = (window: Window, now: number): number =>
  Math.max(1, Math.ceil(window.seconds - ((now / 1000) % window.seconds)));
