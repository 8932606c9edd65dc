/** The gateway as the device speaks to it: one place that knows tokens, statuses and what an answer has to look like. */
import { z } from 'zod';
import { NetworkError, RefusedError, SignedOutError } from '../errors.ts';
import { errorBody } from '../protocol/errors.ts';
import { pushAnswer } from '../protocol/mutation.ts';
import type { PushAnswer, PushRequest } from '../protocol/mutation.ts';
import { DEVICE_HEADER, ROUTES, registered, snapshotPage } from '../protocol/routes.ts';
import type { RegisterDevice, Registered, SnapshotPage } from '../protocol/routes.ts';

export interface GatewayOptions {
  readonly gatewayUrl: string;
  readonly accessToken: (forceRefresh: boolean) => Promise<string | null>;
  readonly fetch: typeof fetch;
  /** The id under which this device is registered; null before that. It goes with every request. */
  readonly deviceId?: () => string | null;
  /** The time that the other side wrote on an answer just made (milliseconds since 1970). */
  readonly onTime?: (time: number) => void;
}

/** A message of a shape's log. */
const change = z.object({
  value: z.record(z.string(), z.unknown()),
  headers: z.looseObject({
    operation: z.enum(['insert', 'update', 'delete']),
    lsn: z.coerce.number().int().nonnegative().optional(),
    op_position: z.coerce.number().int().nonnegative().optional(),
  }),
});
const control = z.object({
  headers: z.looseObject({
    control: z.string(),
    global_last_seen_lsn: z.coerce.number().int().nonnegative().optional(),
  }),
});
export const shapeMessage = z.union([change, control]);
export type ShapeMessage = z.infer<typeof shapeMessage>;
export type ShapeChange = z.infer<typeof change>;

export interface ShapePart {
  readonly handle: string;
  readonly offset: string;
  readonly upToDate: boolean;
  readonly messages: readonly ShapeMessage[];
}

/** Milliseconds after which a request that should be answered at once counts as lost. */
const PATIENCE = 60_000;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Seconds or a date, as milliseconds from now. */
function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

const CODE_BY_STATUS: Readonly<Record<number, RefusedError['code']>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'must_refetch',
  413: 'too_large',
  429: 'rate_limited',
  503: 'unavailable',
};

/** What a status and its body say; where the body does not say it, by the status alone. */
export async function refusal(response: Response): Promise<RefusedError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = errorBody.safeParse(body);
  const said = parsed.success ? parsed.data : null;
  const code = said && said.code !== 'internal' ? said.code : (CODE_BY_STATUS[response.status] ?? 'internal');
  return new RefusedError(code, response.status, said?.message ?? `The cloud answered ${response.status}.`, {
    expected: said?.expected,
    retryAfter: retryAfterOf(response.headers),
  });
}

export class Gateway {
  readonly #options: GatewayOptions;
  #refreshing: Promise<string | null> | null = null;
  /** Ends the requests of a session with it. */
  session: AbortSignal | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  get shapeUrl(): string {
    return `${this.#options.gatewayUrl}${ROUTES.shape}`;
  }

  /**
   * Sends with the token, and after a 401 once more with a new one: however many requests are refused at a time, one
   * refresh serves them all.
   * @throws NetworkError, SignedOutError
   */
  readonly send = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const token = await (this.#refreshing ?? this.#options.accessToken(false));
    if (token === null) throw new SignedOutError('Nobody is signed in.');
    const response = await this.#once(input, init, token);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    this.#refreshing ??= this.#options.accessToken(true).finally(() => {
      this.#refreshing = null;
    });
    const fresh = await this.#refreshing;
    if (fresh === null) throw new SignedOutError('The sign-in has ended. Sign in again.');
    const again = await this.#once(input, init, fresh);
    if (again.status === 401) {
      await again.body?.cancel();
      throw new SignedOutError('The cloud does not take this sign-in. Sign in again.');
    }
    return again;
  };

  #patience(): AbortSignal {
    const patience = AbortSignal.timeout(PATIENCE);
    return this.session ? AbortSignal.any([patience, this.session]) : patience;
  }

  async #once(input: string, init: RequestInit, token: string): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    const device = this.#options.deviceId?.();
    if (device) headers.set(DEVICE_HEADER, device);
    try {
      const response = await this.#options.fetch(input, { ...init, headers: Object.fromEntries(headers) });
      // An answer kept on the way is as old as its Age says.
      const time = response.headers.has('age') ? Number.NaN : Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(time)) this.#options.onTime?.(time);
      return response;
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new NetworkError(`The cloud cannot be reached: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  async #json<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    const response = await this.send(`${this.#options.gatewayUrl}${path}`, {
      ...init,
      signal: this.#patience(),
    });
    if (!response.ok) throw await refusal(response);
    const body: unknown = await response.json().catch(() => undefined);
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new NetworkError('The answer was cut short, or is not the gateway’s.');
    return parsed.data;
  }

  #post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#json(path, schema, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  register(device: RegisterDevice): Promise<Registered> {
    return this.#post(ROUTES.devices, device, registered);
  }

  push(request: PushRequest): Promise<PushAnswer> {
    return this.#post(ROUTES.mutations, request, pushAnswer);
  }

  page(table: string, after: string | null, limit: number): Promise<SnapshotPage> {
    const query = new URLSearchParams({ limit: String(limit), ...(after === null ? {} : { after }) });
    return this.#json(`${ROUTES.snapshot(table)}?${query.toString()}`, snapshotPage);
  }

  /** One answer of a shape's log that does not wait for changes; `now` gives a place to follow it from. */
  async shape(table: string, offset: string, handle: string | null): Promise<ShapePart> {
    const query = new URLSearchParams({ table, offset, ...(handle === null ? {} : { handle }) });
    const response = await this.send(`${this.shapeUrl}?${query.toString()}`, {
      signal: this.#patience(),
    });
    if (!response.ok) throw await refusal(response);
    const body: unknown = await response.json().catch(() => undefined);
    const messages = z.array(shapeMessage).safeParse(body);
    const given = { handle: response.headers.get('electric-handle'), offset: response.headers.get('electric-offset') };
    if (!messages.success || given.handle === null || given.offset === null)
      throw new NetworkError('The answer was cut short, or is not a shape’s.');
    return {
      handle: given.handle,
      offset: given.offset,
      upToDate: response.headers.get('electric-up-to-date') !== null,
      messages: messages.data,
    };
  }
}
