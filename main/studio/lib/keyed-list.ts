/**
 * Lists in JSON columns whose items carry ids. Reading passes over what is no item; writing puts fields into the stored
 * item by its id and leaves everything else as it lies there, so that what this program cannot read is not lost.
 */
import type { z } from 'zod';

type Stored = Record<string, unknown>;

const isObject = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface ReadList<T> {
  readonly items: T[];
  /** Of those that could not be read at all. */
  readonly unread: number;
}

/** A key that does not read falls back to its default; an item without an id gets one from its place. */
export function readList<S extends z.ZodObject>(schema: S, value: unknown): ReadList<z.output<S>> {
  if (!Array.isArray(value)) return { items: [], unread: value === null || value === undefined ? 0 : 1 };
  const items: z.output<S>[] = [];
  let unread = 0;
  value.forEach((raw, place) => {
    if (!isObject(raw)) {
      unread += 1;
      return;
    }
    const given: Stored = { id: `at-${place + 1}`, number: place + 1, day: place + 1, ...raw };
    const whole = schema.safeParse(given);
    if (whole.success) {
      items.push(whole.data);
      return;
    }
    const bad = new Set(whole.error.issues.map((issue) => issue.path[0]));
    const rest = schema.safeParse({
      id: `at-${place + 1}`,
      number: place + 1,
      day: place + 1,
      ...Object.fromEntries(Object.entries(given).filter(([key]) => !bad.has(key))),
    });
    if (rest.success) items.push(rest.data);
    else unread += 1;
  });
  return { items, unread };
}

/** The stored list with one item changed; the item that has the id, or stands at the place that `at-N` names. */
export function changeItem(stored: unknown, id: string, change: (item: Stored) => Stored): unknown[] {
  const list: unknown[] = Array.isArray(stored) ? stored : [];
  return list.map((raw, place) =>
    isObject(raw) && (raw['id'] === id || (raw['id'] === undefined && id === `at-${place + 1}`))
      ? change({ ...raw, id })
      : raw,
  );
}

export const withoutItem = (stored: unknown, id: string): unknown[] =>
  (Array.isArray(stored) ? (stored as unknown[]) : []).filter(
    (raw, place) => !(isObject(raw) && (raw['id'] === id || (raw['id'] === undefined && id === `at-${place + 1}`))),
  );
