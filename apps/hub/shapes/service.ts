/**
 * The shape service: the part of Electric's HTTP protocol that its client uses, over one database. Small on purpose: one
 * process, for one person's devices or a household's. Electric takes its place with no other change (docs/hub.md).
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Answers, TIMINGS } from './answers.ts';
import type { Answer, Timings } from './answers.ts';
import { ShapeCore } from './core.ts';
import { LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';

export interface ShapeServiceOptions {
  connectionString: string;
  /** For the service alone; made where it is missing. */
  folder: string;
  /** What requests must bring as `secret`; null asks for none. */
  secret?: string | null;
  publication?: string;
  /** Follows the log only while `drain` runs. */
  manual?: boolean;
  /** Whether DELETE drops a shape. */
  deletable?: boolean;
  timings?: Partial<Timings>;
  limits?: Partial<Limits>;
  log?: (line: string) => void;
}

export interface ShapeService {
  start(): Promise<void>;
  /** `forget` drops the replication slot too, without which the database keeps its log for us. */
  stop(options?: { forget?: boolean }): Promise<void>;
  /** Takes the log up to its present end, in decimal. */
  drain(): Promise<string>;
  /** The same answers without a socket. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  listen(address: { host: string; port: number }): Promise<string>;
  readonly active: boolean;
  readonly shapes: number;
}

/** Of a POST, in bytes. */
const BODY_BYTES = 1024 * 1024;

class BodyError extends Error {
  readonly status: number;

  constructor(message: string, cause?: unknown, status = 400) {
    super(message, { cause });
    this.status = status;
  }
}

/** A POST says in its body what a GET says in its address. */
function withBody(query: URLSearchParams, text: string): URLSearchParams {
  if (text === '') return query;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BodyError('Invalid JSON in request body', error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new BodyError('Request body must be a JSON object');
  const whole = new URLSearchParams(query);
  for (const [name, value] of Object.entries(parsed)) {
    // Beside a table in the address, the fields of the body are those of a subset.
    if (query.has('table') || name === 'subset') whole.set(`subset__${name}`, JSON.stringify(value));
    else if (name === 'params' && typeof value === 'object' && value !== null)
      for (const [number, param] of Object.entries(value)) whole.set(`params[${number}]`, String(param));
    else whole.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return whole;
}

const badBody = (error: BodyError): Answer => ({
  status: error.status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'max-age=0, private, must-revalidate',
  },
  body: JSON.stringify({ error: error.message }),
});

async function bodyText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > BODY_BYTES) throw new BodyError('The request body is too large', undefined, 413);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

class Service implements ShapeService {
  private readonly core: ShapeCore;
  private readonly answers: Answers;
  private server: Server | null = null;
  /** Ends what is held open when the service stops. */
  private readonly closing = new AbortController();

  constructor(options: ShapeServiceOptions) {
    this.core = new ShapeCore({
      connectionString: options.connectionString,
      folder: options.folder,
      publication: options.publication ?? 'electric_publication_default',
      manual: options.manual ?? false,
      limits: { ...LIMITS, ...options.limits },
      log: options.log ?? (() => undefined),
    });
    this.answers = new Answers(this.core, {
      timings: { ...TIMINGS, ...options.timings },
      secret: options.secret ?? null,
      deletable: options.deletable ?? false,
    });
  }

  get active(): boolean {
    return this.core.active;
  }

  get shapes(): number {
    return this.core.count;
  }

  start(): Promise<void> {
    return this.core.start();
  }

  drain(): Promise<string> {
    return this.core.drain();
  }

  async stop(options: { forget?: boolean } = {}): Promise<void> {
    this.closing.abort();
    const { server } = this;
    if (server) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
    }
    await this.core.stop(options);
  }

  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const answer = await this.answer(request.method, url, request.headers, await request.text(), request.signal);
    const headers = new Headers(answer.headers);
    if (request.signal.aborted) throw request.signal.reason;
    if (answer.body === null || request.method === 'HEAD')
      return new Response(null, { status: answer.status, headers });
    if (typeof answer.body === 'string')
      return new Response(answer.status === 204 || answer.status === 304 ? null : answer.body, {
        status: answer.status,
        headers,
      });
    if ('file' in answer.body)
      return new Response(await readFile(answer.body.file), { status: answer.status, headers });
    const events = Readable.toWeb(Readable.from(answer.body.events).map((event: string) => Buffer.from(event)));
    return new Response(events as ReadableStream<Uint8Array>, { status: answer.status, headers });
  }

  private async answer(method: string, url: URL, headers: Headers, body: string, signal: AbortSignal): Promise<Answer> {
    const question = {
      method,
      path: url.pathname,
      query: url.searchParams,
      ifNoneMatch: headers.get('if-none-match'),
      asksFor: headers.get('access-control-request-headers'),
      signal: AbortSignal.any([signal, this.closing.signal]),
    };
    try {
      if (method === 'POST') question.query = withBody(url.searchParams, body);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      return badBody(error);
    }
    return this.answers.to(question);
  }

  async listen({ host, port }: { host: string; port: number }): Promise<string> {
    const server = createServer((request, response) => {
      void this.serve(request, response).catch(() => response.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const address = server.address() as AddressInfo;
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    const headers = new Headers();
    for (const name of ['if-none-match', 'access-control-request-headers']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    let body = '';
    try {
      if (method === 'POST') body = await bodyText(request);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      const { status, headers: own, body: text } = badBody(error);
      response.writeHead(status, own).end(text);
      return;
    }
    const answer = await this.answer(method, url, headers, body, gone.signal);
    if (response.destroyed) return;
    const content = method === 'HEAD' ? null : answer.body;
    if (typeof content === 'string') {
      const bytes = Buffer.from(content);
      response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length }).end(bytes);
    } else if (content === null) response.writeHead(answer.status, answer.headers).end();
    else {
      response.writeHead(answer.status, answer.headers);
      if ('file' in content) await pipeline(createReadStream(content.file, { highWaterMark: 256 * 1024 }), response);
      else {
        response.flushHeaders();
        await pipeline(Readable.from(content.events), response);
      }
    }
  }
}

export const createShapeService = (options: ShapeServiceOptions): ShapeService => new Service(options);
