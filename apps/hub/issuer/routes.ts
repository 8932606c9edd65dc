/** The hub as an OAuth 2 issuer for its own gateway: discovery, public keys, and the token endpoint. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { PAIRING_GRANT } from '../../../sync/protocol/routes.ts';
import type { TokenAnswer } from '../../../sync/protocol/routes.ts';
import { ALGORITHM } from './keys.ts';
import type { SigningKey } from './keys.ts';
import type { Ledger, Session } from './ledger.ts';

export const ISSUER_PATHS = {
  discovery: '/.well-known/openid-configuration',
  keys: '/oauth/jwks.json',
  token: '/oauth/token',
} as const;

export const CLIENT_ID = 'morgus-studio';
export const AUDIENCE = 'morgus-hub';

/** Of an access token, in seconds. */
const ACCESS_SECONDS = 15 * 60;

export interface IssuerOptions {
  readonly url: string;
  readonly key: SigningKey;
  readonly ledger: Ledger;
  readonly account: { readonly id: string; readonly name: string };
  /** Whether that device was signed out. */
  isRevoked(deviceId: string): Promise<boolean>;
}

const grant = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal(PAIRING_GRANT),
    code: z.string().min(1).max(64),
    client_id: z.string().max(100).optional(),
    device_id: z.guid().optional(),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    refresh_token: z.string().min(1).max(200),
    client_id: z.string().max(100).optional(),
    device_id: z.guid().optional(),
  }),
]);

/** RFC 6749, 5.2. The description is a sentence for a person. */
const refuse = (reply: FastifyReply, status: number, error: string, description: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ error, error_description: description });

export function issuerRoutes(app: FastifyInstance, options: IssuerOptions): void {
  const { url, key, ledger, account } = options;

  app.get(ISSUER_PATHS.discovery, async () => ({
    issuer: url,
    jwks_uri: `${url}${ISSUER_PATHS.keys}`,
    token_endpoint: `${url}${ISSUER_PATHS.token}`,
    grant_types_supported: [PAIRING_GRANT, 'refresh_token'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
    token_endpoint_auth_methods_supported: ['none'],
  }));

  app.get(ISSUER_PATHS.keys, async () => key.keys);

  const tokens = async (session: Session): Promise<TokenAnswer> => {
    const now = Math.floor(Date.now() / 1000);
    return {
      access_token: await key.sign({
        iss: url,
        aud: AUDIENCE,
        sub: account.id,
        name: account.name,
        sid: session.id,
        iat: now,
        exp: now + ACCESS_SECONDS,
      }),
      refresh_token: session.refreshToken,
      expires_in: ACCESS_SECONDS,
      token_type: 'Bearer',
    };
  };

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4096 },
      async (_request: unknown, body: string | Buffer) => Object.fromEntries(new URLSearchParams(String(body))),
    );
    scope.post(ISSUER_PATHS.token, async (request, reply) => {
      const parsed = grant.safeParse(request.body);
      if (!parsed.success) {
        const type = z.object({ grant_type: z.string() }).safeParse(request.body);
        const known = type.success && [PAIRING_GRANT, 'refresh_token'].includes(type.data.grant_type);
        return known || !type.success
          ? refuse(reply, 400, 'invalid_request', 'The request lacks what its grant needs.')
          : refuse(reply, 400, 'unsupported_grant_type', 'A hub gives tokens for a pairing code or a refresh token.');
      }
      const asked = parsed.data;
      if (asked.client_id !== undefined && asked.client_id !== CLIENT_ID)
        return refuse(reply, 401, 'invalid_client', 'The hub does not know this client.');
      const wait = asked.grant_type === PAIRING_GRANT ? ledger.wait() : null;
      if (wait !== null) {
        reply.header('retry-after', String(wait));
        return refuse(reply, 429, 'slow_down', `Too many wrong codes were tried. Wait ${wait} seconds.`);
      }
      const device = asked.device_id ?? null;
      const session =
        asked.grant_type === 'refresh_token'
          ? ledger.refresh(asked.refresh_token, device)
          : ledger.pair(asked.code, device);
      if (!session)
        return refuse(
          reply,
          400,
          'invalid_grant',
          asked.grant_type === 'refresh_token'
            ? 'This device is not signed in any more. Pair it again.'
            : 'This pairing code is wrong, was used already, or is older than ten minutes. “hub pair” prints a new one.',
        );
      if (
        session.deviceId !== null &&
        asked.grant_type === 'refresh_token' &&
        (await options.isRevoked(session.deviceId))
      ) {
        ledger.end(session.id);
        return refuse(reply, 400, 'invalid_grant', 'This device was signed out from another one. Pair it again.');
      }
      return reply
        .header('cache-control', 'no-store')
        .header('pragma', 'no-cache')
        .send(await tokens(session));
    });
  });
}
