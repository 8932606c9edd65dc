// The search index of a bundle, made from its own passages alone: the same passages give the same bytes on any device.
import { buildIndexInSlices } from '../../../../retrieval/index.ts';
import type { LaidKnowledge } from './layout.ts';
import { throwIfCancelled } from './review.ts';
import type { PlanOptions } from './types.ts';

export interface MadeIndex {
  /** Of the passages that it is made from. */
  readonly key: string;
  readonly bytes: Promise<Uint8Array>;
}

/** The last index made. Between the plan and the export of the same content it is the slow part, and the same. */
let last: { readonly key: string; readonly bytes: Uint8Array } | undefined;

/** Begins at once; a failure shows when the bytes are asked for. */
export function indexFor(laid: LaidKnowledge, options: PlanOptions): MadeIndex {
  const { key } = laid;
  const bytes = last?.key === key ? Promise.resolve(last.bytes) : make(laid, options);
  // Nobody may ask, when another index is wanted after all.
  bytes.catch(() => undefined);
  return { key, bytes };
}

async function make({ key, passages }: LaidKnowledge, options: PlanOptions): Promise<Uint8Array> {
  const { signal, indexer, onProgress } = options;
  try {
    const bytes = indexer
      ? await indexer(passages, signal ?? new AbortController().signal)
      : await buildIndexInSlices(passages, {
          ...(signal === undefined ? {} : { signal }),
          onProgress: ({ done, total }) => onProgress?.({ step: 'index', done, total }),
        });
    last = { key, bytes };
    return bytes;
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
}
