/** Which cached answers a change makes stale: those whose request reads one of the changed tables. Pure. */
import type { Contract } from '../../main/contract/define.ts';

export function isStale(contract: Contract, name: unknown, changed: readonly string[]): boolean {
  const definition = typeof name === 'string' ? contract[name] : undefined;
  if (definition?.kind !== 'query' || definition.reads.length === 0) return false;
  if (changed.includes('*') || definition.reads.includes('*')) return true;
  return definition.reads.some((table) => changed.includes(table));
}
