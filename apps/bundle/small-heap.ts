/**
 * Flags that V8 looks at again and again, not only at its start. The nursery of the heap stays as small as it is (it would grow
 * to 48 MB for the short-lived objects of a few hundred answers and keep that), and code is kept small, with one compiler less.
 * A person may have many bundles installed; measured, answers take no longer.
 */
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/**
 * Called when the program is loaded: until then nearly everything made is kept, and a small nursery is emptied for nothing.
 * Flags are the whole process's: in a thread of another program (the studio, which tries a bundle so) they are left alone.
 */
export function keepHeapSmall(): void {
  if (!isMainThread) return;
  for (const flag of ['--semi-space-growth-factor=1', '--optimize-for-size', '--no-maglev']) setFlagsFromString(flag);
}
