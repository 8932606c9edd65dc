/** Who calls: the token or key of a request, checked, with the account behind it. */
import type pg from 'pg';
import { GatewayError } from '../errors.ts';
import type { Identity } from '../database.ts';
import { ensureAccount, findAccount } from './accounts.ts';
import type { Account } from './accounts.ts';
import { isApiKey, verifyApiKey } from './api-keys.ts';
import type { VerifyToken } from './tokens.ts';

export interface Caller extends Identity {
  readonly account: Account;
}

/** Accounts that were looked up in the last minute, so that not every request asks. Oldest out first. */
const KEPT_MS = 60_000;
const KEPT_ACCOUNTS = 10_000;

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

export function authenticator(pool: pg.Pool, verify: VerifyToken): Authenticate {
  const kept = new Map<string, { account: Account; until: number }>();
  const accountOf = async (userId: string, load: () => Promise<Account | null>): Promise<Account> => {
    const known = kept.get(userId);
    if (known && known.until > Date.now()) return known.account;
    const account = await load();
    if (!account) throw new GatewayError('unauthenticated', 'The account of this key is no more.');
    kept.delete(userId);
    kept.set(userId, { account, until: Date.now() + KEPT_MS });
    if (kept.size > KEPT_ACCOUNTS) kept.delete(kept.keys().next().value ?? '');
    return account;
  };
  return async (authorization) => {
    const credential = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (credential === undefined) {
      throw new GatewayError('unauthenticated', 'This needs an access token. Sign in first.');
    }
    if (isApiKey(credential)) {
      const identity = await verifyApiKey(pool, credential);
      return { ...identity, account: await accountOf(identity.userId, () => findAccount(pool, identity.userId)) };
    }
    const person = await verify(credential);
    return { userId: person.userId, account: await accountOf(person.userId, () => ensureAccount(pool, person)) };
  };
}

/** @throws GatewayError forbidden when an API key lacks the scope; a signed-in person lacks none */
export function requireScope(caller: Caller, scope: string | null): void {
  if (!caller.scopes) return;
  if (scope === null) throw new GatewayError('forbidden', 'An API key cannot do this. Sign in.');
  if (!caller.scopes.includes(scope)) throw new GatewayError('forbidden', `This API key lacks the scope ${scope}.`);
}
