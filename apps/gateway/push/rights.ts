/** Which columns the database lets a person set, with a new row and afterwards; read once from its grants. */
import type pg from 'pg';
import { deviceTables } from '../../../schema/index.ts';

export interface Rights {
  readonly insert: ReadonlySet<string>;
  readonly update: ReadonlySet<string>;
  /** Rows can be deleted outright; where there is a trash it is used instead. */
  readonly delete: boolean;
  /** Names of the foreign keys, to put their checks off until a local transaction is whole. */
  readonly foreignKeys: readonly string[];
}

export type RightsOf = (table: string) => Rights;

const NONE: Rights = { insert: new Set(), update: new Set(), delete: false, foreignKeys: [] };

interface Found {
  table_name: string;
  can_insert: string[];
  can_update: string[];
  can_delete: boolean;
  foreign_keys: string[];
}

async function read(pool: pg.Pool): Promise<RightsOf> {
  const { rows } = await pool.query<Found>(
    `SELECT c.relname AS table_name,
       coalesce(array_agg(a.attname::text) FILTER (WHERE has_column_privilege('authenticated', c.oid, a.attnum, 'INSERT')), '{}') AS can_insert,
       coalesce(array_agg(a.attname::text) FILTER (WHERE has_column_privilege('authenticated', c.oid, a.attnum, 'UPDATE')), '{}') AS can_update,
       has_table_privilege('authenticated', c.oid, 'DELETE') AS can_delete,
       ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f') AS foreign_keys
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)
     GROUP BY c.oid, c.relname`,
    [deviceTables.map((table) => table.name)],
  );
  const byTable = new Map(
    rows.map((row) => [
      row.table_name,
      {
        insert: new Set(row.can_insert),
        update: new Set(row.can_update),
        delete: row.can_delete,
        foreignKeys: row.foreign_keys,
      },
    ]),
  );
  return (table) => byTable.get(table) ?? NONE;
}

const known = new WeakMap<pg.Pool, Promise<RightsOf>>();

export function rightsOf(pool: pg.Pool): Promise<RightsOf> {
  let rights = known.get(pool);
  if (!rights) {
    rights = read(pool);
    known.set(pool, rights);
    // A database that did not answer is asked again.
    rights.catch(() => known.delete(pool));
  }
  return rights;
}
