/** A shape request: its parameters, checked in the order and refused in the words of Electric. */
import type { ClientBase } from 'pg';
import { invalid, ShapeRefusal } from './errors.ts';
import { columnsOfWhere, parseColumns, parseTableName, readRelation } from './relation.ts';
import { keyOf } from './shape.ts';
import type { Offset, ShapeDefinition } from './shape.ts';
import { bindWhere, WhereError } from './where.ts';

/** Where the reader is: before everything, at the end, in the snapshot's files, or in the log. */
export type ReaderAt =
  | { readonly at: 'start' }
  | { readonly at: 'now' }
  | { readonly at: 'snapshot'; readonly chunk: number }
  | { readonly at: 'log'; readonly offset: Offset };

export interface ShapeRequest {
  readonly reader: ReaderAt;
  readonly offsetText: string;
  readonly handle: string | null;
  readonly live: boolean;
  readonly sse: boolean;
  readonly cursor: string | null;
}

/** The end of the snapshot, `0_inf`: before everything in the log, which begins at no position below one. */
export const SNAPSHOT_END: Offset = { lsn: 0, op: Number.MAX_SAFE_INTEGER };

export const offsetText = ({ lsn, op }: Offset): string => `${lsn}_${op === SNAPSHOT_END.op ? 'inf' : op}`;

function readOffset(text: string | null): ReaderAt {
  if (text === null || text === '') throw invalid('offset', "can't be blank");
  if (text === '-1') return { at: 'start' };
  if (text === 'now') return { at: 'now' };
  const match = /^(\d{1,16})_(\d{1,15}|inf)$/.exec(text);
  if (!match) throw invalid('offset', 'has invalid format');
  const lsn = Number(match[1]);
  if (match[2] === 'inf') return { at: 'log', offset: { lsn, op: SNAPSHOT_END.op } };
  const op = Number(match[2]);
  return lsn === 0 ? { at: 'snapshot', chunk: op } : { at: 'log', offset: { lsn, op } };
}

const isTrue = (text: string | null): boolean => text === 'true' || text === '1';

export function readRequest(query: URLSearchParams): ShapeRequest {
  const offset = query.get('offset');
  const reader = readOffset(offset);
  const handle = query.get('handle');
  const live = isTrue(query.get('live'));
  const sse = isTrue(query.get('live_sse')) || isTrue(query.get('experimental_live_sse'));
  if (reader.at !== 'start' && reader.at !== 'now' && !handle)
    throw invalid('handle', "can't be blank when offset != -1");
  if (query.get('live') && reader.at === 'start') throw invalid('live', "can't be true when offset == -1");
  if (live && reader.at === 'now') throw invalid('live', "can't be true when offset is 'now'");
  if (sse && !live) throw invalid('live_sse', "can't be true unless live is also true");
  return { reader, offsetText: offset ?? '', handle, live, sse, cursor: query.get('cursor') };
}

/** `params[1]=x`, numbered from one. */
function readParams(query: URLSearchParams): Record<string, string> {
  const params: Record<string, string> = {};
  if (query.has('params')) throw invalid('params', 'is invalid');
  for (const [name, value] of query) {
    const match = /^params\[(\d{1,5})\]$/.exec(name);
    if (match?.[1]) params[match[1]] = value;
  }
  const count = Object.keys(params).length;
  if (Array.from({ length: count }, (_, i) => String(i + 1)).some((name) => !(name in params)))
    throw invalid('params', 'Parameters must be numbered sequentially, starting from 1');
  return params;
}

function oneOf<T extends string>(query: URLSearchParams, name: string, values: readonly [T, ...T[]]): T {
  const text = query.get(name);
  if (text === null || text === '') return values[0];
  const found = values.find((value) => value === text);
  if (found === undefined) throw invalid(name, 'is invalid');
  return found;
}

/** What a request asks for, before the database was asked about it. */
export interface Wanted {
  readonly key: string;
  define(client: ClientBase): Promise<ShapeDefinition>;
}

export function readDefinition(query: URLSearchParams): Wanted {
  const replica = oneOf(query, 'replica', ['default', 'full']);
  const log = oneOf(query, 'log', ['full', 'changes_only']);
  const tableText = query.get('table');
  if (!tableText) throw invalid('table', "can't be blank");
  const table = parseTableName(tableText);
  const columnsText = query.get('columns');
  const columns = columnsText ? parseColumns(columnsText) : null;
  const whereText = query.get('where');
  let where: string | null = null;
  if (whereText) {
    try {
      where = bindWhere(whereText, readParams(query));
    } catch (error) {
      if (!(error instanceof WhereError)) throw error;
      throw invalid('where', error.message);
    }
  }
  return {
    key: keyOf({
      table: JSON.stringify([table.schema, table.name]),
      columns: columns?.toSorted() ?? [],
      where,
      replica,
      log,
    }),
    async define(client) {
      const relation = await readRelation(client, table);
      const told = chooseColumns(relation, columns);
      const whereColumns = where === null ? [] : await columnsOfWhere(client, relation, where);
      return { relation, columns: told, where, whereColumns, replica, log };
    },
  };
}

function chooseColumns(relation: ShapeDefinition['relation'], wanted: readonly string[] | null): string[] {
  const names = relation.columns.map(({ name }) => name);
  const chosen = wanted ?? names;
  const unknown = chosen.filter((name, i) => !names.includes(name) || chosen.indexOf(name) !== i);
  if (unknown.length > 0)
    throw invalid('columns', `The following columns are not found on the table: ${unknown.join(', ')}`);
  const generated = relation.columns.filter((column) => column.generated && chosen.includes(column.name));
  if (generated.length > 0)
    throw invalid(
      'columns',
      `The following columns are generated and cannot be included in the shape: ${generated.map(({ name }) => name).join(', ')}. You can exclude them from the shape by explicitly listing which columns to fetch in the 'columns' query param`,
    );
  const missing = relation.columns
    .filter(({ described, name }) => 'pk_index' in described && !chosen.includes(name))
    .map(({ name }) => name);
  if (missing.length > 0)
    throw invalid(
      'columns',
      `The list of columns must include all primary key columns, missing: ${missing.join(', ')}`,
    );
  return names.filter((name) => chosen.includes(name));
}

/** A subset snapshot, which only `requestSnapshot` of the client asks for; the product does not. */
export function refuseSubsets(query: URLSearchParams): void {
  const asked = [...query.keys()].find((name) => name.startsWith('subset__') || name === 'queryable_columns');
  if (asked)
    throw new ShapeRefusal('not_served', 400, {
      message: 'Invalid request',
      errors: { subset: [`${asked}: subset snapshots are not served here. Electric serves them.`] },
    } as never);
}
