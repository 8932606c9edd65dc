/**
 * The column vocabulary of the catalogue. A column is plain data: Postgres DDL is checked against it, SQLite DDL,
 * validators and the shape list are made from it. Builders return new values; nothing here has state.
 */

export type ColumnType =
  | { kind: 'uuid' }
  /** `maxLength` makes it varchar(n); `values` is the document's closed set. Lengths are in characters. */
  | { kind: 'text'; minLength?: number; maxLength?: number; values?: readonly string[] }
  | { kind: 'integer'; min?: number; max?: number }
  | { kind: 'bigint' }
  | { kind: 'double' }
  /** Exact decimal. On the device and in code it is an integer scaled by 10^scale (2 for cents). */
  | { kind: 'numeric'; precision: number; scale: number; min?: number; max?: number }
  | { kind: 'boolean' }
  | { kind: 'timestamptz' }
  | { kind: 'date' }
  | { kind: 'jsonb' }
  | { kind: 'array'; of: 'text' | 'uuid' | 'integer' }
  | { kind: 'vector'; dimensions: number }
  | { kind: 'tsvector' }
  | { kind: 'inet' }
  | { kind: 'bytea' };

/** How two concurrent changes of one column become one (the word list of docs/sync.md). */
export type MergeRule = 'last' | 'text' | 'set' | 'json' | 'counter' | 'quiet';

export interface Reference {
  readonly table: string;
  readonly column: string;
  readonly onDelete: 'no action' | 'cascade' | 'set null';
}

export interface Column<T = unknown, Nullable extends boolean = boolean> {
  readonly type: ColumnType;
  readonly nullable: Nullable;
  /** Default as Postgres prints it, for example `now()` or `'{}'::jsonb`. */
  readonly defaultSql?: string;
  /** The same default as the value a row carries in code; absent where only the database can make it. */
  readonly defaultValue?: unknown;
  readonly primaryKey?: true;
  readonly unique?: true;
  readonly references?: Reference;
  readonly merge: MergeRule;
  /** The cloud alone may set it: never part of a mutation. */
  readonly serverOwned?: true;
  /** Generated always by the database; never written by anyone. */
  readonly generated?: true;
  /** False for what a device neither stores nor receives (search vectors, secrets). */
  readonly onDevice: boolean;
  /** Phantom: the type of the value in code. */
  readonly value?: T;
}

function column<T>(type: ColumnType, merge: MergeRule = 'last'): Column<T, true> {
  return {
    type,
    nullable: true,
    merge,
    onDevice: type.kind !== 'vector' && type.kind !== 'tsvector',
  };
}

export const uuid = (): Column<string, true> => column({ kind: 'uuid' });
export const text = (limits: { minLength?: number } = {}): Column<string, true> => column({ kind: 'text', ...limits });
export const longText = (): Column<string, true> => column({ kind: 'text' }, 'text');
export const varchar = (maxLength: number, limits: { minLength?: number } = {}): Column<string, true> =>
  column({ kind: 'text', maxLength, ...limits });
export const oneOf = <const V extends readonly string[]>(...values: V): Column<V[number], true> =>
  column({ kind: 'text', values });
export const integer = (limits: { min?: number; max?: number } = {}): Column<number, true> =>
  column({ kind: 'integer', ...limits });
export const bigint = (): Column<number, true> => column({ kind: 'bigint' });
export const double = (): Column<number, true> => column({ kind: 'double' });
export const numeric = (
  precision: number,
  scale: number,
  limits: { min?: number; max?: number } = {},
): Column<number, true> => column({ kind: 'numeric', precision, scale, ...limits });
export const boolean = (): Column<boolean, true> => column({ kind: 'boolean' });
export const timestamptz = (): Column<string, true> => column({ kind: 'timestamptz' });
export const date = (): Column<string, true> => column({ kind: 'date' });
export const jsonb = <T = unknown>(): Column<T, true> => column({ kind: 'jsonb' }, 'json');
export const textArray = (): Column<string[], true> => column({ kind: 'array', of: 'text' }, 'set');
export const integerArray = (): Column<number[], true> => column({ kind: 'array', of: 'integer' }, 'set');
export const vector = (dimensions: number): Column<number[], true> => column({ kind: 'vector', dimensions });
export const tsvector = (): Column<string, true> => ({
  ...column<string>({ kind: 'tsvector' }),
  generated: true,
});

export const notNull = <T>(c: Column<T>): Column<T, false> => ({ ...c, nullable: false });
export const primaryKey = <T>(c: Column<T>): Column<T, false> => ({
  ...c,
  nullable: false,
  primaryKey: true,
});
export const unique = <T, N extends boolean>(c: Column<T, N>): Column<T, N> => ({
  ...c,
  unique: true,
});
/** `sql` as Postgres prints it; `value` the same in code, where there is one. */
export const withDefault = <T, N extends boolean>(c: Column<T, N>, sql: string, value?: T): Column<T, N> =>
  value === undefined ? { ...c, defaultSql: sql } : { ...c, defaultSql: sql, defaultValue: value };
export const references = <T, N extends boolean>(
  c: Column<T, N>,
  table: string,
  onDelete: Reference['onDelete'] = 'no action',
  targetColumn = 'id',
): Column<T, N> => ({ ...c, references: { table, column: targetColumn, onDelete } });
export const serverOwned = <T, N extends boolean>(c: Column<T, N>): Column<T, N> => ({
  ...c,
  serverOwned: true,
});
/** The cloud's own business: no device stores or receives it. */
export const cloudOnly = <T, N extends boolean>(c: Column<T, N>): Column<T, N> => ({
  ...c,
  serverOwned: true,
  onDevice: false,
});
export const merge = <T, N extends boolean>(c: Column<T, N>, rule: MergeRule): Column<T, N> => ({
  ...c,
  merge: rule,
});

/** `id uuid primary key default gen_random_uuid()`; devices make UUIDv7. */
export const id = (): Column<string, false> => withDefault(primaryKey(uuid()), 'gen_random_uuid()');
/** A time that the database stamps on insert. */
export const stamped = (): Column<string, false> => withDefault(notNull(timestamptz()), 'now()');
