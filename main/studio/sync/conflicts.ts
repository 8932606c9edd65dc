/**
 * Conflicts: two edits of one column that could not both stand, with all three sides. Deciding one is an ordinary write
 * of the row and of its `sync_conflict`, so that it is undone, and travels to the other devices, like any other.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Column } from '../../../schema/index.ts';
import { syncConflict, tableNamed } from '../../../schema/index.ts';
import type { RowOf, Table } from '../../../schema/index.ts';
import type { SqlValue } from '../../../schema/device.ts';
import { quote } from '../../../schema/device.ts';
import { fromWire, toWire } from '../../../schema/wire.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { mergeColumn } from '../../../sync/protocol/merge.ts';
import { asText, isShort, lineDiff } from '../lib/field-diff.ts';
import { fieldLabel } from '../lib/field-labels.ts';
import { tableWords } from '../lib/table-words.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { ConflictField, ConflictSummary, ConflictView, RescuedEdit } from './contract.ts';
import { deviceCalled } from './devices.ts';
import { rowName } from './row-names.ts';

type Conflict = RowOf<typeof syncConflict>;
type Values = Readonly<Record<string, unknown>>;
type Side = 'mine' | 'theirs';

/** One value in question: a column, or one key of a JSON column. Values as the wire has them. */
interface Question {
  readonly path: string;
  readonly column: string;
  readonly key: string | null;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly now: unknown;
  /** Both sides fit into one value, which the cloud put into the row: taking a side of the others leaves it alone. */
  readonly merged: boolean;
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asValues = (value: unknown): Values => (isObject(value) ? value : {});

function rawRow(store: Store, conflict: Conflict): Record<string, SqlValue> | undefined {
  const key = tableNamed(conflict.table_name).primaryKey[0] ?? 'id';
  return store.get(`SELECT * FROM ${quote(conflict.table_name)} WHERE ${quote(key)} = ?`, [conflict.row_id]);
}

function questions(store: Store, conflict: Conflict): Question[] {
  const table = tableNamed(conflict.table_name);
  const row = rawRow(store, conflict);
  const [base, mine, theirs] = [asValues(conflict.base), asValues(conflict.mine), asValues(conflict.theirs)];
  const columns = new Set([...conflict.columns, ...Object.keys(mine)]);
  return [...columns].flatMap((name): Question[] => {
    const column = table.columns[name];
    if (!column?.onDevice || !(name in theirs) || !(name in mine)) return [];
    const now = row ? toWire(column, row[name] ?? null) : undefined;
    const fits = (then: unknown, left: unknown, right: unknown): boolean =>
      mergeColumn(column.merge, then, left, right).clean;
    const sides = {
      base: base[name],
      mine: mine[name],
      theirs: theirs[name],
      now,
      merged: fits(base[name], mine[name], theirs[name]),
    };
    if (!isObject(sides.mine) || !isObject(sides.theirs))
      return isDeepStrictEqual(sides.mine, sides.theirs) ? [] : [{ path: name, column: name, key: null, ...sides }];
    const of = (side: unknown, key: string): unknown => asValues(side)[key];
    return [...new Set([...Object.keys(sides.mine), ...Object.keys(sides.theirs)])].flatMap((key): Question[] => {
      const [then, left, right] = [of(base[name], key), of(sides.mine, key), of(sides.theirs, key)];
      // A key that only one side changed was merged and is in the row.
      const both = !isDeepStrictEqual(left, then) && !isDeepStrictEqual(right, then);
      if (!both || isDeepStrictEqual(left, right)) return [];
      const merged = left !== undefined && right !== undefined && fits(then, left, right);
      const question = { base: then, mine: left, theirs: right, now: of(now, key), merged };
      return [{ path: `${name}.${key}`, column: name, key, ...question }];
    });
  });
}

function stands({ now, mine, theirs }: Question): ConflictField['stands'] {
  if (isDeepStrictEqual(now, mine)) return 'mine';
  return isDeepStrictEqual(now, theirs) ? 'theirs' : 'neither';
}

function field(question: Question): ConflictField {
  const [base, mine, theirs, now] = [question.base, question.mine, question.theirs, question.now].map(asText) as [
    string,
    string,
    string,
    string,
  ];
  return {
    column: question.path,
    label: fieldLabel(question.path),
    base,
    mine,
    theirs,
    now,
    stands: stands(question),
    merged: question.merged,
    ...(isShort(base, mine, theirs) ? {} : { mineLines: lineDiff(base, mine), theirsLines: lineDiff(base, theirs) }),
    editable: typeof question.mine === 'string' && typeof question.theirs === 'string',
  };
}

/**
 * Whether the side that the cloud held was written on this device. Deciding the conflict writes that value here as well,
 * so only what was written before it was known counts.
 */
function isWrittenHere(store: Store, conflict: Conflict): boolean {
  if (conflict.device_id === store.meta('device_id')) return false;
  const table = tableNamed(conflict.table_name);
  return Object.entries(asValues(conflict.theirs)).some(([name, value]) => {
    const column = table.columns[name];
    if (!column || value === null || column.type.kind === 'jsonb' || column.type.kind === 'array') return false;
    const written = store.get(
      `SELECT 1 FROM history h JOIN history_tx t ON t.tx = h.tx
       WHERE h.table_name = ? AND h.row_id = ? AND t.kind = 'do' AND json_extract(h.after, ?) = ?
         AND NOT EXISTS (SELECT 1 FROM history d WHERE d.tx = h.tx AND d.table_name = 'sync_conflict')
         AND h.tx < coalesce((SELECT min(k.tx) FROM history k WHERE k.table_name = 'sync_conflict' AND k.row_id = ?), h.tx + 1)
       LIMIT 1`,
      [conflict.table_name, conflict.row_id, `$.${name}`, fromWire(column, value), conflict.id],
    );
    return written !== undefined;
  });
}

function conflictNamed(store: Store, id: string): Conflict {
  const found = store.row(syncConflict, id);
  if (!found) throw notFound('conflict', id);
  return found;
}

function summary(store: Store, conflict: Conflict): ConflictSummary {
  return {
    id: conflict.id,
    table: conflict.table_name,
    rowId: conflict.row_id,
    what: tableWords(conflict.table_name).one,
    name: rowName(store, conflict.table_name, conflict.row_id),
    kind: conflict.kind,
    fields: [...new Set(questions(store, conflict).map(({ path }) => fieldLabel(path)))],
    device: deviceCalled(store, conflict.device_id),
    thisDevice: conflict.device_id === store.meta('device_id'),
    theirsHere: isWrittenHere(store, conflict),
    resolution: conflict.resolution,
    at: conflict.created_at,
    resolvedAt: conflict.resolved_at,
  };
}

export const listConflicts = (store: Store, open: boolean): ConflictSummary[] =>
  store
    .rows(syncConflict, `(resolution = 'open') = ? ORDER BY created_at DESC, id LIMIT 500`, [open ? 1 : 0])
    .map((conflict) => summary(store, conflict));

/** The edits that kept a row out of the trash: of the device whose change arrived last, or those that its delete met. */
function rescued(conflict: Conflict): ConflictView['rescued'] {
  if (conflict.kind !== 'delete') return null;
  const table = tableNamed(conflict.table_name);
  const [base, mine, theirs] = [asValues(conflict.base), asValues(conflict.mine), asValues(conflict.theirs)];
  const deviceDeleted = mine['deleted_at'] !== undefined && mine['deleted_at'] !== null;
  const after = deviceDeleted ? theirs : mine;
  const edits = conflict.columns
    .filter((name) => name !== 'deleted_at' && name in after && table.columns[name]?.onDevice === true)
    .map((name): RescuedEdit => {
      const [from, to] = [asText(base[name] ?? null), asText(after[name])];
      return {
        label: fieldLabel(name),
        before: from,
        after: to,
        ...(isShort(from, to) ? {} : { lines: lineDiff(from, to) }),
      };
    });
  return { edits, deviceDeleted };
}

export function conflictView(store: Store, id: string): ConflictView {
  const conflict = conflictNamed(store, id);
  return {
    ...summary(store, conflict),
    values: questions(store, conflict).map(field),
    rowExists: rawRow(store, conflict) !== undefined,
    rescued: rescued(conflict),
  };
}

export interface Resolution {
  readonly id: string;
  readonly choice: 'keep' | Side | 'edit' | 'trash';
  /** For `edit`: by path, what a person wrote. */
  readonly values: Readonly<Record<string, string>>;
  /** For `edit`: by path, which side is taken. What is named in neither stays as it is. */
  readonly sides?: Readonly<Record<string, Side>>;
}

/** A wire value as code has it, which is what the store takes. */
function inCode(column: Column, value: unknown): unknown {
  const { kind } = column.type;
  return kind === 'jsonb' || kind === 'array' || kind === 'boolean' ? value : fromWire(column, value);
}

/** The columns that have to change so that every question is answered by `answer`. */
function patchFor(
  table: Table,
  asked: readonly Question[],
  row: Record<string, SqlValue>,
  answer: (q: Question) => unknown,
) {
  const patch: Record<string, unknown> = {};
  for (const question of asked) {
    const column = table.columns[question.column];
    const value = answer(question);
    if (!column || isDeepStrictEqual(value, question.now)) continue;
    if (question.key === null) {
      patch[question.column] = inCode(column, value);
      continue;
    }
    const before = asValues(patch[question.column] ?? toWire(column, row[question.column] ?? null));
    const { [question.key]: _replaced, ...rest } = before;
    patch[question.column] = value === undefined ? rest : { ...rest, [question.key]: value };
  }
  return patch;
}

/** @throws StudioError row_gone when there is nothing left that could take another value. */
export function resolve(store: Store, { id, choice, values, sides = {} }: Resolution): ConflictSummary {
  const conflict = conflictNamed(store, id);
  const table = tableNamed(conflict.table_name);
  const row = rawRow(store, conflict);
  const called = rowName(store, conflict.table_name, conflict.row_id);
  const named = called === '' ? `the ${tableWords(conflict.table_name).one}` : `“${called}”`;
  if (!row && choice !== 'keep')
    throw new StudioError(
      'row_gone',
      `${named} is no longer here, so it cannot take another value. Close the conflict instead.`,
    );
  const asked = questions(store, conflict);
  const chosen = (question: Question): unknown => {
    const side = sides[question.path];
    return values[question.path] ?? (side === undefined ? question.now : question[side]);
  };
  const answers: Record<Resolution['choice'], (question: Question) => unknown> = {
    keep: (question) => question.now,
    trash: (question) => question.now,
    mine: (question) => (question.merged ? question.now : question.mine),
    theirs: (question) => (question.merged ? question.now : question.theirs),
    edit: chosen,
  };
  const patch = row ? patchFor(table, asked, row, answers[choice]) : {};
  // A table without a trash lets a row go for good; history keeps it.
  const erases = choice === 'trash' && !('deleted_at' in table.columns);
  if (choice === 'trash' && !erases) patch['deleted_at'] = nowUtc();
  const changes = erases || Object.keys(patch).length > 0;
  const written = choice === 'edit' && Object.keys(values).length > 0;
  const label = changes ? `Decide a conflict in ${named}` : `Keep ${named} as it is`;
  store.write(label, () => {
    if (erases) store.erase(table, conflict.row_id);
    else if (changes) store.update(table, conflict.row_id, patch);
    store.update(syncConflict, id, {
      resolution: !changes ? 'kept' : written ? 'edited' : 'taken',
      resolved_at: nowUtc(),
    });
  });
  return summary(store, conflictNamed(store, id));
}
