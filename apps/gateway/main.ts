/** The gateway by itself: `npm run gateway`, and what its image runs. */
import { pino } from 'pino';
import { discover } from './auth/discovery.ts';
import { readEnvironment } from './config.ts';
import type { Environment } from './config.ts';
import { createGateway } from './gateway.ts';
import type { GatewayOptions } from './gateway.ts';
import { EndingPool } from './pool.ts';

/** Milliseconds for statements whose request has ended already. */
const LAST_STATEMENTS = 2000;

/** What is not set is asked of the issuer. */
async function signIn(env: Environment): Promise<Pick<GatewayOptions, 'tokens' | 'auth'>> {
  const complete = env.JWKS_URL !== undefined && env.OIDC_TOKEN_ENDPOINT !== undefined;
  const found = complete ? null : await discover(env.OIDC_ISSUER);
  return {
    tokens: {
      issuer: env.OIDC_ISSUER,
      audience: env.OIDC_AUDIENCE,
      algorithms: env.OIDC_ALGORITHMS,
      keys: new URL(env.JWKS_URL ?? found?.jwks_uri ?? ''),
    },
    auth: {
      issuer: env.OIDC_ISSUER,
      tokenEndpoint: env.OIDC_TOKEN_ENDPOINT ?? found?.token_endpoint ?? '',
      authorizationEndpoint: env.OIDC_AUTHORIZATION_ENDPOINT ?? found?.authorization_endpoint ?? null,
      clientId: env.OIDC_CLIENT_ID,
      scope: env.OIDC_SCOPE,
      audience: env.OIDC_AUDIENCE,
      pairing: false,
    },
  };
}

const reading = readEnvironment(process.env);
if ('problem' in reading) {
  console.error(reading.problem);
  process.exit(2);
}
const env = reading.settings;
const log = pino({ level: env.LOG_LEVEL, base: { service: 'gateway' }, timestamp: pino.stdTimeFunctions.isoTime });
const pool = new EndingPool(
  {
    connectionString: env.DATABASE_URL,
    max: env.DATABASE_POOL,
    application_name: 'morgus-gateway',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Statements that need nothing of each other's answers go together.
    pipeline: true,
  },
  (error) => log.warn({ event: 'pool', reason: error.message }, 'a database connection was lost'),
);

const app = createGateway({
  pool,
  name: env.GATEWAY_NAME ?? new URL(env.PUBLIC_URL).host,
  ...(await signIn(env)),
  electric: { url: env.ELECTRIC_URL, secret: env.ELECTRIC_SECRET ?? null },
  bundleDir: env.BUNDLE_DIR,
  bundleBytes: env.BUNDLE_BYTES,
  limits: env.RATE_LIMITS === 'off' ? 'off' : env.REDIS_URL === undefined ? 'postgres' : { redisUrl: env.REDIS_URL },
  metricsToken: env.METRICS_TOKEN ?? null,
  trustProxy: env.TRUST_PROXY,
  log,
});

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ event: 'stop', signal }, 'stopping');
  await app.close();
  await pool.endWithin(LAST_STATEMENTS);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));

await app.listen({ host: env.HOST, port: env.PORT });
