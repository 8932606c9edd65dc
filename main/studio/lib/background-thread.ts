/** Work that nobody waits for gives way to the window and to the thread that answers it. */
import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/**
 * Called first in a worker thread. Linux counts a priority by thread, and 0 means the caller's own; elsewhere it would
 * slow the whole program, so there the system's scheduler decides alone.
 */
export function giveWay(): void {
  if (isMainThread || process.platform !== 'linux') return;
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it; the work is done either way.
  }
}
