/**
 * A value between the three ways it is written: in SQLite (codec.ts), as JSON on the wire between device and gateway,
 * and as the text in which Postgres, and so Electric, prints it. On the wire booleans are booleans, integers numbers,
 * exact decimals decimal strings, times ISO 8601 in UTC, JSON and arrays themselves.
 */
import type { SqlValue } from './codec.ts';
import type { Column } from './columns.ts';

export type WireValue = unknown;

/** A decimal of `scale` digits from its scaled integer: (1990, 2) gives "19.90". */
export function decimalText(scaled: number | bigint, scale: number): string {
  const negative = scaled < 0;
  const digits = String(negative ? -scaled : scaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}

/** @throws RangeError for what is no decimal, has more digits after the point than `scale`, or passes 2^53. */
export function scaledInteger(text: string, scale: number): number {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  const value = match ? Number(`${match[1]}${match[2]}${fraction.padEnd(scale, '0')}`) : Number.NaN;
  if (!match || fraction.length > scale || !Number.isSafeInteger(value))
    throw new RangeError(`"${text}" is no decimal of ${scale} digits after the point.`);
  return value === 0 ? 0 : value;
}

/** Postgres prints `2026-01-02 03:04:05.123456+00`; the device keeps milliseconds and a Z. */
export function utcTime(text: string): string {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) throw new RangeError(`"${text}" is no time.`);
  return time.toISOString();
}

/** From SQLite to the wire. */
export function toWire(column: Column, value: SqlValue): WireValue {
  if (value === null) return null;
  switch (column.type.kind) {
    case 'boolean':
      return value === 1 || value === 1n;
    case 'integer':
    case 'bigint':
      return Number(value);
    case 'numeric':
      return decimalText(value as number | bigint, column.type.scale);
    case 'jsonb':
    case 'array':
      return JSON.parse(String(value));
    default:
      return value;
  }
}

/** From the wire to SQLite. @throws RangeError when it is no value of the column's type. */
export function fromWire(column: Column, value: WireValue): SqlValue {
  if (value === null || value === undefined) return null;
  switch (column.type.kind) {
    case 'boolean':
      return value ? 1 : 0;
    case 'integer':
    case 'bigint':
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${String(value)} is no number.`);
      return value;
    case 'numeric':
      return scaledInteger(String(value), column.type.scale);
    case 'timestamptz':
      return utcTime(String(value));
    case 'jsonb':
    case 'array':
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

/** `{a,"b c",NULL}`, one dimension, as Postgres prints it. */
export function arrayItems(text: string): (string | null)[] {
  const items: (string | null)[] = [];
  let at = 1;
  while (at < text.length - 1) {
    if (text[at] === '"') {
      let item = '';
      for (at += 1; text[at] !== '"'; at += 1) {
        if (at >= text.length) throw new RangeError('An array’s text ends inside a quoted item.');
        if (text[at] === '\\') at += 1;
        item += text[at] ?? '';
      }
      at += 1;
      items.push(item);
    } else {
      const end = /[,}]/.exec(text.slice(at))?.index ?? 0;
      const item = text.slice(at, at + end);
      items.push(item === 'NULL' ? null : item);
      at += end;
    }
    at += 1;
  }
  return items;
}

/** From Postgres' text (Electric's log and snapshots carry it) to SQLite. */
export function fromPostgresText(column: Column, text: string | null): SqlValue {
  if (text === null) return null;
  switch (column.type.kind) {
    case 'boolean':
      return text === 't' || text === 'true' ? 1 : 0;
    case 'integer':
    case 'bigint':
    case 'double':
      return Number(text);
    case 'numeric':
      return scaledInteger(text, column.type.scale);
    case 'timestamptz':
      return utcTime(text);
    case 'jsonb':
      // As JSON.stringify writes it, so that equal values are equal texts on the device.
      return JSON.stringify(JSON.parse(text));
    case 'array': {
      const items = arrayItems(text);
      return JSON.stringify(column.type.of === 'integer' ? items.map((item) => item && Number(item)) : items);
    }
    default:
      return text;
  }
}
