/** The next request's worth of the outbox: in order, each local transaction whole, in the wire's values. */
import type { Database } from 'better-sqlite3';
import { toWire } from '../../schema/wire.ts';
import { isAuthored } from '../../schema/index.ts';
import { BATCH_BYTES, BATCH_MUTATIONS } from '../protocol/mutation.ts';
import type { LocalTransaction, Mutation } from '../protocol/mutation.ts';
import { assign, eachWaiting, entriesWhere, nextNumber, park } from './outbox.ts';
import type { Entry } from './outbox.ts';
import { columnsOf, deviceTable } from './rows.ts';
import type { Row } from './rows.ts';

function wireValues(entry: Entry, row: Row): Mutation['patch'] {
  const table = deviceTable(entry.table);
  const columns = table && columnsOf(table);
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const column = columns?.get(name);
    if (column) values[name] = toWire(column, value);
  }
  return values as Mutation['patch'];
}

/** What an edit began with; and what was seen of a row that goes for good, where nothing else could tell. */
function baseOf(entry: Entry): Mutation['base'] {
  const goes = entry.operation === 'delete' && !('deleted_at' in (deviceTable(entry.table)?.columns ?? {}));
  return entry.operation === 'update' || goes ? wireValues(entry, entry.base) : {};
}

export function mutationOf(entry: Entry, number: number): Mutation {
  return {
    number,
    table: entry.table,
    rowId: entry.rowId,
    operation: entry.operation,
    patch: entry.operation === 'delete' ? {} : wireValues(entry, entry.patch),
    base: baseOf(entry),
    baseVersions: { ...entry.baseVersions },
    at: entry.at,
  };
}

function grouped(entries: readonly (readonly [Entry, Mutation])[]): LocalTransaction[] {
  const list: { transaction: number; mutations: Mutation[] }[] = [];
  for (const [entry, mutation] of entries) {
    const last = list.at(-1);
    if (last?.transaction === entry.tx) last.mutations.push(mutation);
    else list.push({ transaction: entry.tx, mutations: [mutation] });
  }
  return list;
}

/** Sent and not answered: the same batch again, under the same numbers, up to where one is missing. */
function outstanding(db: Database): (readonly [Entry, Mutation])[] {
  const sent = entriesWhere(db, `o.state = 'sent' ORDER BY o.sent_as`);
  const first = sent[0]?.sentAs ?? 0;
  const run = sent.filter((entry, index) => entry.sentAs === first + index);
  return run.map((entry) => [entry, mutationOf(entry, entry.sentAs ?? 0)] as const);
}

const sizeOf = (entry: Entry): number => JSON.stringify(entry.patch).length + JSON.stringify(entry.base).length;

/** Waiting entries up to the bounds, cut between local transactions; `limit` below the protocol's cuts within them. */
function choose(db: Database, limit: number): { taken: Entry[]; unknown: Entry[] } {
  const isCutting = limit < BATCH_MUTATIONS;
  const taken: Entry[] = [];
  const unknown: Entry[] = [];
  let bytes = 0;
  let group: Entry[] = [];
  let groupBytes = 0;
  const fits = (): boolean =>
    taken.length === 0 || (taken.length + group.length <= limit && bytes + groupBytes <= BATCH_BYTES);
  const close = (): void => {
    taken.push(...group);
    bytes += groupBytes;
    group = [];
    groupBytes = 0;
  };
  for (const entry of eachWaiting(db)) {
    const table = deviceTable(entry.table);
    if (!table || !isAuthored(table)) {
      unknown.push(entry);
      continue;
    }
    if (group.length > 0 && (isCutting || group[0]?.tx !== entry.tx)) close();
    if (taken.length >= limit) return { taken, unknown };
    group.push(entry);
    groupBytes += sizeOf(entry);
    if (!fits()) return { taken, unknown };
  }
  close();
  return { taken, unknown };
}

/**
 * Gives numbers to what it takes. Runs inside a transaction of the caller, after `resolveBases`.
 * @param limit mutations; one local transaction with more of them goes alone, unless the gateway refused it as a whole
 */
export function nextBatch(db: Database, limit: number): LocalTransaction[] {
  const again = outstanding(db);
  if (again.length > 0) return grouped(again);
  const { taken, unknown } = choose(db, limit);
  for (const entry of unknown)
    park(db, entry, 'unknown_table', `This version of the studio does not send “${entry.table}”.`);
  const first = nextNumber(db);
  return grouped(
    taken.map((entry, index) => {
      assign(db, entry, first + index);
      return [entry, mutationOf(entry, first + index)] as const;
    }),
  );
}
