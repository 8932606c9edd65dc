/**
 * API keys of document 1: `morg_` and 64 hex digits, shown once. Only the SHA-256 of a key is kept, and its first 13
 * characters for people to tell keys apart.
 */
import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { asPerson, asService } from '../database.ts';
import type { Identity } from '../database.ts';
import { GatewayError } from '../errors.ts';

export const SCOPES = [
  'morgys:read',
  'morgys:write',
  'morgys:delete',
  'marketplace:read',
  'marketplace:purchase',
  'analytics:read',
  'knowledge:read',
  'knowledge:write',
  'mcp:export',
] as const;

const KEY = /^morg_[0-9a-f]{64}$/;
const PREFIX_LENGTH = 13;

export const isApiKey = (credential: string): boolean => credential.startsWith('morg_');

export const newApiKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
  /** A key that a device made itself, maybe offline: its row, its first characters and its hash. The key stays there. */
  made: z
    .strictObject({
      id: z.uuid(),
      prefix: z.string().regex(/^morg_[0-9a-f]{8}$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .optional(),
});

export interface ApiKey {
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly isActive: boolean;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

interface Row {
  id: string;
  key_prefix: string;
  name: string;
  scopes: string[];
  is_active: boolean;
  last_used_at: Date | null;
  expires_at: Date | null;
  created_at: Date;
}

const COLUMNS = 'id, key_prefix, name, scopes, is_active, last_used_at, expires_at, created_at';

const apiKeyOf = (row: Row): ApiKey => ({
  id: row.id,
  prefix: row.key_prefix,
  name: row.name,
  scopes: row.scopes,
  isActive: row.is_active,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
});

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The only time that a key made here is there itself. @throws GatewayError conflict with ten active keys, invalid */
export async function createApiKey(
  pool: pg.Pool,
  identity: Identity,
  asked: z.infer<typeof newApiKey>,
): Promise<ApiKey & { key: string | null }> {
  if (asked.expiresAt && Date.parse(asked.expiresAt) <= Date.now()) {
    throw new GatewayError('invalid', 'The key would have expired already. Choose a later time, or none.');
  }
  const key = asked.made ? null : `morg_${randomBytes(32).toString('hex')}`;
  try {
    const { rows } = await asPerson(pool, identity, (client) =>
      client.query<Row>(
        `INSERT INTO api_keys (id, user_id, key_prefix, key_hash, name, scopes, expires_at)
           VALUES (coalesce($7, gen_random_uuid()), $1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
        [
          identity.userId,
          asked.made?.prefix ?? (key ?? '').slice(0, PREFIX_LENGTH),
          asked.made?.sha256 ?? hashOf(key ?? ''),
          asked.name,
          JSON.stringify([...new Set(asked.scopes)]),
          asked.expiresAt ?? null,
          asked.made?.id ?? null,
        ],
      ),
    );
    if (!rows[0]) throw new Error('A key was inserted and not returned.');
    return { ...apiKeyOf(rows[0]), key };
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'api_keys_ten_active') {
      throw new GatewayError('conflict', 'You have ten active keys, which is the most. Revoke one first.');
    }
    if (error instanceof Error && 'code' in error && error.code === '23505')
      throw new GatewayError('conflict', 'There is such a key already.');
    throw error;
  }
}

export async function listApiKeys(pool: pg.Pool, identity: Identity): Promise<ApiKey[]> {
  const { rows } = await asPerson(pool, identity, (client) =>
    client.query<Row>(`SELECT ${COLUMNS} FROM api_keys WHERE user_id = $1 ORDER BY created_at DESC, id`, [
      identity.userId,
    ]),
  );
  return rows.map(apiKeyOf);
}

/** It stays in the list, and stays revoked. */
export async function revokeApiKey(pool: pg.Pool, identity: Identity, id: string): Promise<void> {
  const { rowCount } = await asPerson(pool, identity, (client) =>
    client.query('UPDATE api_keys SET is_active = false WHERE id = $1 AND user_id = $2', [id, identity.userId]),
  );
  if (rowCount === 0) throw new GatewayError('not_found', 'There is no such key in your account.');
}

/** Whose key it is and what it allows. @throws GatewayError unauthenticated */
export async function verifyApiKey(pool: pg.Pool, key: string): Promise<Identity> {
  const refused = new GatewayError('unauthenticated', 'This API key is not good: it is unknown, revoked or expired.');
  if (!KEY.test(key)) throw refused;
  const { rows } = await asService(pool, (client) =>
    // A use is noted to the minute, so that a busy key does not write with each request.
    client.query<{ user_id: string; scopes: string[] }>(
      `WITH found AS (
         SELECT id, user_id, scopes, last_used_at FROM api_keys
           WHERE key_hash = $1 AND is_active AND (expires_at IS NULL OR expires_at > now())
       ), noted AS (
         UPDATE api_keys k SET last_used_at = now() FROM found f
           WHERE k.id = f.id AND (f.last_used_at IS NULL OR f.last_used_at < now() - interval '1 minute')
       )
       SELECT user_id, scopes FROM found`,
      [hashOf(key)],
    ),
  );
  if (!rows[0]) throw refused;
  return { userId: rows[0].user_id, scopes: rows[0].scopes };
}
