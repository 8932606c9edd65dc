/**
 * A patch of an object: what is left out stays as it is. zod's own `partial()` fills a left-out key with its default, so a
 * patch made by it would reset everything that it does not name.
 */
import { z } from 'zod';

export function patchOf<S extends z.ZodObject>(schema: S): ReturnType<S['partial']> {
  const fields = Object.entries(schema.shape).map(([key, field]) => [
    key,
    (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
  ]);
  // The same keys with the same values, each of which may be missing: exactly what `partial()` is typed as.
  return schema.extend(Object.fromEntries(fields)) as unknown as ReturnType<S['partial']>;
}
