/**
 * The access token of the account that is open. It lives in memory; the refresh token lives in the keychain, and where
 * there is none in the shell's memory until the studio closes. One refresh at a time, whoever asks.
 */
import { StudioError } from '../../contract/errors.ts';
import type { TokenAnswer } from '../../../sync/protocol/routes.ts';
import type { SecretStore } from '../lib/secrets.ts';
import { requestTokens } from './gateway.ts';
import type { Account } from './registry.ts';

/** An access token is renewed this long before it ends (milliseconds). */
const EARLY = 30_000;

const secretKey = (accountId: string): string => `account:${accountId}:refresh`;

export interface Tokens {
  /** @param force a new one even if the last should still be good: the gateway refused it. @throws StudioError signed_out, unreachable */
  access(force?: boolean): Promise<string>;
}

/** @returns whether it outlives this run of the studio. */
export async function keepRefreshToken(secrets: SecretStore, accountId: string, token: string): Promise<boolean> {
  try {
    await secrets.set(secretKey(accountId), token);
    return true;
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'no_keychain') || !secrets.hold) throw error;
    await secrets.hold(secretKey(accountId), token);
    return false;
  }
}

export const forgetRefreshToken = (secrets: SecretStore, accountId: string): Promise<void> =>
  secrets.delete(secretKey(accountId));

export function createTokens(secrets: SecretStore, account: Account, first: TokenAnswer | null): Tokens {
  let held = first && { token: first.access_token, until: Date.now() + first.expires_in * 1000 };
  let renewing: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const refresh = await secrets.get(secretKey(account.id));
    if (refresh === null)
      throw new StudioError('signed_out', `Sign in to ${account.gatewayName} again; nothing on this device is lost.`);
    const answer = await requestTokens(account.tokenEndpoint, {
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: account.clientId,
    });
    if (answer.refresh_token !== undefined && answer.refresh_token !== refresh)
      await keepRefreshToken(secrets, account.id, answer.refresh_token);
    held = { token: answer.access_token, until: Date.now() + answer.expires_in * 1000 };
    return held.token;
  }

  return {
    access(force = false) {
      if (!force && held && held.until - EARLY > Date.now()) return Promise.resolve(held.token);
      renewing ??= renew().finally(() => {
        renewing = null;
      });
      return renewing;
    },
  };
}
