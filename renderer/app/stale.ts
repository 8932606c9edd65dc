/** Which cached answers a change makes stale: those whose request reads one of the changed tables. Pure. */
import type { RequestFacts } from '../../main/contract/facts.ts';

export function isStale(facts: RequestFacts, name: unknown, changed: readonly string[]): boolean {
  const reads = (typeof name === 'string' ? facts[name] : null) ?? [];
  if (reads.length === 0) return false;
  if (changed.includes('*') || reads.includes('*')) return true;
  return reads.some((table) => changed.includes(table));
}
