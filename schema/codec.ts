/** Between a row in SQLite and a row in code, and the validators that follow from the catalogue. */
import { z } from 'zod';
import type { Column } from './columns.ts';
import { deviceColumns } from './table.ts';
import type { PatchOf, RowOf, Table } from './table.ts';

/** What better-sqlite3 binds and returns; the device stores no blobs in catalogue tables. */
export type SqlValue = string | number | bigint | null;

function decodeValue(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (column.type.kind) {
    case 'boolean':
      return value === 1;
    case 'jsonb':
    case 'array':
      return JSON.parse(String(value));
    default:
      return value;
  }
}

export function encodeValue(column: Column, value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  switch (column.type.kind) {
    case 'boolean':
      return value ? 1 : 0;
    case 'jsonb':
    case 'array':
      return JSON.stringify(value);
    default:
      return value as SqlValue;
  }
}

/** Decodes the columns that are there, so that a narrow SELECT works as well as a whole row. */
export function decodeRow<T extends Table>(table: T, raw: Readonly<Record<string, unknown>>): RowOf<T> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const column = table.columns[name];
    row[name] = column ? decodeValue(column, value) : value;
  }
  return row as RowOf<T>;
}

/** @throws Error when the patch names a column that the device does not have. */
export function encodePatch<T extends Table>(table: T, patch: PatchOf<T>): [string, SqlValue][] {
  return Object.entries(patch)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const column = table.columns[name];
      if (!column?.onDevice) throw new Error(`${table.name} has no column "${name}" on a device.`);
      return [name, encodeValue(column, value)];
    });
}

function baseValidator({ type }: Column): z.ZodType {
  switch (type.kind) {
    case 'uuid':
      return z.guid();
    case 'text': {
      if (type.values) return z.enum(type.values as [string, ...string[]]);
      let schema = z.string();
      if (type.minLength !== undefined) schema = schema.min(type.minLength);
      if (type.maxLength !== undefined) schema = schema.max(type.maxLength);
      return schema;
    }
    case 'integer':
    case 'numeric': {
      let schema = z.int();
      if (type.min !== undefined) schema = schema.min(type.min);
      if (type.max !== undefined) schema = schema.max(type.max);
      return schema;
    }
    case 'bigint':
      return z.int();
    case 'double':
      return z.number();
    case 'boolean':
      return z.boolean();
    case 'timestamptz':
      return z.iso.datetime({ offset: true });
    case 'date':
      return z.iso.date();
    case 'array':
      return z.array(type.of === 'integer' ? z.int() : z.string());
    case 'jsonb':
      return z.json();
    default:
      return z.unknown();
  }
}

export function columnValidator(column: Column): z.ZodType {
  return column.nullable ? baseValidator(column).nullable() : baseValidator(column);
}

/** A validator of whole device rows; `rowValidator(t).partial()` checks a patch. */
export function rowValidator(table: Table): z.ZodObject<Record<string, z.ZodType>> {
  return z.object(Object.fromEntries(deviceColumns(table).map(([name, column]) => [name, columnValidator(column)])));
}
