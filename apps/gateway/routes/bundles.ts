/** Share links of exported bundles: the owner puts and revokes, anyone with the link downloads. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { DIGEST_HEADER, ROUTES } from '../../../sync/protocol/routes.ts';
import { rangeOf } from '../bundles/range.ts';
import { revoked } from '../bundles/store.ts';
import type { StoredBundle } from '../bundles/store.ts';
import { callerOf, guard, takeOne } from '../context.ts';
import type { Context } from '../context.ts';
import { asService } from '../database.ts';
import { GatewayError } from '../errors.ts';
import { ANONYMOUS_LIMITS } from '../limits/limits.ts';

const withShareId = z.object({ shareId: z.string().regex(/^[0-9a-f]{32}$/) });

/** `mcp_exports.share_url` of a link that was taken back. */
const REVOKED = '';
const notShared = (): GatewayError => new GatewayError('not_found', 'Nothing is shared under this link.');

/** What is no share id is a link to nothing, not a mistake in a request. */
function shareIdOf(request: FastifyRequest): string {
  const result = withShareId.safeParse(request.params);
  if (!result.success) throw notShared();
  return result.data.shareId;
}

/** `sha-256=:<base64>:` to hex. */
function digestOf(request: FastifyRequest): string {
  const match = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(request.headers[DIGEST_HEADER] ?? ''));
  if (!match?.[1]) {
    throw new GatewayError('invalid', `The bundle’s SHA-256 is missing: send ${DIGEST_HEADER}: sha-256=:<base64>:.`);
  }
  return Buffer.from(match[1], 'base64').toString('hex');
}

/** Letters, digits and dashes of the Morgy's name: safe in a header and on every file system. */
function fileName(name: string | null): string {
  const plain = (name ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain || 'morgy'}.mcpb`;
}

export function bundleRoutes(app: FastifyInstance, context: Context): void {
  const { pool, bundles } = context;
  // Bodies of these routes are not read by the framework: they are streamed to the disk.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  async function mustOwn(request: FastifyRequest): Promise<string> {
    const shareId = shareIdOf(request);
    const { rowCount } = await asService(pool, (client) =>
      client.query('SELECT FROM mcp_exports WHERE share_id = $1 AND user_id = $2', [shareId, callerOf(request).userId]),
    );
    if (rowCount === 0)
      throw new GatewayError('not_found', 'Your account has no export with this link. Sync it first.');
    return shareId;
  }

  const headersOf = (bundle: StoredBundle, name: string | null): Record<string, string> => ({
    etag: `"${bundle.sha256}"`,
    [DIGEST_HEADER]: `sha-256=:${Buffer.from(bundle.sha256, 'hex').toString('base64')}:`,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${fileName(name)}"`,
    'last-modified': new Date(bundle.at).toUTCString(),
    'content-security-policy': "default-src 'none'; sandbox",
    // A revoked link has to be gone everywhere.
    'cache-control': 'no-cache',
  });

  /**
   * What the Morgy is called. The database has the last word on what was revoked: a folder of bundles that was lost, or
   * put back from an older copy, gives nothing out again. @throws GatewayError not_found, gone
   */
  async function shared(shareId: string): Promise<{ name: string | null }> {
    const { rows } = await asService(pool, (client) =>
      client.query<{ name: string | null; share_url: string }>(
        'SELECT m.name, e.share_url FROM mcp_exports e JOIN morgys m ON m.id = e.morgy_id WHERE e.share_id = $1',
        [shareId],
      ),
    );
    if (!rows[0]) throw notShared();
    if (rows[0].share_url === REVOKED) throw revoked();
    return rows[0];
  }

  const count = (shareId: string): Promise<unknown> =>
    asService(pool, (client) =>
      client.query('UPDATE mcp_exports SET downloads = downloads + 1 WHERE share_id = $1', [shareId]),
    );

  /** Only where it is not so already: each write of the row goes out to every device of its owner. */
  const setLink = (shareId: string, link: string): Promise<unknown> =>
    asService(pool, (client) =>
      client.query(
        'UPDATE mcp_exports SET share_url = $2 WHERE share_id = $1 AND (share_url = $3) IS DISTINCT FROM ($2 = $3)',
        [shareId, link, REVOKED],
      ),
    );

  async function download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const shareId = shareIdOf(request);
    const { name } = await shared(shareId);
    const bundle = await bundles.find(shareId);
    const etag = `"${bundle.sha256}"`;
    const ifRange = request.headers['if-range'];
    // A resumed download of what has changed meanwhile starts anew.
    const range = rangeOf(ifRange === undefined || ifRange === etag ? request.headers.range : undefined, bundle.bytes);
    const unchanged = String(request.headers['if-none-match'] ?? '').includes(etag);
    const isGet = request.method === 'GET';
    // Further pieces and resumed ones belong to a download that was counted with its first byte.
    const counts = isGet && !unchanged && (range.kind === 'whole' || (range.kind === 'part' && range.start === 0));
    if (counts) await takeOne(context.anonymous, `anonymous-${request.ip}`, ROUTES.bundle(''), ANONYMOUS_LIMITS);
    if (counts) await count(shareId);
    void reply.headers(headersOf(bundle, name));
    if (unchanged) return reply.code(304).send();
    if (range.kind === 'unsatisfiable') {
      return reply
        .code(416)
        .header('content-range', `bytes */${bundle.bytes}`)
        .type('application/json')
        .send(new GatewayError('invalid', 'The bundle ends before that range.').body());
    }
    const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, bundle.bytes - 1];
    if (range.kind === 'part') void reply.code(206).header('content-range', `bytes ${start}-${end}/${bundle.bytes}`);
    void reply.header('content-length', String(end - start + 1));
    if (!isGet) return reply.send();
    if (counts) context.metrics.downloaded();
    return reply.send(bundles.read(shareId, bundle, start, end));
  }

  const owner = guard(context, { kind: 'sensitive', scope: 'mcp:export' });
  const path = ROUTES.bundle(':shareId');

  app.put(path, { onRequest: owner, bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
    const shareId = await mustOwn(request);
    const digest = digestOf(request);
    if (request.body === undefined) throw new GatewayError('invalid', 'The bundle itself is missing.');
    const bundle = await bundles.put(shareId, request.body as Readable, digest);
    await setLink(shareId, `${request.protocol}://${request.host}${ROUTES.bundle(shareId)}`);
    return reply.code(201).send({ sha256: bundle.sha256, bytes: bundle.bytes });
  });
  app.get(path, download);
  app.head(path, download);
  app.delete(path, { onRequest: owner }, async (request, reply) => {
    const shareId = await mustOwn(request);
    await setLink(shareId, REVOKED);
    await bundles.revoke(shareId);
    return reply.code(204).send();
  });
}
