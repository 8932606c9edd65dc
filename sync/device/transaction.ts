/** The engine's own transactions: capture off, so that what arrives is no one's edit; and what arrived told to history. */
import type { Database } from 'better-sqlite3';
import { prepared } from './statements.ts';

/** What history is told of a row that changed: device values, as the capture triggers write them. */
export interface Arrival {
  readonly table: string;
  readonly rowId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly version: number;
}

export interface Applying {
  readonly touched: Set<string>;
  /** Version history then has the words of every side, and Undo leaves them alone. */
  remember(arrival: Arrival): void;
  /** An edit of the engine's own: history and outbox get it as if a person had made it; no step of Undo. @returns its place in history */
  enter(edit: Arrival): number;
}

/** Edits in one local transaction of the engine's own: whole transactions go up, and a batch holds 500 mutations. */
const EDITS_TOGETHER = 100;

/**
 * Runs `work` in one durable transaction with capture off. Several programs share the file, so the switch is turned back
 * before the commit.
 */
export function applying<T>(
  db: Database,
  label: string,
  work: (applying: Applying) => T,
): { value: T; touched: string[] } {
  const touched = new Set<string>();
  let open: { kind: 'remote' | 'record'; tx: number; edits: number } | null = null;
  const write = (kind: 'remote' | 'record', change: Arrival): number => {
    if (open?.kind !== kind || (kind === 'record' && open.edits >= EDITS_TOGETHER)) {
      const context = prepared(
        db,
        `UPDATE store_context SET tx = tx + 1, label = ?, kind = ?, target = NULL, batch = NULL RETURNING tx`,
      ).get(label, kind) as { tx: number };
      open = { kind, tx: context.tx, edits: 0 };
      touched.add('history');
    }
    open.edits += 1;
    return Number(
      prepared(
        db,
        `INSERT INTO history (tx, table_name, row_id, operation, before, after, base_version, base_fv)
         VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
      ).run(
        open.tx,
        change.table,
        change.rowId,
        change.operation,
        change.before && JSON.stringify(change.before),
        change.after && JSON.stringify(change.after),
        change.version,
      ).lastInsertRowid,
    );
  };
  db.exec('BEGIN IMMEDIATE');
  try {
    prepared(db, 'UPDATE store_context SET capture = 0').run();
    const value = work({
      touched,
      remember: (arrival) => void write('remote', arrival),
      enter(edit) {
        touched.add('sync_outbox');
        return write('record', edit);
      },
    });
    if (open !== null) {
      prepared(
        db,
        `UPDATE store_context SET tx = tx + 1, label = 'Changed outside the studio', kind = 'outside', target = NULL, batch = NULL`,
      ).run();
    }
    prepared(db, 'UPDATE store_context SET capture = 1').run();
    db.exec('COMMIT');
    return { value, touched: [...touched] };
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
