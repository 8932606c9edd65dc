/**
 * A cloud in memory: rows with versions, the ledger, conflicts, the beacon, and a log for each table that is read with its
 * own delay. The simulation runs against it by the thousand; simulation.test.ts holds it against the real gateway.
 */
import { tableNamed } from '../../schema/index.ts';
import type { Column, Table } from '../../schema/index.ts';
import { RefusedError } from '../errors.ts';
import type { Gateway, ShapeMessage, ShapePart } from '../net/gateway.ts';
import { canonical, decideColumn, sameValue } from '../protocol/merge.ts';
import type { Mutation, MutationResult, PushAnswer, PushRequest } from '../protocol/mutation.ts';
import type { CloudState, RegisterDevice, Registered, SnapshotPage } from '../protocol/routes.ts';
import type { Chance } from './random.ts';

export type Port = Pick<Gateway, 'register' | 'push' | 'page' | 'shape'>;
type Values = Record<string, unknown>;
type Versions = Record<string, readonly [number, string]>;

export interface CloudRow {
  version: number;
  fv: Versions;
  values: Values;
}

interface LogEntry {
  readonly lsn: number;
  readonly position: number;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly id: string;
  readonly values: Values;
}

interface Ledger {
  lastNumber: number;
  results: Map<number, { content: string; result: MutationResult }>;
}

interface Contents {
  tables: Map<string, Map<string, CloudRow>>;
  ledgers: Map<string, Ledger>;
  /** Which run of the server the beacon counted in last, and how the eras before ended. */
  run: number;
  past: [era: string, version: number][];
}

export interface CloudRules {
  /** A number that was taken is answered, not taken again. */
  readonly ledger: boolean;
  /** An edit is judged by what it began with, not by the version that it was made on. */
  readonly values: boolean;
}

const CONFLICTS = 'sync_conflict';
const DEVICES = 'sync_device';
const BEACON = 'sync_beacon';
const DERIVED = new Set(['row_version', '_fv', 'updated_at']);

/** What the simulation writes to make a cloud refuse it. */
export const REFUSED = 'REFUSED';

const isRefused = (patch: Values): boolean =>
  Object.values(patch).some((value) => typeof value === 'string' && value.includes(REFUSED));

/** As Postgres prints it, near enough for schema/wire.ts to read. */
export function printed(column: Column, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (column.type.kind) {
    case 'boolean':
      return value ? 't' : 'f';
    case 'jsonb':
      return JSON.stringify(value);
    case 'array':
      return `{${(value as unknown[])
        .map((item) => (typeof item === 'string' ? `"${item.replaceAll(/["\\]/g, '\\$&')}"` : String(item)))
        .join(',')}}`;
    default:
      return String(value);
  }
}

function defaultOf(column: Column, at: string): unknown {
  if (column.defaultSql === 'now()') return at;
  if (column.defaultValue === undefined) return null;
  return column.type.kind === 'numeric' ? Number(column.defaultValue).toFixed(column.type.scale) : column.defaultValue;
}

export class MemoryCloud {
  readonly userId: string;
  readonly #chance: Chance;
  readonly #rules: CloudRules;
  #contents: Contents = { tables: new Map(), ledgers: new Map(), run: 1, past: [] };
  #run = 1;
  readonly #logs = new Map<string, LogEntry[]>();
  /** How far each table's log shows what happened: shapes are not read at one moment. */
  readonly #shown = new Map<string, number>();
  readonly #handles = new Map<string, number>();
  #lsn = 1000;
  #position = 0;
  #touched: Set<string> | null = null;
  #met: Values[] = [];
  #clock = Date.UTC(2026, 0, 1);

  constructor(chance: Chance, userId: string, rules: CloudRules) {
    this.#chance = chance;
    this.userId = userId;
    this.#rules = rules;
  }

  // ---- rows and log

  #table(name: string): Map<string, CloudRow> {
    let rows = this.#contents.tables.get(name);
    if (!rows) {
      rows = new Map();
      this.#contents.tables.set(name, rows);
    }
    return rows;
  }

  rows(table: string): ReadonlyMap<string, CloudRow> {
    return this.#table(table);
  }

  position(): number {
    return this.#lsn;
  }

  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }

  #log(table: string, entry: Omit<LogEntry, 'lsn' | 'position'>): void {
    const log = this.#logs.get(table) ?? [];
    log.push({ ...entry, lsn: this.#lsn, position: this.#position });
    this.#logs.set(table, log);
    this.#position += 2;
    if (table !== BEACON) this.#touched?.add(table);
  }

  #insert(table: Table, id: string, given: Values, device: string): number {
    const at = this.#now();
    const values: Values = {};
    for (const [name, column] of Object.entries(table.columns)) {
      if (column.onDevice) values[name] = given[name] ?? defaultOf(column, at);
    }
    values[table.primaryKey[0] ?? 'id'] = id;
    if (table.ownerColumn) values[table.ownerColumn] = this.userId;
    const row: CloudRow = { version: 1, fv: { '*': [1, device] }, values };
    this.#table(table.name).set(id, row);
    this.#log(table.name, { operation: 'insert', id, values: this.#whole(row) });
    return 1;
  }

  #whole(row: CloudRow): Values {
    return { ...row.values, row_version: row.version, _fv: row.fv };
  }

  #update(table: Table, id: string, row: CloudRow, patch: Values, device: string): number {
    const changed = Object.keys(patch).filter((name) => !sameValue(row.values[name], patch[name]));
    const next: CloudRow = {
      version: row.version + 1,
      fv: { ...row.fv },
      values: { ...row.values, ...patch },
    };
    if ('updated_at' in table.columns) next.values['updated_at'] = this.#now();
    const edited = changed.filter((name) => !DERIVED.has(name));
    for (const name of edited) next.fv[name] = [next.version, device];
    this.#table(table.name).set(id, next);
    const values: Values = { [table.primaryKey[0] ?? 'id']: id, row_version: next.version };
    if (edited.length > 0) values['_fv'] = next.fv;
    for (const name of [...changed, 'updated_at']) if (name in next.values) values[name] = next.values[name];
    this.#log(table.name, { operation: 'update', id, values });
    return next.version;
  }

  /** One transaction: one log position, the beacon last. Nothing of it happened when `work` throws. */
  #transaction<T>(work: () => T): T {
    const before = structuredClone(this.#contents);
    const lengths = new Map([...this.#logs].map(([table, log]) => [table, log.length] as const));
    this.#lsn += 8 + this.#chance.below(100);
    this.#position = 0;
    this.#touched = new Set();
    try {
      const value = work();
      this.#countBeacon([...this.#touched]);
      return value;
    } catch (error) {
      this.#contents = before;
      for (const [table, log] of this.#logs) log.length = lengths.get(table) ?? 0;
      throw error;
    } finally {
      this.#touched = null;
    }
  }

  #countBeacon(tables: readonly string[]): void {
    if (tables.length === 0) return;
    const table = tableNamed(BEACON);
    const row = this.#table(BEACON).get(this.userId);
    const counts = { ...(row?.values['tables'] as Record<string, number> | undefined) };
    for (const name of tables) counts[name] = (counts[name] ?? 0) + 1;
    const contents = this.#contents;
    if (!row) {
      this.#insert(table, this.userId, { tables: counts, era: this.#chance.uuid() }, '');
      return;
    }
    const isNewRun = contents.run !== this.#run;
    if (isNewRun) contents.past = [...contents.past.slice(-29), [String(row.values['era']), row.version]];
    contents.run = this.#run;
    this.#update(table, this.userId, row, { tables: counts, ...(isNewRun && { era: this.#chance.uuid() }) }, '');
  }

  // ---- what happens to a cloud

  /** The server is started anew; it has everything. */
  startAnew(): void {
    this.#run += 1;
  }

  /** Someone writes without a device: the gateway itself, an operator. */
  writeAside(table: string, id: string, patch: Values): void {
    const row = this.#table(table).get(id);
    if (row) this.#transaction(() => this.#update(tableNamed(table), id, row, patch, ''));
  }

  /** A row leaves the owner's shape, or is gone for good. */
  removeAside(table: string, id: string): void {
    this.#transaction(() => this.#gone(tableNamed(table), id));
  }

  /** A table's log is thrown away; whoever follows it has to fetch the table again. */
  rotate(table: string): void {
    this.#handles.set(table, (this.#handles.get(table) ?? 1) + 1);
    this.#logs.set(table, []);
  }

  /** @returns what puts the cloud back to this moment */
  save(): () => void {
    const contents = structuredClone(this.#contents);
    const lsn = this.#lsn;
    return () => {
      this.#contents = structuredClone(contents);
      this.#run += 1;
      // A database that was put back begins again near where it was then.
      if (this.#chance.is(0.5)) this.#lsn = lsn;
      for (const table of this.#logs.keys()) this.rotate(table);
      this.#shown.clear();
    };
  }

  // ---- taking mutations

  /**
   * Numbers of the children whose parent never comes. Keys are asked once the batch is whole; where one is missing, once each
   * local transaction is; and where one is missing in that, mutation by mutation.
   */
  #orphans(transactions: readonly (readonly Mutation[])[], putOff: boolean): Set<number> {
    const known = new Set(this.#table('morgys').keys());
    const parentOf = ({ patch, operation }: Mutation): string | null =>
      operation === 'insert' && typeof patch['morgy_id'] === 'string' ? patch['morgy_id'] : null;
    const makes = (mutation: Mutation): boolean =>
      mutation.table === 'morgys' && mutation.operation === 'insert' && !isRefused(mutation.patch);
    const isWhole = (mutations: readonly Mutation[]): boolean => {
      const made = new Set(mutations.filter(makes).map((one) => one.rowId));
      return mutations.map(parentOf).every((id) => id === null || known.has(id) || made.has(id));
    };
    const orphans = new Set<number>();
    if (putOff && isWhole(transactions.flat())) return orphans;
    for (const mutations of transactions) {
      const areAllThere = isWhole(mutations);
      for (const mutation of mutations) {
        const parent = parentOf(mutation);
        if (!areAllThere && parent !== null && !known.has(parent)) orphans.add(mutation.number);
        if (makes(mutation)) known.add(mutation.rowId);
      }
    }
    return orphans;
  }

  #take(mutation: Mutation, device: string, isOrphan: boolean): MutationResult {
    const refuse = (code: string): MutationResult => ({
      number: mutation.number,
      outcome: 'rejected',
      rowVersion: null,
      code,
      message: `Refused: ${code}.`,
    });
    const table = tableNamed(mutation.table);
    const patch: Values = { ...mutation.patch };
    delete patch[table.ownerColumn ?? ''];
    delete patch[table.primaryKey[0] ?? 'id'];
    if (isRefused(patch)) return refuse('invalid_value');
    const row = this.#table(table.name).get(mutation.rowId);
    if (table.name === CONFLICTS && mutation.operation === 'insert') {
      const rowVersion = row?.version ?? this.#insert(table, mutation.rowId, patch, device);
      return { number: mutation.number, outcome: 'applied', rowVersion };
    }
    if (!row) {
      if (mutation.operation === 'delete' && !('deleted_at' in table.columns))
        return { number: mutation.number, outcome: 'applied', rowVersion: null };
      if (mutation.operation !== 'insert') return refuse('not_found');
      if (isOrphan) return refuse('missing_parent');
      return {
        number: mutation.number,
        outcome: 'applied',
        rowVersion: this.#insert(table, mutation.rowId, patch, device),
      };
    }
    const trashes =
      mutation.operation === 'delete' ||
      (mutation.operation === 'update' &&
        Object.keys(patch).every((name) => name === 'deleted_at') &&
        typeof patch['deleted_at'] === 'string' &&
        (mutation.base['deleted_at'] ?? null) === null);
    if (mutation.operation === 'delete' && !('deleted_at' in table.columns))
      return this.#remove(table, mutation, row, device);
    return trashes
      ? this.#trash(table, mutation, row, device)
      : this.#change(table, { ...mutation, patch: patch as Mutation['patch'] }, row, device);
  }

  /** Written down with the answers, once the whole batch is taken. */
  #conflict(mutation: Mutation, device: string, given: Values): void {
    this.#met.push({
      table_name: mutation.table,
      row_id: mutation.rowId,
      device_id: device,
      number: mutation.number,
      resolved_at: (given['resolution'] ?? 'open') === 'open' ? null : this.#now(),
      ...given,
    });
  }

  /** Whether others edited the row after what the device had seen of it; then it stays, and a person is asked. */
  #wasEdited(table: Table, mutation: Mutation, row: CloudRow, device: string): boolean {
    const seen = mutation.baseVersions['*'] ?? mutation.baseVersions['deleted_at'] ?? 0;
    const fixed = new Set(['deleted_at', table.ownerColumn, ...table.primaryKey]);
    const edited = Object.entries(table.columns)
      .filter(([name, column]) => column.onDevice && !column.serverOwned && !fixed.has(name))
      .map(([name]) => name)
      .filter((name) => {
        if (mutation.operation === 'delete' && name in mutation.base)
          return table.columns[name]?.merge !== 'quiet' && !sameValue(mutation.base[name], row.values[name] ?? null);
        const [version, writer] = row.fv[name] ?? row.fv['*'] ?? [0, ''];
        return version > seen && writer !== device;
      });
    if (edited.length === 0) return false;
    const theirs = Object.fromEntries(edited.map((name) => [name, row.values[name] ?? null]));
    const mine = { deleted_at: mutation.patch['deleted_at'] ?? mutation.at };
    this.#conflict(mutation, device, { kind: 'delete', columns: edited, base: {}, mine, theirs });
    return true;
  }

  /** For good, from a table without a trash. */
  #remove(table: Table, mutation: Mutation, row: CloudRow, device: string): MutationResult {
    const { number, rowId } = mutation;
    if (this.#wasEdited(table, mutation, row, device))
      return { number, outcome: 'conflicted', rowVersion: row.version };
    this.#gone(table, rowId);
    return { number, outcome: 'applied', rowVersion: null };
  }

  #gone(table: Table, id: string): void {
    if (this.#table(table.name).delete(id))
      this.#log(table.name, { operation: 'delete', id, values: { [table.primaryKey[0] ?? 'id']: id } });
  }

  #trash(table: Table, mutation: Mutation, row: CloudRow, device: string): MutationResult {
    const answer = (outcome: 'applied' | 'conflicted', rowVersion: number): MutationResult => ({
      number: mutation.number,
      outcome,
      rowVersion,
    });
    if ((row.values['deleted_at'] ?? null) !== null) return answer('applied', row.version);
    if (this.#wasEdited(table, mutation, row, device)) return answer('conflicted', row.version);
    const at = mutation.patch['deleted_at'] ?? this.#now();
    return answer('applied', this.#update(table, mutation.rowId, row, { deleted_at: at }, device));
  }

  #change(table: Table, mutation: Mutation, row: CloudRow, device: string): MutationResult {
    const patch: Values = {};
    const touched: string[] = [];
    let isOpen = false;
    for (const [name, mine] of Object.entries(mutation.patch)) {
      const column = table.columns[name];
      if (!column || column.serverOwned) continue;
      const [version, writer] = row.fv[name] ?? row.fv['*'] ?? [0, ''];
      const baseVersion = mutation.baseVersions[name] ?? 0;
      const isTrusted = !this.#rules.values && version <= baseVersion;
      const decided = decideColumn(
        {
          rule: column.merge,
          base: isTrusted ? row.values[name] : mutation.base[name],
          baseVersion,
          mine,
          device,
        },
        { value: row.values[name] ?? null, version, device: writer },
      );
      if (!sameValue(decided.value, row.values[name])) patch[name] = decided.value;
      if (decided.outcome === 'merged' || decided.outcome === 'conflicted') touched.push(name);
      isOpen ||= decided.outcome === 'conflicted';
    }
    let kind = 'edit';
    const seen = Math.max(0, ...Object.values(mutation.baseVersions));
    const [trashedIn, trashedBy] = row.fv['deleted_at'] ?? row.fv['*'] ?? [0, ''];
    if (
      (row.values['deleted_at'] ?? null) !== null &&
      !('deleted_at' in mutation.patch) &&
      Object.keys(patch).length + touched.length > 0 &&
      trashedIn > seen &&
      trashedBy !== device
    ) {
      // The whole edit against the row as it went into the trash.
      touched.push(...Object.keys(patch).filter((name) => !touched.includes(name)), 'deleted_at');
      patch['deleted_at'] = null;
      isOpen = true;
      kind = 'delete';
    }
    // A conflict about how a conflict was settled would have no end: there the last word stands.
    if (table.name === CONFLICTS) touched.length = 0;
    if (touched.length > 0) {
      const sides = (of: Readonly<Values>): Values =>
        Object.fromEntries(touched.map((name) => [name, of[name] ?? null]));
      this.#conflict(mutation, device, {
        kind,
        columns: touched,
        base: sides(mutation.base),
        mine: sides(mutation.patch),
        theirs: sides(row.values),
        resolution: isOpen ? 'open' : 'kept',
      });
    }
    const version =
      Object.keys(patch).length > 0 ? this.#update(table, mutation.rowId, row, patch, device) : row.version;
    const outcome = touched.length === 0 ? 'applied' : isOpen ? 'conflicted' : 'merged';
    return { number: mutation.number, outcome, rowVersion: version };
  }

  #push(request: PushRequest): PushAnswer {
    const ledger = this.#contents.ledgers.get(request.deviceId);
    if (!ledger) throw new RefusedError('unknown_device', 404, 'Unknown device.');
    const mutations = request.transactions.flatMap((one) => one.mutations);
    const fresh = mutations.find((mutation) => mutation.number > ledger.lastNumber);
    const gap = (): RefusedError =>
      new RefusedError('number_gap', 409, 'A number is missing.', { expected: ledger.lastNumber + 1 });
    if (this.#rules.ledger) {
      if (request.confirmed > ledger.lastNumber || (fresh && fresh.number !== ledger.lastNumber + 1)) throw gap();
    }
    return this.#transaction(() => {
      const own = this.#contents.ledgers.get(request.deviceId) ?? ledger;
      this.#met = [];
      const confirmed = Math.min(request.confirmed, own.lastNumber);
      const orphans = this.#orphans(
        request.transactions.map((one) => one.mutations.filter(({ number }) => number > ledger.lastNumber)),
        request.transactions.some((one) => one.mutations.length > 1),
      );
      const results = mutations.map((mutation) => {
        const content = canonical([mutation.table, mutation.rowId, mutation.operation, mutation.patch]);
        if (this.#rules.ledger && mutation.number <= own.lastNumber) {
          const stored = own.results.get(mutation.number);
          if (!stored) throw gap();
          if (stored.content !== content) throw new RefusedError('number_reused', 409, 'Other contents.');
          return stored.result;
        }
        const result = this.#take(mutation, request.deviceId, orphans.has(mutation.number));
        own.results.set(mutation.number, { content, result });
        own.lastNumber = Math.max(own.lastNumber, mutation.number);
        return result;
      });
      for (const met of this.#met) this.#insert(tableNamed(CONFLICTS), this.#chance.uuid(), met, '');
      for (const number of own.results.keys()) if (number <= request.confirmed) own.results.delete(number);
      const row = this.#table(DEVICES).get(request.deviceId);
      if (row)
        this.#update(
          tableNamed(DEVICES),
          request.deviceId,
          row,
          {
            last_number: own.lastNumber,
            last_lsn: this.#lsn,
            confirmed_number: Math.max(confirmed, Number(row.values['confirmed_number'])),
          },
          '',
        );
      return { results, lastNumber: own.lastNumber, lsn: String(this.#lsn) };
    });
  }

  #register(device: RegisterDevice): Registered {
    this.#transaction(() => {
      const row = this.#table(DEVICES).get(device.id);
      if (row) this.#update(tableNamed(DEVICES), device.id, row, { last_seen_at: this.#now() }, '');
      else {
        this.#contents.ledgers.set(device.id, { lastNumber: device.startAfter, results: new Map() });
        this.#insert(tableNamed(DEVICES), device.id, { name: device.name, last_number: device.startAfter }, '');
      }
    });
    const lastNumber = this.#contents.ledgers.get(device.id)?.lastNumber ?? 0;
    const cloud = this.#state();
    return { lastNumber, ...(cloud && { cloud }) };
  }

  #state(): CloudState | null {
    const beacon = this.#table(BEACON).get(this.userId);
    return (
      (beacon && {
        era: String(beacon.values['era']),
        version: beacon.version,
        past: structuredClone(this.#contents.past),
      }) ??
      null
    );
  }

  // ---- reading

  /** Shapes show more of what happened; all of it when `whole`. */
  show(table: string, whole: boolean): void {
    const shown = this.#shown.get(table) ?? 0;
    const ahead = (this.#logs.get(table) ?? []).map((entry) => entry.lsn).filter((lsn) => lsn > shown);
    const next = whole || ahead.length === 0 ? this.#lsn : this.#chance.is(0.6) ? this.#lsn : this.#chance.of(ahead);
    this.#shown.set(table, Math.max(shown, next));
  }

  #shape(name: string, offset: string, handle: string | null): ShapePart {
    const current = `${name}-${this.#handles.get(name) ?? 1}`;
    const shown = this.#shown.get(name) ?? 0;
    const upTo = (lsn: number): ShapeMessage => ({
      headers: { control: 'up-to-date', global_last_seen_lsn: lsn },
    });
    if (offset === 'now') return { handle: current, offset: `${shown}_inf`, upToDate: true, messages: [upTo(shown)] };
    if (handle !== current) throw new RefusedError('must_refetch', 409, 'The log is gone.');
    const [lsn, position] = offset.split('_');
    const after = { lsn: Number(lsn), position: position === 'inf' ? Number.MAX_SAFE_INTEGER : Number(position) };
    const table = tableNamed(name);
    const due = (this.#logs.get(name) ?? []).filter(
      (entry) =>
        entry.lsn <= shown && (entry.lsn > after.lsn || (entry.lsn === after.lsn && entry.position > after.position)),
    );
    const part = due.slice(0, 5);
    const last = part.at(-1);
    const messages: ShapeMessage[] = part.map((entry) => ({
      value: Object.fromEntries(
        Object.entries(entry.values).flatMap(([column, value]) => {
          const known = table.columns[column];
          return known ? [[column, printed(known, value)] as const] : [];
        }),
      ),
      headers: { operation: entry.operation, lsn: entry.lsn, op_position: entry.position },
    }));
    const upToDate = part.length === due.length;
    if (upToDate) messages.push(upTo(shown));
    return { handle: current, offset: last ? `${last.lsn}_${last.position}` : offset, upToDate, messages };
  }

  #page(name: string, after: string | null, limit: number): SnapshotPage {
    const table = tableNamed(name);
    const columns = Object.entries(table.columns).filter(([, column]) => column.onDevice);
    const rows = [...this.#table(name)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .filter(([id]) => after === null || id > after);
    const page = rows.slice(0, limit);
    const state = this.#state();
    return {
      columns: columns.map(([column]) => column),
      rows: page.map(([, row]) => {
        const whole = this.#whole(row);
        return columns.map(([column]) => structuredClone(whole[column] ?? null));
      }),
      next: rows.length > page.length ? (page.at(-1)?.[0] ?? null) : null,
      ...(state && { mark: { era: state.era, version: state.version } }),
    };
  }

  readonly port: Port = {
    register: async (device) => this.#register(device),
    push: async (request) => structuredClone(this.#push(structuredClone(request))),
    page: async (table, after, limit) => this.#page(table, after, limit),
    shape: async (table, offset, handle) => this.#shape(table, offset, handle),
  };
}
