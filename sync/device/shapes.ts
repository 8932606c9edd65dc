/** How far each table has come (sync_shape). */
import type { Database } from 'better-sqlite3';
import { prepared } from './statements.ts';

export type ShapeState = 'new' | 'first' | 'live' | 'again' | 'held';

export interface Shape {
  readonly table: string;
  readonly state: ShapeState;
  readonly handle: string | null;
  readonly offset: string | null;
  /** Log position up to which the device's rows are complete. */
  readonly lsn: number;
  readonly after: string | null;
  readonly rows: number;
  readonly beacon: number;
}

const SELECT = 'SELECT table_name AS "table", state, handle, offset, lsn, after, rows, beacon FROM sync_shape';

export const shapes = (db: Database): Shape[] => prepared(db, SELECT).all() as Shape[];

export function shapeOf(db: Database, table: string): Shape {
  const found = prepared(db, `${SELECT} WHERE table_name = ?`).get(table) as Shape | undefined;
  return found ?? { table, state: 'new', handle: null, offset: null, lsn: 0, after: null, rows: 0, beacon: 0 };
}

export function saveShape(db: Database, shape: Shape): void {
  prepared(
    db,
    `INSERT INTO sync_shape (table_name, state, handle, offset, lsn, after, rows, beacon) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (table_name) DO UPDATE SET state = excluded.state, handle = excluded.handle, offset = excluded.offset,
       lsn = excluded.lsn, after = excluded.after, rows = excluded.rows, beacon = excluded.beacon`,
  ).run(shape.table, shape.state, shape.handle, shape.offset, shape.lsn, shape.after, shape.rows, shape.beacon);
}

/** The log of these tables can no longer be followed: they are fetched anew, and what is on the device stays meanwhile. */
export function fetchAgain(db: Database, tables: readonly string[] | 'all'): void {
  const reset = `UPDATE sync_shape SET state = 'again', handle = NULL, offset = NULL, after = NULL, rows = 0, beacon = 0, lsn = 0`;
  if (tables === 'all') {
    prepared(db, reset).run();
    db.exec('DELETE FROM sync_stage');
    return;
  }
  for (const table of tables) {
    prepared(db, `${reset} WHERE table_name = ?`).run(table);
    prepared(db, 'DELETE FROM sync_stage WHERE table_name = ?').run(table);
  }
}
