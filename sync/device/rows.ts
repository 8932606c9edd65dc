/** Rows of catalogue tables as SQLite holds them: read, written and removed, with the statements kept. */
import type { Database, Statement } from 'better-sqlite3';
import { quote } from '../../schema/device.ts';
import type { SqlValue } from '../../schema/device.ts';
import { deviceColumns, deviceTables } from '../../schema/index.ts';
import type { Column, Table } from '../../schema/index.ts';
import { fromPostgresText, fromWire } from '../../schema/wire.ts';
import { prepared } from './statements.ts';

/** Column values in the device's encoding. */
export type Row = Record<string, SqlValue>;

export const keyOf = (table: Table): string => table.primaryKey[0] ?? 'id';
export const versionOf = (row: Row | null | undefined): number => Number(row?.['row_version'] ?? 0);

const byName = new Map(deviceTables.map((table) => [table.name, table]));
const columnsByTable = new Map(deviceTables.map((table) => [table.name, new Map(deviceColumns(table))]));

/** Undefined for a table that no device keeps. */
export const deviceTable = (name: string): Table | undefined => byName.get(name);
export const columnsOf = (table: Table): ReadonlyMap<string, Column> =>
  columnsByTable.get(table.name) ?? new Map(deviceColumns(table));

/** As the gateway prints a time; nearly all of a page's times need no second look. */
const PRINTED_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Chosen once a column: a page asks it for every row. */
function converterOf(column: Column): (value: unknown) => SqlValue {
  const careful = (value: unknown): SqlValue => fromWire(column, value);
  switch (column.type.kind) {
    case 'text':
    case 'uuid':
      return (value) => (typeof value === 'string' ? value : careful(value));
    case 'timestamptz':
      return (value) => (typeof value === 'string' && PRINTED_TIME.test(value) ? value : careful(value));
    default:
      return careful;
  }
}

/** Reads the rows of a snapshot page; columns that this device does not know are left out. */
export class PageReader {
  readonly names: readonly string[];
  readonly #places: readonly (readonly [index: number, convert: (value: unknown) => SqlValue])[];
  readonly #key: number;

  constructor(table: Table, columns: readonly string[]) {
    const known = columnsOf(table);
    const places = columns.flatMap((name, index) => {
      const column = known.get(name);
      return column ? [[index, converterOf(column), name] as const] : [];
    });
    this.names = places.map(([, , name]) => name);
    this.#places = places.map(([index, convert]) => [index, convert] as const);
    this.#key = columns.indexOf(keyOf(table));
  }

  id(values: readonly unknown[]): string {
    return String(values[this.#key]);
  }

  /** Puts the row's values at the end of `into`, in the order of `names`. @returns about how many bytes they are */
  append(values: readonly unknown[], into: SqlValue[]): number {
    let bytes = 0;
    for (const [index, convert] of this.#places) {
      const value = convert(values[index]);
      bytes += typeof value === 'string' ? value.length : 8;
      into.push(value);
    }
    return bytes;
  }

  row(values: readonly unknown[]): Row {
    const list: SqlValue[] = [];
    this.append(values, list);
    return Object.fromEntries(list.map((value, index) => [this.names[index] ?? '', value] as const));
  }
}

export const rowFromWire = (table: Table, names: readonly string[], values: readonly unknown[]): Row =>
  new PageReader(table, names).row(values);

/** A value of a shape's log: texts as Postgres prints them. */
export function rowFromLog(table: Table, value: Readonly<Record<string, unknown>>): Row {
  const columns = columnsOf(table);
  const row: Row = {};
  for (const [name, text] of Object.entries(value)) {
    const column = columns.get(name);
    if (column) row[name] = fromPostgresText(column, text === null || text === undefined ? null : String(text));
  }
  return row;
}

export class Rows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  #prepare(sql: string): Statement<unknown[]> {
    return prepared(this.#db, sql);
  }

  read(table: Table, id: string): Row | null {
    const sql = `SELECT ${[...columnsOf(table).keys()].map(quote).join(', ')} FROM ${quote(table.name)} WHERE ${quote(keyOf(table))} = ?`;
    return (this.#prepare(sql).get(id) as Row | undefined) ?? null;
  }

  version(table: Table, id: string): number | null {
    const row = this.#prepare(`SELECT row_version FROM ${quote(table.name)} WHERE ${quote(keyOf(table))} = ?`).get(
      id,
    ) as Row | undefined;
    return row ? versionOf(row) : null;
  }

  /** The statement that makes a row what it is given; `newer` leaves a row alone that has the version or a later one. */
  upsert(table: Table, names: readonly string[], newer: boolean): Statement<unknown[]> {
    const key = keyOf(table);
    const sets = names.filter((name) => name !== key).map((name) => `${quote(name)} = excluded.${quote(name)}`);
    const where = newer ? ` WHERE excluded.row_version > ${quote(table.name)}.row_version` : '';
    return this.#prepare(
      `INSERT INTO ${quote(table.name)} (${names.map(quote).join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (${quote(key)}) DO UPDATE SET ${sets.join(', ')}${where}`,
    );
  }

  /** Of `count` rows at a time. Leaves those alone that are there. */
  insert(table: Table, names: readonly string[], count: number): Statement<unknown[]> {
    const row = `(${names.map(() => '?').join(', ')})`;
    return this.#prepare(
      `INSERT INTO ${quote(table.name)} (${names.map(quote).join(', ')}) VALUES ${Array.from({ length: count }, () => row).join(', ')}
       ON CONFLICT DO NOTHING`,
    );
  }

  put(table: Table, row: Row): void {
    const names = Object.keys(row);
    this.upsert(table, names, false).run(names.map((name) => row[name]));
  }

  remove(table: Table, id: string): void {
    this.#prepare(`DELETE FROM ${quote(table.name)} WHERE ${quote(keyOf(table))} = ?`).run(id);
  }
}
