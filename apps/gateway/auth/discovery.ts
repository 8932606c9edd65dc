/** What an issuer says of itself under its well-known address (OpenID Connect Discovery). */
import { z } from 'zod';

const description = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  token_endpoint: z.url(),
  authorization_endpoint: z.url().optional(),
});
export type IssuerDescription = z.infer<typeof description>;

/** Milliseconds. */
const PATIENCE = 10_000;

/** @throws Error when the issuer does not answer, or answers for another */
export async function discover(issuer: string): Promise<IssuerDescription> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), redirect: 'error' });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}. Set JWKS_URL and OIDC_TOKEN_ENDPOINT instead.`);
  const said = description.parse(await answer.json());
  if (said.issuer !== issuer) throw new Error(`${url} describes the issuer ${said.issuer}, not ${issuer}.`);
  return said;
}
