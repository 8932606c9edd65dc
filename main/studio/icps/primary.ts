/**
 * One primary profile a workspace. On one device a switch takes the mark from the other one in the same write. Two devices
 * that each chose one while offline meet later: the profile that was made first keeps the mark (ids are made in order of
 * time, and they are the same everywhere), so every device and the cloud come to the same answer without asking a clock.
 */
import { icpProfiles } from '../../../schema/index.ts';
import type { Store } from '../store/store.ts';

export interface Marked {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
}

/** Of several that carry the mark, the one that keeps it: the smallest id, in whatever order they are given. */
export function keeper<T extends { readonly id: string }>(marked: readonly T[]): T | undefined {
  return marked.reduce<T | undefined>(
    (best, each) => (best === undefined || each.id < best.id ? each : best),
    undefined,
  );
}

const markedIn = (store: Store, workspaceId: string): Marked[] =>
  store.all<Marked>(
    `SELECT id, workspace_id, name FROM icp_profiles
     WHERE workspace_id = ? AND is_primary = 1 AND deleted_at IS NULL ORDER BY id`,
    [workspaceId],
  );

export const primaryOf = (store: Store, workspaceId: string): string | null =>
  keeper(markedIn(store, workspaceId))?.id ?? null;

const noticeKey = (workspaceId: string): string => `icps.settled.${workspaceId}`;

export interface Settled {
  readonly kept: { readonly id: string; readonly name: string };
  readonly demoted: { readonly id: string; readonly name: string }[];
}

/** Takes the mark from all but the keeper, in every workspace, and remembers what was done so that it is said. */
export function settlePrimaries(store: Store): Settled[] {
  const doubled = store.all<{ workspace_id: string }>(
    `SELECT workspace_id FROM icp_profiles WHERE is_primary = 1 AND deleted_at IS NULL
     GROUP BY workspace_id HAVING count(*) > 1`,
  );
  return doubled.map(({ workspace_id }) => {
    const marked = markedIn(store, workspace_id);
    const kept = keeper(marked);
    if (!kept) throw new Error('A workspace with two primary profiles has none.');
    const named = ({ id, name }: Marked) => ({ id, name });
    const settled: Settled = { kept: named(kept), demoted: marked.filter(({ id }) => id !== kept.id).map(named) };
    store.write(
      `Keep “${kept.name}” as the primary profile`,
      () => {
        for (const { id } of settled.demoted) store.update(icpProfiles, id, { is_primary: false });
        store.setMeta(noticeKey(workspace_id), JSON.stringify(settled));
      },
      { kind: 'record' },
    );
    return settled;
  });
}

export function settledNotice(store: Store, workspaceId: string): (Settled & { sentence: string }) | null {
  const text = store.meta(noticeKey(workspaceId));
  if (text === undefined || text === '') return null;
  const { kept, demoted } = JSON.parse(text) as Settled;
  const others = demoted.map(({ name }) => `“${name}”`).join(' and ');
  return {
    kept,
    demoted,
    sentence: `Two devices each made a profile primary. “${kept.name}” was made first and stays primary; ${others} no longer is. Nothing else of them changed. Make another one primary if you meant that.`,
  };
}

export const dismissNotice = (store: Store, workspaceId: string): boolean =>
  store.write('Dismiss a notice', () => {
    const there = store.meta(noticeKey(workspaceId)) !== undefined;
    store.setMeta(noticeKey(workspaceId), '');
    return there;
  }).value;
