/** Runs a calculation written as a generator of progress: in one go, or in slices that let others work. */
import type { Control, Progress } from './types.ts';

/** Milliseconds of work before others get a turn: within one frame of a window at 60 a second. */
const SLICE = 12;

function stopped(signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
}

export function run<T>(steps: Generator<Progress, T>, { signal, onProgress }: Control): T {
  stopped(signal);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    onProgress?.(step.value);
    stopped(signal);
  }
}

export async function runInSlices<T>(steps: Generator<Progress, T>, { signal, onProgress }: Control): Promise<T> {
  stopped(signal);
  let since = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (performance.now() - since < SLICE) continue;
    onProgress?.(step.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    stopped(signal);
    since = performance.now();
  }
}
