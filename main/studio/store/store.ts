/**
 * The store: one connection, one way to write. Every write is a transaction with a label that a person can read; the
 * capture triggers put each changed row into history and outbox inside it.
 */
import type { SqlValue } from '../../../schema/device.ts';
import { decodeRow, encodePatch, quote } from '../../../schema/device.ts';
import type { PatchOf, RowOf, Table } from '../../../schema/index.ts';
import type { Statement } from 'better-sqlite3';
import type { Connection } from './connection.ts';
import { StoreError, explainSqlite } from './errors.ts';

type Bound = SqlValue | Uint8Array;
export type Parameters = readonly Bound[] | Readonly<Record<string, Bound>>;

export interface WriteOptions {
  /** 'record' is captured and synced, but no step of undo: an export was made, whatever is undone later. */
  readonly kind?: 'do' | 'undo' | 'redo' | 'record' | 'remote';
  /** The transaction that an undo takes back or a redo brings back. */
  readonly target?: number;
  /** Transactions of one batch are undone together. */
  readonly batch?: string;
  /**
   * Only what follows from the rest is written, with its place in a queue that finds it again: then the commit does not
   * wait for the disk. The next one that does takes it along; a power cut before that costs the work, nothing else.
   */
  readonly derived?: boolean;
}

export interface WriteResult<T> {
  readonly value: T;
  /** Null when nothing that is captured changed. */
  readonly tx: number | null;
}

export const nowUtc = (): string => new Date().toISOString();

export class Store {
  readonly file: string;
  readonly #db: Connection;
  readonly #listeners = new Set<(tables: readonly string[]) => void>();
  readonly #statements = new Map<string, Statement<unknown[]>>();
  #touched: Set<string> | null = null;
  /** Long writes of other threads of this program. */
  #lent = 0;
  readonly #awaitingReturn: (() => void)[] = [];
  #mover: (() => void) | null = null;

  constructor(db: Connection, file: string) {
    this.#db = db;
    this.file = file;
  }

  /** For the few places that need SQLite itself: backup, integrity, migrations. */
  get connection(): Connection {
    return this.#db;
  }

  #prepare(sql: string): Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      // Statement texts are the program's own and few; values are always bound.
      statement = this.#db.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  // ---- reading

  all<T = Record<string, SqlValue>>(sql: string, parameters: Parameters = []): T[] {
    return this.#prepare(sql).all(parameters) as T[];
  }

  get<T = Record<string, SqlValue>>(sql: string, parameters: Parameters = []): T | undefined {
    return this.#prepare(sql).get(parameters) as T | undefined;
  }

  /** Row by row, for results that should not stand in memory at once. No writes while it runs. */
  iterate<T = Record<string, SqlValue>>(sql: string, parameters: Parameters = []): IterableIterator<T> {
    return this.#prepare(sql).iterate(parameters) as IterableIterator<T>;
  }

  row<T extends Table>(table: T, id: string): RowOf<T> | undefined {
    const key = quote(table.primaryKey[0] ?? 'id');
    const raw = this.get(`SELECT * FROM ${quote(table.name)} WHERE ${key} = ?`, [id]);
    return raw && decodeRow(table, raw);
  }

  /** `where` is a fixed text of the program with `?` for each value. */
  rows<T extends Table>(table: T, where = '1', parameters: Parameters = []): RowOf<T>[] {
    return this.all(`SELECT * FROM ${quote(table.name)} WHERE ${where}`, parameters).map((raw) =>
      decodeRow(table, raw),
    );
  }

  // ---- writing

  /**
   * Runs `work` in one durable transaction and tells the listeners which tables changed. `label` is what Undo shows
   * ("Rename Morgy"). `work` is synchronous: nothing can come between its statements.
   * @throws StoreError when the disk is full, busy or damaged; then nothing of it was written.
   */
  write<T>(label: string, work: () => T, options: WriteOptions = {}): WriteResult<T> {
    if (this.#touched) throw new Error(`"${label}" was begun inside another write.`);
    const touched = new Set<string>();
    this.#touched = touched;
    let result: WriteResult<T>;
    try {
      if (options.derived) this.#db.exec('PRAGMA synchronous = NORMAL');
      this.#db.exec('BEGIN IMMEDIATE');
      const context = this.#prepare(
        `UPDATE store_context SET tx = tx + 1, label = ?, kind = ?, target = ?, batch = ? RETURNING tx`,
      ).get([label, options.kind ?? 'do', options.target ?? null, options.batch ?? null]) as { tx: number };
      const value = work();
      const captured = this.all<{ table_name: string }>(`SELECT DISTINCT table_name FROM history WHERE tx = ?`, [
        context.tx,
      ]);
      this.#prepare(
        `UPDATE store_context SET tx = tx + 1, label = 'Changed outside the studio', kind = 'outside', target = NULL, batch = NULL`,
      ).run();
      this.#db.exec('COMMIT');
      for (const { table_name } of captured) touched.add(table_name);
      if (captured.length > 0) touched.add('history');
      result = { value, tx: captured.length > 0 ? context.tx : null };
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw explainSqlite(error, `"${label}"`);
    } finally {
      this.#touched = null;
      if (options.derived) this.#db.exec('PRAGMA synchronous = FULL');
    }
    this.publish([...touched]);
    return result;
  }

  /** Only inside `write`. `touches` names the device-only tables that the statement changes. */
  run(sql: string, parameters: Parameters = [], ...touches: string[]): number {
    const touched = this.#writing();
    for (const table of touches) touched.add(table);
    return this.#prepare(sql).run(parameters).changes;
  }

  insert<T extends Table>(table: T, values: PatchOf<T>): void {
    this.#writing();
    const entries = encodePatch(table, values);
    this.#prepare(
      `INSERT INTO ${quote(table.name)} (${entries.map(([name]) => quote(name)).join(', ')})
       VALUES (${entries.map(() => '?').join(', ')})`,
    ).run(entries.map(([, value]) => value));
  }

  /** Sets the columns of the patch, and `updated_at` where the table has one. @returns whether the row exists. */
  update<T extends Table>(table: T, id: string, patch: PatchOf<T>): boolean {
    this.#writing();
    const entries = encodePatch(table, patch);
    if (entries.length === 0) return this.row(table, id) !== undefined;
    const sets = entries.map(([name]) => `${quote(name)} = ?`);
    const values = entries.map(([, value]) => value);
    if ('updated_at' in table.columns && !('updated_at' in patch)) {
      sets.push('updated_at = ?');
      values.push(nowUtc());
    }
    const key = quote(table.primaryKey[0] ?? 'id');
    return (
      this.#prepare(`UPDATE ${quote(table.name)} SET ${sets.join(', ')} WHERE ${key} = ?`).run([...values, id])
        .changes > 0
    );
  }

  /** A row gone for good; history keeps it. People's deletes are tombstones instead (`deleted_at`). */
  erase(table: Table, id: string): void {
    this.#writing();
    this.#prepare(`DELETE FROM ${quote(table.name)} WHERE ${quote(table.primaryKey[0] ?? 'id')} = ?`).run([id]);
  }

  /** Runs a part of a write without capture: derived columns, remote rows, purges. Only inside `write`. */
  uncaptured<T>(touches: readonly string[], work: () => T): T {
    const touched = this.#writing();
    for (const table of touches) touched.add(table);
    this.#prepare('UPDATE store_context SET capture = 0').run();
    try {
      return work();
    } finally {
      // When `work` failed the whole transaction is rolled back, and this with it.
      this.#prepare('UPDATE store_context SET capture = 1').run();
    }
  }

  /**
   * While another thread of this program writes for longer than anyone should wait: reading goes on, and whoever can
   * wait with a write asks `free` first. One that does not ask waits for the lock on this thread.
   */
  async lend<T>(work: Promise<T>): Promise<T> {
    this.#lent++;
    try {
      return await work;
    } finally {
      this.#lent--;
      if (this.#lent === 0) for (const go of this.#awaitingReturn.splice(0)) go();
    }
  }

  /** Null when it may be written now, else resolves when the other thread has written. */
  free(): Promise<void> | null {
    return this.#lent === 0 ? null : new Promise((resolve) => this.#awaitingReturn.push(resolve));
  }

  #writing(): Set<string> {
    if (!this.#touched) throw new Error('Writes happen inside Store.write.');
    return this.#touched;
  }

  // ---- listening

  onChange(listener: (tables: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(tables: readonly string[]): void {
    if (tables.length === 0) return;
    for (const listener of this.#listeners) listener(tables);
  }

  /** Changes when another connection (the CLI beside the desktop) has written. */
  dataVersion(): number {
    return Number(this.#db.pragma('data_version', { simple: true }));
  }

  // ---- facts about this database

  meta(key: string): string | undefined {
    return this.get<{ value: string }>('SELECT value FROM sync_meta WHERE key = ?', [key])?.value;
  }

  setMeta(key: string, value: string): void {
    this.run(
      `INSERT INTO sync_meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [key, value],
      'sync_meta',
    );
  }

  /** Whose rows these are: an id made on this device until an account takes its place. */
  ownerId(): string {
    const owner = this.meta('owner_id');
    if (!owner) throw new Error('The database has no owner; it was not opened by openStore.');
    return owner;
  }

  /**
   * Moves the write-ahead log into the file; called when idle and at the end. On a full disk the log keeps what it
   * holds, and the next time moves it: nothing is lost by that, so nothing is thrown.
   */
  checkpoint(): void {
    try {
      this.#db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      const explained = explainSqlite(error, 'moving the log into the database');
      if (!(explained instanceof StoreError && explained.code === 'database_full')) throw explained;
    }
  }

  /** Who moves the log aside while there is much to write; this thread by itself when nobody does. */
  moveLogBy(mover: (() => void) | null): void {
    this.#mover = mover;
  }

  /** After much was written: a long log would be moved in one go, by somebody's commit. */
  moveLog(): void {
    if (this.#mover) this.#mover();
    else this.checkpoint();
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.open) this.#db.close();
  }
}
