/**
 * Pages of an owner's rows for a device's first fetch. Postgres prints the rows as JSON and the gateway only puts them
 * together, so a page costs little more than its reading.
 */
import type pg from 'pg';
import { deviceColumns, tables } from '../../schema/index.ts';
import type { Column, Table } from '../../schema/index.ts';
import { SNAPSHOT_BYTES, SNAPSHOT_ROWS } from '../../sync/protocol/routes.ts';
import type { CloudMark, SnapshotPage } from '../../sync/protocol/routes.ts';
import { asService, inOrder, quoted } from './database.ts';
import type { Identity } from './database.ts';
import { GatewayError } from './errors.ts';
import { printed } from './push/values.ts';

export interface DeviceTable {
  readonly table: Table;
  /** The column that says whose rows they are; null for a common table, which every signed-in account reads whole. */
  readonly owner: string | null;
  readonly key: string;
  /** What a device keeps of a row, in the catalogue's order. */
  readonly columns: readonly (readonly [name: string, column: Column])[];
}

/** Everything that a device keeps, by name. Only these can be asked for. */
const deviceTables = new Map<string, DeviceTable>(
  tables.flatMap((table) => {
    const key = table.primaryKey[0];
    // A table without an owner is served only where the catalogue says that it is everybody's.
    if (table.sync === 'none' || key === undefined || (table.ownerColumn === null && !table.isCommon)) return [];
    return [[table.name, { table, owner: table.ownerColumn, key, columns: deviceColumns(table) }]];
  }),
);

/** @throws GatewayError not_found */
export function deviceTable(name: string): DeviceTable {
  const found = deviceTables.get(name);
  if (!found) throw new GatewayError('not_found', 'The cloud keeps no such table for devices.');
  return found;
}

/**
 * About the bytes of a row's JSON, without reading what is stored out of line: a text's length is known from outside, and
 * JSON and lists are taken as four times their packed size.
 */
function sizeOf({ columns }: DeviceTable): string {
  const parts = columns.flatMap(([name, { type }]) => {
    const { kind } = type;
    if (kind === 'text') return [`coalesce(octet_length(t.${quoted(name)}), 4)`];
    if (kind === 'jsonb' || kind === 'array') return [`coalesce(pg_column_size(t.${quoted(name)}) * 4, 4)`];
    return [];
  });
  return [`${columns.length * 24}`, ...parts].join(' + ');
}

/** Of a common table every account, $1, reads every row. */
const mayRead = ({ owner }: DeviceTable): string =>
  owner === null ? '$1::uuid IS NOT NULL' : `t.${quoted(owner)} = $1`;

const statements = new Map<string, string>();

function statement(asked: DeviceTable): string {
  let sql = statements.get(asked.table.name);
  if (sql === undefined) {
    const values = asked.columns.map(([name, column]) => printed(name, column));
    // The sizes are summed over rows that are still packed; only those of the page are printed.
    sql = `SELECT ${quoted(asked.key)} AS key, json_build_array(${values.join(', ')})::text AS row, found FROM (
        SELECT t.*, sum(size) OVER (ORDER BY t.${quoted(asked.key)}) - size AS before, count(*) OVER () AS found FROM (
          SELECT t.*, (${sizeOf(asked)})::bigint AS size FROM ${quoted(asked.table.name)} t
            WHERE ${mayRead(asked)} AND ($2::uuid IS NULL OR t.${quoted(asked.key)} > $2)
            ORDER BY t.${quoted(asked.key)} LIMIT $3) t) p
      WHERE before < $4 ORDER BY ${quoted(asked.key)}`;
    statements.set(asked.table.name, sql);
  }
  return sql;
}

/** Asked after the rows, so that nothing in them is later than what it says. */
const MARK = 'SELECT era, row_version AS version FROM sync_beacon WHERE owner_id = $1';

function markOf(row: { era: string; version: string } | undefined): CloudMark | undefined {
  return row && { era: row.era, version: Number(row.version) };
}

interface Printed {
  key: string;
  row: string;
  /** Rows that there were to choose from: those of the page, and more where its size ended it. */
  found: string;
}

/** The page as JSON text. @throws GatewayError not_found */
export async function snapshotText(
  pool: pg.Pool,
  identity: Identity,
  tableName: string,
  after: string | null,
  limit = SNAPSHOT_ROWS,
): Promise<string> {
  const asked = deviceTable(tableName);
  const wanted = Math.max(1, Math.min(limit, SNAPSHOT_ROWS));
  const { rows, mark } = await asService(pool, async (client) => {
    // One more than asked for tells whether there is a next page.
    const values = [identity.userId, after, wanted + 1, SNAPSHOT_BYTES];
    const [printedRows, marks] = await inOrder(client, [
      { text: statement(asked), values },
      { text: MARK, values: [identity.userId] },
    ]);
    return { rows: (printedRows?.rows ?? []) as Printed[], mark: markOf(marks?.rows[0]) };
  });
  const page = rows.slice(0, wanted);
  const isLast = page.length === Number(rows[0]?.found ?? 0);
  const columns = asked.columns.map(([name]) => name);
  return `{"columns":${JSON.stringify(columns)},"rows":[${page.map(({ row }) => row).join(',')}],"next":${JSON.stringify(
    isLast ? null : (page.at(-1)?.key ?? null),
  )}${mark ? `,"mark":${JSON.stringify(mark)}` : ''}}`;
}

/** @throws GatewayError not_found */
export async function readSnapshotPage(
  pool: pg.Pool,
  identity: Identity,
  tableName: string,
  after: string | null,
  limit = SNAPSHOT_ROWS,
): Promise<SnapshotPage> {
  return JSON.parse(await snapshotText(pool, identity, tableName, after, limit)) as SnapshotPage;
}
