/** API keys at the gateway of the account that is open. Every failure is one sentence; nothing is tried again here. */
import { z } from 'zod';
import { errorBody } from '../../../sync/protocol/errors.ts';
import { ROUTES } from '../../../sync/protocol/routes.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Account, Tokens } from '../accounts/index.ts';

/** Milliseconds for one answer; a person waits for it. */
const PATIENCE = 6_000;

const listed = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      prefix: z.string(),
      name: z.string(),
      scopes: z.array(z.string()),
      isActive: z.boolean(),
      lastUsedAt: z.string().nullable(),
      expiresAt: z.string().nullable(),
      createdAt: z.string(),
    }),
  ),
});
export type CloudKey = z.output<typeof listed>['keys'][number];

export interface MadeKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly prefix: string;
  readonly sha256: string;
}

/** Each throws StudioError: `away` when it can be tried again later, `refused` when not. */
export interface KeyCloud {
  list(): Promise<CloudKey[]>;
  create(key: MadeKey): Promise<void>;
  revoke(id: string): Promise<void>;
}

export function createKeyCloud(account: Account, tokens: Tokens): KeyCloud {
  async function ask(path: string, init: RequestInit): Promise<unknown> {
    let answer: Response;
    try {
      answer = await fetch(account.gateway + path, {
        ...init,
        headers: { authorization: `Bearer ${await tokens.access()}`, 'content-type': 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      if (error instanceof StudioError) throw new StudioError('away', error.message);
      throw new StudioError('away', 'The cloud did not answer.');
    }
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    const said = errorBody.safeParse(body);
    const message = said.success ? said.data.message : `The cloud answered ${answer.status}.`;
    const passing = answer.status >= 500 || answer.status === 429 || answer.status === 401;
    throw new StudioError(passing ? 'away' : 'refused', message);
  }
  return {
    async list() {
      const parsed = listed.safeParse(await ask(ROUTES.apiKeys, {}));
      if (!parsed.success) throw new StudioError('away', 'The cloud’s list of keys could not be read.');
      return parsed.data.keys;
    },
    async create({ id, prefix, sha256, name, scopes, expiresAt }) {
      await ask(ROUTES.apiKeys, {
        method: 'POST',
        body: JSON.stringify({ name, scopes, expiresAt, made: { id, prefix, sha256 } }),
      });
    },
    async revoke(id) {
      await ask(`${ROUTES.apiKeys}/${id}`, { method: 'DELETE', body: '{}' });
    },
  };
}
