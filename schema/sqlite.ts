/**
 * The catalogue as SQLite: STRICT tables, indexes and the capture triggers. Booleans are 0 or 1, exact decimals integers
 * scaled by 10^scale, times and dates UTC text, JSON and arrays JSON text. Value sets and lengths are the services'
 * business: a row that arrives from the cloud is never refused by the device.
 */
import type { Column } from './columns.ts';
import { deviceColumns, isAuthored, writableColumns } from './table.ts';
import type { Table } from './table.ts';

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const NOW = "(strftime('%Y-%m-%dT%H:%M:%fZ','now'))";

function storageClass(column: Column): 'TEXT' | 'INTEGER' | 'REAL' {
  switch (column.type.kind) {
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'boolean':
      return 'INTEGER';
    case 'double':
      return 'REAL';
    default:
      return 'TEXT';
  }
}

function defaultClause(column: Column): string {
  if (column.defaultSql === 'now()') return ` DEFAULT ${NOW}`;
  const value = column.defaultValue;
  if (value === undefined) return '';
  if (typeof value === 'boolean') return ` DEFAULT ${value ? 1 : 0}`;
  if (typeof value === 'number') return ` DEFAULT ${value}`;
  return ` DEFAULT ${literal(typeof value === 'string' ? value : JSON.stringify(value))}`;
}

function typeCheck(name: string, column: Column): string {
  const { kind } = column.type;
  if (kind === 'boolean') return ` CHECK (${quote(name)} IN (0, 1))`;
  if (kind === 'jsonb' || kind === 'array') return ` CHECK (json_valid(${quote(name)}))`;
  return '';
}

export function columnDdl(table: Table, name: string, column: Column, authored: ReadonlySet<string>): string {
  const parts = [quote(name), storageClass(column)];
  if (table.primaryKey[0] === name) parts.push('PRIMARY KEY NOT NULL');
  else if (!column.nullable) parts.push('NOT NULL');
  const { references } = column;
  const foreignKey =
    references && isAuthored(table) && authored.has(references.table)
      ? ` REFERENCES ${quote(references.table)}(${quote(references.column)}) ON DELETE ${references.onDelete.toUpperCase()} DEFERRABLE INITIALLY DEFERRED`
      : '';
  return parts.join(' ') + defaultClause(column) + typeCheck(name, column) + foreignKey;
}

/**
 * `authored` names the tables that devices write. Only they refer to each other by foreign keys: a row that the cloud alone
 * makes (the account itself) may arrive later, or never on a device without an account; and it stays when what it names is
 * purged here, since figures are reckoned from it.
 */
export function createTableDdl(table: Table, authored: ReadonlySet<string>): string {
  const columns = deviceColumns(table).map(([name, column]) => `  ${columnDdl(table, name, column, authored)}`);
  return `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (\n${columns.join(',\n')}\n) STRICT`;
}

export function indexDdl(table: Table): string[] {
  return table.deviceIndexes.map((columns) => {
    const name = ['idx', table.name, ...columns].join('_');
    return `CREATE INDEX IF NOT EXISTS ${quote(name)} ON ${quote(table.name)} (${columns.map(quote).join(', ')})`;
  });
}

export const captureTriggerNames = (table: Table): string[] =>
  ['insert', 'update', 'delete'].map((operation) => `capture_${operation}_${table.name}`);

/**
 * The triggers through which every local change reaches history and outbox, whoever made it. `before` and `after` hold the
 * columns that changed (all of them for an insert or a delete). An update that changes nothing leaves no trace.
 * They are off while `store_context.capture` is 0: remote changes are not a person's.
 */
export function captureTriggers(table: Table): string[] {
  if (table.sync === 'none') return [];
  const [insertName, updateName, deleteName] = captureTriggerNames(table).map(quote) as [string, string, string];
  const name = quote(table.name);
  const key = quote(table.primaryKey[0] ?? 'id');
  const when = `WHEN (SELECT capture FROM store_context) = 1`;
  if (table.sync === 'down') {
    const refuse = `BEGIN SELECT RAISE(ABORT, ${literal(`${table.name} is read-only on a device`)}); END`;
    return [
      `CREATE TRIGGER ${insertName} BEFORE INSERT ON ${name} ${when} ${refuse}`,
      `CREATE TRIGGER ${updateName} BEFORE UPDATE ON ${name} ${when} ${refuse}`,
      `CREATE TRIGGER ${deleteName} BEFORE DELETE ON ${name} ${when} ${refuse}`,
    ];
  }
  const captured = writableColumns(table).map(([column]) => column);
  const whole = (side: 'OLD' | 'NEW'): string =>
    `json_object(${captured.map((column) => `${literal(column)}, ${side}.${quote(column)}`).join(', ')})`;
  const changed = captured
    .map((column) => {
      const q = quote(column);
      return `SELECT ${literal(column)} AS k, OLD.${q} AS o, NEW.${q} AS n WHERE OLD.${q} IS NOT NEW.${q}`;
    })
    .join(' UNION ALL ');
  const into = `INSERT INTO history (tx, table_name, row_id, operation, before, after, base_version, base_fv)`;
  const context = `(SELECT tx FROM store_context), ${literal(table.name)}`;
  return [
    `CREATE TRIGGER ${insertName} AFTER INSERT ON ${name} ${when} BEGIN
       ${into} VALUES (${context}, NEW.${key}, 'insert', NULL, ${whole('NEW')}, NULL, NULL);
     END`,
    `CREATE TRIGGER ${updateName} AFTER UPDATE ON ${name} ${when} BEGIN
       ${into} SELECT ${context}, NEW.${key}, 'update', json_group_object(k, o), json_group_object(k, n), OLD.row_version, OLD._fv
       FROM (${changed}) HAVING count(*) > 0;
     END`,
    `CREATE TRIGGER ${deleteName} AFTER DELETE ON ${name} ${when} BEGIN
       ${into} VALUES (${context}, OLD.${key}, 'delete', ${whole('OLD')}, NULL, OLD.row_version, OLD._fv);
     END`,
  ];
}
