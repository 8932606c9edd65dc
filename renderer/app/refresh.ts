/**
 * Reads again what a change made stale. A first read that is on its way is not begun anew by the cache: its answer may be
 * older than the change, so it is read once more when it has come.
 */
import type { Query, QueryClient } from '@tanstack/react-query';

export async function refresh(client: QueryClient, isConcerned: (query: Query) => boolean): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll({ predicate: isConcerned })
    .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching');
  await client.invalidateQueries({ predicate: isConcerned });
  if (first.length > 0) await client.invalidateQueries({ predicate: (query) => first.includes(query) });
}
