/** What Postgres' catalogue says of a table that a shape is made of, and whether a where clause is one it can take. */
import { escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';
import { invalid } from './errors.ts';
import type { LoggedRelation } from './pgoutput.ts';

export interface RelationColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly typmod: number;
  /** The type as SQL writes it, for casts. */
  readonly sqlType: string;
  /** Of booleans and blank-padded text the printed form differs from the cast to text. */
  readonly prints: 'as-cast' | 'boolean' | 'padded';
  readonly generated: boolean;
  /** As the header electric-schema describes it. */
  readonly described: Readonly<Record<string, string | number | boolean>>;
}

export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly RelationColumn[];
  /** Of the primary key, in its order; every column where there is none. */
  readonly key: readonly string[];
}

export const sqlName = ({ schema, name }: { schema: string; name: string }): string =>
  `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;

/** `a`, `A`, `"A"`, `a.b`: folded as Postgres folds names. */
export function parseTableName(text: string): { schema: string; name: string } {
  const parts = text.match(/"(?:[^"]|"")+"|[^."]+|\.|"/g) ?? [];
  const names: string[] = [];
  for (const [i, part] of parts.entries()) {
    if ((part === '.') !== (i % 2 === 1)) throw invalid('table', `Invalid relation identifier: ${text}`);
    if (part !== '.') names.push(foldName(part, 'table', text));
  }
  if (names.length > 2) throw invalid('table', `Invalid relation identifier, too many delimiters: ${text}`);
  if (names.length === 0 || parts.length % 2 === 0) throw invalid('table', `Invalid relation identifier: ${text}`);
  return names.length === 2
    ? { schema: names[0] ?? '', name: names[1] ?? '' }
    : { schema: 'public', name: names[0] ?? '' };
}

function foldName(part: string, field: string, whole: string): string {
  if (part.startsWith('"')) {
    if (!/^"(?:[^"]|"")+"$/.test(part)) throw invalid(field, `Invalid quoted identifier: ${whole}`);
    return part.slice(1, -1).replaceAll('""', '"');
  }
  if (!/^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(part))
    throw invalid(field, `Invalid unquoted identifier contains special characters: ${whole}`);
  return part.toLowerCase();
}

/** Comma-separated, each folded like a table's name. */
export function parseColumns(text: string): string[] {
  return (text.match(/(?:"(?:[^"]|"")*"|[^,"])+|(?<=,|^)(?=,|$)/g) ?? ['']).map((part) => {
    if (part === '') throw invalid('columns', 'Invalid zero-length delimited identifier');
    return foldName(part, 'columns', part);
  });
}

type Described = Record<string, string | number | boolean>;

/** Length, precision and scale, out of the number that Postgres packs them in. */
function modifiers(type: string, typmod: number): Described {
  if (typmod < 0) return {};
  switch (type) {
    case 'numeric':
      return { precision: ((typmod - 4) >> 16) & 0xffff, scale: (((typmod - 4) & 0x7ff) ^ 1024) - 1024 };
    case 'varchar':
      return { max_length: typmod - 4 };
    case 'bpchar':
      return { length: typmod - 4 };
    case 'bit':
    case 'varbit':
      return { length: typmod };
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return { precision: typmod };
    default:
      return {};
  }
}

interface ColumnRow {
  name: string;
  type_oid: number;
  typmod: number;
  sql_type: string;
  type: string;
  base: string;
  element: string | null;
  dims: number;
  not_null: boolean;
  generated: boolean;
  pk_index: number | null;
}

const COLUMNS = `
  SELECT a.attname AS name, a.atttypid::int8::float8 AS type_oid, a.atttypmod AS typmod,
    format_type(a.atttypid, a.atttypmod) AS sql_type, t.typname AS type,
    coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text AS base,
    CASE WHEN t.typcategory = 'A' THEN e.typname END AS element, greatest(a.attndims, 1) AS dims,
    a.attnotnull AS not_null, a.attgenerated <> '' AS generated,
    array_position(i.indkey::int2[], a.attnum) AS pk_index
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type e ON e.oid = t.typelem
  LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`;

function describe(row: ColumnRow): RelationColumn {
  const type = row.element ?? row.type;
  return {
    name: row.name,
    typeOid: row.type_oid,
    typmod: row.typmod,
    sqlType: row.sql_type,
    prints: row.base === 'boolean' ? 'boolean' : row.base === 'character' ? 'padded' : 'as-cast',
    generated: row.generated,
    described: {
      type,
      ...modifiers(type, row.typmod),
      ...(row.element === null ? {} : { dims: row.dims }),
      ...(row.not_null ? { not_null: true } : {}),
      ...(row.pk_index === null ? {} : { pk_index: row.pk_index }),
    },
  };
}

/** @throws ShapeRefusal where there is no such table, or none of the kind that is served. */
export async function readRelation(client: ClientBase, table: { schema: string; name: string }): Promise<Relation> {
  const found = await client.query<{ oid: number; kind: string }>(
    `SELECT c.oid::int8::float8 AS oid, c.relkind AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')`,
    [table.schema, table.name],
  );
  const row = found.rows[0];
  if (!row)
    throw invalid(
      'table',
      `Table "${table.schema}"."${table.name}" does not exist. If the table name contains capitals or special characters you must quote it.`,
    );
  if (['pg_catalog', 'information_schema', 'pg_toast'].includes(table.schema))
    throw invalid('table', `${sqlName(table)} is the database's own and cannot be followed.`);
  if (row.kind === 'p')
    throw invalid('table', `${sqlName(table)} is partitioned, which is not served here. Electric serves it.`);
  const { rows } = await client.query<ColumnRow>(COLUMNS, [row.oid]);
  const key = rows
    .filter((column) => column.pk_index !== null)
    .toSorted((a, b) => (a.pk_index ?? 0) - (b.pk_index ?? 0));
  return {
    oid: row.oid,
    ...table,
    columns: rows.map(describe),
    key: (key.length > 0 ? key : rows.filter((column) => !column.generated)).map(({ name }) => name),
  };
}

/** Whether the log still writes the table as the shape knows it. Generated columns are written only where published. */
export function sameRelation(known: Relation, logged: LoggedRelation): boolean {
  if (known.oid !== logged.oid || known.schema !== logged.schema || known.name !== logged.name) return false;
  const written = new Map(logged.columns.map((column) => [column.name, column]));
  const same = known.columns.filter((column) => {
    const found = written.get(column.name);
    return found ? found.typeOid === column.typeOid && found.typmod === column.typmod : column.generated;
  });
  const names = new Set(known.columns.map(({ name }) => name));
  return same.length === known.columns.length && logged.columns.every(({ name }) => names.has(name));
}

/**
 * Has Postgres judge a where clause, as the predicate of an index on an empty copy of the table: that takes one boolean
 * expression over the row, and refuses subqueries, aggregates and whatever is not immutable, just what a row's own images
 * cannot answer. The catalogue then says which columns it reads. Nothing of it stays.
 * @throws ShapeRefusal
 */
export async function columnsOfWhere(client: ClientBase, relation: Relation, where: string): Promise<string[]> {
  await client.query('BEGIN');
  try {
    await client.query(`CREATE TEMP TABLE shape_probe (LIKE ${sqlName(relation)})`);
    await client.query(`CREATE INDEX shape_probe_where ON shape_probe ((1)) WHERE (${where})`);
    const { rows } = await client.query<{ name: string }>(
      `SELECT DISTINCT a.attname AS name FROM pg_depend d
       JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_class'::regclass AND d.objid = 'pg_temp.shape_probe_where'::regclass
         AND d.refobjid = 'pg_temp.shape_probe'::regclass AND d.refobjsubid > 0`,
    );
    const names = rows.map(({ name }) => name);
    const generated = relation.columns.find((column) => column.generated && names.includes(column.name));
    if (generated) throw invalid('where', `${generated.name} is a generated column, which the log may leave out`);
    return names;
  } catch (error) {
    // Class 22 and 42: what was asked for is wrong; 0A: it is not supported there (a subquery).
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(?:0A|22|42)/.test(code)) throw invalid('where', (error as Error).message);
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Puts the table into the publication, with whole old rows in the log, as Electric does. */
export async function publish(client: ClientBase, relation: Relation, publication: string): Promise<void> {
  const { rows } = await client.query<{ identity: boolean; published: boolean }>(
    `SELECT c.relreplident = 'f' AS identity, EXISTS (
       SELECT 1 FROM pg_publication_tables p WHERE p.pubname = $2 AND p.schemaname = $3 AND p.tablename = $4
     ) AS published FROM pg_class c WHERE c.oid = $1`,
    [relation.oid, publication, relation.schema, relation.name],
  );
  const { identity = true, published = true } = rows[0] ?? {};
  if (identity && published) return;
  await client.query("BEGIN; SET LOCAL lock_timeout = '5s'");
  try {
    // Whoever writes now has begun before the change: wait for them, so that nothing of theirs stays unpublished.
    await client.query(`LOCK TABLE ${sqlName(relation)} IN ACCESS EXCLUSIVE MODE`);
    if (!published)
      await client.query(`ALTER PUBLICATION ${escapeIdentifier(publication)} ADD TABLE ${sqlName(relation)}`);
    if (!identity) await client.query(`ALTER TABLE ${sqlName(relation)} REPLICA IDENTITY FULL`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
