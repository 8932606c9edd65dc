/** One prepared mutation, written as the signed-in person: new row, changed row, or row into the trash. */
import type pg from 'pg';
import type { Column, Table } from '../../../schema/index.ts';
import { quoted } from '../database.ts';
import type { Identity } from '../database.ts';
import { decideUpdate, editedSince, isTrashing } from './decide.ts';
import type { ColumnVersions, Conflict, Current, Decision, Values } from './decide.ts';
import type { Prepared } from './prepare.ts';
import { Refusal } from './refusals.ts';
import { bound, selected } from './values.ts';

export interface Written {
  readonly rowVersion: number | null;
  /** Null for a row that was new or is gone outright. */
  readonly decision: Pick<Decision, 'outcome' | 'conflict'> | null;
}

interface Row {
  row_version: string;
  versions: ColumnVersions;
  [column: string]: unknown;
}

const ownerOf = (table: Table): string => {
  if (table.ownerColumn === null) throw new Error(`${table.name} has no owner.`);
  return table.ownerColumn;
};

const columnOf = (table: Table, name: string): Column => {
  const column = table.columns[name];
  if (!column) throw new Error(`${table.name} has no column ${name}.`);
  return column;
};

/** Null when the id is taken already. */
async function insertRow(
  client: pg.ClientBase,
  table: Table,
  id: string,
  userId: string,
  patch: Values,
): Promise<number | null> {
  const names = ['id', ownerOf(table), ...Object.keys(patch)];
  const values = [id, userId, ...Object.entries(patch).map(([name, value]) => bound(columnOf(table, name), value))];
  const { rows } = await client.query<{ row_version: string }>(
    `INSERT INTO ${quoted(table.name)} (${names.map(quoted).join(', ')})
       VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})
       ON CONFLICT (id) DO NOTHING RETURNING row_version`,
    values,
  );
  return rows[0] ? Number(rows[0].row_version) : null;
}

async function readRow(
  client: pg.ClientBase,
  table: Table,
  id: string,
  userId: string,
  names: readonly string[],
  lock: boolean,
): Promise<Row | null> {
  const wanted = [...new Set(names)].filter((name) => name !== 'row_version' && name !== '_fv');
  const { rows } = await client.query<Row>(
    `SELECT ${['row_version', '_fv AS versions', ...wanted.map((name) => selected(name, columnOf(table, name)))].join(', ')}
       FROM ${quoted(table.name)} WHERE id = $1 AND ${quoted(ownerOf(table))} = $2${lock ? ' FOR UPDATE' : ''}`,
    [id, userId],
  );
  return rows[0] ?? null;
}

async function updateRow(
  client: pg.ClientBase,
  table: Table,
  id: string,
  userId: string,
  patch: Values,
): Promise<number> {
  const entries = Object.entries(patch);
  const { rows } = await client.query<{ row_version: string }>(
    `UPDATE ${quoted(table.name)} SET ${entries.map(([name], index) => `${quoted(name)} = $${index + 3}`).join(', ')}
       WHERE id = $1 AND ${quoted(ownerOf(table))} = $2 RETURNING row_version`,
    [id, userId, ...entries.map(([name, value]) => bound(columnOf(table, name), value))],
  );
  if (!rows[0]) throw new Refusal('forbidden', 'Your account may not change this. Let go of the change.');
  return Number(rows[0].row_version);
}

const missing = (): Refusal =>
  new Refusal(
    'not_found',
    'Your account has no such thing in the cloud; it may have been deleted for good. Let go of the change.',
  );

async function changeRow(
  client: pg.ClientBase,
  table: Table,
  { mutation, rights }: Prepared,
  identity: Identity,
  device: string,
): Promise<Written> {
  const names = Object.keys(mutation.patch);
  if ('deleted_at' in table.columns) names.push('deleted_at');
  const row = await readRow(client, table, mutation.rowId, identity.userId, names, rights.update.size > 0);
  if (!row) {
    throw mutation.operation === 'insert'
      ? new Refusal('id_taken', 'Its id is taken in the cloud. Let go of the change and make it anew.')
      : missing();
  }
  const { row_version, versions, ...values } = row;
  const current: Current = { rowVersion: Number(row_version), versions, values };
  const decision = decideUpdate(table, mutation, current, device);
  const rowVersion =
    Object.keys(decision.patch).length > 0
      ? await updateRow(client, table, mutation.rowId, identity.userId, decision.patch)
      : current.rowVersion;
  // A conflict about how a conflict was settled would have no end: there the last word stands.
  return { rowVersion, decision: table.name === 'sync_conflict' ? { outcome: 'applied', conflict: null } : decision };
}

/** A conflict that this cloud made and has forgotten; what it was about is data, and the database takes it or refuses it. */
async function putBackConflict(client: pg.ClientBase, mutation: Prepared['mutation']): Promise<Written> {
  const { rows } = await client.query<{ version: string | null }>('SELECT put_back_conflict($1, $2) AS version', [
    mutation.rowId,
    JSON.stringify(mutation.patch),
  ]);
  const version = rows[0]?.version ?? null;
  if (version === null) throw new Refusal('id_taken', 'The id of this conflict is taken. Let go of the change.');
  return { rowVersion: Number(version), decision: null };
}

/** What others edited after what this device had seen of a row that it wants gone; null where they edited nothing. */
async function unseenEdits(
  client: pg.ClientBase,
  table: Table,
  { mutation, authored }: Prepared,
  identity: Identity,
  device: string,
  row: Row,
): Promise<Conflict | null> {
  const edited = editedSince(table, mutation, { versions: row.versions, values: row }, device, [...authored.keys()]);
  if (edited.length === 0) return null;
  const theirs = (await readRow(client, table, mutation.rowId, identity.userId, edited, false)) ?? row;
  return {
    kind: 'delete',
    columns: edited,
    base: {},
    mine: { deleted_at: mutation.patch['deleted_at'] ?? mutation.at },
    theirs: Object.fromEntries(edited.map((name) => [name, theirs[name] ?? null])),
    resolution: 'open',
  };
}

/** For good, from a table without a trash, unless others edited the row meanwhile: then it stays and a person is asked. */
async function removeRow(
  client: pg.ClientBase,
  table: Table,
  prepared: Prepared,
  identity: Identity,
  device: string,
): Promise<Written> {
  const { mutation, rights } = prepared;
  if (!rights.delete)
    throw new Refusal('forbidden', 'This cannot be deleted once the cloud has it. Let go of the change.');
  const seen = Object.keys(mutation.base);
  const row = await readRow(client, table, mutation.rowId, identity.userId, seen, rights.update.size > 0);
  const conflict = row && (await unseenEdits(client, table, prepared, identity, device, row));
  if (row && conflict) return { rowVersion: Number(row.row_version), decision: { outcome: 'conflicted', conflict } };
  await client.query(`DELETE FROM ${quoted(table.name)} WHERE id = $1 AND ${quoted(ownerOf(table))} = $2`, [
    mutation.rowId,
    identity.userId,
  ]);
  return { rowVersion: null, decision: null };
}

/** Into the trash, on the same condition. */
async function trashRow(
  client: pg.ClientBase,
  table: Table,
  prepared: Prepared,
  identity: Identity,
  device: string,
): Promise<Written> {
  const { mutation } = prepared;
  const row = await readRow(client, table, mutation.rowId, identity.userId, ['deleted_at'], true);
  if (!row) throw missing();
  if (row['deleted_at'] !== null) return { rowVersion: Number(row.row_version), decision: null };
  const conflict = await unseenEdits(client, table, prepared, identity, device, row);
  if (conflict) return { rowVersion: Number(row.row_version), decision: { outcome: 'conflicted', conflict } };
  const { rows } = await client.query<{ row_version: string }>(
    `UPDATE ${quoted(table.name)} SET deleted_at = coalesce($3, now())
       WHERE id = $1 AND ${quoted(ownerOf(table))} = $2 RETURNING row_version`,
    [mutation.rowId, identity.userId, mutation.patch['deleted_at'] ?? null],
  );
  if (!rows[0]) throw new Refusal('forbidden', 'Your account may not delete this. Let go of the change.');
  return { rowVersion: Number(rows[0].row_version), decision: null };
}

/** @throws Refusal, and what Postgres throws */
export async function writeMutation(
  client: pg.ClientBase,
  table: Table,
  prepared: Prepared,
  identity: Identity,
  device: string,
): Promise<Written> {
  const { mutation } = prepared;
  if (mutation.operation === 'delete' && !('deleted_at' in table.columns))
    return removeRow(client, table, prepared, identity, device);
  const onlyTrashes =
    mutation.operation !== 'insert' && Object.keys(mutation.patch).every((name) => name === 'deleted_at');
  if (isTrashing(mutation) && onlyTrashes) return trashRow(client, table, prepared, identity, device);
  if (mutation.operation === 'insert' && table.name === 'sync_conflict') return putBackConflict(client, mutation);
  if (mutation.operation === 'insert') {
    const rowVersion = await insertRow(client, table, mutation.rowId, identity.userId, mutation.patch);
    if (rowVersion !== null) return { rowVersion, decision: null };
  }
  return changeRow(client, table, prepared, identity, device);
}
