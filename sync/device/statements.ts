/** Statements kept for each connection: their texts are the program's own and few, values are always bound. */
import type { Database, Statement } from 'better-sqlite3';

const kept = new WeakMap<Database, Map<string, Statement<unknown[]>>>();

export function prepared(db: Database, sql: string): Statement<unknown[]> {
  let statements = kept.get(db);
  if (!statements) {
    statements = new Map();
    kept.set(db, statements);
  }
  let statement = statements.get(sql);
  if (!statement) {
    statement = db.prepare<unknown[]>(sql);
    statements.set(sql, statement);
  }
  return statement;
}

/** A statement whose rows are the values of their first column. */
export function plucked(db: Database, sql: string): Statement<unknown[]> {
  return prepared(db, `/* one column */ ${sql}`).pluck();
}
