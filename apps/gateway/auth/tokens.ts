/** Access tokens of any OpenID Connect issuer: signature, algorithm, issuer, audience and times, then whose it is. */
import { createHash } from 'node:crypto';
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
  exp: z.number(),
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

/** A token found good is believed for this long (milliseconds), and not beyond its own end. A key taken back shows then. */
const BELIEVED = 60_000;
const TOKENS_KEPT = 10_000;

/** Checking a signature costs as much as a query; a device shows the same token with every request. */
export function rememberingVerifier(options: TokenOptions): VerifyToken {
  const verify = tokenVerifier(options);
  // By hash: no token stays in memory.
  const known = new Map<string, { person: Person; until: number }>();
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const found = known.get(key);
    if (found && found.until > Date.now()) return found.person;
    known.delete(key);
    const { person, expires } = await verify(token);
    known.set(key, { person, until: Math.min(Date.now() + BELIEVED, expires) });
    if (known.size > TOKENS_KEPT) known.delete(known.keys().next().value ?? '');
    return person;
  };
}

/** `expires` in milliseconds since 1970. */
function tokenVerifier(options: TokenOptions): (token: string) => Promise<{ person: Person; expires: number }> {
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
      person: {
        userId: accountId(options.issuer, said.data.sub),
        email: said.data.email ?? null,
        name: said.data.name ?? said.data.user_metadata?.full_name ?? null,
      },
      expires: said.data.exp * 1000,
    };
  };
}
