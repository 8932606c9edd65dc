/** Mutations up, first fetch down. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BODY_BYTES, localTransaction, mutation, pushRequest } from '../../../sync/protocol/mutation.ts';
import type { PushAnswer, PushRequest } from '../../../sync/protocol/mutation.ts';
import { DEVICE_HEADER, ROUTES, SNAPSHOT_ROWS } from '../../../sync/protocol/routes.ts';
import { requireScope } from '../auth/caller.ts';
import type { Caller } from '../auth/caller.ts';
import { callerOf, guard } from '../context.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { readingScope } from '../push/scopes.ts';
import { applyPush } from '../push/apply.ts';
import { deviceTable, snapshotText } from '../snapshot.ts';
import { parsed } from './parsed.ts';

/**
 * The protocol's request, its values left as JSON.parse made them: they are JSON, and checking them would copy them, which
 * costs more than all else at this edge and loses a key called __proto__.
 */
const values = z.record(z.string(), z.unknown());
const incoming = pushRequest.extend({
  transactions: z
    .array(localTransaction.extend({ mutations: z.array(mutation.extend({ patch: values, base: values })).min(1) }))
    .min(1),
});

/** Levels of JSON in one request. Nobody's row comes near it, and beyond some thousands Postgres has no stack for it. */
const DEPTH = 100;

const isWithin = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((item) => isWithin(item, levels - 1)));

const snapshotQuery = z.strictObject({
  after: z.guid().optional(),
  limit: z.coerce.number().int().min(1).max(SNAPSHOT_ROWS).optional(),
});

const tableName = z.object({ table: z.string().max(63) });

/** How many of which outcome, and why what was refused was: words of our own, nothing of what was sent. */
function logPush(request: FastifyRequest, device: string, { results, lastNumber }: PushAnswer): void {
  const counts: Record<string, number> = {};
  const refusals: Record<string, number> = {};
  for (const { outcome, code } of results) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (code !== undefined) refusals[code] = (refusals[code] ?? 0) + 1;
  }
  const line = { event: 'push', user: callerOf(request).userId, device, lastNumber, ...counts, refusals };
  if (counts['rejected']) request.log.warn(line, 'changes were refused');
  else request.log.info(line, 'changes were taken');
}

/** @returns the device that a request without a body names, checked; null where it names none */
export async function checkNamedDevice(
  check: (caller: Caller, id: string) => Promise<void>,
  request: FastifyRequest,
): Promise<string | null> {
  const named = request.headers[DEVICE_HEADER];
  if (named === undefined) return null;
  const id = parsed(z.guid(), named);
  await check(callerOf(request), id);
  return id;
}

export function syncRoutes(
  app: FastifyInstance,
  context: Context,
  checkDevice: (caller: Caller, id: string) => Promise<void>,
): void {
  app.post(
    ROUTES.mutations,
    { onRequest: guard(context, { kind: 'sync' }), bodyLimit: BODY_BYTES },
    async (request) => {
      const { schema } = context.describe;
      if (!isWithin(request.body, DEPTH)) throw new GatewayError('invalid', 'The request is nested too deeply.');
      const push = parsed(incoming, request.body) as PushRequest;
      if (push.schemaVersion < schema.min) {
        throw new GatewayError(
          'schema_too_old',
          'This version of the studio is too old for the cloud. Update it to go on.',
        );
      }
      if (push.schemaVersion > schema.max) {
        throw new GatewayError('schema_too_new', 'This cloud is older than the studio. It has to be updated first.');
      }
      const answer = await applyPush(context.pool, callerOf(request), push);
      context.metrics.pushed(answer);
      logPush(request, push.deviceId, answer);
      return answer;
    },
  );

  app.get(ROUTES.snapshot(':table'), { onRequest: guard(context, { kind: 'sync' }) }, async (request, reply) => {
    const caller = callerOf(request);
    const { table } = deviceTable(parsed(tableName, request.params).table);
    requireScope(caller, readingScope(table.name));
    await checkNamedDevice(checkDevice, request);
    const { after, limit } = parsed(snapshotQuery, request.query);
    const page = await snapshotText(context.pool, caller, table.name, after ?? null, limit);
    return reply.type('application/json; charset=utf-8').header('cache-control', 'private, no-store').send(page);
  });
}
