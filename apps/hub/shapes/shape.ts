/** A shape: the rows of one table that a where clause chooses, and how they are told. */
import { createHash } from 'node:crypto';
import type { Relation } from './relation.ts';

export interface ShapeDefinition {
  readonly relation: Relation;
  /** The columns told, in the table's order; the key's are among them. */
  readonly columns: readonly string[];
  /** With its parameters put in; null takes every row. */
  readonly where: string | null;
  /** What the clause reads. */
  readonly whereColumns: readonly string[];
  readonly replica: 'default' | 'full';
  /** `changes_only` has no snapshot. */
  readonly log: 'full' | 'changes_only';
}

/** Which transactions the snapshot holds already: pg_current_snapshot(). */
export interface Visibility {
  readonly xmin: bigint;
  readonly xmax: bigint;
  readonly running: readonly bigint[];
}

/** A place in a shape's log: a position in the write-ahead log, and a change of that transaction. */
export interface Offset {
  readonly lsn: number;
  readonly op: number;
}

export interface Shape {
  readonly id: number;
  readonly handle: string;
  readonly key: string;
  readonly definition: ShapeDefinition;
  readonly visibility: Visibility;
  /** The last change in the log; null while nothing has changed since the snapshot. */
  last: Offset | null;
  logBytes: number;
  /** Of Date.now(). */
  usedAt: number;
}

/** What makes two requests ask for one shape. */
export function keyOf(definition: Omit<ShapeDefinition, 'relation' | 'whereColumns'> & { table: string }): string {
  return JSON.stringify([definition.table, definition.columns, definition.where, definition.replica, definition.log]);
}

let lastStamp = 0;

/** As Electric writes them: a hash of the definition, and the time in microseconds, never the same twice. */
export function newHandle(key: string): string {
  const hash = createHash('sha256').update(key).digest().readUInt32BE(0) % 2 ** 27;
  lastStamp = Math.max(Date.now() * 1000, lastStamp + 1);
  return `${hash}-${lastStamp}`;
}

/**
 * Whether the snapshot has the transaction. The log writes the lower 32 bits of its number; the rest is that of the
 * nearest number to the snapshot's.
 */
export function isVisible({ xmin, xmax, running }: Visibility, xid: number): boolean {
  const half = 2n ** 31n;
  let full = (xmax & ~0xffff_ffffn) | BigInt(xid);
  if (full - xmax > half) full -= 2n ** 32n;
  if (xmax - full > half) full += 2n ** 32n;
  return full < xmin || (full < xmax && !running.includes(full));
}

export function parseVisibility(text: string): Visibility {
  const [xmin = '', xmax = '', running = ''] = text.split(':');
  return {
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    running: running === '' ? [] : running.split(',').map((xid) => BigInt(xid)),
  };
}

/** `"schema"."table"/"v1"/"v2"`, a slash in a value doubled, NULL a low line. */
export function rowKey(relation: Relation, image: Readonly<Record<string, string | null | undefined>>): string {
  const boolean = new Set(relation.columns.filter(({ prints }) => prints === 'boolean').map(({ name }) => name));
  const parts = relation.key.map((name) => {
    const value = image[name];
    if (value === null || value === undefined) return '_';
    // A snapshot spells booleans out, and one row has one key.
    const text = boolean.has(name) ? (value === 't' ? 'true' : 'false') : value;
    return `"${text.replaceAll('/', '//')}"`;
  });
  return [`"${relation.schema}"."${relation.name}"`, ...parts].join('/');
}

/** The header electric-schema: only the columns told. */
export function schemaHeader({ relation, columns }: ShapeDefinition): string {
  const told = relation.columns.filter(({ name }) => columns.includes(name));
  return JSON.stringify(Object.fromEntries(told.map(({ name, described }) => [name, described])));
}
