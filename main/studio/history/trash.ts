/**
 * The trash: tombstones listed, brought back, or purged for good. A Morgy and a workspace take what belongs to them along.
 */
import { StudioError } from '../../contract/errors.ts';
import { deviceTables, isAuthored, museAssets, tableNamed } from '../../../schema/index.ts';
import type { Table } from '../../../schema/index.ts';
import { quote } from '../../../schema/device.ts';
import type { Store } from '../store/store.ts';
import { TRASH_TABLES } from './contract.ts';
import type { TrashItem } from './contract.ts';

export const DAYS_IN_TRASH = 30;
const DAY_MS = 86_400_000;

type TrashTable = TrashItem['table'];
export interface TrashKey {
  readonly table: TrashTable;
  readonly id: string;
}

interface Tombstone {
  table: TrashTable;
  id: string;
  title: string;
  parent_id: string | null;
  parent_name: string | null;
  deleted_at: string;
  is_kept: 0 | 1;
}

/** What other things belong to, and the column by which they say so. */
const PARENTS = { morgys: 'morgy_id', workspaces: 'workspace_id' } as const;
type Parent = keyof typeof PARENTS;
const isParent = (table: TrashTable): table is Parent => table in PARENTS;
const parentOf = (table: TrashTable): Parent => ('morgy_id' in tableNamed(table).columns ? 'morgys' : 'workspaces');

/** Everything of a device that belongs to a row of that table: what goes with it for good. */
const belongings = (parent: Parent): readonly Table[] =>
  deviceTables.filter((table) => isAuthored(table) && PARENTS[parent] in table.columns);

/**
 * What the cloud alone writes and never lets go of refers to it: sales. The earnings are read with its name, and the same
 * sum stands in the cloud, so it waits in the trash for as long as they do.
 */
const KEEPING = deviceTables.filter(
  (table) => !isAuthored(table) && table.columns['morgy_id']?.references?.onDelete === 'no action',
);
const isKept = (id: string): string =>
  KEEPING.map((table) => `EXISTS (SELECT 1 FROM ${quote(table.name)} k WHERE k.morgy_id = ${id})`).join(' OR ');

/** A text is all of its versions: they went into the trash together, and are one thing there. The newest stands for them. */
const OLDER_VERSIONS = `SELECT id FROM (SELECT id, row_number() OVER (
    PARTITION BY coalesce(parent_id, id), deleted_at ORDER BY version DESC, id DESC) AS place
  FROM muse_assets WHERE deleted_at IS NOT NULL) WHERE place > 1`;

/** The rows that an item of the trash stands for. */
function rowsOf(store: Store, item: TrashKey): readonly TrashKey[] {
  if (item.table !== 'muse_assets') return [item];
  const row = store.row(museAssets, item.id);
  if (!row || row.deleted_at === null) return [item];
  const root = row.parent_id ?? row.id;
  return store
    .rows(museAssets, '(id = ? OR parent_id = ?) AND deleted_at = ?', [root, root, row.deleted_at])
    .map(({ id }) => ({ table: item.table, id }));
}

const tombstones = (Object.keys(TRASH_TABLES) as TrashTable[])
  .map((table) => {
    const name = quote(table);
    const title = quote(TRASH_TABLES[table]);
    if (isParent(table)) {
      return `SELECT '${table}' AS "table", id, ${title} AS title, NULL AS parent_id, NULL AS parent_name, deleted_at,
          ${table === 'morgys' ? `(${isKept(`${name}.id`)})` : '0'} AS is_kept
        FROM ${name} WHERE deleted_at IS NOT NULL`;
    }
    const parent = parentOf(table);
    return `SELECT '${table}', c.id, c.${title}, p.id, p.name, c.deleted_at, 0
      FROM ${name} c JOIN ${parent} p ON p.id = c.${PARENTS[parent]}
      WHERE c.deleted_at IS NOT NULL AND p.deleted_at IS NULL${table === 'muse_assets' ? ` AND c.id NOT IN (${OLDER_VERSIONS})` : ''}`;
  })
  .join(' UNION ALL ');

/** Newest first. What lies in a deleted Morgy or workspace is shown with that, not again by itself. */
export function trash(store: Store): TrashItem[] {
  return store
    .all<Tombstone>(`${tombstones} ORDER BY deleted_at DESC, id`)
    .map(({ parent_id, parent_name, is_kept, ...item }) => ({
      ...item,
      parent: parent_id === null ? null : { id: parent_id, name: parent_name ?? '' },
      purge_at: is_kept === 1 ? null : new Date(Date.parse(item.deleted_at) + DAYS_IN_TRASH * DAY_MS).toISOString(),
    }));
}

export function restoreFromTrash(store: Store, items: readonly TrashKey[]): number {
  const { value } = store.write(
    items.length === 1 ? 'Restore from the trash' : `Restore ${items.length} from the trash`,
    () =>
      items.filter((item) => {
        let isThere = false;
        for (const { table, id } of rowsOf(store, item))
          isThere = store.update(tableNamed(table), id, { deleted_at: null } as never) || isThere;
        return isThere;
      }).length,
  );
  return value;
}

/** A row on its way out for good. */
interface Doomed {
  readonly table: Table;
  readonly id: string;
  readonly row_version: number;
}

/** The columns by which a row that stays may name a row of that table. */
const namingOf = (table: Table): readonly (readonly [Table, string])[] =>
  deviceTables
    .filter(isAuthored)
    .flatMap((other) =>
      Object.entries(other.columns).flatMap(([name, { references }]) =>
        references?.table === table.name && references.onDelete === 'set null' ? [[other, name] as const] : [],
      ),
    );
const NAMING = new Map(deviceTables.map((table) => [table, namingOf(table)]));

/**
 * For good: row, children and their history. What the cloud has not heard of yet goes with it; a row that the cloud knows
 * keeps its tombstone in the outbox until it is sent. What named it and stays names nothing any more, which is a change
 * like any other, but no step of Undo: what it named can't come back. A Morgy that was sold stays.
 * @returns how many went. @throws StudioError was_sold when nothing else was named
 */
export function purge(store: Store, items: readonly TrashKey[]): number {
  const sold = items.filter(({ table, id }) => table === 'morgys' && wasSold(store, id));
  const going = items.filter((item) => !sold.includes(item));
  if (sold.length > 0 && going.length === 0)
    throw new StudioError(
      'was_sold',
      sold.length === 1
        ? 'This Morgy was sold, and your earnings name it, so it stays in the trash. It takes part in nothing.'
        : 'These Morgys were sold, and your earnings name them, so they stay in the trash. They take part in nothing.',
    );
  const { value } = store.write(
    'Purge from the trash',
    () => {
      const lying = going.filter(({ table, id }) =>
        store.get(`SELECT 1 FROM ${quote(table)} WHERE id = ? AND deleted_at IS NOT NULL`, [id]),
      );
      const doomed = lying.flatMap((item) => doomedWith(store, item));
      for (const row of doomed) letGoOf(store, row, doomed);
      store.uncaptured([...deviceTables.filter(isAuthored).map((table) => table.name), 'chunks', 'history'], () => {
        for (const row of doomed) purgeRow(store, row);
        // A transaction without entries has nothing left to undo.
        store.run(
          `DELETE FROM history_tx WHERE kind = 'do' AND NOT EXISTS (SELECT 1 FROM history h WHERE h.tx = history_tx.tx)`,
        );
      });
      return lying.length;
    },
    { kind: 'record' },
  );
  return value;
}

const wasSold = (store: Store, id: string): boolean =>
  KEEPING.some((table) => store.get(`SELECT 1 FROM ${quote(table.name)} WHERE morgy_id = ? LIMIT 1`, [id]));

/** The item's rows, and what belongs to them before them. */
function doomedWith(store: Store, item: TrashKey): Doomed[] {
  const find = (table: Table, column: string, value: string): Doomed[] =>
    store
      .all<{ id: string; row_version: number }>(
        `SELECT id, row_version FROM ${quote(table.name)} WHERE ${quote(column)} = ?`,
        [value],
      )
      .map((row) => ({ table, ...row }));
  const { table } = item;
  return [
    ...(isParent(table) ? belongings(table).flatMap((each) => find(each, PARENTS[table], item.id)) : []),
    ...rowsOf(store, item).flatMap(({ id }) => find(tableNamed(table), 'id', id)),
  ];
}

/** Captured, before the row goes: left to the foreign key, history and the other devices would not hear of it. */
function letGoOf(store: Store, { table, id }: Doomed, doomed: readonly Doomed[]): void {
  for (const [other, column] of NAMING.get(table) ?? []) {
    const name = quote(other.name);
    for (const row of store.all<{ id: string }>(`SELECT id FROM ${name} WHERE ${quote(column)} = ?`, [id]))
      if (!doomed.some((each) => each.table === other && each.id === row.id))
        store.run(`UPDATE ${name} SET ${quote(column)} = NULL WHERE id = ?`, [row.id]);
  }
}

function purgeRow(store: Store, { table, id, row_version }: Doomed): void {
  // On the way, its answer not here yet: the cloud may have it, so the tombstone has to follow, and its number is taken.
  const sent = store.get(
    `SELECT 1 FROM sync_outbox o JOIN history h ON h.id = o.history_id
      WHERE h.table_name = ? AND h.row_id = ? AND o.state IN ('sent', 'answered')`,
    [table.name, id],
  );
  if (row_version === 0 && !sent) {
    store.run(
      `DELETE FROM sync_outbox WHERE history_id IN (SELECT id FROM history WHERE table_name = ? AND row_id = ?)`,
      [table.name, id],
    );
  }
  store.run(
    `DELETE FROM history WHERE table_name = ? AND row_id = ? AND id NOT IN (SELECT history_id FROM sync_outbox)`,
    [table.name, id],
  );
  store.run(`DELETE FROM ${quote(table.name)} WHERE id = ?`, [id]);
}

/** Purges what has lain in the trash for 30 days; run at start and once a day. @returns how many items. */
export function purgeExpired(store: Store, now = Date.now()): number {
  const limit = new Date(now - DAYS_IN_TRASH * DAY_MS).toISOString();
  const expired = trash(store).filter((item) => item.purge_at !== null && item.deleted_at <= limit);
  return expired.length === 0 ? 0 : purge(store, expired);
}
