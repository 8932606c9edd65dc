/** Versions of a Morgy: its row and its templates at a point of history, and the difference between two points. */
import { decodeRow } from '../../../schema/device.ts';
import { tableNamed } from '../../../schema/index.ts';
import { asText, rowDiffs } from '../lib/field-diff.ts';
import { fieldLabel } from '../lib/field-labels.ts';
import type { Store } from '../store/store.ts';
import type { FieldDiff, Version } from './contract.ts';
import { entries, rawRow } from './entries.ts';
import type { Entry, RawValues } from './entries.ts';

/** A pause longer than this ends a version (milliseconds). */
const PAUSE_MS = 10 * 60 * 1000;

const OF_MORGY = `(table_name = 'morgys' AND row_id = ?) OR
  (table_name = 'morgy_templates' AND row_id IN (SELECT id FROM morgy_templates WHERE morgy_id = ?))`;

/** Bookkeeping that is not a change of what the Morgy is. */
const QUIET = new Set(['version', 'creator_id', 'owner_id', 'morgy_id', 'id', 'created_at']);

export function versions(store: Store, morgyId: string): Version[] {
  const rows = store.all<{
    tx: number;
    at: string;
    label: string;
    table_name: string;
    after: string | null;
    before: string | null;
    kind: string;
  }>(
    `SELECT h.tx, t.at, t.label, t.kind, h.table_name, h.before, h.after FROM history h JOIN history_tx t ON t.tx = h.tx
     WHERE ${OF_MORGY} ORDER BY h.id`,
    [morgyId, morgyId],
  );
  const madeIn = rows.find((row) => row.table_name === 'morgys' && row.before === null)?.tx;
  const list: { version: Version; labels: Set<string>; fields: Set<string>; lastAt: number; isRemote: boolean }[] = [];
  for (const row of rows) {
    const at = Date.parse(row.at);
    let open = list.at(-1);
    // How it was made stands by itself: what was there before the first change is what people most want back.
    const made = open !== undefined && open.version.firstTx === madeIn && row.tx !== madeIn;
    // What was written here and what came from the cloud are never one version: before a merge there is the own text.
    const isRemote = row.kind === 'remote';
    if (!open || made || isRemote !== open.isRemote || at - open.lastAt > PAUSE_MS) {
      open = {
        version: { tx: row.tx, firstTx: row.tx, at: row.at, label: row.label, changes: 0, fields: [] },
        labels: new Set(),
        fields: new Set(),
        lastAt: at,
        isRemote,
      };
      list.push(open);
    }
    open.version.tx = row.tx;
    open.version.at = row.at;
    open.version.changes += 1;
    open.lastAt = at;
    open.labels.add(row.label);
    for (const field of changedFields(row)) open.fields.add(field);
  }
  const runs = list.map(({ version, labels, fields }) => ({
    ...version,
    label: labels.size === 1 ? version.label : `${labels.size} changes`,
    fields: [...fields],
  }));
  const [first] = runs;
  // It came with the first fetch from the cloud, which leaves no entries.
  const cameWhole: Version[] =
    first && madeIn === undefined
      ? [{ ...first, tx: first.firstTx - 1, firstTx: first.firstTx - 1, at: rows[0]?.at ?? first.at, ...BEFORE_ALL }]
      : [];
  return [...cameWhole, ...runs].toReversed();
}

const BEFORE_ALL = { label: 'As it was before these changes', changes: 0, fields: [] };

/** Fields in words; keys inside a JSON column are named one by one. */
function changedFields(row: { table_name: string; before: string | null; after: string | null }): string[] {
  if (row.table_name === 'morgy_templates') return ['Templates'];
  if (row.before === null || row.after === null) return [];
  const before = JSON.parse(row.before) as RawValues;
  const after = JSON.parse(row.after) as RawValues;
  return Object.keys(after).flatMap((column) => {
    if (QUIET.has(column)) return [];
    if (tableNamed('morgys').columns[column]?.type.kind !== 'jsonb') return [fieldLabel(column)];
    const old = JSON.parse(String(before[column] ?? '{}')) as Record<string, unknown>;
    const now = JSON.parse(String(after[column] ?? '{}')) as Record<string, unknown>;
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
      .map((key) => fieldLabel(`${column}.${key}`));
  });
}

/** A Morgy at one point: raw rows, templates by id. Null where it did not exist. */
export interface State {
  readonly morgy: Record<string, unknown> | null;
  readonly templates: ReadonlyMap<string, Record<string, unknown>>;
}

type RawState = Map<string, { table: string; row: Record<string, unknown> | null }>;

/** The state after transaction `tx` (null: now), by walking back from the rows as they stand. */
export function stateAt(store: Store, morgyId: string, tx: number | null): State {
  const rows: RawState = new Map();
  rows.set(morgyId, { table: 'morgys', row: rawRow(store, 'morgys', morgyId) ?? null });
  for (const raw of store.all('SELECT * FROM morgy_templates WHERE morgy_id = ?', [morgyId])) {
    rows.set(String(raw['id']), { table: 'morgy_templates', row: raw });
  }
  if (tx !== null) {
    for (const entry of entries(store, `tx > ? AND (${OF_MORGY})`, [tx, morgyId, morgyId]).toReversed())
      stepBack(rows, entry);
  }
  const decoded = [...rows].flatMap(([id, { table, row }]) =>
    row && row['deleted_at'] === null ? [[id, decodeRow(tableNamed(table), row)] as const] : [],
  );
  return {
    morgy: decoded.find(([id]) => id === morgyId)?.[1] ?? null,
    templates: new Map(decoded.filter(([id]) => id !== morgyId)),
  };
}

function stepBack(rows: RawState, entry: Entry): void {
  const held = rows.get(entry.rowId);
  if (entry.operation === 'insert') rows.set(entry.rowId, { table: entry.table, row: null });
  else rows.set(entry.rowId, { table: entry.table, row: { ...held?.row, ...entry.before } });
}

const IGNORED = new Set([...QUIET, 'updated_at', 'row_version', '_fv', 'deleted_at', 'published_at']);

export function diff(before: State, after: State): FieldDiff[] {
  const templates = [...new Set([...before.templates.keys(), ...after.templates.keys()])].flatMap((id) => {
    const [old, now] = [before.templates.get(id) ?? null, after.templates.get(id) ?? null];
    const title = asText((now ?? old)?.['title']);
    return rowDiffs('morgy_templates', `templates.${id}.`, `Template “${title}”: `, old, now, IGNORED);
  });
  return [...rowDiffs('morgys', '', '', before.morgy, after.morgy, IGNORED), ...templates];
}
