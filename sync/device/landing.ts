/**
 * How a row from the cloud lands on the device: into the table where nothing is outstanding, else into sync_base with the
 * outstanding edits made again on top. And how an answered entry leaves. Everything here runs inside `applying`.
 */
import type { Database } from 'better-sqlite3';
import { writableColumns } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import { entriesOfRow, entriesWhere, leave } from './outbox.ts';
import type { Entry } from './outbox.ts';
import { rebase } from './rebase.ts';
import { Rows, columnsOf, deviceTable, keyOf, versionOf } from './rows.ts';
import type { Row } from './rows.ts';
import { sameStored } from './same.ts';
import type { Applying } from './transaction.ts';
import { prepared } from './statements.ts';

export interface RemoteChange {
  readonly table: Table;
  readonly rowId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  /** Of an update only the columns that changed. */
  readonly values: Row;
}

/** An update of a row that this device does not have: something was missed, and the table has to be fetched again. */
export class MissedRowError extends Error {
  override readonly name = 'MissedRowError';
  readonly table: string;
  constructor(table: string) {
    super(`A change of a row of ${table} arrived that this device does not have.`);
    this.table = table;
  }
}

/** Rules that the simulation turns off one at a time, to show that each is needed. */
export interface LandingRules {
  readonly ignoreLowerVersions: boolean;
}
const ALL_RULES: LandingRules = { ignoreLowerVersions: true };

const isWhole = (table: Table, row: Row): boolean => keyOf(table) in row && 'row_version' in row;

/** What means the same keeps the text it has here, so that a spelling alone is never a change in history. */
function spelledAsHere(table: Table, row: Row, here: Row): Row {
  const spelled = { ...row };
  for (const [name, column] of columnsOf(table)) {
    const own = here[name];
    if (name in row && own !== undefined && sameStored(column, row[name], own)) spelled[name] = own;
  }
  return spelled;
}

export class Landing {
  readonly rows: Rows;
  readonly #db: Database;
  readonly #rules: LandingRules;
  readonly #authored = new Map<string, readonly string[]>();

  constructor(db: Database, rules: LandingRules = ALL_RULES) {
    this.#db = db;
    this.#rules = rules;
    this.rows = new Rows(db);
  }

  // ---- images

  #stored(table: Table, rowId: string): { image: Row | null } | null {
    const found = prepared(this.#db, 'SELECT image FROM sync_base WHERE table_name = ? AND row_id = ?').get(
      table.name,
      rowId,
    ) as { image: string | null } | undefined;
    return found ? { image: found.image === null ? null : (JSON.parse(found.image) as Row) } : null;
  }

  #store(table: Table, rowId: string, image: Row | null): void {
    prepared(
      this.#db,
      `INSERT INTO sync_base (table_name, row_id, image) VALUES (?, ?, ?)
         ON CONFLICT (table_name, row_id) DO UPDATE SET image = excluded.image`,
    ).run(table.name, rowId, image && JSON.stringify(image));
  }

  #drop(table: Table, rowId: string): void {
    prepared(this.#db, 'DELETE FROM sync_base WHERE table_name = ? AND row_id = ?').run(table.name, rowId);
  }

  /**
   * The cloud's row. Where no image is stored, nothing has landed on the row since its oldest outstanding edit: then it is
   * the row itself with the edits taken back.
   */
  image(table: Table, rowId: string, entries: readonly Entry[]): Row | null {
    const stored = this.#stored(table, rowId);
    if (stored) return stored.image;
    let row = this.rows.read(table, rowId);
    for (const entry of entries.toReversed()) {
      if (entry.operation === 'insert') row = null;
      else if (entry.operation === 'update') row = row && { ...row, ...entry.base };
      else row = { ...entry.base, row_version: entry.seenVersion ?? 0, _fv: entry.seenVersions ?? '{}' };
    }
    return row;
  }

  /** Writes the image down, before the edits from which it could be had are changed. */
  keepImage(table: Table, rowId: string): void {
    if (!this.#stored(table, rowId))
      this.#store(table, rowId, this.image(table, rowId, entriesOfRow(this.#db, table.name, rowId)));
  }

  /** Says what the cloud has of the row now, whatever was known of it. The row itself follows with `showAgain`. */
  place(table: Table, rowId: string, image: Row | null): void {
    this.#store(table, rowId, image);
  }

  // ---- landing

  #authoredColumns(table: Table): readonly string[] {
    let names = this.#authored.get(table.name);
    if (!names) {
      names = table.sync === 'both' ? writableColumns(table).map(([name]) => name) : [];
      this.#authored.set(table.name, names);
    }
    return names;
  }

  /** Makes the row what it is given and tells history what that changed. */
  #write(applying: Applying, table: Table, rowId: string, arrived: Row | null, before: Row | null): void {
    const row = arrived && before ? spelledAsHere(table, arrived, before) : arrived;
    const names = this.#authoredColumns(table);
    const changed = names.filter((name) => (before?.[name] ?? null) !== (row?.[name] ?? null));
    // The cloud's own stamp says when it took or counted something; what a person changed keeps the time of that.
    if (row && before && names.length > 0 && changed.length === 0 && 'updated_at' in row)
      row['updated_at'] = before['updated_at'] ?? row['updated_at'];
    applying.touched.add(table.name);
    if (row) this.rows.put(table, row);
    else if (before) this.rows.remove(table, rowId);
    if (changed.length === 0) return;
    const pick = (from: Row | null): Row | null =>
      from && Object.fromEntries((row && before ? changed : names).map((name) => [name, from[name] ?? null]));
    applying.remember({
      table: table.name,
      rowId,
      operation: before === null ? 'insert' : row === null ? 'delete' : 'update',
      before: pick(before),
      after: pick(row),
      version: versionOf(before),
    });
  }

  /**
   * Shows image and edits together; without edits the image is no longer kept apart.
   * @param under what the edits are made again on where the cloud has no row; else the row as it is here
   */
  #show(
    applying: Applying,
    table: Table,
    rowId: string,
    image: Row | null,
    entries: readonly Entry[],
    under?: Row | null,
  ): void {
    const before = this.rows.read(table, rowId);
    if (entries.length === 0) this.#drop(table, rowId);
    else this.#store(table, rowId, image);
    const current = under === undefined ? before : under;
    this.#write(applying, table, rowId, rebase(table, image, entries, current), before);
  }

  /** One change of a shape's log. @throws MissedRowError */
  change(applying: Applying, change: RemoteChange): void {
    const { table, rowId } = change;
    const entries = entriesOfRow(this.#db, table.name, rowId);
    const image = entries.length === 0 ? this.rows.read(table, rowId) : this.image(table, rowId, entries);
    if (change.operation === 'delete') {
      if (image !== null || entries.length > 0) this.#show(applying, table, rowId, null, entries);
      return;
    }
    const old = this.#rules.ignoreLowerVersions && image !== null && versionOf(change.values) <= versionOf(image);
    if (!old) {
      if (image === null && (change.operation === 'update' || !isWhole(table, change.values)))
        throw new MissedRowError(table.name);
      this.#show(applying, table, rowId, { ...image, ...change.values }, entries);
    }
    this.release(applying, table, rowId, entries, null);
  }

  /**
   * A row of a page or of a staged fetch. `exact`: as it is, whatever version the device has; else a lower one is ignored.
   */
  row(applying: Applying, table: Table, row: Row, exact: boolean): void {
    const rowId = String(row[keyOf(table)]);
    const entries = entriesOfRow(this.#db, table.name, rowId);
    const image = entries.length === 0 ? this.rows.read(table, rowId) : this.image(table, rowId, entries);
    if (exact || image === null || versionOf(row) > versionOf(image))
      this.#show(applying, table, rowId, { ...image, ...row }, entries);
    this.release(applying, table, rowId, entries, null);
  }

  /** The cloud no longer has the row. */
  absent(applying: Applying, table: Table, rowId: string): void {
    this.#show(applying, table, rowId, null, entriesOfRow(this.#db, table.name, rowId));
  }

  // ---- leaving

  /**
   * Lets answered entries of a row go whose effect has arrived: the row is there with the answer's version, or the log has
   * passed the mutation (`ledger`: the number up to which it has) and the row is not there.
   */
  release(
    applying: Applying,
    table: Table,
    rowId: string,
    known: readonly Entry[] | null,
    ledger: number | null,
  ): void {
    const entries = known ?? entriesOfRow(this.#db, table.name, rowId);
    if (!entries.some((entry) => entry.state === 'answered')) return;
    const image = this.image(table, rowId, entries);
    const passed = (entry: Entry): boolean => ledger !== null && entry.sentAs !== null && entry.sentAs <= ledger;
    // Gone for good and made again, a row counts its versions anew: until the log has passed its going, the image may be
    // of the row before, and its version says nothing of what came after.
    const going = entries.find(
      (entry) =>
        entry.operation === 'delete' && entry.state === 'answered' && entry.rowVersion === null && !passed(entry),
    );
    const isThere = (entry: Entry): boolean =>
      image !== null &&
      entry.rowVersion !== null &&
      versionOf(image) >= entry.rowVersion &&
      (!going || entry.historyId < going.historyId);
    const arrived = (entry: Entry): boolean => entry.state === 'answered' && (isThere(entry) || passed(entry));
    const gone = entries.filter(arrived);
    if (gone.length === 0) return;
    for (const entry of gone) leave(this.#db, entry);
    applying.touched.add('sync_outbox');
    this.#show(
      applying,
      table,
      rowId,
      image,
      entries.filter((entry) => !gone.includes(entry)),
    );
  }

  #passed(ledger: number, isComplete: (table: string) => boolean): Entry[] {
    const answered = prepared(this.#db, `SELECT 1 FROM sync_outbox WHERE state = 'answered' AND sent_as <= ? LIMIT 1`);
    if (answered.get(ledger) === undefined) return [];
    return entriesWhere(this.#db, `o.state = 'answered' AND o.sent_as <= ?`, [ledger]).filter((entry) =>
      isComplete(entry.table),
    );
  }

  /** Whether `releaseUpTo` has something to do. */
  hasPassed(ledger: number, isComplete: (table: string) => boolean): boolean {
    return this.#passed(ledger, isComplete).length > 0;
  }

  /** For tables in which everything has been applied up to a log position that holds the ledger's number. */
  releaseUpTo(applying: Applying, ledger: number, isComplete: (table: string) => boolean): void {
    const due = this.#passed(ledger, isComplete);
    const rows = new Map(due.map((entry) => [`${entry.table}/${entry.rowId}`, entry] as const));
    for (const { table: name, rowId } of rows.values()) {
      const table = deviceTable(name);
      if (table) this.release(applying, table, rowId, null, ledger);
    }
  }

  /** What is left of a row after its entries were changed by a person: image and remaining edits, `under` as in `#show`. */
  showAgain(applying: Applying, table: Table, rowId: string, under?: Row | null): void {
    const entries = entriesOfRow(this.#db, table.name, rowId);
    this.#show(applying, table, rowId, this.image(table, rowId, entries), entries, under);
  }
}
