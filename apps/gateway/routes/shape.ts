/** Live changes: Electric's protocol, authorised. */
import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../../../sync/protocol/routes.ts';
import { requireScope } from '../auth/caller.ts';
import type { Caller } from '../auth/caller.ts';
import { callerOf, guard } from '../context.ts';
import type { Context } from '../context.ts';
import { noteInStep } from '../devices.ts';
import { readingScope } from '../push/scopes.ts';
import { shapeProxy, upstreamUrl } from '../shape.ts';
import { checkNamedDevice } from './sync.ts';

export function shapeRoutes(
  app: FastifyInstance,
  context: Context,
  checkDevice: (caller: Caller, id: string) => Promise<void>,
): void {
  const proxy = shapeProxy();
  // Before the server waits for open requests: a long poll would hold it for twenty seconds.
  app.addHook('preClose', (done) => {
    proxy.close();
    done();
  });

  app.get(ROUTES.shape, { onRequest: guard(context, { kind: 'sync' }) }, async (request, reply) => {
    const caller = callerOf(request);
    const query = new URL(request.url, 'http://gateway').searchParams;
    const url = upstreamUrl(context.electric, caller, query);
    requireScope(caller, readingScope(url.searchParams.get('table') ?? ''));
    const device = await checkNamedDevice(checkDevice, request);
    // The one table that every device waits for.
    const isWaiting = url.searchParams.get('live') === 'true' && url.searchParams.get('table') === 'sync_beacon';
    if (device !== null && isWaiting)
      await noteInStep(context.pool, caller, device).catch((error: unknown) =>
        request.log.warn({ event: 'in_step', reason: String(error) }, 'a device that is in step could not be noted'),
      );
    const encoding = request.headers['accept-encoding'];
    context.metrics.shapes(1);
    try {
      await proxy.send(url, typeof encoding === 'string' ? encoding : undefined, reply.raw, () => reply.hijack());
    } finally {
      context.metrics.shapes(-1);
    }
    return reply;
  });
}
