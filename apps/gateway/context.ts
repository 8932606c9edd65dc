/** What every route of the gateway stands on, and the guard in front of each. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { GatewayConfig } from '../../sync/protocol/routes.ts';
import { requireScope } from './auth/caller.ts';
import type { Authenticate, Caller } from './auth/caller.ts';
import type { BundleStore } from './bundles/store.ts';
import { GatewayError } from './errors.ts';
import { SENSITIVE_LIMITS, SYNC_LIMITS, TIER_LIMITS } from './limits/limits.ts';
import type { Limiter, Limits } from './limits/limits.ts';
import type { Metrics } from './metrics.ts';

export interface Electric {
  /** Without a slash at its end. */
  readonly url: string;
  readonly secret: string | null;
}

export interface Context {
  readonly pool: pg.Pool;
  readonly authenticate: Authenticate;
  readonly describe: GatewayConfig;
  readonly electric: Electric;
  readonly bundles: BundleStore;
  readonly metrics: Metrics;
  /** For accounts, by the documents' tables. Null: the operator switched limits off. */
  readonly limiter: Limiter | null;
  /** For sync traffic and for callers without an account. */
  readonly local: Limiter | null;
  /** Where a caller without an account is counted: with the others' calls where there is a place for both. */
  readonly anonymous: Limiter | null;
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** Whose request it is; only behind a guard. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('This route has no guard.');
  return caller;
}

export const userOf = (request: FastifyRequest): string | undefined => callers.get(request)?.userId;

/** @throws GatewayError rate_limited */
export async function takeOne(
  limiter: Limiter | null,
  subject: string,
  endpoint: string,
  limits: Limits,
): Promise<void> {
  const wait = (await limiter?.take(subject, endpoint, limits)) ?? 0;
  if (wait > 0) {
    throw new GatewayError('rate_limited', `That was too often. Try again in ${wait} seconds.`, { retryAfter: wait });
  }
}

export interface Guard {
  /** What an API key needs; null: keys do not open this. Absent: the route looks for itself. */
  readonly scope?: string | null;
  /** sync: a device in step. account: the tier's limits. sensitive: the documents' few. */
  readonly kind: 'sync' | 'account' | 'sensitive';
}

/** Runs before the body is read, so that nobody without a token makes the gateway read one. */
export function guard(context: Context, { kind, scope }: Guard) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    const caller = await context.authenticate(request.headers.authorization);
    callers.set(request, caller);
    if (scope !== undefined) requireScope(caller, scope);
    const endpoint = request.routeOptions.url ?? '/';
    if (kind === 'sensitive') await takeOne(context.limiter, caller.userId, endpoint, SENSITIVE_LIMITS);
    else if (kind === 'account' || caller.scopes) {
      await takeOne(context.limiter, caller.userId, endpoint, TIER_LIMITS[caller.account.tier]);
    } else await takeOne(context.local, caller.userId, endpoint, SYNC_LIMITS);
  };
}
