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

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Whether the next statement may be sent before the last was answered (`pipeline` of the pool's settings). */
export const isPipelined = (client: pg.ClientBase): boolean => 'pipeline' in client && client.pipeline === true;

/** Statements that need nothing of each other's answers, in order; on a pipelined connection in one round trip. */
export async function inOrder(client: pg.ClientBase, statements: readonly Statement[]): Promise<pg.QueryResult[]> {
  const send = ({ text, values }: Statement): Promise<pg.QueryResult> =>
    client.query(text, values ? [...values] : undefined);
  if (!isPipelined(client)) {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await send(statement));
    return results;
  }
  return allOf(statements.map(send));
}

/**
 * Waits for all, whatever becomes of them, so that nothing of this is still on the connection; then throws what went
 * wrong first. After it every statement of the transaction fails, which says nothing.
 */
export async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((reason) => sqlState(reason) !== '25P02') ?? failures[0];
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

const claimsOf = (identity: Identity | null): string =>
  JSON.stringify(identity ? { sub: identity.userId, role: 'authenticated' } : { role: 'service_role' });

/** Becomes that role until the transaction ends. `device` is noted as the writer of every changed column. */
export const becoming = (
  role: 'authenticated' | 'service_role',
  identity: Identity | null,
  device = '',
): Statement => ({
  text: `SELECT set_config('request.jwt.claims', $1, true), set_config('sync.device', $2, true),
    set_config('statement_timeout', '${STATEMENT_TIMEOUT}', true), set_config('role', $3, true)`,
  values: [claimsOf(identity), device, role],
});

export const BEGIN: Statement = { text: 'BEGIN' };
export const COMMIT: Statement = { text: 'COMMIT' };

const sqlState = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Two transactions in each other's way: nothing is wrong with either, and a second try will pass. */
const isCollision = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error));

/** `work` begins and commits; what it throws is rolled back, and tried again when it collided with another. */
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
      return await work(client);
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

const inRole = <T>(pool: pg.Pool, role: Statement, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  transaction(pool, async (client) => {
    const begun = inOrder(client, [BEGIN, role]);
    // On a pipelined connection the work's first statement goes along.
    if (!isPipelined(client)) await begun;
    const working = work(client);
    await allOf<unknown>([begun, working]);
    await client.query('COMMIT');
    return working;
  });

/** Work of the service itself: accounts, ledgers, counters. It names the owner in every statement. */
export const asService = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  inRole(pool, becoming('service_role', null), work);

/** A signed-in person's work, under row level security. */
export const asPerson = <T>(
  pool: pg.Pool,
  identity: Identity,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => inRole(pool, becoming('authenticated', identity), work);

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
