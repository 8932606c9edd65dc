/** What this gateway is, whose token a request carries, and the person's devices and API keys. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { registerDevice as deviceSchema, ROUTES } from '../../../sync/protocol/routes.ts';
import { createApiKey, listApiKeys, newApiKey, revokeApiKey } from '../auth/api-keys.ts';
import { callerOf, guard } from '../context.ts';
import type { Context } from '../context.ts';
import { registerDevice, renameDevice, revokeDevice } from '../devices.ts';
import { GatewayError } from '../errors.ts';
import { parsed } from './parsed.ts';

const withId = z.object({ id: z.guid() });
const newName = z.strictObject({ name: z.string().trim().min(1).max(120) });

export function accountRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context;

  app.get(ROUTES.config, () => context.describe);

  app.get(ROUTES.me, { onRequest: guard(context, { kind: 'sync' }) }, (request) => {
    const { id, email, name } = callerOf(request).account;
    return { id, email, name };
  });

  app.post(ROUTES.devices, { onRequest: guard(context, { kind: 'sync' }) }, (request) => {
    const caller = callerOf(request);
    if (caller.scopes && !caller.scopes.some((scope) => scope.endsWith(':write') || scope === 'mcp:export')) {
      throw new GatewayError('forbidden', 'This API key has no scope that writes, so it needs no device.');
    }
    return registerDevice(pool, caller, parsed(deviceSchema, request.body));
  });

  app.patch(
    ROUTES.device(':id'),
    { onRequest: guard(context, { kind: 'sync', scope: null }) },
    async (request, reply) => {
      const { id } = parsed(withId, request.params);
      await renameDevice(pool, callerOf(request), id, parsed(newName, request.body).name);
      return reply.code(204).send();
    },
  );

  app.delete(
    ROUTES.device(':id'),
    { onRequest: guard(context, { kind: 'sync', scope: null }) },
    async (request, reply) => {
      await revokeDevice(pool, callerOf(request), parsed(withId, request.params).id);
      return reply.code(204).send();
    },
  );

  app.get(ROUTES.apiKeys, { onRequest: guard(context, { kind: 'account', scope: null }) }, async (request) => ({
    keys: await listApiKeys(pool, callerOf(request)),
  }));

  app.post(
    ROUTES.apiKeys,
    { onRequest: guard(context, { kind: 'sensitive', scope: null }) },
    async (request, reply) => {
      const made = await createApiKey(pool, callerOf(request), parsed(newApiKey, request.body));
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete(
    `${ROUTES.apiKeys}/:id`,
    { onRequest: guard(context, { kind: 'sensitive', scope: null }) },
    async (request, reply) => {
      await revokeApiKey(pool, callerOf(request), parsed(withId, request.params).id);
      return reply.code(204).send();
    },
  );
}
