/** Counts in this process: for sync traffic, for callers without an account, and while Redis does not answer. */
import { secondsLeft } from './limits.ts';
import type { Limiter } from './limits.ts';

/** Counters kept at most; the oldest go first, which forgives an old caller rather than fill the memory. */
const KEPT = 100_000;

export function memoryLimiter(clock: () => number = Date.now): Limiter {
  const counts = new Map<string, { start: number; count: number }>();
  return {
    take(subject, endpoint, limits) {
      const now = clock();
      const slots = limits.map((window) => {
        const key = `${subject}\n${endpoint}\n${window.seconds}`;
        const start = Math.floor(now / 1000 / window.seconds);
        const found = counts.get(key);
        return { key, window, slot: found?.start === start ? found : { start, count: 0 } };
      });
      const full = slots.filter(({ slot, window }) => slot.count >= window.max);
      if (full.length > 0) return Promise.resolve(Math.max(...full.map(({ window }) => secondsLeft(window, now))));
      for (const { key, slot } of slots) {
        counts.delete(key);
        counts.set(key, { start: slot.start, count: slot.count + 1 });
      }
      while (counts.size > KEPT) counts.delete(counts.keys().next().value ?? '');
      return Promise.resolve(0);
    },
    close: () => Promise.resolve(),
  };
}
