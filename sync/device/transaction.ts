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
}

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
  db.exec('BEGIN IMMEDIATE');
  try {
    prepared(db, 'UPDATE store_context SET capture = 0').run();
    let tx: number | null = null;
    const value = work({
      touched,
      remember(arrival) {
        if (tx === null) {
          const context = prepared(
            db,
            `UPDATE store_context SET tx = tx + 1, label = ?, kind = 'remote', target = NULL, batch = NULL RETURNING tx`,
          ).get(label) as { tx: number };
          tx = context.tx;
          touched.add('history');
        }
        prepared(
          db,
          `INSERT INTO history (tx, table_name, row_id, operation, before, after, base_version, base_fv)
           VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
        ).run(
          tx,
          arrival.table,
          arrival.rowId,
          arrival.operation,
          arrival.before && JSON.stringify(arrival.before),
          arrival.after && JSON.stringify(arrival.after),
          arrival.version,
        );
      },
    });
    if (tx !== null) {
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
