/** What the cloud has not taken yet, readable: which row by its name, which fields, before and after. */
import { decodeRow } from '../../../schema/device.ts';
import { tableNamed } from '../../../schema/index.ts';
import { notFound } from '../../contract/errors.ts';
import { rowDiffs } from '../lib/field-diff.ts';
import type { FieldDiff } from '../lib/field-diff.ts';
import { fieldLabel } from '../lib/field-labels.ts';
import { tableWords } from '../lib/table-words.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import type { Connection } from '../store/connection.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { EntryView } from './contract.ts';
import { rowName } from './row-names.ts';
import type { OutboxEntry } from '../../../sync/types.ts';

/** Bookkeeping that tells a person nothing. */
const QUIET = new Set([
  'id',
  'creator_id',
  'owner_id',
  'user_id',
  'created_at',
  'updated_at',
  'version',
  'row_version',
  '_fv',
]);

export function entryView(store: Store, entry: OutboxEntry): EntryView {
  return {
    number: entry.number,
    table: entry.table,
    rowId: entry.rowId,
    what: tableWords(entry.table).one,
    name: rowName(store, entry.table, entry.rowId),
    operation: entry.operation,
    fields:
      entry.operation === 'update'
        ? [...new Set(entry.columns.filter((column) => !QUIET.has(column)).map(fieldLabel))]
        : [],
    label: entry.label,
    at: entry.at,
    state: entry.state,
    outcome: entry.outcome,
    code: entry.code,
    message: entry.message,
  };
}

interface RawEntry {
  number: number;
  table_name: string;
  row_id: string;
  operation: OutboxEntry['operation'];
  changed: string | null;
  label: string;
  at: string;
}

/** The oldest first. */
export function listEntries(store: Store, show: 'waiting' | 'parked' | 'settled'): OutboxEntry[] {
  if (show !== 'waiting') return [];
  return store
    .all<RawEntry>(
      `SELECT o.number, h.table_name, h.row_id, h.operation, h.after AS changed, t.label, t.at
       FROM sync_outbox o JOIN history h ON h.id = o.history_id JOIN history_tx t ON t.tx = h.tx ORDER BY o.number`,
    )
    .map((raw) => ({
      number: raw.number,
      table: raw.table_name,
      rowId: raw.row_id,
      operation: raw.operation,
      columns: raw.changed === null ? [] : Object.keys(JSON.parse(raw.changed) as object),
      label: raw.label,
      at: raw.at,
      state: 'waiting',
      outcome: null,
      code: null,
      message: null,
    }));
}

/** @throws StudioError not_found when it has left the outbox meanwhile. */
export function entryChanges(store: Store, number: number): FieldDiff[] {
  const found = store.get<{ table_name: string; before: string | null; after: string | null }>(
    'SELECT h.table_name, h.before, h.after FROM sync_outbox o JOIN history h ON h.id = o.history_id WHERE o.number = ?',
    [number],
  );
  if (!found) throw notFound('waiting change', String(number));
  const table = tableNamed(found.table_name);
  const side = (json: string | null): Record<string, unknown> | null =>
    json === null ? null : decodeRow(table, JSON.parse(json) as Record<string, unknown>);
  return rowDiffs(found.table_name, '', '', side(found.before), side(found.after), QUIET);
}

/** Everything in the outbox of one database, as JSON: by itself enough to see what was written, and to write it again. */
export async function exportOutbox(db: Connection, path: string): Promise<number> {
  const meta = (key: string): string | null =>
    (db.prepare('SELECT value FROM sync_meta WHERE key = ?').get(key) as { value: string } | undefined)?.value ?? null;
  const rows = db
    .prepare(
      `SELECT o.number, h.table_name AS "table", h.row_id AS rowId, h.operation, h.before, h.after, t.label, t.at
       FROM sync_outbox o JOIN history h ON h.id = o.history_id JOIN history_tx t ON t.tx = h.tx ORDER BY o.number`,
    )
    .all() as { before: string | null; after: string | null }[];
  const parse = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
  const document = {
    format: 'morgus-outbox',
    version: 1,
    writtenAt: nowUtc(),
    deviceId: meta('device_id'),
    ownerId: meta('owner_id'),
    changes: rows.map((row) => ({ ...row, before: parse(row.before), after: parse(row.after) })),
  };
  await writeFileAtomically(path, `${JSON.stringify(document, null, 2)}\n`);
  return rows.length;
}
