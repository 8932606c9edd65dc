/** The database's side of following: publication, replication slot, and whether the log is still the one we read. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import { lsnNumber } from './lsn.ts';
import type { Position, ShapeStore } from './store.ts';

async function ensurePublication(client: ClientBase, publication: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_publication WHERE pubname = $1', [publication]);
  if (rowCount === 0) await client.query(`CREATE PUBLICATION ${escapeIdentifier(publication)}`);
}

/**
 * A mark that each start leaves both here and, as the publication's comment, in the database. A database that was put
 * back to an earlier state has an earlier mark, also where its log has since grown past the position that we know.
 */
async function isSameHistory(client: ClientBase, store: ShapeStore, publication: string): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null; identity: string }>(
    `SELECT obj_description(p.oid, 'pg_publication') AS mark,
       (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS identity
     FROM pg_publication p WHERE pubname = $1`,
    [publication],
  );
  const { mark = null, identity = '' } = rows[0] ?? {};
  const same =
    mark !== null &&
    (mark === store.meta('mark') || mark === store.meta('nextMark')) &&
    identity === store.meta('identity');
  const next = `followed by the shape service, mark ${randomUUID()}`;
  // Both are known while the comment is being written, so that a crash between the steps is no other history.
  store.setMeta({ nextMark: next, mark: mark ?? next, identity });
  await client.query(`COMMENT ON PUBLICATION ${escapeIdentifier(publication)} IS ${escapeLiteral(next)}`);
  store.setMeta({ mark: next });
  return same;
}

export async function slotName(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ oid: string }>(
    'SELECT oid::text AS oid FROM pg_database WHERE datname = current_database()',
  );
  return `morgus_shapes_${rows[0]?.oid ?? ''}`;
}

/** A connection of a process that was killed can hold the slot for a moment. */
async function release(client: ClientBase, slot: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 100) {
    const { rows } = await client.query<{ active_pid: number | null }>(
      'SELECT active_pid FROM pg_replication_slots WHERE slot_name = $1',
      [slot],
    );
    const pid = rows[0]?.active_pid ?? null;
    if (pid === null) return;
    if (waited >= 1_000) await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await sleep(100);
  }
  throw new Error(`Replication slot ${slot} is in use by another connection.`);
}

export async function dropSlot(client: ClientBase, slot: string): Promise<void> {
  await release(client, slot);
  await client.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [
    slot,
  ]);
}

/**
 * Where to go on reading. `fresh` says that what is stored does not fit this database's log: another database, one that
 * was put back to an earlier state, or a slot that is gone; the shapes have to be made anew.
 */
export async function prepareSlot(
  client: ClientBase,
  store: ShapeStore,
  slot: string,
  publication: string,
): Promise<{ position: Position; fresh: boolean }> {
  await ensurePublication(client, publication);
  const same = await isSameHistory(client, store, publication);
  const { rows } = await client.query<{ confirmed: string | null; lost: boolean; now: string }>(
    `SELECT confirmed_flush_lsn AS confirmed, coalesce(wal_status = 'lost', false) AS lost, pg_current_wal_flush_lsn() AS now
     FROM pg_replication_slots WHERE slot_name = $1`,
    [slot],
  );
  const found = rows[0];
  const stored = store.position();
  if (found && found.confirmed !== null && !found.lost && same && stored) {
    const [confirmed, now] = [lsnNumber(found.confirmed), lsnNumber(found.now)];
    // Confirmed past what is stored: the folder is an older copy. Stored past the log's end: the database is.
    if (confirmed <= stored.lsn && stored.lsn <= now) {
      await release(client, slot);
      return { position: stored, fresh: false };
    }
  }
  if (found) await dropSlot(client, slot);
  const created = await client.query<{ lsn: string }>(
    "SELECT lsn FROM pg_create_logical_replication_slot($1, 'pgoutput')",
    [slot],
  );
  const lsn = lsnNumber(created.rows[0]?.lsn ?? '0/0');
  return { position: { lsn, seen: lsn }, fresh: true };
}
