/**
 * Runs at once for the first item, and gathers what comes while that round is running: an import changes rows a hundred
 * times a second, and asking for a list of thousands after each would never come to an end.
 * What a person did is not kept waiting for that: `hurry` ends the rest.
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
): { add: (items: readonly T[]) => void; hurry: () => void } {
  let waiting = new Set<T>();
  let busy = false;
  let wake: () => void = () => undefined;
  /** A person is waiting: the next rest ends as soon as there is something to do. */
  let hurried = false;
  const restFor = async (milliseconds: number): Promise<void> => {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (!hurried || waiting.size === 0) await Promise.race([wait(milliseconds), woken]);
    hurried = false;
  };
  const rounds = async (): Promise<void> => {
    for (let rest = gap; waiting.size > 0; rest = Math.min(rest * 2, longestGap)) {
      const items = waiting;
      waiting = new Set();
      await Promise.race([run(items).catch(() => undefined), wait(patience)]);
      await restFor(rest);
    }
    busy = false;
  };
  return {
    add(items) {
      for (const item of items) waiting.add(item);
      if (waiting.size === 0) return;
      if (busy && hurried) wake();
      if (busy) return;
      busy = true;
      void rounds();
    },
    hurry() {
      if (!busy) return;
      hurried = true;
      if (waiting.size > 0) wake();
    },
  };
}
