/** What the thread that runs a person's own model and the thread that owns the database say to each other. */
import type { OwnModelReport } from '../contract.ts';

export interface OwnWorkerData {
  /** What the person chose, or the file that was used before. */
  readonly path: string;
  /** The model that it has to be; null while it is only looked at. */
  readonly expected: string | null;
  /** Path of the database. */
  readonly database: string;
}

/** A passage's vector, with the text that it was made from: if that has changed since, it is not kept. */
export interface OwnVector {
  readonly chunk: number;
  readonly title: string;
  readonly headingPath: string;
  readonly text: string;
  readonly scale: number;
  readonly vector: Int8Array;
}

export type ToOwnWorker =
  | { readonly kind: 'query'; readonly id: number; readonly text: string }
  /** Read what has no vector yet; answered with `worked`. */
  | { readonly kind: 'work' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'kept'; readonly ok: boolean };

export type FromOwnWorker =
  | { readonly kind: 'ready'; readonly report: OwnModelReport }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'vector'; readonly id: number; readonly vector: Float32Array }
  | { readonly kind: 'noVector'; readonly id: number; readonly message: string }
  | { readonly kind: 'keep'; readonly vectors: readonly OwnVector[] }
  /** False: stopped before the end, or the database would not take it. */
  | { readonly kind: 'worked'; readonly whole: boolean };
