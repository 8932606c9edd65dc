/** What the import queue and the thread that does its heavy writing say to each other. */
import type { ItemResult } from './jobs.ts';
import type { Arrival } from './outcome.ts';
import type { ChunkOwner } from '../chunk-rows.ts';

export interface LandingData {
  /** Path of the database. */
  readonly file: string;
}

/** A document that is to be written, without its passages: those are written by the database thread, in slices. */
export interface LandingOrder {
  readonly itemId: string;
  readonly jobId: string;
  /** What undo shows. */
  readonly label: string;
  readonly arrival: Arrival;
  /** How many passages its text gives. */
  readonly chunks: number;
}

export type ToLanding =
  | { readonly kind: 'land'; readonly id: number; readonly order: LandingOrder }
  /** Move the write-ahead log into the database. */
  | { readonly kind: 'checkpoint' };

export type FromLanding =
  /** `owner`: whose passages are to be written. Both null: the item was put back or cancelled meanwhile. */
  | {
      readonly kind: 'landed';
      readonly id: number;
      readonly result: ItemResult | null;
      readonly owner: ChunkOwner | null;
      readonly tables: readonly string[];
    }
  /** It has to be written by the database thread: a person's changes to its passages want the passages themselves. */
  | { readonly kind: 'declined'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly code: string; readonly message: string };
