/**
 * Runs at once for the first item, and gathers what comes while that round is running: an import changes rows a hundred
 * times a second, and asking for a list of thousands after each would never come to an end.
 */

const wait = (milliseconds: number): Promise<void> => new Promise((done) => void setTimeout(done, milliseconds));

export interface GatherOptions {
  /** Rest between two rounds. Milliseconds. */
  gap: number;
  /** Each round after another one rests twice as long, up to this: what goes on for long is looked at less often. */
  longestGap?: number;
  /** A round that takes longer does not hold up the next. Milliseconds. */
  patience: number;
}

export function gather<T>(
  run: (items: ReadonlySet<T>) => Promise<unknown>,
  { gap, longestGap = gap, patience }: GatherOptions,
): (items: readonly T[]) => void {
  let waiting = new Set<T>();
  let busy = false;
  const rounds = async (): Promise<void> => {
    for (let rest = gap; waiting.size > 0; rest = Math.min(rest * 2, longestGap)) {
      const items = waiting;
      waiting = new Set();
      await Promise.race([run(items).catch(() => undefined), wait(patience)]);
      await wait(rest);
    }
    busy = false;
  };
  return (items) => {
    for (const item of items) waiting.add(item);
    if (busy || waiting.size === 0) return;
    busy = true;
    void rounds();
  };
}
