/** What a request brings, checked. The answer to a wrong one names the place and never repeats the value. */
import type { z } from 'zod';
import { GatewayError } from '../errors.ts';

/** @throws GatewayError invalid */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.map(String).join('.').slice(0, 100);
  throw new GatewayError('invalid', `The request is not what was expected${place ? ` at “${place}”` : ''}.`);
}
