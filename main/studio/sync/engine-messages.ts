/** What travels between the studio's thread and the thread of the sync engine. */
import type { SyncState } from '../../../sync/types.ts';

export interface EngineStart {
  readonly file: string;
  readonly gatewayUrl: string;
  readonly deviceName: string;
}

export type ToEngine =
  | { readonly type: 'token'; readonly id: number; readonly token: string | null; readonly failure: string | null }
  | { readonly type: 'call'; readonly id: number; readonly what: EngineCall }
  | { readonly type: 'localWrite' }
  | { readonly type: 'wake' }
  | { readonly type: 'network'; readonly online: boolean }
  | { readonly type: 'held'; readonly table: string; readonly remove: boolean };

export interface EngineCall {
  readonly name: 'syncNow' | 'stop';
}

export type FromEngine =
  | { readonly type: 'state'; readonly state: SyncState }
  | { readonly type: 'applied'; readonly tables: readonly string[] }
  | { readonly type: 'token'; readonly id: number; readonly force: boolean }
  | { readonly type: 'done'; readonly id: number; readonly state: SyncState; readonly failure: string | null }
  /** Another program syncs this database; tried again by itself. */
  | { readonly type: 'elsewhere'; readonly elsewhere: boolean }
  | { readonly type: 'event'; readonly event: string; readonly details: Readonly<Record<string, string | number>> };
