/** Reading JSON that someone else may have written: a bad key falls back to its default, the others stay. */
import type { z } from 'zod';

export function readLeniently<S extends z.ZodObject>(schema: S, value: unknown): z.output<S> {
  const input = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const whole = schema.safeParse(input);
  if (whole.success) return whole.data;
  const bad = new Set(whole.error.issues.map((issue) => issue.path[0]));
  return schema.parse(Object.fromEntries(Object.entries(input).filter(([key]) => !bad.has(key))));
}
