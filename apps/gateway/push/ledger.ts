/**
 * A device's ledger: how far its numbered mutations were taken, and the stored answer to each that it has not confirmed.
 * It is what makes a repeated request harmless.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { canonical } from '../../../sync/protocol/equal.ts';
import type { Mutation, MutationResult, PushRequest } from '../../../sync/protocol/mutation.ts';
import { COMMIT, inOrder } from '../database.ts';
import type { Identity, Statement } from '../database.ts';
import { GatewayError } from '../errors.ts';
import type { Conflict } from './decide.ts';

export interface Ledger {
  readonly lastNumber: number;
  readonly lastLsn: string;
}

/** Of what a mutation does, not of how it came about: a device may have learned a newer base before it asks again. */
export const contentHash = ({ table, rowId, operation, patch }: Mutation): string =>
  createHash('sha256')
    .update(canonical([table, rowId, operation, patch]))
    .digest('hex');

/** Locks the device's row until the transaction ends. */
export const lockingLedger = (identity: Identity, deviceId: string): Statement => ({
  text: `SELECT last_number, last_lsn, revoked_at IS NOT NULL AS revoked FROM sync_device
    WHERE id = $1 AND owner_id = $2 FOR UPDATE`,
  values: [deviceId, identity.userId],
});

/** What that statement found. @throws GatewayError unknown_device, revoked */
export function ledgerOf({ rows }: pg.QueryResult): Ledger {
  const row = (rows as { last_number: string; last_lsn: string; revoked: boolean }[])[0];
  if (!row)
    throw new GatewayError('unknown_device', 'This device is not registered with this account. Register it first.');
  if (row.revoked) throw new GatewayError('revoked', 'This device was signed out. Sign in again to go on.');
  return { lastNumber: Number(row.last_number), lastLsn: row.last_lsn };
}

interface Stored {
  number: string;
  content_sha256: string;
  outcome: MutationResult['outcome'];
  row_version: string | null;
  code: string | null;
  message: string | null;
}

/** The answers given before. @throws GatewayError number_reused, number_gap */
export async function storedResults(
  client: pg.ClientBase,
  deviceId: string,
  ledger: Ledger,
  repeated: readonly Mutation[],
): Promise<MutationResult[]> {
  if (repeated.length === 0) return [];
  const { rows } = await client.query<Stored>(
    `SELECT number, content_sha256, outcome, row_version, code, message FROM sync_result
       WHERE device_id = $1 AND number = ANY ($2)`,
    [deviceId, repeated.map((mutation) => mutation.number)],
  );
  const byNumber = new Map(rows.map((row) => [Number(row.number), row]));
  return repeated.map((mutation) => {
    const stored = byNumber.get(mutation.number);
    // Confirmed and forgotten: whoever sends it again is not the device that confirmed it, but an older copy.
    if (!stored) throw gap(ledger, mutation.number);
    if (stored.content_sha256 !== contentHash(mutation)) {
      throw new GatewayError(
        'number_reused',
        `Change ${mutation.number} of this device was taken before with other contents. Nothing was done.`,
      );
    }
    return {
      number: mutation.number,
      outcome: stored.outcome,
      rowVersion: stored.row_version === null ? null : Number(stored.row_version),
      ...(stored.code === null ? {} : { code: stored.code }),
      ...(stored.message === null ? {} : { message: stored.message }),
    };
  });
}

export const gap = (ledger: Ledger, got: number): GatewayError =>
  new GatewayError(
    'number_gap',
    `Change ${got} does not follow the last one taken from this device, ${ledger.lastNumber}. Nothing was done.`,
    { expected: ledger.lastNumber + 1 },
  );

export interface Taken {
  readonly mutation: Mutation;
  readonly result: MutationResult;
  readonly conflict: Conflict | null;
}

const conflictsInserted = (identity: Identity, deviceId: string, conflicts: readonly Taken[]): Statement => ({
  text: `INSERT INTO sync_conflict (owner_id, device_id, table_name, row_id, number, kind, columns, base, mine, theirs, resolution, resolved_at)
    SELECT $1, $2, c.table_name, c.row_id, c.number, c.kind, c.columns, c.base, c.mine, c.theirs, c.resolution,
      CASE WHEN c.resolution <> 'open' THEN now() END
    FROM jsonb_to_recordset($3) AS c (table_name text, row_id uuid, number bigint, kind text, columns text[],
      base jsonb, mine jsonb, theirs jsonb, resolution text)`,
  values: [
    identity.userId,
    deviceId,
    JSON.stringify(
      conflicts.map(({ mutation, conflict }) => ({
        table_name: mutation.table,
        row_id: mutation.rowId,
        number: mutation.number,
        ...conflict,
      })),
    ),
  ],
});

/**
 * Stores answers and conflicts, forgets confirmed answers, moves the ledger on and commits: one round trip where the
 * connection is pipelined. The log position is read in the last statement before the commit, so that as little as can be
 * of other people's lies between the two.
 */
export async function closeLedger(
  client: pg.ClientBase,
  identity: Identity,
  request: PushRequest,
  ledger: Ledger,
  taken: readonly Taken[],
): Promise<{ lastNumber: number; lsn: string }> {
  const conflicts = taken.filter((entry) => entry.conflict !== null);
  const lastNumber = taken.at(-1)?.mutation.number ?? ledger.lastNumber;
  const results = await inOrder(client, [
    { text: 'SET LOCAL ROLE service_role' },
    ...(conflicts.length > 0 ? [conflictsInserted(identity, request.deviceId, conflicts)] : []),
    {
      text: `WITH kept AS (
          INSERT INTO sync_result (device_id, owner_id, number, content_sha256, outcome, table_name, row_id, row_version, code, message)
            SELECT $1, $2, r.* FROM unnest($6::bigint[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::bigint[], $12::text[], $13::text[]) AS r
        ), forgotten AS (
          DELETE FROM sync_result WHERE device_id = $1 AND number <= $4
        )
        UPDATE sync_device SET last_number = $3, confirmed_number = greatest(confirmed_number, $4), schema_version = $5,
            last_seen_at = now(), last_lsn = CASE WHEN $14 THEN pg_current_wal_insert_lsn() - '0/0' ELSE last_lsn END
          WHERE id = $1 AND owner_id = $2 RETURNING last_lsn`,
      values: [
        request.deviceId,
        identity.userId,
        lastNumber,
        Math.min(request.confirmed, ledger.lastNumber),
        request.schemaVersion,
        taken.map((entry) => entry.mutation.number),
        taken.map((entry) => contentHash(entry.mutation)),
        taken.map((entry) => entry.result.outcome),
        taken.map((entry) => entry.mutation.table),
        taken.map((entry) => entry.mutation.rowId),
        taken.map((entry) => entry.result.rowVersion),
        taken.map((entry) => entry.result.code ?? null),
        taken.map((entry) => entry.result.message ?? null),
        taken.length > 0,
      ],
    },
    COMMIT,
  ]);
  const [row] = (results.at(-2)?.rows ?? []) as { last_lsn: string }[];
  return { lastNumber, lsn: row?.last_lsn ?? ledger.lastLsn };
}
