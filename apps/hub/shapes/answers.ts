/** What a shape request is answered: statuses, headers and bodies as Electric's. */
import { join } from 'node:path';
import type { ShapeCore } from './core.ts';
import { invalid, ShapeRefusal, unavailable } from './errors.ts';
import type { LiveShape } from './live-shape.ts';
import { offsetText, readDefinition, readRequest, refuseSubsets, SNAPSHOT_END } from './request.ts';
import type { ShapeRequest, Wanted } from './request.ts';
import { schemaHeader } from './shape.ts';
import type { Offset } from './shape.ts';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly ifNoneMatch: string | null;
  /** `access-control-request-headers`. */
  readonly asksFor: string | null;
  /** Ends when the reader goes away. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** A file is sent as it is; events are sent as they come. */
  readonly body: string | { readonly file: string } | { readonly events: AsyncIterable<string> } | null;
}

export interface Timings {
  /** How long a live request is held without news. */
  readonly longPollMs: number;
  readonly sseMs: number;
  readonly keepAliveMs: number;
  /** How long a request waits for a database that is away. */
  readonly patienceMs: number;
}

export const TIMINGS: Timings = { longPollMs: 20_000, sseMs: 60_000, keepAliveMs: 21_000, patienceMs: 5_000 };

const EVERYONE: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'electric-cursor,electric-handle,electric-has-data,electric-offset,electric-schema,electric-up-to-date,electric-internal-known-error,retry-after',
  'access-control-allow-methods': 'GET, POST, HEAD, DELETE, OPTIONS',
};
const JSON_TYPE = 'application/json; charset=utf-8';
const CACHE = {
  start: 'public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746',
  further: 'public, max-age=60, stale-while-revalidate=300',
  live: 'public, max-age=5, stale-while-revalidate=5',
  events: 'public, max-age=59',
};
/** The moment that cursors count from, 2024-10-09, in seconds. */
const CURSOR_EPOCH = 1_728_432_000;
const NOT_FOUND: Answer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'max-age=0, private, must-revalidate' },
  body: 'Not found',
};
const MUST_REFETCH = '[{"headers":{"control":"must-refetch"}}]';

const json = (status: number, body: object, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': JSON_TYPE, 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

export class Answers {
  private readonly core: ShapeCore;
  private readonly timings: Timings;
  private readonly secret: string | null;
  private readonly deletable: boolean;
  private open = 0;
  private stamp = 0;

  constructor(core: ShapeCore, options: { timings: Timings; secret: string | null; deletable: boolean }) {
    this.core = core;
    this.timings = options.timings;
    this.secret = options.secret;
    this.deletable = options.deletable;
  }

  async to(question: Question): Promise<Answer> {
    const routed = await this.route(question).catch((error: unknown) => {
      if (error instanceof ShapeRefusal) return this.refusal(error);
      this.core.options.log(
        `a request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return json(500, { message: 'The shape service failed at this request.' });
    });
    // What was posted is no address that a cache could know it by.
    const caching = question.method === 'POST' && routed.status === 200 ? { 'cache-control': 'no-cache' } : {};
    return { ...routed, headers: { ...EVERYONE, ...routed.headers, ...caching } };
  }

  private refusal({ status, body, retryAfter }: ShapeRefusal): Answer {
    const headers: Record<string, string> = { 'surrogate-control': 'no-store' };
    if (status === 401) headers['cache-control'] = 'max-age=0, private, must-revalidate';
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
    if ('code' in body) headers['electric-internal-known-error'] = 'true';
    return json(status, body, headers);
  }

  private async route(question: Question): Promise<Answer> {
    const { method, query } = question;
    const path = question.path.replace(/\/$/, '');
    if (path === '' && method === 'GET')
      return { status: 200, headers: { 'cache-control': 'max-age=0, private, must-revalidate' }, body: '' };
    if (path === '/v1/health' && (method === 'GET' || method === 'HEAD'))
      return json(
        this.core.active ? 200 : 202,
        { status: this.core.active ? 'active' : 'starting' },
        {
          'cache-control': 'no-cache, no-store, must-revalidate',
        },
      );
    if (path !== '/v1/shape') return NOT_FOUND;
    if (method === 'OPTIONS')
      return {
        status: 204,
        headers: {
          'access-control-max-age': '86400',
          ...(question.asksFor === null ? {} : { 'access-control-allow-headers': question.asksFor }),
        },
        body: null,
      };
    if (!['GET', 'HEAD', 'POST', 'DELETE'].includes(method)) return NOT_FOUND;
    if (this.secret !== null && (query.get('secret') ?? query.get('api_secret')) !== this.secret)
      throw new ShapeRefusal('unauthorized', 401, { message: 'Unauthorized - Invalid API secret' });
    if (method === 'DELETE') {
      const answer = await this.delete(query).catch((error: unknown) => {
        if (error instanceof ShapeRefusal) return this.refusal(error);
        throw error;
      });
      return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-cache' } };
    }
    if (this.open >= this.core.options.limits.requests)
      throw new ShapeRefusal(
        'concurrent_request_limit_exceeded',
        503,
        {
          code: 'concurrent_request_limit_exceeded',
          message: `Concurrent existing request limit exceeded (limit: ${this.core.options.limits.requests}), please retry. For more readers at once, run Electric.`,
        } as never,
        5,
      );
    this.open += 1;
    let held = false;
    try {
      const answer = await this.shape(question);
      if (answer.body !== null && typeof answer.body === 'object' && 'events' in answer.body) {
        held = true;
        return { ...answer, body: { events: this.counted(answer.body.events) } };
      }
      return answer;
    } finally {
      if (!held) this.open -= 1;
    }
  }

  private async *counted(events: AsyncIterable<string>): AsyncIterable<string> {
    try {
      yield* events;
    } finally {
      this.open -= 1;
    }
  }

  private async delete(query: URLSearchParams): Promise<Answer> {
    if (!this.deletable) return json(405, { message: 'DELETE not allowed' });
    const handle = query.get('handle');
    if (!handle && !query.get('table')) throw invalid('handle', "can't be blank when shape definition is missing");
    let live: LiveShape | null;
    if (query.get('table')) {
      const wanted = readDefinition(query);
      live = this.core.find(wanted.key);
      if (!live) await this.core.ask((client) => wanted.define(client));
      if (handle && live?.shape.handle !== handle)
        return json(400, {
          message:
            'The specified shape definition and handle do not match. Please ensure the shape definition is correct or omit the shape handle from the request to obtain a new one.',
        });
    } else live = this.core.findByHandle(handle ?? '');
    if (!live) return json(404, { message: 'No existing shape found' });
    await this.core.drop(live);
    return { status: 202, headers: { 'content-type': JSON_TYPE, 'electric-has-data': 'true' }, body: '' };
  }

  private async awake(signal: AbortSignal): Promise<void> {
    for (let waited = 0; !this.core.active; waited += 20) {
      if (waited >= this.timings.patienceMs || signal.aborted) throw unavailable();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async shape(question: Question): Promise<Answer> {
    const { query } = question;
    const request = readRequest(query);
    const wanted = readDefinition(query);
    refuseSubsets(query);
    await this.awake(question.signal);
    const live = await this.core.shapeOf(wanted.key, () => this.core.ask((client) => wanted.define(client)));
    live.shape.usedAt = Date.now();
    const { reader } = request;
    if (reader.at !== 'start' && reader.at !== 'now' && request.handle !== live.shape.handle)
      return this.mustRefetch(live);
    switch (reader.at) {
      case 'start':
        return this.chunk(question, request, wanted, live, 0);
      case 'snapshot':
        return this.chunk(question, request, wanted, live, reader.chunk + 1);
      case 'now':
        await this.settled(live, question.signal);
        return this.nothingNew(live, request, live.shape.last ?? SNAPSHOT_END, false);
      case 'log':
        await this.settled(live, question.signal);
        return live.gone ? this.mustRefetch(null) : this.log(question, request, wanted, live, reader.offset);
      default:
        return reader satisfies never;
    }
  }

  /** With the handle that is good now, where there is one. */
  private mustRefetch(live: LiveShape | null): Answer {
    const known = live === null ? null : live.shape.handle;
    return {
      status: 409,
      headers: {
        'content-type': JSON_TYPE,
        'cache-control': `public, max-age=${known === null ? 1 : 60}, must-revalidate`,
        ...(known === null ? {} : { 'electric-handle': known, etag: `"${known}::"` }),
      },
      body: MUST_REFETCH,
    };
  }

  /** Waits until the snapshot is whole. */
  private async settled(live: LiveShape, signal: AbortSignal): Promise<void> {
    while (!live.complete && !live.gone && !signal.aborted) await live.next(this.timings.longPollMs, signal);
    if (live.failure !== null) throw live.failure;
  }

  private async chunk(
    question: Question,
    request: ShapeRequest,
    wanted: Wanted,
    live: LiveShape,
    chunk: number,
  ): Promise<Answer> {
    while (live.chunks <= chunk && !live.complete && !live.gone && !question.signal.aborted)
      await live.next(this.timings.longPollMs, question.signal);
    if (live.failure !== null) throw live.failure;
    // Retired while its snapshot was on the way: whoever begins, begins with the next one.
    if (live.gone) return this.mustRefetch(this.core.find(wanted.key));
    if (chunk >= live.chunks) return this.log(question, request, wanted, live, SNAPSHOT_END);
    const headers = this.headers(live, request, { lsn: 0, op: chunk }, chunk === 0 ? CACHE.start : CACHE.further);
    return this.fresh(question, live, headers, {
      file: join(this.core.store.snapshotFolder(live.shape.handle), String(chunk)),
    });
  }

  private headers(live: LiveShape, request: ShapeRequest, to: Offset, cache: string): Record<string, string> {
    const { handle } = live.shape;
    return {
      'content-type': JSON_TYPE,
      'cache-control': cache,
      etag: `"${handle}:${request.offsetText}:${offsetText(to)}"`,
      'electric-handle': handle,
      'electric-has-data': 'true',
      'electric-offset': offsetText(to),
      ...(request.live ? { 'electric-cursor': this.cursor(request.cursor) } : {}),
    };
  }

  /** 304 where the reader has it already; the schema travels with what is sent outside of live. */
  private fresh(question: Question, live: LiveShape, headers: Record<string, string>, body: Answer['body']): Answer {
    const known = question.ifNoneMatch?.split(',').map((tag) => tag.trim()) ?? [];
    if (known.includes(headers['etag'] ?? '')) return { status: 304, headers, body: null };
    if (!('electric-cursor' in headers)) headers['electric-schema'] = encodeHeader(schemaHeader(live.shape.definition));
    return { status: 200, headers, body };
  }

  private get upToDate(): string {
    return JSON.stringify({ headers: { control: 'up-to-date', global_last_seen_lsn: String(this.core.lastSeen) } });
  }

  private nothingNew(live: LiveShape, request: ShapeRequest, at: Offset, waited: boolean): Answer {
    const headers = this.headers(live, request, at, waited ? CACHE.live : CACHE.further);
    if (!waited) headers['electric-schema'] = encodeHeader(schemaHeader(live.shape.definition));
    this.stamp += 1;
    return {
      status: 200,
      headers: {
        ...headers,
        'electric-has-data': 'false',
        'electric-up-to-date': '',
        // Each is an answer of its own, though it says the same.
        etag: `${headers['etag']?.slice(0, -1)}:${process.hrtime.bigint()}${this.stamp}"`,
      },
      body: `[${this.upToDate}]`,
    };
  }

  private async log(
    question: Question,
    request: ShapeRequest,
    wanted: Wanted,
    live: LiveShape,
    from: Offset,
  ): Promise<Answer> {
    if (isAfter(from, SNAPSHOT_END) && !this.core.store.has(live.shape, from)) {
      // A place that this log never had is one of another history: folder and database were put back together. Other
      // readers may be elsewhere in it, and Electric's client does not go back to a handle that it was sent away from.
      await this.core.drop(live);
      return this.mustRefetch(
        await this.core.shapeOf(wanted.key, () => this.core.ask((client) => wanted.define(client))),
      );
    }
    const until = Date.now() + this.timings.longPollMs;
    if (request.sse) return this.events(question, request, live, from);
    while (request.live && !isAfter(live.shape.last ?? SNAPSHOT_END, from)) {
      const left = until - Date.now();
      if (left <= 0 || question.signal.aborted)
        return this.nothingNew(live, request, live.shape.last ?? SNAPSHOT_END, true);
      await live.next(left, question.signal);
      if (live.gone) return this.mustRefetch(null);
      if (!this.core.active) await this.awake(question.signal);
    }
    const { body, last, more } = this.core.read(live, from);
    const headers = this.headers(live, request, last, request.live ? CACHE.live : CACHE.further);
    if (!more) headers['electric-up-to-date'] = '';
    return this.fresh(question, live, headers, `[${[body, more ? '' : this.upToDate].filter(Boolean).join(',')}]`);
  }

  private events(question: Question, request: ShapeRequest, live: LiveShape, from: Offset): Answer {
    const headers = this.headers(live, request, from, CACHE.events);
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'text/event-stream', 'electric-up-to-date': '', connection: 'keep-alive' },
      body: { events: this.stream(question, live, from) },
    };
  }

  private async *stream(question: Question, live: LiveShape, from: Offset): AsyncIterable<string> {
    const { sseMs, keepAliveMs } = this.timings;
    const until = Date.now() + sseMs;
    let spoke = Date.now();
    let at = from;
    while (!live.gone && !question.signal.aborted && Date.now() < until) {
      const { bodies, last, more } = this.core.store.read(live.shape, at, this.core.options.limits.chunkBytes);
      if (bodies.length > 0) {
        if (!more) bodies.push(this.upToDate);
        yield bodies.map((body) => `data: ${body}\n\n`).join('');
        at = last;
        spoke = Date.now();
        continue;
      }
      const left = Math.min(until, spoke + keepAliveMs) - Date.now();
      if (left > 0) await live.next(left, question.signal);
      else {
        yield ': keep-alive\n\n';
        spoke = Date.now();
      }
    }
  }

  /** The end of the present slice of time; after a reader's own, so that no cache answers it with its last question. */
  private cursor(previous: string | null): string {
    const slice = Math.max(1, Math.round(this.timings.longPollMs / 1000));
    const now = Date.now() / 1000 - CURSOR_EPOCH;
    const next = Math.ceil(now / slice) * slice;
    const before = Number(previous ?? 0);
    return String(before >= next ? before + 1 + Math.floor(Math.random() * 3600) : next);
  }
}

const isAfter = (a: Offset, b: Offset): boolean => a.lsn > b.lsn || (a.lsn === b.lsn && a.op > b.op);

/** Headers are bytes: names beyond Latin letters are escaped as JSON allows. */
const encodeHeader = (text: string): string =>
  text.replaceAll(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
