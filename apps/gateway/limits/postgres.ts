/** Counts in the documents' table rate_limits, by their function check_rate_limit: the same for every gateway. */
import type pg from 'pg';
import { asService } from '../database.ts';
import { secondsLeft } from './limits.ts';
import type { Limiter, Window } from './limits.ts';

/** Milliseconds. */
const TIDY_EVERY = 60 * 60_000;

/** Ends the transaction, so that a call over one window's limit is counted in none. */
class Over extends Error {
  readonly window: Window;

  constructor(window: Window) {
    super('over the limit');
    this.window = window;
  }
}

/** `subject` is a user id. */
export function postgresLimiter(pool: pg.Pool): Limiter {
  // Windows that are over are of no use to anyone. Where it fails, the next hour's does it.
  const tidying = setInterval(() => {
    asService(pool, (client) => client.query('SELECT cleanup_old_rate_limits()')).catch(() => undefined);
  }, TIDY_EVERY);
  tidying.unref();
  return {
    async take(subject, endpoint, limits) {
      try {
        await asService(pool, async (client) => {
          // A counter may be a moment behind after a crash; waiting for the disk at every request would cost more.
          await client.query('SET LOCAL synchronous_commit = off');
          // The longest first: who has used up the day learns that, and not that the minute is over.
          for (const window of limits.toSorted((a, b) => b.seconds - a.seconds)) {
            const { rows } = await client.query<{ within: boolean }>(
              'SELECT check_rate_limit($1::uuid, $2::text, $3::integer, $4::integer) AS within',
              [subject, endpoint, window.seconds / 60, window.max],
            );
            if (rows[0]?.within !== true) throw new Over(window);
          }
        });
        return 0;
      } catch (error) {
        if (error instanceof Over) return secondsLeft(error.window, Date.now());
        throw error;
      }
    },
    close() {
      clearInterval(tidying);
      return Promise.resolve();
    },
  };
}
