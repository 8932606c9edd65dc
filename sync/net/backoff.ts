/** How long to wait before the next attempt: full jitter, so that many devices do not come back at one moment. */

/** Milliseconds: the bound of the first wait and of the longest. */
const FIRST = 1000;
const LONGEST = 32_000;

export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  /** @param retryAfter what the other side asked for, in milliseconds. @returns milliseconds to wait */
  next(retryAfter: number | null = null): number {
    const bound = Math.min(LONGEST, FIRST * 2 ** this.#failures);
    this.#failures += 1;
    const jitter = this.#random() * bound;
    // What was asked for is the least; the jitter keeps those apart that were told the same.
    return retryAfter === null ? jitter : retryAfter + Math.min(jitter, FIRST);
  }

  reset(): void {
    this.#failures = 0;
  }
}
