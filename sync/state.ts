/** What the engine says of itself: computed from what is stored and from how its session stands. */
import type { Database } from 'better-sqlite3';
import type { Core } from './core.ts';
import { meta } from './device/meta.ts';
import { shapes } from './device/shapes.ts';
import { plucked } from './device/statements.ts';
import type { HeldDelete, Problem, SyncPhase, SyncState } from './types.ts';

/** Milliseconds that two clocks may differ without a word. */
const CLOCKS_DIFFER = 5 * 60_000;

/** What is only in the engine's memory. */
export interface Standing {
  readonly running: boolean;
  readonly connected: boolean;
  /** A person has to do something before it goes on. */
  readonly blocked: boolean;
  readonly problem: Problem | null;
  readonly partial: boolean;
  /** Of the cloud's clock minus this device's (milliseconds). */
  readonly clockOff: number;
  /** Whether every log was read to its end once. */
  readonly wasInStep: boolean;
}

function phaseOf(
  core: Core,
  standing: Standing,
  waiting: number,
  fetched: number,
  held: readonly HeldDelete[],
): SyncPhase {
  if (!standing.running) return 'stopped';
  if (standing.blocked) return 'blocked';
  if (!standing.connected) return standing.problem === null ? 'connecting' : 'offline';
  if (fetched < core.tables.length - held.length) return fetched === 0 ? 'first_sync' : 'syncing';
  if (held.length > 0) return 'blocked';
  return waiting > 0 || core.barrier.waits || !standing.wasInStep ? 'syncing' : 'in_step';
}

export function stateOf(db: Database, core: Core, standing: Standing): SyncState {
  const count = (sql: string): number => plucked(db, sql).get() as number;
  const states = shapes(db);
  const names = new Set(core.tables.map((table) => table.name));
  const known = states.filter((shape) => names.has(shape.table));
  const done = known.filter((shape) => shape.state === 'live').length;
  const firstDone = known.filter((shape) => shape.state !== 'new' && shape.state !== 'first').length;
  const held = known.some((shape) => shape.state === 'held') ? core.held() : [];
  const waiting = count(`SELECT count(*) FROM sync_outbox WHERE state <> 'parked'`);
  let phase = phaseOf(core, standing, waiting, done, held);
  const firstSync =
    firstDone < names.size
      ? { tablesDone: firstDone, tablesTotal: names.size, rows: known.reduce((sum, shape) => sum + shape.rows, 0) }
      : null;
  if (phase === 'syncing' && firstSync) phase = 'first_sync';
  const firstHeld = held[0];
  return {
    phase,
    waiting,
    parked: count(`SELECT count(*) FROM sync_outbox WHERE state = 'parked'`),
    conflicts: count(`SELECT count(*) FROM sync_conflict WHERE resolution = 'open'`),
    firstSync,
    lastSyncedAt: meta(db, 'sync_last_synced'),
    partial: standing.partial,
    held,
    clockOff: Math.abs(standing.clockOff) > CLOCKS_DIFFER ? Math.round(standing.clockOff / 60_000) : null,
    problem:
      standing.problem ??
      (firstHeld
        ? {
            code: 'big_delete',
            message: `The cloud no longer has ${firstHeld.deleting} of the ${firstHeld.rows} rows of ${firstHeld.table} that are on this device. They stay until you say that they may go.`,
          }
        : null),
  };
}
