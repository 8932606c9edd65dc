/** What was decided about findings, kept on this device with its settings, so that no export asks twice about the same thing. */
import { readSettings, writeSettings } from '../settings/index.ts';
import type { Store } from '../store/store.ts';
import type { Decision } from './pack/types.ts';

/** Kept of one Morgy, the latest; a finding that is asked about again is no harm. */
const MOST = 10_000;

/** Those of before and those that are given, which win. */
export function decisionsFor(
  store: Store,
  { morgyId, decisions }: { readonly morgyId: string; readonly decisions: readonly Decision[] },
): Decision[] {
  const before = Object.entries(readSettings(store).exportDecisions[morgyId] ?? {});
  const given = decisions.map(({ findingId, action }) => [findingId, action] as const);
  return [...new Map([...before, ...given])].map(([findingId, action]) => ({ findingId, action }));
}

/** Adds to what is kept of this Morgy, and lets go of Morgys that were purged. */
export function keepDecisions(store: Store, morgyId: string, decisions: readonly Decision[]): void {
  const all = decisionsFor(store, { morgyId, decisions }).slice(-MOST);
  const others = Object.entries(readSettings(store).exportDecisions).filter(
    ([id]) => id !== morgyId && store.get('SELECT 1 FROM morgys WHERE id = ?', [id]) !== undefined,
  );
  const own = Object.fromEntries(all.map(({ findingId, action }) => [findingId, action]));
  writeSettings(store, { exportDecisions: Object.fromEntries([...others, [morgyId, own]]) });
}
