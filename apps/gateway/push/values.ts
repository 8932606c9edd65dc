/**
 * Values of mutations between their wire form (schema/wire.ts) and Postgres: the check that a value is one of its
 * column's type, the SQL that reads a column in wire form, and what is bound for it.
 */
import type { Column } from '../../../schema/index.ts';
import { decimalText, scaledInteger, utcTime } from '../../../schema/wire.ts';
import { quoted } from '../database.ts';

/** A value that is not one of its column's type. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
/** With a Z or an offset: a time that names no zone is no instant. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** The escape of U+0000, and not the six characters after an escaped backslash. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/;
/** JSON is compared level by level; a document's text is no JSON, and may be longer. */
const JSON_LENGTH = 4 * 1024 * 1024;

function text(value: unknown): string {
  if (typeof value !== 'string') throw new ValueError('a text was expected');
  // Postgres stores no such character, in texts as in JSON.
  if (value.includes('\u0000')) throw new ValueError('a text cannot hold the character U+0000');
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ValueError('a whole number was expected');
  return value;
}

function matching(value: unknown, pattern: RegExp, what: string): string {
  const given = text(value);
  if (!pattern.test(given)) throw new ValueError(`${what} was expected`);
  return given;
}

/** The value in its one spelling, so that equal values are equal. @throws ValueError */
export function canonical(column: Column, value: unknown): unknown {
  if (value === null) return null;
  switch (column.type.kind) {
    case 'uuid':
      return matching(typeof value === 'string' ? value.toLowerCase() : value, UUID, 'a UUID');
    case 'boolean':
      if (typeof value !== 'boolean') throw new ValueError('true or false was expected');
      return value;
    case 'integer':
    case 'bigint':
      return whole(value);
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new ValueError('a number was expected');
      return value;
    case 'numeric':
      try {
        return decimalText(scaledInteger(text(value), column.type.scale), column.type.scale);
      } catch (error) {
        if (error instanceof RangeError) throw new ValueError('a decimal was expected');
        throw error;
      }
    case 'timestamptz':
      try {
        return utcTime(matching(value, TIME, 'a time with its zone'));
      } catch (error) {
        if (error instanceof RangeError) throw new ValueError('a time was expected');
        throw error;
      }
    case 'date':
      return matching(value, DATE, 'a date');
    case 'array': {
      if (!Array.isArray(value)) throw new ValueError('a list was expected');
      const of = column.type.of;
      return value.map((item: unknown) =>
        of === 'integer' ? whole(item) : of === 'uuid' ? matching(item, UUID, 'a UUID') : text(item),
      );
    }
    case 'jsonb': {
      const json = JSON.stringify(value);
      if (json.length > JSON_LENGTH) throw new ValueError(`JSON of at most ${JSON_LENGTH} characters was expected`);
      if (NUL_IN_JSON.test(json)) throw new ValueError('JSON cannot hold the character U+0000');
      return value;
    }
    default:
      return text(value);
  }
}

/** What is bound for a wire value. */
export function bound(column: Column, value: unknown): unknown {
  if (value === null) return null;
  return column.type.kind === 'jsonb' ? JSON.stringify(value) : value;
}

/** The select list's entry that gives the column as its wire value to a driver that parses numbers, JSON and arrays. */
export function selected(name: string, column: Column): string {
  switch (column.type.kind) {
    case 'date':
    case 'numeric':
      return `${quoted(name)}::text AS ${quoted(name)}`;
    case 'timestamptz':
      return `${utc(name)} AS ${quoted(name)}`;
    case 'bigint':
      return `${quoted(name)}::double precision AS ${quoted(name)}`;
    default:
      return quoted(name);
  }
}

/** A time as ISO 8601 in UTC with milliseconds. */
const utc = (name: string): string => `to_char(${quoted(name)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The same as an argument of json_build_array. */
export function printed(name: string, column: Column): string {
  switch (column.type.kind) {
    case 'date':
    case 'numeric':
      return `${quoted(name)}::text`;
    case 'timestamptz':
      return utc(name);
    default:
      return quoted(name);
  }
}
