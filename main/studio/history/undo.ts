/**
 * Undo and redo, read from history alone, so that they survive a restart. The stack is every transaction of kind "do":
 * undo takes the newest that is not undone, redo the oldest undone one; something new puts what is undone out of reach. Taking back is itself a
 * captured write; a column that something else changed since is left alone and named.
 */
import { StudioError } from '../../contract/errors.ts';
import type { SqlValue } from '../../../schema/device.ts';
import { isAuthored, tableNamed } from '../../../schema/index.ts';
import { sameStored } from '../../../sync/device/same.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { entries, insertRaw, rawRow, setRaw } from './entries.ts';
import type { Entry, RawValues } from './entries.ts';

export interface Step {
  readonly tx: number;
  readonly label: string;
  readonly at: string;
  readonly batch: string | null;
}

export interface TakenBack {
  readonly label: string;
  readonly rows: { table: string; id: string }[];
  readonly skipped: { table: string; id: string; column: string; reason: string }[];
}

export const undoStep = (store: Store): Step | undefined =>
  store.get<{ tx: number; label: string; at: string; batch: string | null }>(
    `SELECT tx, label, at, batch FROM history_tx WHERE kind = 'do' AND undone = 0 ORDER BY tx DESC LIMIT 1`,
  );

export const redoStep = (store: Store): Step | undefined =>
  store.get<{ tx: number; label: string; at: string; batch: string | null }>(
    `SELECT tx, label, at, batch FROM history_tx WHERE kind = 'do' AND undone = 1 ORDER BY tx LIMIT 1`,
  );

/** The transactions of a step: itself, or its whole batch. */
function members(store: Store, step: Step, undone: 0 | 1): number[] {
  if (step.batch === null) return [step.tx];
  return store
    .all<{ tx: number }>(`SELECT tx FROM history_tx WHERE batch = ? AND kind = 'do' AND undone = ? ORDER BY tx`, [
      step.batch,
      undone,
    ])
    .map(({ tx }) => tx);
}

/** @throws StudioError nothing_to_undo */
export function undo(store: Store): TakenBack {
  const step = undoStep(store);
  if (!step) throw new StudioError('nothing_to_undo', 'There is nothing to undo.');
  const txs = members(store, step, 0);
  const { value } = store.write(
    `Undo: ${step.label}`,
    () => {
      mark(store, txs, 1);
      return takeBack(
        store,
        step.label,
        txs.toReversed().flatMap((tx) => entries(store, 'tx = ?', [tx]).toReversed()),
      );
    },
    { kind: 'undo', target: step.tx },
  );
  return value;
}

/** @throws StudioError nothing_to_redo */
export function redo(store: Store): TakenBack {
  const step = redoStep(store);
  if (!step) throw new StudioError('nothing_to_redo', 'There is nothing to redo.');
  const txs = members(store, step, 1);
  const { value } = store.write(
    `Redo: ${step.label}`,
    () => {
      // The undo that took this step back is itself taken back.
      const undoing = store.get<{ tx: number }>(
        `SELECT max(tx) AS tx FROM history_tx WHERE kind = 'undo' AND target IN (SELECT value FROM json_each(?))`,
        [JSON.stringify(txs)],
      );
      mark(store, txs, 0);
      return takeBack(store, step.label, entries(store, 'tx = ?', [undoing?.tx ?? -1]).toReversed());
    },
    { kind: 'redo', target: step.tx },
  );
  return value;
}

function mark(store: Store, txs: readonly number[], undone: 0 | 1): void {
  for (const tx of txs) store.run('UPDATE history_tx SET undone = ? WHERE tx = ?', [undone, tx], 'history');
}

/** `list` newest first. Only inside a write. */
function takeBack(store: Store, label: string, list: readonly Entry[]): TakenBack {
  const rows = new Map<string, { table: string; id: string }>();
  const skipped: TakenBack['skipped'] = [];
  for (const entry of list) {
    const skip = (column: string, reason: string): void => {
      skipped.push({ table: entry.table, id: entry.rowId, column, reason });
    };
    const current = rawRow(store, entry.table, entry.rowId);
    if (entry.operation === 'delete') {
      if (current || !entry.before) skip('*', 'it exists again');
      else if (Object.entries(entry.before).some(([column, value]) => isPurged(store, entry.table, column, value)))
        skip('*', 'what it belongs to was purged from the trash');
      else insertRaw(store, entry.table, entry.before);
    } else if (!current) {
      skip('*', 'it was purged from the trash');
      continue;
    } else if (entry.operation === 'insert') {
      if ('deleted_at' in tableNamed(entry.table).columns)
        setRaw(store, entry.table, entry.rowId, { deleted_at: nowUtc() });
      else store.erase(tableNamed(entry.table), entry.rowId);
    } else {
      const patch = unchangedSince(store, entry, current, skip);
      // What is left alone as a whole was not taken back, and nobody is told that it was.
      if (Object.keys(patch).length === 0) continue;
      setRaw(store, entry.table, entry.rowId, patch);
    }
    rows.set(`${entry.table}/${entry.rowId}`, { table: entry.table, id: entry.rowId });
  }
  return { label, rows: [...rows.values()], skipped };
}

/** Whether the value names a row that the database asks for and that is no longer there. */
function isPurged(store: Store, table: string, column: string, value: SqlValue): boolean {
  const { references } = tableNamed(table).columns[column] ?? {};
  if (!references || value === null || !isAuthored(tableNamed(references.table))) return false;
  return rawRow(store, references.table, String(value)) === undefined;
}

/** The columns that still hold what the change put there, with what was there before it. */
function unchangedSince(
  store: Store,
  entry: Entry,
  current: Record<string, SqlValue>,
  skip: (column: string, reason: string) => void,
): RawValues {
  const patch: Record<string, string | number | null> = {};
  const { columns } = tableNamed(entry.table);
  for (const [column, before] of Object.entries(entry.before ?? {})) {
    if (!sameStored(columns[column], current[column], entry.after?.[column])) skip(column, 'it was changed since');
    else if (isPurged(store, entry.table, column, before)) skip(column, 'what it named was purged from the trash');
    else patch[column] = before;
  }
  return patch;
}
