/** A person's devices: registering one, naming it, signing it out from another. */
import type pg from 'pg';
import type { CloudState, RegisterDevice, Registered } from '../../sync/protocol/routes.ts';
import { asService } from './database.ts';
import type { Identity } from './database.ts';
import { GatewayError } from './errors.ts';

const unknown = (): GatewayError => new GatewayError('unknown_device', 'There is no such device in your account.');
const revoked = (): GatewayError => new GatewayError('revoked', 'This device was signed out. Sign in again to go on.');

/** Where the owner's beacon stands. The registration's own tick is part of it, so that a new era has begun by now. */
async function cloudOf(client: pg.ClientBase, identity: Identity): Promise<CloudState | undefined> {
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  const { rows } = await client.query<{ era: string; version: string; past: CloudState['past'] }>(
    'SELECT era, row_version AS version, past FROM sync_beacon WHERE owner_id = $1',
    [identity.userId],
  );
  const [row] = rows;
  return row && { era: row.era, version: Number(row.version), past: row.past };
}

/** Idempotent. @throws GatewayError forbidden when the id is another account's, revoked when it was signed out */
export async function registerDevice(pool: pg.Pool, identity: Identity, device: RegisterDevice): Promise<Registered> {
  return asService(pool, async (client) => {
    const { rows } = await client.query<{ last_number: string; revoked: boolean }>(
      `INSERT INTO sync_device AS d (id, owner_id, name, schema_version, last_number, confirmed_number, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $5, now())
         ON CONFLICT (id) DO UPDATE SET schema_version = excluded.schema_version, last_seen_at = now()
           WHERE d.owner_id = excluded.owner_id
         RETURNING last_number, revoked_at IS NOT NULL AS revoked`,
      [device.id, identity.userId, device.name, device.schemaVersion, device.startAfter],
    );
    const row = rows[0];
    if (!row) throw new GatewayError('forbidden', 'This device belongs to another account. It needs an id of its own.');
    if (row.revoked) throw revoked();
    const cloud = await cloudOf(client, identity);
    return { lastNumber: Number(row.last_number), ...(cloud && { cloud }) };
  });
}

export async function renameDevice(pool: pg.Pool, identity: Identity, id: string, name: string): Promise<void> {
  await asService(pool, async (client) => {
    const { rowCount } = await client.query('UPDATE sync_device SET name = $3 WHERE id = $1 AND owner_id = $2', [
      id,
      identity.userId,
      name,
    ]);
    if (rowCount === 0) throw unknown();
  });
}

/** Its next request answers `revoked`. Doing it twice changes nothing. */
export async function revokeDevice(pool: pg.Pool, identity: Identity, id: string): Promise<void> {
  await asService(pool, async (client) => {
    const { rowCount } = await client.query(
      'UPDATE sync_device SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 AND owner_id = $2',
      [id, identity.userId],
    );
    if (rowCount === 0) throw unknown();
  });
}

/**
 * For requests that name their device and do not take its ledger. The rows are the token's owner's whatever device asks, so
 * one that is not known here is let pass: it is told at its next push. @throws GatewayError revoked
 */
export async function checkDevice(pool: pg.Pool, identity: Identity, id: string): Promise<void> {
  const { rowCount } = await asService(pool, (client) =>
    client.query('SELECT FROM sync_device WHERE id = $1 AND owner_id = $2 AND revoked_at IS NOT NULL', [
      id,
      identity.userId,
    ]),
  );
  if (rowCount !== 0) throw revoked();
}

/** Each note is a change that all devices of its owner read, and an entry in the audit log. */
const SEEN_EVERY = '10 minutes';

/**
 * A device that waits for the next change has everything before it, whether or not it sends anything itself. Passed over
 * while its ledger is taken: a push notes it anyway.
 */
export async function noteInStep(pool: pg.Pool, identity: Identity, id: string): Promise<void> {
  await asService(pool, (client) =>
    client.query(
      `UPDATE sync_device SET last_seen_at = now() WHERE id = (
         SELECT id FROM sync_device WHERE id = $1 AND owner_id = $2 AND revoked_at IS NULL
           AND (last_seen_at IS NULL OR last_seen_at < now() - $3::interval) FOR NO KEY UPDATE SKIP LOCKED)`,
      [id, identity.userId, SEEN_EVERY],
    ),
  );
}
