/**
 * How set-up speaks: one line a step, with the time it took where it did something. Everything goes to stderr, so that
 * a command whose stdout is data (the CLI) can set itself up on the way.
 */

/** @typedef {{ step(name: string, outcome: string): void, note(text: string): void }} Report */

/**
 * @param {{ quietWhenReady?: boolean }} [options] quietWhenReady keeps back the lines of steps that found nothing to do.
 * @returns {Report}
 */
export function createReport({ quietWhenReady = false } = {}) {
  return {
    step(name, outcome) {
      if (quietWhenReady && outcome.startsWith('already')) return;
      process.stderr.write(`${name}: ${outcome}\n`);
    },
    note(text) {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** Seconds since `start` (a performance.now() value) in words: "0.4 s", "41 s". */
export function since(start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/** Milliseconds after which a step that says nothing looks as if it hung. */
const STILL_EVERY = 15_000;

/**
 * Says from time to time that `work` still goes on, and for how long.
 * @template T
 * @param {Report} report @param {string} name @param {() => Promise<T>} work @param {number} [every] milliseconds
 * @returns {Promise<T>}
 */
export async function untilDone(report, name, work, every = STILL_EVERY) {
  const start = performance.now();
  const timer = setInterval(() => report.note(`${name}: still at work (${since(start)})`), every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A step of set-up that could not be done. Its message says what the person can do. */
export class SetupError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
  }
}
