/** Transactions in the role that a piece of work is allowed: a person's own, or the service's. */
import type pg from 'pg';

/** Whose request it is, as a token or an API key has shown. */
export interface Identity {
  readonly userId: string;
  /** What an API key allows; absent for a signed-in person, who may do everything that is theirs. */
  readonly scopes?: readonly string[];
}

/** Longest that a statement of one request may run, in milliseconds. */
const STATEMENT_TIMEOUT = 30_000;
/** A deadlock or a serialisation failure is tried again this often. */
const ATTEMPTS = 5;

const claimsOf = (identity: Identity | null): string =>
  JSON.stringify(identity ? { sub: identity.userId, role: 'authenticated' } : { role: 'service_role' });

/** Becomes that role until the transaction ends. `device` is noted as the writer of every changed column. */
export async function become(
  client: pg.ClientBase,
  role: 'authenticated' | 'service_role',
  identity: Identity | null,
  device = '',
): Promise<void> {
  await client.query(
    `SELECT set_config('request.jwt.claims', $1, true), set_config('sync.device', $2, true),
       set_config('statement_timeout', '${STATEMENT_TIMEOUT}', true), set_config('role', $3, true)`,
    [claimsOf(identity), device, role],
  );
}

const sqlState = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Two transactions in each other's way: nothing is wrong with either, and a second try will pass. */
const isCollision = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error));

/** One transaction, tried again when it collided with another. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    // A connection that is lost between two statements says so here; unheard, it would end the process.
    const lost = (error: Error): void => {
      broken = error;
    };
    client.on('error', lost);
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      try {
        await client.query('ROLLBACK');
      } catch (failure) {
        // The connection is gone, and with it the transaction.
        broken = failure as Error;
      }
      if (!isCollision(error) || attempt === ATTEMPTS) throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }
}

/** Work of the service itself: accounts, ledgers, counters. It names the owner in every statement. */
export const asService = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  transaction(pool, async (client) => {
    await become(client, 'service_role', null);
    return work(client);
  });

/** A signed-in person's work, under row level security. */
export const asPerson = <T>(
  pool: pg.Pool,
  identity: Identity,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> =>
  transaction(pool, async (client) => {
    await become(client, 'authenticated', identity);
    return work(client);
  });

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
