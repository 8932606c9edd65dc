/** The hub's signing key: made at the first start, in a file that only the hub's user reads, and never in a database. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK, JWTPayload } from 'jose';
import { HubError } from '../errors.ts';
import { writeSecret } from '../folder.ts';

export const ALGORITHM = 'ES256';

export interface SigningKey {
  /** The public half. */
  readonly keys: JSONWebKeySet;
  sign(claims: JWTPayload): Promise<string>;
}

async function readOrMake(path: string): Promise<JWK> {
  if (existsSync(path)) {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new HubError(
        'no_folder',
        `${path} can be read by others (it should have mode 600). If nobody else could have copied it, set the mode; otherwise delete the file, and every device has to be paired again.`,
      );
    return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  }
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  writeSecret(path, JSON.stringify(jwk));
  return jwk;
}

export async function signingKey(path: string): Promise<SigningKey> {
  const jwk = await readOrMake(path);
  const key = await importJWK(jwk, ALGORITHM);
  const { d: _secret, ...half } = jwk;
  const kid = await calculateJwkThumbprint(half);
  return {
    keys: { keys: [{ ...half, kid, alg: ALGORITHM, use: 'sig' }] },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' }).sign(key),
  };
}
