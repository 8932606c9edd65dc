/** A table of the catalogue and the TypeScript types that follow from it. */
import type { Column } from './columns.ts';
import { bigint, jsonb, notNull, serverOwned, timestamptz, withDefault } from './columns.ts';

export type Columns = Readonly<Record<string, Column>>;

/**
 * How a table travels. `both`: devices author it; `down`: devices only read it; `up`: devices hand in requests that the
 * cloud decides, and see the decision; `none`: it never reaches a device.
 */
export type SyncDirection = 'both' | 'down' | 'up' | 'none';

export type Domain =
  | 'identity'
  | 'morgys'
  | 'market'
  | 'hired-agents'
  | 'chat'
  | 'plugins'
  | 'foundations'
  | 'billing'
  | 'usage'
  | 'sync';

export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly domain: Domain;
  /** Which of the five documents describes it; 0 for our own additions. */
  readonly document: 0 | 1 | 2 | 3 | 4 | 5;
  readonly purpose: string;
  readonly columns: C;
  readonly primaryKey: readonly string[];
  readonly uniques: readonly (readonly string[])[];
  /** Columns of the indexes that the device keeps as well, beyond keys. */
  readonly deviceIndexes: readonly (readonly string[])[];
  /** The column that says whose row it is; a shape is `owner = $1`. Null: not a row of one person. */
  readonly ownerColumn: string | null;
  /** Rows of nobody that every signed-in account reads, all of them: the one case in which a shape has no owner. */
  readonly isCommon: boolean;
  readonly sync: SyncDirection;
}

export interface TableSpec<C extends Columns> {
  name: string;
  domain: Domain;
  document: Table['document'];
  purpose: string;
  columns: C;
  primaryKey?: readonly string[];
  uniques?: readonly (readonly string[])[];
  deviceIndexes?: readonly (readonly string[])[];
  ownerColumn?: string | null;
  isCommon?: boolean;
  sync?: SyncDirection;
}

/** What every table that reaches a device carries besides its document's columns (docs/sync.md). */
export type SyncColumns = {
  readonly row_version: Column<number, false>;
  readonly _fv: Column<Record<string, [number, string]>, false>;
};
const syncColumns: SyncColumns = {
  row_version: withDefault(notNull(serverOwned(bigint())), '0', 0),
  _fv: withDefault(notNull(serverOwned(jsonb<Record<string, [number, string]>>())), "'{}'::jsonb", {}),
};

export function defineTable<const C extends Columns>(spec: TableSpec<C>): Table<C & SyncColumns> {
  const sync = spec.sync ?? 'none';
  const primaryKey =
    spec.primaryKey ?? Object.entries(spec.columns).flatMap(([name, c]) => (c.primaryKey ? [name] : []));
  if (sync !== 'none' && primaryKey.length !== 1) throw new Error(`${spec.name}: a synced table has one key column`);
  const ownerColumn = spec.ownerColumn ?? null;
  const isCommon = spec.isCommon ?? false;
  // A forgotten owner must not turn into a table that everybody reads.
  if (sync !== 'none' && (ownerColumn === null) !== isCommon)
    throw new Error(`${spec.name}: a synced table either names its owner column or is common`);
  if (isCommon && sync !== 'down') throw new Error(`${spec.name}: a common table only comes down`);
  return {
    name: spec.name,
    domain: spec.domain,
    document: spec.document,
    purpose: spec.purpose,
    columns: (sync === 'none' ? spec.columns : { ...spec.columns, ...syncColumns }) as C & SyncColumns,
    primaryKey,
    uniques: spec.uniques ?? [],
    deviceIndexes: spec.deviceIndexes ?? [],
    ownerColumn,
    isCommon,
    sync,
  };
}

/** When a person put the row into the trash; null while it lives. */
export const deletedAt = (): Column<string, true> => timestamptz();

type ValueOf<C> = C extends Column<infer T, infer N> ? (N extends true ? T | null : T) : never;
/** A row as code sees it: booleans are booleans, JSON is parsed, numerics are scaled integers, times are UTC strings. */
export type RowOf<T extends Table> = {
  -readonly [K in keyof T['columns']]: ValueOf<T['columns'][K]>;
};
/** Columns to set; the rest keep their defaults. */
export type PatchOf<T extends Table> = Partial<RowOf<T>>;

export const isOnDevice = (table: Table): boolean => table.sync !== 'none';
/** Devices write its rows, and the cloud may refuse them. */
export const isAuthored = (table: Table): boolean => table.sync === 'both' || table.sync === 'up';
export const deviceColumns = (table: Table): [string, Column][] =>
  Object.entries(table.columns).filter(([, c]) => c.onDevice);
/** What a device's own write may carry: everything but the cloud's columns and bookkeeping. */
export const writableColumns = (table: Table): [string, Column][] =>
  deviceColumns(table).filter(([, c]) => !c.serverOwned && !c.generated);
