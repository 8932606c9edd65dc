/**
 * Holds what the shapes' logs bring until it is whole: a transaction of the cloud may touch several tables, and each table
 * has a log of its own. The owner's beacon row changes in every transaction and counts per table, so it says which tables
 * a log position has something of; when those have arrived, everything up to there is applied as one. Pure.
 */
import type { RemoteChange } from '../device/landing.ts';

export interface HeldChange extends RemoteChange {
  readonly lsn: number;
  readonly position: number;
}

export interface Cursor {
  readonly handle: string;
  readonly offset: string;
}

export const BEACON = 'sync_beacon';

interface Log {
  changes: HeldChange[];
  /** Where the next request of this log begins. */
  cursor: Cursor;
  /** The one that was applied last. */
  saved: Cursor;
  /** Everything of the table up to this log position has arrived. */
  reached: number;
  /** Applied up to here. */
  complete: number;
  /** What the beacon counted for the table at `complete`. */
  counted: number;
}

/** The beacon at a log position. */
interface Mark {
  readonly lsn: number;
  readonly counts: Readonly<Record<string, number>>;
  /** From the log. A row that was fetched may count more than had happened at `lsn`. */
  readonly exact: boolean;
}

export interface Ready {
  /** Everything up to this log position is there. */
  readonly lsn: number;
  /** Changes up to this log position are in `changes`. */
  readonly bound: number;
  readonly changes: readonly HeldChange[];
  /** For each table that is followed, where to go on from once `changes` are applied. */
  readonly cursors: ReadonlyMap<string, Cursor & { readonly lsn: number; readonly beacon: number }>;
  readonly partial: boolean;
}

/** `N_M`, `N_inf`, or before everything (`-1`), as numbers that can be compared. */
function placeOf(offset: string): readonly [lsn: number, position: number] {
  const [lsn = '', position = ''] = offset.split('_');
  return [Number(lsn), position === 'inf' ? Number.MAX_SAFE_INTEGER : Number(position)];
}

const offsetOf = (change: HeldChange): string => `${change.lsn}_${change.position}`;

export class Barrier {
  readonly #logs = new Map<string, Log>();
  readonly #marks: Mark[] = [];

  /** @param counted what the beacon had counted for the table when it was complete up to `lsn` */
  follow(table: string, cursor: Cursor, lsn: number, counted: number): void {
    this.#logs.set(table, { changes: [], cursor, saved: cursor, reached: lsn, complete: lsn, counted });
  }

  unfollow(table: string): void {
    this.#logs.delete(table);
  }

  /** Begins anew: a cloud that was put back counts other things under the same positions. */
  clear(): void {
    this.#logs.clear();
    this.#marks.length = 0;
  }

  follows(table: string): boolean {
    return this.#logs.has(table);
  }

  cursor(table: string): Cursor | null {
    return this.#logs.get(table)?.cursor ?? null;
  }

  /** Whether a part that begins at `from` leaves nothing out between itself and what has arrived of the table. */
  attaches(table: string, from: Cursor): boolean {
    const cursor = this.#logs.get(table)?.cursor;
    if (!cursor || cursor.handle !== from.handle) return false;
    const [[lsn, position], [fromLsn, fromPosition]] = [placeOf(cursor.offset), placeOf(from.offset)];
    return fromLsn < lsn || (fromLsn === lsn && fromPosition <= position);
  }

  /** Log position up to which everything of the table is in the device's rows; -1 for a table that is not followed. */
  completeTo(table: string): number {
    const log = this.#logs.get(table);
    if (!log) return -1;
    if (log.changes.length > 0) return log.complete;
    // A log that is not read all the time has missed nothing where the beacon counts no more than it has.
    const still = this.#marks.findLast((mark) => (mark.counts[table] ?? 0) <= log.counted);
    return Math.max(log.complete, log.reached, still?.lsn ?? -1);
  }

  /** The beacon as it was when it was last applied: what it counts more than a table has is still to be fetched. */
  beaconAt(lsn: number, counts: Readonly<Record<string, number>>, exact = false): void {
    this.#marks.push({ lsn, counts, exact });
    this.#marks.sort((a, b) => a.lsn - b.lsn);
  }

  /** @param reached log position that this part of the log is complete up to; null while more of it is to come */
  receive(table: string, changes: readonly HeldChange[], cursor: Cursor, reached: number | null): void {
    const log = this.#logs.get(table);
    if (!log) return;
    log.changes.push(...changes);
    log.cursor = cursor;
    if (reached !== null) log.reached = Math.max(log.reached, reached, changes.at(-1)?.lsn ?? 0);
    if (table !== BEACON) return;
    for (const change of changes) {
      const counts = change.values['tables'];
      if (typeof counts === 'string') this.beaconAt(change.lsn, JSON.parse(counts) as Record<string, number>, true);
    }
  }

  #missing(mark: Mark): string[] {
    return [...this.#logs]
      .filter(([table, log]) => (mark.counts[table] ?? 0) > log.counted && log.reached < mark.lsn)
      .map(([table]) => table);
  }

  /** Tables whose logs have something that has not arrived. */
  awaited(): string[] {
    return [...new Set(this.#marks.flatMap((mark) => this.#missing(mark)))];
  }

  get size(): number {
    let size = 0;
    for (const log of this.#logs.values()) size += log.changes.length;
    return size;
  }

  get waits(): boolean {
    return this.size > 0 || this.awaited().length > 0;
  }

  /** The furthest log position up to which everything has arrived. */
  #whole(): number {
    const beacon = this.#logs.get(BEACON);
    if (!beacon) return Math.min(...[...this.#logs.values()].map((log) => log.reached));
    const gap = this.#marks.find((mark) => this.#missing(mark).length > 0);
    if (!gap) return beacon.reached;
    if (gap.exact) return gap.lsn - 1;
    // The beacon was fetched: what it counts more may have happened anywhere up to there.
    const reached = this.#missing(gap).map((table) => this.#logs.get(table)?.reached ?? -1);
    return Math.min(gap.lsn - 1, ...reached);
  }

  /** What can be applied now; null when that is nothing. `force`: all there is, whole or not. */
  ready(force = false): Ready | null {
    const whole = this.#whole();
    const lsn = force ? Number.MAX_SAFE_INTEGER : whole;
    const changes: HeldChange[] = [];
    const cursors = new Map<string, Cursor & { lsn: number; beacon: number }>();
    const mark = this.#marks.findLast((one) => one.exact && one.lsn <= lsn);
    let moves = false;
    for (const [table, log] of this.#logs) {
      const due = log.changes.filter((change) => change.lsn <= lsn);
      const last = due.at(-1);
      changes.push(...due);
      const rest = log.changes.length > due.length;
      const complete = Math.max(log.complete, force ? log.reached : whole);
      const beacon = mark && complete >= mark.lsn ? Math.max(log.counted, mark.counts[table] ?? 0) : log.counted;
      const cursor = !rest ? log.cursor : last ? { handle: log.cursor.handle, offset: offsetOf(last) } : log.saved;
      moves ||= due.length > 0 || beacon !== log.counted;
      cursors.set(table, { ...cursor, lsn: complete, beacon });
    }
    if (!moves) return null;
    changes.sort((a, b) => a.lsn - b.lsn || a.position - b.position);
    return {
      lsn: force ? Math.max(whole, changes.at(-1)?.lsn ?? 0) : whole,
      bound: lsn,
      changes,
      cursors,
      partial: force,
    };
  }

  /** Forgets what was applied. Only after the transaction that applied it was committed. */
  applied(ready: Ready): void {
    for (const [table, log] of this.#logs) {
      log.changes = log.changes.filter((change) => change.lsn > ready.bound);
      const cursor = ready.cursors.get(table);
      log.saved = cursor ?? log.saved;
      log.complete = Math.max(log.complete, cursor?.lsn ?? 0);
      log.counted = Math.max(log.counted, cursor?.beacon ?? 0);
    }
    const open = this.#marks.findIndex((mark) => this.#missing(mark).length > 0);
    const keep = open === -1 ? this.#marks.slice(-1) : this.#marks.slice(Math.max(0, open - 1));
    this.#marks.splice(0, this.#marks.length, ...keep);
  }
}
