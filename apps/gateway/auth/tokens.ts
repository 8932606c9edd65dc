/** Access tokens of any OpenID Connect issuer: signature, algorithm, issuer, audience and times, then whose it is. */
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';

/** Signatures that the public key checks. With a shared secret whoever checks a token could also make one. */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface TokenOptions {
  readonly issuer: string;
  /** What the token has to be meant for. */
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  /** Where the issuer shows its public keys, or the keys themselves. */
  readonly keys: URL | JSONWebKeySet;
}

/** What a token says of a person. */
export interface Person {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** Seconds by which the clocks of issuer and gateway may differ. */
const CLOCK_TOLERANCE = 10;
/** Bytes; headers are longer only by mistake or malice. */
const TOKEN_BYTES = 8192;

const claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(320).nullish().catch(null),
  name: z.string().min(1).max(200).nullish().catch(null),
  user_metadata: z
    .object({ full_name: z.string().min(1).max(200).nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** A `sub` that is no UUID becomes one that depends on issuer and `sub` alone. */
export function accountId(issuer: string, sub: string): string {
  return z.guid().safeParse(sub).success ? sub.toLowerCase() : uuidv5(`${issuer}\n${sub}`, uuidv5.URL);
}

const refused = (message: string, cause?: unknown): GatewayError =>
  new GatewayError('unauthenticated', message, { cause });

export type VerifyToken = (token: string) => Promise<Person>;

export function tokenVerifier(options: TokenOptions): VerifyToken {
  const keyOf: JWTVerifyGetKey =
    options.keys instanceof URL ? createRemoteJWKSet(options.keys) : createLocalJWKSet(options.keys);
  return async (token) => {
    if (token.length > TOKEN_BYTES) throw refused('The access token is too long.');
    let payload: unknown;
    try {
      ({ payload } = await jwtVerify(token, keyOf, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: [...options.algorithms],
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ['sub', 'exp'],
      }));
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refused('The access token has expired. Refresh it.', error);
      // The keys could not be fetched: the token may well be good.
      if (
        error instanceof errors.JWKSTimeout ||
        error instanceof errors.JWKSInvalid ||
        !(error instanceof errors.JOSEError) ||
        error.code === 'ERR_JOSE_GENERIC'
      ) {
        throw new GatewayError('unavailable', 'Sign-ins cannot be checked at the moment. Try again later.', {
          retryAfter: 5,
          cause: error,
        });
      }
      throw refused('The access token is not good here. Sign in again.', error);
    }
    const said = claims.safeParse(payload);
    if (!said.success) throw refused('The access token does not say whose it is.');
    return {
      userId: accountId(options.issuer, said.data.sub),
      email: said.data.email ?? null,
      name: said.data.name ?? said.data.user_metadata?.full_name ?? null,
    };
  };
}
