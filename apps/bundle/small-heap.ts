/**
 * Flags that V8 looks at again and again, not only at its start. The nursery of the heap stays as small as it is (it would grow
 * to 48 MB for the short-lived objects of a few hundred answers and keep that), and code is kept small, with one compiler less.
 * A person may have many bundles installed; measured, answers take no longer.
 */
import { setFlagsFromString } from 'node:v8';

/** Called when the program is loaded: until then nearly everything made is kept, and a small nursery is emptied for nothing. */
export function keepHeapSmall(): void {
  for (const flag of ['--semi-space-growth-factor=1', '--optimize-for-size', '--no-maglev']) setFlagsFromString(flag);
}
