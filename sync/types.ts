/** What the host of the engine (the studio's sync thread, a test) hands in and gets back. */
import type { Database } from 'better-sqlite3';

/** What goes wrong in a way that a person may have to do something about; passing trouble is `offline` or `unavailable`. */
export type ProblemCode =
  | 'offline'
  | 'unavailable'
  | 'signed_out'
  | 'revoked'
  | 'update_needed'
  | 'big_delete'
  | 'disk_full'
  | 'forbidden'
  | 'internal';

export interface Problem {
  readonly code: ProblemCode;
  /** A sentence for a person. */
  readonly message: string;
}

export interface FirstSync {
  readonly tablesDone: number;
  readonly tablesTotal: number;
  /** Rows received so far. */
  readonly rows: number;
}

export interface HeldDelete {
  readonly table: string;
  /** Rows on the device, and how many of them the cloud no longer has. */
  readonly rows: number;
  readonly deleting: number;
}

/**
 * stopped: not running. connecting: no answer yet. first_sync: tables are fetched for the first time. syncing: something is
 * on its way up or down. in_step: everything answered and echoed. offline: no network, tried again by itself. blocked: it
 * waits for a person (see `problem`).
 */
export type SyncPhase = 'stopped' | 'connecting' | 'first_sync' | 'syncing' | 'in_step' | 'offline' | 'blocked';

export interface SyncState {
  readonly phase: SyncPhase;
  /** Mutations that the cloud has not answered and echoed; parked ones are not among them. */
  readonly waiting: number;
  readonly parked: number;
  /** Open rows of sync_conflict. */
  readonly conflicts: number;
  /** Null once every table was fetched. */
  readonly firstSync: FirstSync | null;
  /** When this device was last known to be in step, by its own clock; for display. */
  readonly lastSyncedAt: string | null;
  /** The last rows were applied before every table had reached the same point. */
  readonly partial: boolean;
  readonly held: readonly HeldDelete[];
  readonly problem: Problem | null;
  /**
   * Minutes that this device's clock is behind the cloud's (negative: ahead of it); null while they agree within five.
   * Nothing is decided by it, but times that a person reads are wrong.
   */
  readonly clockOff: number | null;
}

export interface SyncEngineOptions {
  /** A connection of the engine's own: foreign keys off, busy timeout on. The engine does not close it. */
  readonly database: Database;
  /** Without a slash at its end. */
  readonly gatewayUrl: string;
  readonly deviceName: string;
  /** `forceRefresh` after a 401. Null: signed out; the engine stops with `signed_out`, the outbox stays. */
  readonly accessToken: (forceRefresh: boolean) => Promise<string | null>;
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970; for display and waiting only. */
  readonly clock?: () => number;
  /** At least 0, below 1: jitter. */
  readonly random?: () => number;
  readonly onState?: (state: SyncState) => void;
  /** Names of the tables that changed on the device, after each commit of the engine. */
  readonly onApplied?: (tables: readonly string[]) => void;
  /** For the log; without contents of rows. */
  readonly onEvent?: (event: string, details: Readonly<Record<string, string | number>>) => void;
  /** Asked before over half of a table would be deleted. False: it stays held until the next start or `syncNow`. */
  readonly confirmBigDelete?: (held: HeldDelete) => Promise<boolean>;
  /** Tables whose changes arrive at once; the others follow when the beacon names them. */
  readonly hotTables?: readonly string[];
}

export interface SyncEngine {
  /** Begins to sync and goes on by itself. Calling it twice does nothing. */
  start(): void;
  /** Resolves when no request and no transaction is under way. */
  stop(): Promise<void>;
  /** Forgets waiting times; resolves when everything that was there is up and down, or could not be. */
  syncNow(): Promise<SyncState>;
  /** Another connection has written: there may be something to push. Cheap; call it after every local write. */
  localWrite(): void;
  /** The computer was asleep. */
  wake(): void;
  networkChanged(online: boolean): void;
  state(): SyncState;
  /** Sends it again, together with the later edits of its row that wait behind it, as the row is now. */
  retryParked(number: number): void;
  /** Gives that one edit up: its row goes back to what the cloud has, with later edits kept. History keeps the words. */
  letGoParked(number: number): void;
}

export type EntryState = 'waiting' | 'sent' | 'answered' | 'parked';

/** A mutation as the inspector shows it. */
export interface OutboxEntry {
  /** Its place in the outbox, by which retry and let go name it. */
  readonly number: number;
  readonly table: string;
  readonly rowId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly columns: readonly string[];
  /** What Undo shows for it. */
  readonly label: string;
  readonly at: string;
  readonly state: EntryState;
  readonly outcome: 'applied' | 'merged' | 'conflicted' | 'rejected' | null;
  /** Why it is parked: the gateway's word, or `behind` for an edit behind a parked one. */
  readonly code: string | null;
  readonly message: string | null;
}
