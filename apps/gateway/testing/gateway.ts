/** A gateway on a real port before a real database, with an issuer of tokens and something in Electric's place. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type pg from 'pg';
import { createGateway } from '../gateway.ts';
import type { GatewayOptions } from '../gateway.ts';

export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'morgus';

export interface TokenChoices {
  readonly issuer?: string;
  readonly audience?: string;
  /** As jose takes it: `1h`, `-1h`. */
  readonly expires?: string;
  readonly email?: string;
  readonly name?: string;
}

/** An issuer with a key pair of its own. */
export async function testIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    token: (sub: string, choices: TokenChoices = {}): Promise<string> =>
      new SignJWT({
        ...(choices.email === undefined ? {} : { email: choices.email }),
        ...(choices.name === undefined ? {} : { name: choices.name }),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(sub)
        .setIssuer(choices.issuer ?? ISSUER)
        .setAudience(choices.audience ?? AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(choices.expires ?? '1h')
        .sign(privateKey),
  };
}

export type Upstream = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface TestGateway {
  readonly url: string;
  readonly app: FastifyInstance;
  /** What was logged, line by line. */
  readonly log: string[];
  /** What stands where Electric does; replace it for a test. */
  upstream: Upstream;
  token(sub: string, choices?: TokenChoices): Promise<string>;
  /** With a token of that person. */
  fetch(sub: string | null, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function startGateway(pool: pg.Pool, choices: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const issuer = await testIssuer();
  const folder = await mkdtemp(join(tmpdir(), 'morgus-gateway-'));
  const log: string[] = [];
  const electric = createServer((request, response) => gateway.upstream(request, response));
  const electricUrl = await listening(electric);
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  const app = createGateway({
    pool,
    name: 'Test',
    tokens: { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256', 'RS256'], keys: issuer.jwks },
    auth: {
      issuer: ISSUER,
      tokenEndpoint: `${ISSUER}/token`,
      authorizationEndpoint: null,
      clientId: 'studio',
      scope: 'openid',
      audience: AUDIENCE,
      pairing: false,
    },
    electric: { url: electricUrl, secret: 'electric-secret' },
    bundleDir: folder,
    schema: { min: 1, max: 3 },
    log: pino({ level: 'info' }, sink),
    ...choices,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const gateway: TestGateway = {
    url,
    app,
    log,
    upstream: (_request, response) => response.writeHead(503).end(),
    token: issuer.token,
    async fetch(sub, path, init = {}) {
      const headers = new Headers(init.headers);
      if (sub !== null) headers.set('authorization', `Bearer ${await issuer.token(sub)}`);
      if (typeof init.body === 'string' && !headers.has('content-type'))
        headers.set('content-type', 'application/json');
      return fetch(`${url}${path}`, { ...init, headers });
    },
    async close() {
      await app.close();
      electric.closeAllConnections();
      electric.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return gateway;
}
