// The search index of a bundle, made from its own passages alone: the same passages give the same bytes on any device.
import { buildIndexInSlices } from '../../../../retrieval/index.ts';
import type { LaidKnowledge } from './layout.ts';
import { throwIfCancelled } from './cancelled.ts';
import type { PlanOptions } from './types.ts';

export interface MadeIndex {
  /** Of the passages that it is made from. */
  readonly key: string;
  readonly bytes: Promise<Uint8Array>;
  /** The same compressed, where another thread does that too. */
  readonly deflated: Promise<Uint8Array> | undefined;
}

/** The last index made. Between the plan and the export of the same content it is the slow part, and the same. */
let last: MadeIndex | undefined;

/** Begins at once; a failure shows when the bytes are asked for. */
export function indexFor(laid: LaidKnowledge, options: PlanOptions): MadeIndex {
  const { key } = laid;
  if (last?.key === key) return last;
  const begun = options.indexer?.(laid.passages, options.signal ?? new AbortController().signal);
  const made: MadeIndex = { key, bytes: make(laid, options, begun?.bytes), deflated: begun?.deflated };
  // Nobody may ask, when another index is wanted after all. Nor is one kept that could not be made.
  made.bytes.then(
    () => (last = made),
    () => undefined,
  );
  made.deflated?.catch(() => {
    if (last === made) last = undefined;
  });
  return made;
}

async function make(
  { passages }: LaidKnowledge,
  { signal, onProgress }: PlanOptions,
  elsewhere: Promise<Uint8Array> | undefined,
): Promise<Uint8Array> {
  try {
    return await (elsewhere ??
      buildIndexInSlices(passages, {
        ...(signal === undefined ? {} : { signal }),
        onProgress: ({ done, total }) => onProgress?.({ step: 'index', done, total }),
      }));
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
}
