/**
 * API keys, made on the device: `morg_` and 64 hex digits, of which only the SHA-256 and the first 13 characters are kept.
 * A key opens something only once the cloud has its hash; until then it says so.
 */
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { StudioError, notFound } from '../../contract/errors.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { KeyCloud } from './cloud.ts';
import { MOST_KEYS } from './contract.ts';
import type { ApiKey } from './contract.ts';

const PREFIX = 13;
const TABLE = 'api_keys_here';

interface Row {
  id: string;
  key_prefix: string;
  key_hash: string | null;
  name: string;
  scopes: string;
  state: 'waiting' | 'active' | 'revoked' | 'refused';
  revoke_wanted: number;
  note: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

const allRows = (store: Store): Row[] => store.all<Row>(`SELECT * FROM ${TABLE} ORDER BY created_at DESC, id DESC`);

function shownKey(row: Row, now: string): ApiKey {
  const expired = row.expires_at !== null && row.expires_at <= now;
  const state = row.state === 'active' && expired ? 'expired' : row.state;
  const note =
    row.revoke_wanted === 1 && row.state === 'active'
      ? 'Will be revoked when the cloud is reached. Until then it still works.'
      : state === 'waiting'
        ? (row.note ?? 'Opens nothing until the cloud has it, at the next time it is reached.')
        : row.note;
  return {
    id: row.id,
    name: row.name,
    prefix: row.key_prefix,
    scopes: JSON.parse(row.scopes) as string[],
    state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    note,
  };
}

/** Whether the cloud has still to hear of a key that was made or revoked here. */
export const keysWait = (store: Store): boolean =>
  store.get(`SELECT 1 FROM ${TABLE} WHERE state = 'waiting' OR revoke_wanted = 1 LIMIT 1`) !== undefined;

export const listKeys = (store: Store): ApiKey[] => allRows(store).map((row) => shownKey(row, nowUtc()));

/** @throws StudioError key_expired, ten_keys */
export function createKey(
  store: Store,
  { name, scopes, expiresAt }: { name: string; scopes: readonly string[]; expiresAt: string | null },
): { key: string; record: ApiKey } {
  const now = nowUtc();
  if (expiresAt !== null && expiresAt <= now)
    throw new StudioError('key_expired', 'The key would have expired already. Choose a later time, or none.');
  const usable = listKeys(store).filter((each) => each.state === 'active' || each.state === 'waiting');
  if (usable.length >= MOST_KEYS)
    throw new StudioError('ten_keys', `You have ${MOST_KEYS} keys, which is the most. Revoke one first.`);
  const key = `morg_${randomBytes(32).toString('hex')}`;
  const id = uuidv7();
  store.write(`New API key “${name}”`, () =>
    store.run(
      `INSERT INTO ${TABLE} (id, key_prefix, key_hash, name, scopes, state, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)`,
      [
        id,
        key.slice(0, PREFIX),
        createHash('sha256').update(key).digest('hex'),
        name,
        JSON.stringify([...new Set(scopes)]),
        now,
        expiresAt,
      ],
      TABLE,
    ),
  );
  const record = listKeys(store).find((each) => each.id === id);
  if (!record) throw new Error('The key was written and cannot be found.');
  return { key, record };
}

/**
 * One that the cloud is not known to have is gone at once, another as soon as the cloud hears of it. The cloud is asked in
 * either case: its answer to the first may be on the way, or lost.
 */
export function revokeKey(store: Store, id: string): void {
  const row = allRows(store).find((each) => each.id === id);
  if (!row) throw notFound('API key', id);
  if (row.state === 'revoked') return;
  store.write(`Revoke API key “${row.name}”`, () =>
    row.state === 'active'
      ? store.run(`UPDATE ${TABLE} SET revoke_wanted = 1 WHERE id = ?`, [id], TABLE)
      : store.run(
          `UPDATE ${TABLE} SET state = 'revoked', revoke_wanted = 1, key_hash = NULL, note = NULL WHERE id = ?`,
          [id],
          TABLE,
        ),
  );
}

/** Hands in what waits and takes over the cloud's list. @throws StudioError away */
export async function exchangeKeys(store: Store, cloud: KeyCloud): Promise<void> {
  const there = new Map((await cloud.list()).map((key) => [key.id, key]));
  /** @param from only where it is still in that state: a person may have revoked it while the cloud was asked */
  const set = (id: string, sql: string, values: string[] = [], from: Row['state'] | null = null): void => {
    store.write('API keys', () =>
      store.run(`UPDATE ${TABLE} SET ${sql} WHERE id = ? AND state = coalesce(?, state)`, [...values, id, from], TABLE),
    );
  };
  for (const row of allRows(store)) {
    if (row.state === 'waiting' && row.key_hash !== null && !there.has(row.id)) {
      const refusal = await handIn(cloud, row);
      if (refusal === null) set(row.id, `state = 'active', key_hash = NULL, note = NULL`, [], 'waiting');
      else set(row.id, `state = 'refused', note = ?`, [refusal], 'waiting');
    }
    if (row.revoke_wanted === 1) {
      if (row.state === 'active' || there.has(row.id)) await cloud.revoke(row.id);
      set(row.id, `state = 'revoked', revoke_wanted = 0`);
    }
  }
  takeOver(store, await cloud.list());
}

/** @returns why the cloud refused it, or null */
async function handIn(cloud: KeyCloud, row: Row): Promise<string | null> {
  try {
    await cloud.create({
      id: row.id,
      name: row.name,
      scopes: JSON.parse(row.scopes) as string[],
      expiresAt: row.expires_at,
      prefix: row.key_prefix,
      sha256: row.key_hash ?? '',
    });
    return null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'refused') return error.message;
    throw error;
  }
}

function takeOver(store: Store, keys: Awaited<ReturnType<KeyCloud['list']>>): void {
  const before = JSON.stringify(allRows(store));
  const after = keys.map((key) => [
    key.id,
    key.prefix,
    key.name,
    JSON.stringify(key.scopes),
    key.isActive ? 'active' : 'revoked',
    key.createdAt,
    key.expiresAt,
    key.lastUsedAt,
  ]);
  store.write('API keys', () => {
    for (const values of after)
      store.run(
        `INSERT INTO ${TABLE} (id, key_prefix, name, scopes, state, created_at, expires_at, last_used_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, scopes = excluded.scopes,
           state = CASE WHEN ${TABLE}.state = 'revoked' THEN 'revoked' ELSE excluded.state END,
           expires_at = excluded.expires_at, last_used_at = excluded.last_used_at, key_hash = NULL, note = NULL`,
        values,
      );
  });
  if (JSON.stringify(allRows(store)) !== before) store.publish([TABLE]);
}
