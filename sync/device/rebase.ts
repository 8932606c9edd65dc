/** What a person sees of a row: the cloud's image with the outstanding edits made again on top. Pure. */
import type { SqlValue } from '../../schema/device.ts';
import type { Column, Table } from '../../schema/index.ts';
import { fromWire, toWire } from '../../schema/wire.ts';
import { mergeColumn } from '../protocol/merge.ts';
import { columnsOf } from './rows.ts';
import type { Row } from './rows.ts';

export interface Edit {
  readonly operation: 'insert' | 'update' | 'delete';
  /** Columns and what they became; empty for a delete. */
  readonly patch: Row;
  /** What they held before; empty for an insert. */
  readonly base: Row;
}

/** Equal texts are equal values in most cases; only otherwise are they parsed and merged. */
function replayed(column: Column | undefined, base: SqlValue | undefined, mine: SqlValue, theirs: SqlValue): SqlValue {
  if (!column || theirs === mine || base === undefined || theirs === base || column.merge === 'last') return mine;
  const merged = mergeColumn(column.merge, toWire(column, base), toWire(column, mine), toWire(column, theirs));
  return fromWire(column, merged.value);
}

/** Bookkeeping of a row that the cloud does not have. */
const UNKNOWN_TO_THE_CLOUD: Row = { row_version: 0, _fv: '{}' };

/**
 * @param current the row as the device has it; what is kept where the cloud has no image to start from
 * @returns null when there is no row
 */
export function rebase(table: Table, image: Row | null, edits: readonly Edit[], current: Row | null): Row | null {
  const columns = columnsOf(table);
  let row: Row | null = image === null ? null : { ...image };
  for (const edit of edits) {
    if (edit.operation === 'delete') row = null;
    else if (row === null && image !== null) {
      // Deleted by an earlier edit, and made again: the last word on it is the edit's.
      row = { ...image, ...edit.patch };
    } else if (row === null) {
      row =
        current === null && edit.operation === 'update' ? null : { ...current, ...edit.patch, ...UNKNOWN_TO_THE_CLOUD };
    } else if (edit.operation === 'update') {
      for (const [name, mine] of Object.entries(edit.patch))
        row[name] = replayed(columns.get(name), edit.base[name], mine, row[name] ?? null);
    }
    // An insert whose row the cloud has by now was taken; its answer is on the way.
  }
  return row;
}
