/** Short ways to arrange and to look, shared by the tests. */
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Row, TestDatabase } from './harness.ts';
import { insertRow } from './world.ts';

export const person = (userId: string): Actor => ({ role: 'authenticated', userId });

export const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
export const money = (amount: number): string => (amount / 100).toFixed(2);

/** The rule that refused; anything else that goes wrong is a failure of the test. */
export async function refusedBy(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (!constraint) throw error;
    return constraint;
  }
}

export function shortcuts(db: TestDatabase) {
  return {
    /** Inserts as the superuser; answers the row's id. */
    async put(table: string, row: Row): Promise<string> {
      const whole = { id: uuidv7(), ...row };
      await insertRow((sql, values) => db.query(sql, values), table, whole);
      return String(whole.id);
    },
    async one(sql: string, values: readonly unknown[] = []): Promise<Row> {
      const [row] = await db.query(sql, values);
      if (!row) throw new Error(`no row: ${sql}`);
      return row;
    },
    asPerson: (userId: string, sql: string, values: unknown[] = []): Promise<Row[]> =>
      db.as(person(userId), async (client) => (await client.query<Row>(sql, values)).rows),
  };
}

export interface Refusal {
  code?: string;
  constraint?: string;
}
/** By rights or by a policy. */
export const denied: Refusal = { code: '42501' };

/** Tries that never leave anything behind: each answers with the refusal, or undefined when it went through. */
export function attempts(db: TestDatabase) {
  async function attempt(actor: Actor, work: (client: PoolClient) => Promise<unknown>): Promise<Refusal | undefined> {
    try {
      await db.trial(actor, work);
      return undefined;
    } catch (error) {
      const { code, constraint } = error as Refusal;
      return { ...(code ? { code } : {}), ...(constraint ? { constraint } : {}) };
    }
  }
  return {
    attempt,
    run: (actor: Actor, sql: string, values: unknown[] = []) => attempt(actor, (c) => c.query(sql, values)),
    insert: (actor: Actor, table: string, row: Row) =>
      attempt(actor, (c) => insertRow((sql, values) => c.query(sql, values), table, row)),
    /** Rows of a query as that actor. */
    seen: (actor: Actor, sql: string, values: unknown[] = []): Promise<Row[]> =>
      db.trial(actor, async (c) => (await c.query<Row>(sql, values)).rows),
  };
}
