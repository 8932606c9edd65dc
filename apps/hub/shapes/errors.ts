/** What the shape service refuses, and how the answer says it. */

/** A request that cannot be served as it stands. `body` is sent as JSON; Electric's own wording where it has one. */
export class ShapeRefusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: object;
  /** Seconds after which it may be tried again, where waiting can help. */
  readonly retryAfter: number | undefined;

  constructor(code: string, status: number, body: object & { message: string }, retryAfter?: number) {
    super(body.message);
    this.name = 'ShapeRefusal';
    this.code = code;
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

export const invalid = (field: string, problem: string): ShapeRefusal =>
  new ShapeRefusal('invalid', 400, { message: 'Invalid request', errors: { [field]: [problem] } } as never);

export const tooMuch = (code: string, message: string): ShapeRefusal =>
  new ShapeRefusal(code, 503, { code, message } as never, 30);

export const unavailable = (): ShapeRefusal =>
  new ShapeRefusal('unavailable', 503, { message: 'Timeout waiting for Postgres: it does not answer' }, 5);
