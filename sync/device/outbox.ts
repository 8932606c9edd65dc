/**
 * The outbox as the engine reads and moves it. An entry is a history entry that the cloud has not answered and echoed;
 * entries are in the order of history. Everything here runs inside a transaction of the caller.
 */
import type { Database } from 'better-sqlite3';
import type { MutationResult } from '../protocol/mutation.ts';
import type { EntryState } from '../types.ts';
import { meta, metaNumber, setMeta } from './meta.ts';
import type { Row } from './rows.ts';
import { plucked, prepared } from './statements.ts';

export interface Entry {
  readonly number: number;
  readonly historyId: number;
  /** The local transaction. */
  readonly tx: number;
  readonly at: string;
  readonly table: string;
  readonly rowId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly patch: Row;
  readonly base: Row;
  /** Null until `resolveBases`. */
  readonly baseVersions: Readonly<Record<string, number>> | null;
  readonly state: EntryState;
  readonly sentAs: number | null;
  readonly rowVersion: number | null;
  /** Of the row as the device had it when the edit was made. */
  readonly seenVersion: number | null;
  readonly seenVersions: string | null;
}

interface Raw {
  number: number;
  history_id: number;
  tx: number;
  at: string | null;
  table_name: string;
  row_id: string;
  operation: Entry['operation'];
  after: string | null;
  before: string | null;
  base_versions: string | null;
  state: EntryState;
  sent_as: number | null;
  row_version: number | null;
  base_version: number | null;
  base_fv: string | null;
}

const SELECT = `SELECT o.number, o.history_id, h.tx, t.at, h.table_name, h.row_id, h.operation,
    coalesce(o.patch, h.after) AS after, coalesce(o.base, h.before) AS before,
    o.base_versions, o.state, o.sent_as, o.row_version, h.base_version, h.base_fv
  FROM sync_outbox o JOIN history h ON h.id = o.history_id LEFT JOIN history_tx t ON t.tx = h.tx`;

function entryOf(raw: Raw): Entry {
  return {
    number: raw.number,
    historyId: raw.history_id,
    tx: raw.tx,
    at: raw.at ?? '1970-01-01T00:00:00.000Z',
    table: raw.table_name,
    rowId: raw.row_id,
    operation: raw.operation,
    patch: raw.after === null ? {} : (JSON.parse(raw.after) as Row),
    base: raw.before === null ? {} : (JSON.parse(raw.before) as Row),
    baseVersions: raw.base_versions === null ? null : (JSON.parse(raw.base_versions) as Record<string, number>),
    state: raw.state,
    sentAs: raw.sent_as,
    rowVersion: raw.row_version,
    seenVersion: raw.base_version,
    seenVersions: raw.base_fv,
  };
}

/** `where` is a fixed text of the program. */
export function entriesWhere(db: Database, where: string, values: readonly (string | number)[] = []): Entry[] {
  return (prepared(db, `${SELECT} WHERE ${where}`).all(...values) as Raw[]).map(entryOf);
}

/** Row by row, so that a long outbox with long texts need not stand in memory. No writes while it runs. */
export function* eachWaiting(db: Database): Generator<Entry> {
  const statement = prepared(db, `${SELECT} WHERE o.state = 'waiting' ORDER BY o.history_id`);
  for (const raw of statement.iterate() as IterableIterator<Raw>) yield entryOf(raw);
}

/** A row's entries in their order, parked ones among them. */
export const entriesOfRow = (db: Database, table: string, rowId: string): Entry[] =>
  entriesWhere(db, 'h.table_name = ? AND h.row_id = ? ORDER BY o.history_id', [table, rowId]);

/** Ids of the rows of a table that have entries. */
export function rowsWithEntries(db: Database, table: string): Set<string> {
  const ids = plucked(
    db,
    'SELECT DISTINCT h.row_id FROM sync_outbox o JOIN history h ON h.id = o.history_id WHERE h.table_name = ?',
  ).all(table) as string[];
  return new Set(ids);
}

// ---- base versions

/** Which base an outstanding edit gives to a later one of the column; null where it does not touch it. */
function outstandingBase(
  entry: { operation: string; bases: Readonly<Record<string, number>> },
  column: string,
): number | null {
  if (entry.operation === 'insert') return 0;
  if (entry.operation === 'delete' || column === '*') {
    const all = Object.values(entry.bases);
    return all.length === 0 ? null : Math.min(...all);
  }
  return entry.bases[column] ?? null;
}

/**
 * Writes down on which version of the row each edit was made, per column: what the person saw of a column is as old as
 * the oldest edit of it that is still outstanding, however new the row around it is. Runs before anything is sent and
 * before anything leaves, so that nothing outstanding is missed.
 */
export function resolveBases(db: Database): void {
  const open = prepared(
    db,
    `SELECT o.number, o.history_id, h.table_name, h.row_id, h.operation, coalesce(o.patch, h.after) AS after, h.base_version
       FROM sync_outbox o JOIN history h ON h.id = o.history_id WHERE o.base_versions IS NULL ORDER BY o.history_id`,
  ).all() as Pick<Raw, 'number' | 'history_id' | 'table_name' | 'row_id' | 'operation' | 'after' | 'base_version'>[];
  if (open.length === 0) return;
  const earlier = prepared(
    db,
    `SELECT h.operation, o.base_versions FROM history h JOIN sync_outbox o ON o.history_id = h.id
     WHERE h.table_name = ? AND h.row_id = ? AND h.id < ? AND o.base_versions IS NOT NULL`,
  );
  const save = prepared(db, 'UPDATE sync_outbox SET base_versions = ? WHERE number = ?');
  for (const entry of open) {
    const own = entry.base_version ?? 0;
    const before = (
      earlier.all(entry.table_name, entry.row_id, entry.history_id) as { operation: string; base_versions: string }[]
    ).map((one) => ({ operation: one.operation, bases: JSON.parse(one.base_versions) as Record<string, number> }));
    const columns =
      entry.operation === 'insert'
        ? []
        : entry.operation === 'delete'
          ? ['*']
          : Object.keys(JSON.parse(entry.after ?? '{}') as Row);
    const bases = columns.map((column) => {
      const inherited = before.map((one) => outstandingBase(one, column)).filter((base) => base !== null);
      return [column, Math.min(own, ...inherited)] as const;
    });
    save.run(JSON.stringify(Object.fromEntries(bases)), entry.number);
  }
}

// ---- numbers

/** The number that the next new mutation gets. */
export function nextNumber(db: Database): number {
  const sent = plucked(db, 'SELECT max(sent_as) FROM sync_outbox').get() as number | null;
  return Math.max(metaNumber(db, 'sync_confirmed'), sent ?? 0) + 1;
}

/** Takes numbers back, from `from` on: the ledger has not taken them. */
export function unassign(db: Database, from = 0): void {
  prepared(db, `UPDATE sync_outbox SET state = 'waiting', sent_as = NULL WHERE state = 'sent' AND sent_as >= ?`).run(
    from,
  );
}

export function assign(db: Database, entry: Entry, number: number): void {
  prepared(db, `UPDATE sync_outbox SET state = 'sent', sent_as = ? WHERE number = ?`).run(number, entry.number);
}

// ---- parking

export function park(db: Database, entry: Pick<Entry, 'number'>, code: string, message: string): void {
  prepared(
    db,
    `UPDATE sync_outbox SET state = 'parked', sent_as = NULL, outcome = 'rejected', code = ?, message = ? WHERE number = ?`,
  ).run(code, message, entry.number);
}

/** Edits of rows that have an earlier parked one wait behind it: sent alone they would be made on something refused. */
export function parkFollowers(db: Database): number {
  return prepared(
    db,
    `UPDATE sync_outbox SET state = 'parked', code = 'behind', message = 'Waits behind an earlier change of the same item that was refused.'
       WHERE state = 'waiting' AND EXISTS (
         SELECT 1 FROM history mine JOIN history h ON h.table_name = mine.table_name AND h.row_id = mine.row_id AND h.id < mine.id
           JOIN sync_outbox o ON o.history_id = h.id AND o.state = 'parked'
         WHERE mine.id = sync_outbox.history_id)`,
  ).run().changes;
}

const anyParked = (db: Database): boolean =>
  prepared(db, `SELECT 1 FROM sync_outbox WHERE state = 'parked' LIMIT 1`).get() !== undefined;

export const parkFollowersIfAny = (db: Database): number => (anyParked(db) ? parkFollowers(db) : 0);

// ---- answers

/**
 * A refused edit was followed by others that were under way already and were taken: of the columns that they wrote, its
 * words are no longer the latest, and are not sent again nor shown over theirs.
 */
function outlive(db: Database, taken: Entry): void {
  const parked = entriesOfRow(db, taken.table, taken.rowId).filter(
    (entry) => entry.state === 'parked' && entry.operation === 'update' && entry.historyId < taken.historyId,
  );
  for (const entry of parked) {
    const left = (values: Row): Row =>
      Object.fromEntries(Object.entries(values).filter(([name]) => !(name in taken.patch)));
    const patch = left(entry.patch);
    // What is outlived whole stays for a person to let go of.
    if (Object.keys(patch).length === 0) continue;
    prepared(db, 'UPDATE sync_outbox SET patch = ?, base = ? WHERE number = ?').run(
      JSON.stringify(patch),
      JSON.stringify(left(entry.base)),
      entry.number,
    );
  }
}

/** Stores the answers to sent entries. @returns the entries they were for */
export function recordAnswers(db: Database, results: readonly MutationResult[], at: string): Entry[] {
  const sent = new Map(
    entriesWhere(db, `o.state = 'sent' ORDER BY o.sent_as`).map((entry) => [entry.sentAs ?? 0, entry] as const),
  );
  const answer = prepared(
    db,
    `UPDATE sync_outbox SET state = 'answered', outcome = ?, row_version = ?, code = NULL, message = NULL WHERE number = ?`,
  );
  const log = prepared(
    db,
    `INSERT OR IGNORE INTO sync_answered (number, history_id, patch, base, outcome, row_version, at)
     SELECT ?, history_id, patch, base, ?, ?, ? FROM sync_outbox WHERE number = ?`,
  );
  const answered: Entry[] = [];
  let confirmed = metaNumber(db, 'sync_confirmed');
  for (const result of results) {
    confirmed = Math.max(confirmed, result.number);
    const entry = sent.get(result.number);
    if (!entry) continue;
    answered.push(entry);
    if (result.outcome === 'rejected') {
      park(db, entry, result.code ?? 'rejected', result.message ?? 'The cloud refused this change.');
    } else {
      answer.run(result.outcome, result.rowVersion, entry.number);
      log.run(result.number, result.outcome, result.rowVersion, at, entry.number);
      if (entry.operation === 'update') outlive(db, entry);
    }
  }
  setMeta(db, 'sync_confirmed', confirmed);
  parkFollowersIfAny(db);
  return answered;
}

export function leave(db: Database, entry: Pick<Entry, 'number'>): void {
  prepared(db, 'DELETE FROM sync_outbox WHERE number = ?').run(entry.number);
}

/** How many answered mutations are remembered: for the inspector, and for a cloud that is put back to an earlier day. */
const ANSWERED_KEPT = 20_000;

export function forgetOldAnswers(db: Database): void {
  prepared(db, 'DELETE FROM sync_answered WHERE number <= ?').run(metaNumber(db, 'sync_confirmed') - ANSWERED_KEPT);
}

// ---- another device, another cloud

/** This file counts its numbers as a device of its own: a first start, a restored backup, a copy. */
export function beginNumbers(db: Database): void {
  takeNumbersBack(db, 0);
  db.exec('DELETE FROM sync_answered');
  setMeta(db, 'sync_registered', meta(db, 'device_id') ?? '');
}

/** The ledger of a cloud that was put back: nothing that is outstanding has a number in it. */
export function takeNumbersBack(db: Database, lastNumber: number): void {
  prepared(
    db,
    `UPDATE sync_outbox SET state = 'waiting', sent_as = NULL, outcome = NULL, row_version = NULL WHERE state <> 'parked'`,
  ).run();
  setMeta(db, 'sync_confirmed', lastNumber);
}
