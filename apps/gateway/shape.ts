/**
 * The way to Electric: the gateway says which table, columns, rows and secret; of the request only Electric's own protocol
 * goes on. The answer is handed through as it arrives.
 */
import { request as httpRequest, Agent as HttpAgent } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { pipeline } from 'node:stream';
import type { Electric } from './context.ts';
import type { Identity } from './database.ts';
import { GatewayError } from './errors.ts';
import { deviceTable } from './snapshot.ts';

/** What Electric's client says about where it is in a shape. */
const PROTOCOL = new Set([
  'offset',
  'handle',
  'live',
  'live_sse',
  'experimental_live_sse',
  'cursor',
  'log',
  'expired_handle',
  'cache-buster',
]);

/** What its client reads of an answer, and what the body needs to be read. */
const PASSED = [
  'content-type',
  'content-encoding',
  'retry-after',
  'electric-handle',
  'electric-offset',
  'electric-schema',
  'electric-cursor',
  'electric-up-to-date',
  'electric-snapshot',
  'electric-has-data',
  'electric-internal-known-error',
];

/** Milliseconds without a byte after which Electric counts as gone: its long poll lasts 20 s, a stream sends sooner. */
const SILENCE = 90_000;

/** The one parameter that a request chooses, and the protocol's. @throws GatewayError invalid, not_found */
export function upstreamUrl(electric: Electric, identity: Identity, query: URLSearchParams): URL {
  const tables = query.getAll('table');
  const asked = deviceTable(tables.length === 1 ? (tables[0] ?? '') : '');
  const url = new URL(`${electric.url}/v1/shape`);
  for (const [name, value] of query) {
    if (name === 'table') continue;
    if (!PROTOCOL.has(name)) {
      throw new GatewayError(
        'invalid',
        'A shape request chooses its table; which rows and columns there are is not its choice.',
      );
    }
    if (url.searchParams.has(name)) throw new GatewayError('invalid', `“${name}” can be there once.`);
    url.searchParams.set(name, value);
  }
  url.searchParams.set('table', asked.table.name);
  url.searchParams.set('columns', asked.columns.map(([name]) => name).join(','));
  // Without an owner the shape is the whole table, one for everybody.
  if (asked.owner !== null) {
    url.searchParams.set('where', `${asked.owner} = $1`);
    url.searchParams.set('params[1]', identity.userId);
  }
  if (electric.secret !== null) url.searchParams.set('secret', electric.secret);
  return url;
}

export interface ShapeProxy {
  /**
   * Answers on `response` and resolves when the answer has ended, in whatever way. `taken` is called before the first byte:
   * from then on nobody else may answer. @throws GatewayError unavailable, before that
   */
  send(url: URL, acceptEncoding: string | undefined, response: ServerResponse, taken: () => void): Promise<void>;
  /** Ends what is under way, so that a stop does not wait for long polls. */
  close(): void;
}

const unavailable = (cause?: unknown): GatewayError =>
  new GatewayError('unavailable', 'Changes cannot be read at the moment. Try again later.', { retryAfter: 5, cause });

export function shapeProxy(): ShapeProxy {
  const options = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 256 };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const underWay = new Set<ClientRequest>();
  let closed = false;

  const open = (
    url: URL,
    headers: Record<string, string>,
  ): { request: ClientRequest; answered: Promise<IncomingMessage> } => {
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { agent: agents.https, headers, timeout: SILENCE })
        : httpRequest(url, { agent: agents.http, headers, timeout: SILENCE });
    underWay.add(request);
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.on('timeout', () => request.destroy(new Error('Electric was silent for too long.')));
      request.on('close', () => underWay.delete(request));
      request.on('error', reject);
      request.on('response', resolve);
    });
    request.end();
    return { request, answered };
  };

  return {
    async send(url, acceptEncoding, response, taken) {
      if (closed) throw unavailable();
      const { request, answered } = open(
        url,
        acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding },
      );
      // A client that leaves takes the request to Electric along, before its answer as well as during it.
      response.once('close', () => request.destroy());
      const answer = await answered.catch((error: unknown) => {
        throw unavailable(error);
      });
      const status = answer.statusCode ?? 502;
      // Electric's secret is wrong or it does not know the table: the operator's to mend, not the device's.
      if (status === 401 || status === 403 || status === 404) {
        answer.resume();
        throw unavailable(new Error(`Electric answered ${status}.`));
      }
      const headers: Record<string, string | string[]> = {
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        vary: 'authorization',
      };
      for (const name of PASSED) {
        const value = answer.headers[name];
        if (value !== undefined) headers[name] = value;
      }
      taken();
      response.writeHead(status, headers);
      response.flushHeaders();
      await new Promise<void>((resolve) => {
        // It waits for a slow reader, and ends one side with the other.
        pipeline(answer, response, () => resolve());
      });
    },
    close() {
      closed = true;
      for (const request of underWay) request.destroy(new Error('The gateway stops.'));
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
