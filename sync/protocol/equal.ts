/** When two JSON values are the same: Postgres' jsonb reorders keys and the device does not, so their order says nothing. */

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  // Entries are defined, not assigned: a key may be called __proto__.
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, held]) => [key, sorted(held)] as const),
  );
}

/** One text for all spellings of a value. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value ?? null));

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || ((a ?? null) === null && (b ?? null) === null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return canonical(a) === canonical(b);
}
