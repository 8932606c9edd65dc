/** Serves accounts, and tells the studio which database to open. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { PAIRING_GRANT } from '../../../sync/protocol/routes.ts';
import type { GatewayConfig, Me, TokenAnswer } from '../../../sync/protocol/routes.ts';
import { paths } from '../lib/data-folder.ts';
import type { SecretStore } from '../lib/secrets.ts';
import { openConnection } from '../store/connection.ts';
import type { Store } from '../store/store.ts';
import { beginBrowserSignIn } from './browser-sign-in.ts';
import type { BrowserSignIn } from './browser-sign-in.ts';
import { STAYS_APART } from './contract.ts';
import type { AccountView, accountsContract } from './contract.ts';
import { gatewayAddress, isOpenConnection, parsePairingLink, readConfig, readMe, requestTokens } from './gateway.ts';
import { localWork } from './local-work.ts';
import { currentAccount, openFolder, readRegistry, withAccount, writeRegistry } from './registry.ts';
import type { Account, Registry } from './registry.ts';
import { createTokens, forgetRefreshToken, keepRefreshToken } from './tokens.ts';
import type { Tokens } from './tokens.ts';

export { askGateway } from './ask-gateway.ts';
export { belongTo } from './local-work.ts';
export type { Account } from './registry.ts';
export type { Tokens } from './tokens.ts';

export interface AccountsDependencies {
  readonly store: Store;
  readonly dataFolder: string;
  readonly secrets: SecretStore;
  /** The account whose database `store` is; null for the device's own. */
  readonly account: Account | null;
  /** Another database is to be opened now; the answer to the present request goes out before. */
  readonly reopen: () => void;
}

interface Attempt {
  readonly gateway: string;
  readonly config: GatewayConfig;
  readonly begun: { kind: 'code'; code: string } | { kind: 'browser'; browser: BrowserSignIn };
  tokens: TokenAnswer | null;
  whose: Me | null;
}

/** The access token of a sign-in just made, for the studio that opens next: kept once, in this process. */
const fresh = new Map<string, TokenAnswer>();
/** Accounts whose sign-in lives in memory only, because the system has no keychain. */
const unkept = new Set<string>();

export function createAccounts(dependencies: AccountsDependencies): {
  handlers: Handlers<typeof accountsContract>;
  /** Of the account that is open. */
  tokens: Tokens | null;
  /** A person signed in a moment ago, in this run of the program. */
  justSignedIn: boolean;
  /** Below the data folder. @throws StudioError not_found */
  folderOf(accountId: string): string;
  close(): void;
} {
  const { store, dataFolder, secrets, account: open, reopen } = dependencies;
  const attempts = new Map<string, Attempt>();
  const known = (): Registry => readRegistry(dataFolder);

  function waitingOf(account: Account): number {
    if (account.id === open?.id) return countOutbox((sql) => store.get<{ n: number }>(sql));
    const file = paths(join(dataFolder, account.folder)).database;
    if (!existsSync(file)) return 0;
    const db = openConnection(file, { readonly: true, mustExist: true });
    try {
      return countOutbox((sql) => db.prepare(sql).get() as { n: number });
    } finally {
      db.close();
    }
  }

  const view = (account: Account): AccountView => ({
    id: account.id,
    gateway: account.gateway,
    gatewayName: account.gatewayName,
    kind: account.kind,
    email: account.email,
    name: account.name,
    signedIn: account.signedIn,
    waiting: waitingOf(account),
  });

  async function begin(gateway: string, how: (config: GatewayConfig) => Promise<Attempt['begun']> | Attempt['begun']) {
    const config = await readConfig(gateway);
    const id = randomUUID();
    attempts.set(id, { gateway, config, begun: await how(config), tokens: null, whose: null });
    return {
      attempt: id,
      gateway,
      gatewayName: config.name,
      kind: kindOf(config),
      unencrypted: isOpenConnection(gateway),
      localWork: open ? null : localWork(store),
      known: false,
    };
  }

  function attemptOf(id: string): Attempt {
    const found = attempts.get(id);
    if (!found) throw new StudioError('no_attempt', 'This sign-in is over. Begin again.');
    return found;
  }

  /** Gets the tokens once; a pairing code is good for one use. */
  async function identify(attempt: Attempt): Promise<{ tokens: TokenAnswer; whose: Me }> {
    const { config, begun, gateway } = attempt;
    attempt.tokens ??=
      begun.kind === 'browser'
        ? await begun.browser.tokens
        : await requestTokens(config.auth.tokenEndpoint, {
            grant_type: PAIRING_GRANT,
            code: begun.code,
            client_id: config.auth.clientId,
          });
    attempt.whose ??= await readMe(gateway, attempt.tokens.access_token);
    return { tokens: attempt.tokens, whose: attempt.whose };
  }

  const knownAs = (gateway: string, userId: string): Account | undefined =>
    known().accounts.find((each) => each.gateway === gateway && each.userId === userId);

  /** Whether the account behind a link is one of this device. A hub that was set up anew has another one at its address. */
  async function isHere(id: string): Promise<boolean> {
    const attempt = attemptOf(id);
    if (!known().accounts.some((each) => each.gateway === attempt.gateway)) return false;
    try {
      const { whose } = await identify(attempt);
      return knownAs(attempt.gateway, whose.id) !== undefined;
    } catch (error) {
      attempts.delete(id);
      throw error;
    }
  }

  async function joinBy(id: string, choice: 'take' | 'leave'): Promise<Account> {
    const attempt = attemptOf(id);
    const { tokens, whose } = await identify(attempt);
    const { gateway, config } = attempt;
    const before = known();
    const former = knownAs(gateway, whose.id);
    if (former && !open && choice === 'take') throw new StudioError('account_here', STAYS_APART);
    const takes = !former && !open && choice === 'take';
    const accountId = former?.id ?? uuidv7();
    const joined: Account = {
      id: accountId,
      gateway,
      gatewayName: config.name,
      kind: kindOf(config),
      tokenEndpoint: config.auth.tokenEndpoint,
      clientId: config.auth.clientId,
      userId: whose.id,
      email: whose.email,
      name: whose.name,
      // The local database becomes the account's when it is opened as such.
      folder: former?.folder ?? (takes ? before.localFolder : `accounts/${accountId}`),
      signedIn: true,
      joinedAt: former?.joinedAt ?? new Date().toISOString(),
    };
    if (tokens.refresh_token !== undefined) {
      if (await keepRefreshToken(secrets, accountId, tokens.refresh_token)) unkept.delete(accountId);
      else unkept.add(accountId);
    }
    fresh.set(accountId, tokens);
    await writeRegistry(dataFolder, {
      ...withAccount(before, joined),
      current: accountId,
      // What is made without an account from now on gets a place of its own.
      localFolder: takes ? `local/${uuidv7()}` : before.localFolder,
    });
    attempts.delete(id);
    reopen();
    return joined;
  }

  async function signOut(id: string): Promise<number> {
    const registry = known();
    const account = registry.accounts.find((each) => each.id === id);
    if (!account) throw notFound('account', id);
    const waiting = waitingOf(account);
    await forgetRefreshToken(secrets, id);
    fresh.delete(id);
    unkept.delete(id);
    await writeRegistry(dataFolder, {
      ...withAccount(registry, { ...account, signedIn: false }),
      current: registry.current === id ? null : registry.current,
    });
    if (registry.current === id) reopen();
    else store.publish(['accounts']);
    return waiting;
  }

  const first = open ? (fresh.get(open.id) ?? null) : null;
  if (open) fresh.delete(open.id);
  return {
    justSignedIn: first !== null,
    tokens: open?.signedIn ? createTokens(secrets, open, first) : null,
    folderOf(accountId) {
      const found = known().accounts.find((each) => each.id === accountId);
      if (!found) throw notFound('account', accountId);
      return found.folder;
    },
    close() {
      for (const { begun } of attempts.values()) if (begun.kind === 'browser') begun.browser.cancel();
      attempts.clear();
    },
    handlers: {
      'accounts.state': () => {
        const registry = known();
        return {
          current: open && view(currentAccount(registry) ?? open),
          others: registry.accounts.filter((each) => each.id !== open?.id).map(view),
          kept: open === null || !unkept.has(open.id),
        };
      },
      'accounts.beginPairing': async ({ link }) => {
        const { gateway, code } = parsePairingLink(link);
        const begun = await begin(gateway, (config) => {
          if (!config.auth.pairing)
            throw new StudioError(
              'no_pairing',
              `${config.name} does not pair by a link. Sign in to it in the browser.`,
            );
          return { kind: 'code', code };
        });
        return { ...begun, known: await isHere(begun.attempt) };
      },
      'accounts.beginSignIn': async ({ gateway }) => {
        let browser: BrowserSignIn | null = null;
        const begun = await begin(gatewayAddress(gateway), async (config) => {
          browser = await beginBrowserSignIn(config);
          return { kind: 'browser', browser };
        });
        return { ...begun, url: (browser as BrowserSignIn | null)?.url ?? '' };
      },
      'accounts.awaitSignIn': async ({ attempt }, { signal }) => {
        const found = attemptOf(attempt);
        const { begun } = found;
        if (begun.kind === 'browser') signal.addEventListener('abort', () => begun.browser.cancel(), { once: true });
        const { whose } = await identify(found);
        return { email: whose.email, name: whose.name, known: knownAs(found.gateway, whose.id) !== undefined };
      },
      'accounts.join': async ({ attempt, localWork: choice }) => view(await joinBy(attempt, choice)),
      'accounts.cancel': ({ attempt }) => {
        const found = attempts.get(attempt);
        if (found?.begun.kind === 'browser') found.begun.browser.cancel();
        return { cancelled: attempts.delete(attempt) };
      },
      'accounts.open': async ({ id }) => {
        const registry = known();
        if (id !== null) {
          const wanted = registry.accounts.find((each) => each.id === id);
          if (!wanted) throw notFound('account', id);
          if (!wanted.signedIn)
            throw new StudioError('signed_out', `Sign in to ${wanted.gatewayName} to open this account.`);
        }
        if (registry.current !== id) {
          await writeRegistry(dataFolder, { ...registry, current: id });
          reopen();
        }
        return { opened: id };
      },
      'accounts.signOut': async ({ id }) => ({ waiting: await signOut(id) }),
    },
  };
}

/** The folder whose database is to be opened, and the account that it belongs to. */
export function whatToOpen(dataFolder: string): { folder: string; account: Account | null } {
  const registry = readRegistry(dataFolder);
  return { folder: openFolder(dataFolder, registry), account: currentAccount(registry) };
}

/** Opens `account` again at the next opening: the one that was to follow it could not be. */
export async function returnTo(dataFolder: string, account: Account | null): Promise<void> {
  await writeRegistry(dataFolder, { ...readRegistry(dataFolder), current: account?.id ?? null });
}

const kindOf = (config: GatewayConfig): 'hub' | 'cloud' => (config.auth.pairing ? 'hub' : 'cloud');

const countOutbox = (get: (sql: string) => { n: number } | undefined): number =>
  get('SELECT count(*) AS n FROM sync_outbox')?.n ?? 0;
