// What is said when an export is cancelled, wherever it is at.
import { PackError } from './types.ts';

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new PackError('cancelled', 'The export was cancelled. Nothing was written.');
}
