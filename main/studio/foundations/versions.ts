/** Versions of a foundation, read from history: what it was after each run of changes, and the way back to it. */
import { decodeRow } from '../../../schema/device.ts';
import { foundations, writableColumns } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { lineDiff } from '../lib/field-diff.ts';
import type { Store } from '../store/store.ts';
import { wholeGround } from './compose.ts';
import type { GroundVersion } from './contract.ts';
import { readGround } from './rows.ts';
import type { FoundationRow } from './rows.ts';

/** A pause longer than this ends a version (milliseconds): a foundation is filled section by section in one sitting. */
const PAUSE_MS = 2 * 60 * 1000;
/** What belongs to the row and not to what a person wrote. */
const KEPT = new Set(['id', 'workspace_id', 'owner_id', 'created_at', 'deleted_at']);

interface Entry {
  tx: number;
  at: string;
  label: string;
  before: string | null;
  kind: string;
}

const entriesOf = (store: Store, id: string): Entry[] =>
  store.all<Entry>(
    `SELECT h.tx, t.at, t.label, h.before, t.kind FROM history h JOIN history_tx t ON t.tx = h.tx
     WHERE h.table_name = 'foundations' AND h.row_id = ? ORDER BY h.id`,
    [id],
  );

/** Newest first. What was written here and what came from the cloud are never one: before a merge there is the own text. */
export function versionsOf(store: Store, id: string): GroundVersion[] {
  const list: { version: GroundVersion; labels: Set<string>; lastAt: number; isRemote: boolean }[] = [];
  for (const { tx, at, label, kind } of entriesOf(store, id)) {
    const time = Date.parse(at);
    const isRemote = kind === 'remote';
    const open = list.at(-1);
    if (open && open.isRemote === isRemote && time - open.lastAt <= PAUSE_MS) {
      open.version.tx = tx;
      open.version.at = at;
      open.version.changes += 1;
      open.lastAt = time;
      open.labels.add(label);
    } else {
      list.push({
        version: { tx, firstTx: tx, at, label, changes: 1 },
        labels: new Set([label]),
        lastAt: time,
        isRemote,
      });
    }
  }
  return list
    .map(({ version, labels }) => ({ ...version, label: labels.size === 1 ? version.label : 'Several edits' }))
    .toReversed();
}

/** The row as it was after that transaction (null: as it is), by walking back; null before it was made. */
export function rowAt(store: Store, row: FoundationRow, tx: number | null): FoundationRow | null {
  if (tx === null) return row;
  const columns: Record<string, unknown> = { ...store.get('SELECT * FROM foundations WHERE id = ?', [row.id]) };
  for (const entry of entriesOf(store, row.id)
    .filter((one) => one.tx > tx)
    .toReversed()) {
    if (entry.before === null) return null;
    Object.assign(columns, JSON.parse(entry.before));
  }
  return decodeRow(foundations, columns);
}

/** The difference as a person reads it: of everything that the foundation says. */
export function differenceOf(
  before: FoundationRow | null,
  after: FoundationRow | null,
): { kind: 'same' | 'removed' | 'added'; text: string }[] {
  const text = (row: FoundationRow | null): string =>
    row
      ? `${wholeGround(readGround(row))}\n${row.summary === null ? '' : `\n## Summary for agents\n${row.summary}\n`}`
      : '';
  return lineDiff(text(before), text(after));
}

/** What setting the row back changes. */
export const asPatch = (row: FoundationRow): PatchOf<typeof foundations> =>
  Object.fromEntries(
    writableColumns(foundations).flatMap(([name]) =>
      KEPT.has(name) || !(name in row) ? [] : [[name, row[name as keyof FoundationRow]]],
    ),
  ) as PatchOf<typeof foundations>;
