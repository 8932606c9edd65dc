/** What the gateway says when it does not do what was asked: one shape for every status. */
import { z } from 'zod';

/**
 * unauthenticated (401): no token, or one that is not good here. forbidden (403). not_found (404). number_gap (409): the
 * device's ledger expects another number, see `expected`. number_reused (409): the number was taken with other contents.
 * revoked (403): this device was signed out from another one. too_large (413). invalid (400): the request is not what
 * the protocol says. schema_too_old and schema_too_new (426). rate_limited (429, with Retry-After). unavailable (503).
 */
export const ERROR_CODES = [
  'unauthenticated',
  'forbidden',
  'revoked',
  'not_found',
  'unknown_device',
  'number_gap',
  'number_reused',
  'must_refetch',
  'conflict',
  'gone',
  'too_large',
  'invalid',
  'schema_too_old',
  'schema_too_new',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const errorBody = z.object({
  code: z.enum(ERROR_CODES).catch('internal'),
  /** A sentence for a person. */
  message: z.string(),
  /** With number_gap: the number that the ledger takes next. */
  expected: z.int().positive().optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;
