/** The account's row of a signed-in person, made with the first request. */
import type pg from 'pg';
import { asService } from '../database.ts';
import type { Person } from './tokens.ts';

export type Tier = 'free' | 'starter' | 'growth' | 'enterprise';

export interface Account {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly tier: Tier;
}

interface Row {
  id: string;
  email: string;
  name: string | null;
  subscription_tier: Tier;
}

/** Stands where an issuer gives no address: the column is never empty and never shared. */
const NO_ADDRESS = '@no-address.invalid';

const accountOf = (row: Row): Account => ({
  id: row.id,
  email: row.email.endsWith(NO_ADDRESS) ? null : row.email,
  name: row.name,
  tier: row.subscription_tier,
});

const COLUMNS = 'id, email, coalesce(display_name, full_name, name) AS name, subscription_tier';

export async function findAccount(pool: pg.Pool, userId: string): Promise<Account | null> {
  const rows = await asService(pool, (client) =>
    client.query<Row>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [userId]),
  );
  return rows.rows[0] ? accountOf(rows.rows[0]) : null;
}

export async function ensureAccount(pool: pg.Pool, person: Person): Promise<Account> {
  const found = await findAccount(pool, person.userId);
  if (found) return found;
  const substitute = `${person.userId}${NO_ADDRESS}`;
  // An address is a label, not an identity: where another account has it already, this one goes without.
  for (const email of person.email === null ? [substitute] : [person.email, substitute]) {
    await asService(pool, (client) =>
      client.query('INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        person.userId,
        email,
        person.name,
      ]),
    );
    const made = await findAccount(pool, person.userId);
    if (made) return made;
  }
  throw new Error('An account could not be made.');
}
