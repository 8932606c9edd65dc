/** For whoever runs it: health and metrics. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';

/** Milliseconds for each neighbour to answer. */
const PATIENCE = 2000;

const within = async (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), PATIENCE).unref();
    }),
  ]);

async function electricAnswers(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(PATIENCE) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`Electric answered ${answer.status}.`);
}

/** Compares without telling by its duration where two tokens differ. */
const same = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

export function serviceRoutes(app: FastifyInstance, context: Context, metricsToken: string | null): void {
  app.get('/health', async (_request, reply) => {
    const [database, electric] = await Promise.all([
      within(context.pool.query('SELECT 1')),
      within(electricAnswers(context.electric.url)),
    ]);
    // Writes are taken while Electric is away, so only the database decides.
    return reply
      .code(database ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: database ? 'active' : 'unavailable', database, electric });
  });

  if (metricsToken !== null) {
    app.get('/metrics', async (request, reply) => {
      if (!same(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
        throw new GatewayError('unauthenticated', 'This needs the token of the metrics.');
      }
      const { type, body } = await context.metrics.text();
      return reply.type(type).send(body);
    });
  }
}
