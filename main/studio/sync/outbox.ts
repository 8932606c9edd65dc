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

interface RawEntry {
  number: number;
  history_id: number;
  table_name: string;
  row_id: string;
  operation: EntryView['operation'];
  before: string | null;
  changed: string | null;
  label: string;
  at: string;
  state: EntryView['state'];
  outcome: EntryView['outcome'];
  code: string | null;
  message: string | null;
}

export type EntryList = 'waiting' | 'parked' | 'settled';

const OUTBOX = `FROM sync_outbox o JOIN history h ON h.id = o.history_id JOIN history_tx t ON t.tx = h.tx`;
const ENTRY = `o.number, o.history_id, h.table_name, h.row_id, h.operation,
  coalesce(o.base, h.before) AS before, coalesce(o.patch, h.after) AS changed, t.label, t.at`;
const SELECT: Record<EntryList, { rows: string; count: string }> = {
  waiting: {
    rows: `SELECT ${ENTRY}, o.state, o.outcome, o.code, o.message ${OUTBOX} WHERE o.state <> 'parked' ORDER BY o.history_id LIMIT ?`,
    count: `SELECT count(*) AS n FROM sync_outbox WHERE state <> 'parked'`,
  },
  parked: {
    rows: `SELECT ${ENTRY}, o.state, o.outcome, o.code, o.message ${OUTBOX} WHERE o.state = 'parked' ORDER BY o.history_id LIMIT ?`,
    count: `SELECT count(*) AS n FROM sync_outbox WHERE state = 'parked'`,
  },
  // The newest first: it is looked at for what happened just now.
  settled: {
    rows: `SELECT ${ENTRY}, 'answered' AS state, o.outcome, NULL AS code, NULL AS message
      FROM sync_answered o JOIN history h ON h.id = o.history_id JOIN history_tx t ON t.tx = h.tx
      WHERE o.outcome IN ('merged', 'conflicted') ORDER BY o.number DESC LIMIT ?`,
    count: `SELECT count(*) AS n FROM sync_answered WHERE outcome IN ('merged', 'conflicted')`,
  },
};

/** Fields in words; keys inside a JSON column are named one by one. */
function changedFields(tableName: string, before: string | null, after: string | null): string[] {
  const { columns } = tableNamed(tableName);
  const [old, now] = [before, after].map((json) => JSON.parse(json ?? '{}') as Record<string, unknown>);
  const named = Object.keys(now ?? {}).flatMap((column) => {
    if (QUIET.has(column)) return [];
    const [was, is] = [old?.[column], now?.[column]].map((value): unknown =>
      columns[column]?.type.kind === 'jsonb' && typeof value === 'string' ? JSON.parse(value) : value,
    );
    if (!isObject(was) || !isObject(is)) return [fieldLabel(column)];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
      .map((key) => fieldLabel(`${column}.${key}`));
  });
  return [...new Set(named)];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What waits in the order in which it is sent. */
export function listEntries(store: Store, show: EntryList, limit: number): { entries: EntryView[]; total: number } {
  const { rows, count } = SELECT[show];
  return {
    entries: store.all<RawEntry>(rows, [limit]).map((raw) => ({
      number: raw.number,
      historyId: raw.history_id,
      table: raw.table_name,
      rowId: raw.row_id,
      what: tableWords(raw.table_name).one,
      name: rowName(store, raw.table_name, raw.row_id),
      operation: raw.operation,
      fields: raw.operation === 'update' ? changedFields(raw.table_name, raw.before, raw.changed) : [],
      label: raw.label,
      at: raw.at,
      state: raw.state,
      outcome: raw.outcome,
      code: raw.code,
      message: raw.message,
    })),
    total: store.get<{ n: number }>(count)?.n ?? 0,
  };
}

/** @throws StudioError not_found when history no longer has it. */
export function entryChanges(store: Store, historyId: number): FieldDiff[] {
  const found = store.get<{ table_name: string; before: string | null; after: string | null }>(
    'SELECT table_name, before, after FROM history WHERE id = ?',
    [historyId],
  );
  if (!found) throw notFound('change', String(historyId));
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
      `SELECT o.number, h.table_name AS "table", h.row_id AS rowId, h.operation, h.before, h.after,
         t.label, t.at, o.state, o.code, o.message
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
