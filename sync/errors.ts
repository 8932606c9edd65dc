/** What the engine meets on the network and cannot settle by itself. */
import type { ErrorCode } from './protocol/errors.ts';

/** No answer: no network, a cut connection, a time limit. Passing trouble. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code = 'network';
}

/** The gateway answered and did not do what was asked. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ErrorCode;
  readonly status: number;
  /** With number_gap: the number that the ledger takes next. */
  readonly expected: number | null;
  /** Milliseconds that the gateway asks to wait; null where it says nothing. */
  readonly retryAfter: number | null;

  constructor(
    code: ErrorCode,
    status: number,
    message: string,
    details: { expected?: number | undefined; retryAfter?: number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.expected = details.expected ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }
}

/** Nobody is signed in, or not any more. The outbox stays. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
  readonly code = 'signed_out';
}
