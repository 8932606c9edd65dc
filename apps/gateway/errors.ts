/** What the gateway refuses a whole request with: a stable code, its status, and a sentence for a person. */
import type { ErrorBody, ErrorCode } from '../../sync/protocol/errors.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  revoked: 403,
  not_found: 404,
  unknown_device: 404,
  number_gap: 409,
  number_reused: 409,
  must_refetch: 409,
  conflict: 409,
  gone: 410,
  too_large: 413,
  invalid: 400,
  schema_too_old: 426,
  schema_too_new: 426,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** With number_gap: the number that the ledger takes next. */
  readonly expected: number | undefined;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { expected?: number; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.status = STATUS[code];
    this.expected = more.expected;
    this.retryAfter = more.retryAfter;
  }

  body(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.expected === undefined ? {} : { expected: this.expected }),
    };
  }
}
