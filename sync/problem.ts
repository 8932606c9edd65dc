/** What a failure means for a person, and whether trying again by itself can help. */
import { NetworkError, RefusedError, SignedOutError } from './errors.ts';
import type { Problem, ProblemCode } from './types.ts';

export interface Trouble {
  readonly problem: Problem;
  /** Waiting does not help: someone has to sign in, update or decide. */
  readonly needsPerson: boolean;
  /** Milliseconds that the other side asked for. */
  readonly retryAfter: number | null;
  /** For the log. */
  readonly detail: string;
}

const BY_CODE: Partial<Record<RefusedError['code'], { code: ProblemCode; message: string }>> = {
  revoked: { code: 'revoked', message: 'This device was signed out from another one. Sign in again to sync.' },
  unauthenticated: { code: 'signed_out', message: 'The sign-in has ended. Sign in again to sync.' },
  forbidden: { code: 'forbidden', message: 'This account may not sync with this cloud.' },
  schema_too_old: {
    code: 'update_needed',
    message: 'The cloud needs a newer Morgus Studio. Update it; everything waits safely here.',
  },
  schema_too_new: {
    code: 'update_needed',
    message: 'The cloud is older than this Morgus Studio. It syncs again when the cloud was updated.',
  },
};

export function problemOf(error: unknown): Trouble {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const passing = (code: ProblemCode, message: string, retryAfter: number | null = null): Trouble => ({
    problem: { code, message },
    needsPerson: false,
    retryAfter,
    detail,
  });
  if (error instanceof SignedOutError) {
    return { problem: { code: 'signed_out', message: error.message }, needsPerson: true, retryAfter: null, detail };
  }
  if (error instanceof NetworkError) {
    return passing('offline', 'The cloud cannot be reached. Everything is saved here and goes up later.');
  }
  if (error instanceof RefusedError) {
    const known = BY_CODE[error.code];
    if (known) return { problem: known, needsPerson: true, retryAfter: null, detail };
    return passing(
      'unavailable',
      'The cloud is busy or being repaired. It is tried again by itself.',
      error.retryAfter,
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL') {
    return passing('disk_full', 'The disk is full, so nothing more can be received. Free some space.');
  }
  return passing('internal', 'Syncing met an unexpected error and is tried again by itself.');
}
