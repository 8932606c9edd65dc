/** Faults caught: a column, type, default, key or owner that the catalogue says and the database has not, or the other way round. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAuthored, tables } from '../../../schema/index.ts';
import type { Column, ColumnType, Table } from '../../../schema/index.ts';
import { createTestDatabase } from './harness.ts';
import type { Row, TestDatabase } from './harness.ts';

interface RealColumn extends Row {
  name: string;
  type: string;
  not_null: boolean;
  default: string | null;
  generated: string;
}
interface RealConstraint extends Row {
  type: 'p' | 'u' | 'f' | 'c';
  definition: string;
  columns: string[] | null;
}
interface RealTable {
  columns: RealColumn[];
  constraints: RealConstraint[];
}

/** The type as Postgres prints it. */
function postgresType(type: ColumnType): string {
  switch (type.kind) {
    case 'text':
      return type.maxLength === undefined ? 'text' : `character varying(${type.maxLength})`;
    case 'numeric':
      return `numeric(${type.precision},${type.scale})`;
    case 'timestamptz':
      return 'timestamp with time zone';
    case 'double':
      return 'double precision';
    case 'array':
      return `${type.of}[]`;
    case 'vector':
      return `vector(${type.dimensions})`;
    default:
      return type.kind;
  }
}

/** Left out where the server lacks pgvector, as this test's does. */
const expected = (table: Table): [string, Column][] =>
  Object.entries(table.columns).filter(([, column]) => column.type.kind !== 'vector');

let database: TestDatabase;
const real = new Map<string, RealTable>();

beforeAll(async () => {
  database = await createTestDatabase();
  const columns = await database.query<RealColumn & { table: string }>(
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       pg_get_expr(d.adbin, d.adrelid) AS default, a.attgenerated AS generated
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const constraints = await database.query<RealConstraint & { table: string }>(
    `SELECT conrelid::regclass::text AS "table", contype AS type, pg_get_constraintdef(oid) AS definition,
       (SELECT array_agg(attname::text ORDER BY o) FROM unnest(conkey) WITH ORDINALITY AS k (n, o)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.n) AS columns
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0`,
  );
  for (const { table, ...column } of columns) {
    const entry = real.get(table) ?? { columns: [], constraints: [] };
    entry.columns.push(column);
    real.set(table, entry);
  }
  for (const { table, ...constraint } of constraints) real.get(table)?.constraints.push(constraint);
});
afterAll(() => database.drop());

const keys = (table: RealTable | undefined, type: RealConstraint['type']): string[][] =>
  (table?.constraints ?? []).filter((each) => each.type === type).map((each) => each.columns ?? []);

describe('the catalogue and the real database', () => {
  it('have the same tables', () => {
    expect(tables.map((table) => table.name).toSorted()).toEqual([...real.keys()].toSorted());
  });

  it.each(tables.map((table) => [table.name, table] as const))('agree on the columns of %s', (name, table) => {
    const there = Object.fromEntries(
      (real.get(name)?.columns ?? []).map((column) => [
        column.name,
        {
          type: column.type,
          nullable: !column.not_null,
          default: column.generated === '' ? column.default : null,
          generated: column.generated !== '',
        },
      ]),
    );
    const here = Object.fromEntries(
      expected(table).map(([column, definition]) => [
        column,
        {
          type: postgresType(definition.type),
          nullable: definition.nullable,
          default: definition.defaultSql ?? null,
          generated: definition.generated === true,
        },
      ]),
    );
    expect(here).toEqual(there);
  });

  it.each(tables.map((table) => [table.name, table] as const))('agree on the keys of %s', (name, table) => {
    const there = real.get(name);
    expect([[...table.primaryKey]]).toEqual(keys(there, 'p'));
    const uniques = [
      ...table.uniques.map((columns) => [...columns]),
      ...Object.entries(table.columns).flatMap(([column, definition]) => (definition.unique ? [[column]] : [])),
    ];
    expect(uniques.map(String).toSorted()).toEqual(keys(there, 'u').map(String).toSorted());
    const references = expected(table).flatMap(([column, { references: to }]) =>
      to ? [`${column} -> ${to.table}(${to.column}) ${to.onDelete}`] : [],
    );
    const foreign = (there?.constraints ?? []).flatMap(({ type, definition, columns }) => {
      if (type !== 'f' || columns?.length !== 1) return [];
      const match = /REFERENCES (\w+)\((\w+)\)(?:.*ON DELETE (CASCADE|SET NULL))?/.exec(definition);
      return [`${columns[0]} -> ${match?.[1]}(${match?.[2]}) ${(match?.[3] ?? 'no action').toLowerCase()}`];
    });
    expect(references.toSorted()).toEqual(foreign.toSorted());
  });

  it.each(tables.map((table) => [table.name, table] as const))('agree on the value sets of %s', (name, table) => {
    for (const [column, { type }] of expected(table)) {
      if (type.kind !== 'text' || !type.values) continue;
      const checks = (real.get(name)?.constraints ?? []).filter(
        (each) => each.type === 'c' && String(each.columns) === column,
      );
      const values = checks.flatMap(({ definition }) =>
        [...definition.matchAll(/'((?:[^']|'')*)'::/g)].map((match) => match[1]),
      );
      expect(new Set(values)).toEqual(new Set(type.values));
    }
  });

  it('agree on what reaches a device, and on whose row it is', async () => {
    const there = await database.query<{ table_name: string; owner_column: string | null }>('SELECT * FROM sync_table');
    expect(
      new Map(tables.filter((table) => table.sync !== 'none').map((table) => [table.name, table.ownerColumn])),
    ).toEqual(new Map(there.map((row) => [row.table_name, row.owner_column])));
  });

  it('agree on what a device may write: a column is the cloud’s when the signed-in role may neither insert nor update it', async () => {
    const granted = await database.query<Row & { table: string; name: string }>(
      `SELECT c.relname AS "table", a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
         AND (has_column_privilege('authenticated', c.oid, a.attnum, 'INSERT')
           OR has_column_privilege('authenticated', c.oid, a.attnum, 'UPDATE'))`,
    );
    const may = new Set(granted.map((row) => `${row.table}.${row.name}`));
    for (const table of tables.filter(isAuthored)) {
      for (const [column] of expected(table).filter(([, definition]) => !definition.generated)) {
        const name = `${table.name}.${column}`;
        expect([name, table.columns[column]?.serverOwned !== true]).toEqual([name, may.has(name)]);
      }
    }
  });
});
