/** What the inspector shows: every mutation that waits, and what became of those that went. Only reads. */
import type { Database } from 'better-sqlite3';
import type { EntryState, OutboxEntry } from '../types.ts';
import { prepared } from './statements.ts';

interface Raw {
  number: number;
  table_name: string;
  row_id: string;
  operation: OutboxEntry['operation'];
  columns: string | null;
  label: string | null;
  at: string | null;
  state: EntryState;
  outcome: OutboxEntry['outcome'];
  code: string | null;
  message: string | null;
}

/** @param limit the oldest come first */
export function outboxEntries(db: Database, limit = 1000): OutboxEntry[] {
  const rows = prepared(
    db,
    `SELECT o.number, h.table_name, h.row_id, h.operation, t.label, t.at, o.state, o.outcome, o.code, o.message,
       (SELECT json_group_array(key) FROM json_each(coalesce(o.patch, h.after))) AS columns
     FROM sync_outbox o JOIN history h ON h.id = o.history_id LEFT JOIN history_tx t ON t.tx = h.tx
     ORDER BY o.history_id LIMIT ?`,
  ).all(limit) as Raw[];
  return rows.map((row) => ({
    number: row.number,
    table: row.table_name,
    rowId: row.row_id,
    operation: row.operation,
    columns: row.columns === null ? [] : (JSON.parse(row.columns) as string[]),
    label: row.label ?? '',
    at: row.at ?? '',
    state: row.state,
    outcome: row.outcome,
    code: row.code,
    message: row.message,
  }));
}
