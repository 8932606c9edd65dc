/** The gateway as a fastify instance: it runs by itself (main.ts) and in the hub's process. */
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../sync/protocol/mutation.ts';
import type { GatewayConfig } from '../../sync/protocol/routes.ts';
import { authenticator } from './auth/caller.ts';
import type { Caller } from './auth/caller.ts';
import { rememberingVerifier } from './auth/tokens.ts';
import type { TokenOptions } from './auth/tokens.ts';
import { bundleStore } from './bundles/store.ts';
import { userOf } from './context.ts';
import type { Context, Electric } from './context.ts';
import { checkDevice } from './devices.ts';
import { GatewayError } from './errors.ts';
import { memoryLimiter } from './limits/memory.ts';
import { postgresLimiter } from './limits/postgres.ts';
import { redisLimiter } from './limits/redis.ts';
import { createMetrics } from './metrics.ts';
import { accountRoutes } from './routes/account.ts';
import { bundleRoutes } from './routes/bundles.ts';
import { serviceRoutes } from './routes/service.ts';
import { shapeRoutes } from './routes/shape.ts';
import { syncRoutes } from './routes/sync.ts';

export interface GatewayOptions {
  /**
   * Of a role that may become anon, authenticated and service_role; with `pipeline: true` a push takes a third of the round
   * trips. The gateway does not end it.
   */
  readonly pool: pg.Pool;
  /** As people see it in their devices. */
  readonly name: string;
  readonly tokens: TokenOptions;
  /** How a device signs in; handed on by /v1/config. */
  readonly auth: GatewayConfig['auth'];
  readonly electric: Electric;
  readonly bundleDir: string;
  /** Largest bundle taken, in bytes. */
  readonly bundleBytes?: number;
  /** Oldest and newest schema version of a device that is taken, where it is not this one and the one before. */
  readonly schema?: GatewayConfig['schema'];
  /** Off: nobody is limited, for benchmarks and behind a limiter of one's own. */
  readonly limits?: 'off' | 'postgres' | { readonly redisUrl: string };
  /** The bearer token of /metrics; without one there is no such page. */
  readonly metricsToken?: string | null;
  /** Absent: no log. */
  readonly log?: Logger;
  /** Behind a proxy that sets X-Forwarded-For. */
  readonly trustProxy?: boolean;
  /** Milliseconds that requests under way get to end once it closes; then their connections are closed. */
  readonly lastCall?: number;
}

export const BUNDLE_BYTES = 256 * 1024 * 1024;
/** Largest body of the routes that say nothing else: names and scopes. */
const SMALL_BODY = 64 * 1024;
/** Milliseconds within which a request has to have arrived whole; a bundle over a slow line takes minutes. */
const REQUEST_TIMEOUT = 10 * 60_000;
/** Milliseconds that a device is believed to be signed in after it was looked up. */
const DEVICE_KEPT = 5000;
const DEVICES_KEPT = 10_000;
/** Milliseconds: a download over a slow line may come to its end, one that nobody reads keeps no stop. */
const LAST_CALL = 15_000;

function knownDevices(pool: pg.Pool): (caller: Caller, id: string) => Promise<void> {
  const good = new Map<string, number>();
  return async (caller, id) => {
    const key = `${caller.userId} ${id}`;
    if ((good.get(key) ?? 0) > Date.now()) return;
    await checkDevice(pool, caller, id);
    good.delete(key);
    good.set(key, Date.now() + DEVICE_KEPT);
    if (good.size > DEVICES_KEPT) good.delete(good.keys().next().value ?? '');
  };
}

/** What `pg` and its pool say without a code: none was free in time, or one was lost while it was in use. */
const NO_CONNECTION =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** What fastify and Postgres throw, as the gateway's own errors. */
function gatewayErrorOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new GatewayError('too_large', 'The request is larger than the gateway takes.');
  if (statusCode !== undefined && statusCode < 500) {
    return new GatewayError('invalid', 'The request could not be read: it is not the JSON that was expected.', {
      cause: error,
    });
  }
  // Connection lost, too many connections, out of disk, shutting down, statement cancelled, still colliding.
  const isAway = code !== undefined && /^(?:08|40|53|57|58|55P03|ECONN|EPIPE|ETIMEDOUT|ENOSPC|EAI_)/.test(code);
  if (isAway || (error instanceof Error && NO_CONNECTION.test(error.message))) {
    return new GatewayError(
      'unavailable',
      'The cloud cannot answer at the moment. Nothing was done; try again later.',
      {
        retryAfter: 5,
        cause: error,
      },
    );
  }
  return new GatewayError('internal', 'Something went wrong in the cloud. Nothing was done.', { cause: error });
}

export function createGateway(options: GatewayOptions): FastifyInstance {
  const { pool } = options;
  const limits = options.limits ?? 'postgres';
  const app = Fastify({
    ...(options.log ? { loggerInstance: options.log as FastifyBaseLogger } : { logger: false }),
    // Its own line a request, below: the framework's holds the URL with its query.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: SMALL_BODY,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: options.trustProxy ?? false,
    // A row may hold such keys in its JSON; nothing here assigns them to an object.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
  const redis =
    typeof limits === 'object'
      ? redisLimiter(limits.redisUrl, (error) =>
          app.log.warn({ event: 'redis', reason: String(error) }, 'Redis does not answer'),
        )
      : null;
  const local = limits === 'off' ? null : memoryLimiter();
  const context: Context = {
    pool,
    authenticate: authenticator(pool, rememberingVerifier(options.tokens)),
    describe: {
      product: 'morgus-gateway',
      name: options.name,
      protocol: { min: Math.max(1, PROTOCOL_VERSION - 1), max: PROTOCOL_VERSION },
      schema: options.schema ?? { min: Math.max(1, SCHEMA_VERSION - 1), max: SCHEMA_VERSION },
      auth: options.auth,
    },
    electric: { ...options.electric, url: options.electric.url.replace(/\/+$/, '') },
    bundles: bundleStore(options.bundleDir, options.bundleBytes ?? BUNDLE_BYTES),
    metrics: createMetrics(pool),
    limiter: limits === 'off' ? null : (redis ?? postgresLimiter(pool)),
    local,
    anonymous: redis ?? local,
  };

  app.setErrorHandler((thrown, request, reply) => {
    const error = gatewayErrorOf(thrown);
    // A client that hung up in the middle is no fault.
    if (error.status >= 500 && !request.socket.destroyed) {
      const cause = error.cause instanceof Error ? error.cause : thrown;
      // The place and kind of a fault; a database's message may hold values, so only its state is written down.
      request.log.error(
        {
          event: 'fault',
          code: error.code,
          kind: cause instanceof Error ? cause.name : typeof cause,
          state: cause instanceof Error && 'code' in cause ? cause.code : undefined,
          stack: cause instanceof Error && !('severity' in cause) ? cause.stack : undefined,
        },
        'a request failed',
      );
    }
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(error.retryAfter));
    if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
    return reply.code(error.status).header('x-morgus-code', error.code).type('application/json').send(error.body());
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .header('x-morgus-code', 'not_found')
      .send(new GatewayError('not_found', 'There is nothing here.').body()),
  );
  let closing = false;
  let late: NodeJS.Timeout | undefined;
  app.addHook('preClose', (done) => {
    closing = true;
    late = setTimeout(() => {
      app.log.warn({ event: 'stop' }, 'requests are still under way; closing their connections');
      app.server.closeAllConnections();
    }, options.lastCall ?? LAST_CALL);
    done();
  });
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    // Not while the gateway stops, and not with the rest of a refused body still to come, can a connection be used again.
    if (closing || (reply.statusCode >= 400 && !request.raw.complete)) void reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    context.metrics.request(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    request.log.info(
      {
        event: 'request',
        method: request.method,
        route,
        status: reply.statusCode,
        code: reply.getHeader('x-morgus-code'),
        user: userOf(request),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    );
  });
  app.addHook('onClose', async () => {
    clearTimeout(late);
    await context.limiter?.close();
  });

  const check = knownDevices(pool);
  serviceRoutes(app, context, options.metricsToken ?? null);
  accountRoutes(app, context);
  syncRoutes(app, context, check);
  shapeRoutes(app, context, check);
  // A scope of its own: these bodies are streams.
  void app.register((scope, _options, done) => {
    bundleRoutes(scope, context);
    done();
  });
  return app;
}
