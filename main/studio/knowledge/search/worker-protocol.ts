/** What the thread that searches and the thread that owns the database say to each other. */
import type { SearchAnswer, SearchIndexState } from '../contract.ts';
import type { QuestionVector } from '../own-model/own-model.ts';
import type { Keep } from './index-tables.ts';
import type { SearchInput } from './search.ts';

export interface WorkerData {
  /** Path of the database. */
  readonly file: string;
}

export type ToSearchWorker =
  | { readonly kind: 'search'; readonly id: number; readonly input: SearchInput; readonly own: QuestionVector | null }
  /** Work in what changed and keep it; answered when all is done. */
  | { readonly kind: 'settle'; readonly id: number }
  | { readonly kind: 'state'; readonly id: number }
  | { readonly kind: 'stopLearning'; readonly id: number }
  | { readonly kind: 'check'; readonly id: number }
  | { readonly kind: 'kept'; readonly number: number; readonly ok: boolean };

export type FromSearchWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: SearchAnswer }
  | { readonly kind: 'settled'; readonly id: number }
  | { readonly kind: 'state'; readonly id: number; readonly state: SearchIndexState }
  | { readonly kind: 'stopped'; readonly id: number; readonly stopped: boolean }
  /** In words, one a fault. */
  | { readonly kind: 'checked'; readonly id: number; readonly problems: readonly string[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'progress' }
  | { readonly kind: 'keep'; readonly number: number; readonly what: Keep };
