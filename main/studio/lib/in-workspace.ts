/** What every service of things in a workspace needs: a living workspace, a name that is free in it, a patch without holes. */
import { notFound, StudioError } from '../../contract/errors.ts';
import { workspaces } from '../../../schema/index.ts';
import type { Store } from '../store/store.ts';

/** @throws StudioError not_found, in_trash */
export function needWorkspace(store: Store, id: string): void {
  const workspace = store.row(workspaces, id);
  if (!workspace) throw notFound('workspace', id);
  if (workspace.deleted_at !== null)
    throw new StudioError('in_trash', `“${workspace.name}” lies in the trash. Restore it to add to it.`);
}

/** "Launch", "Launch 2", … whatever the case of those that are there. */
export function firstFree(wanted: string, names: Iterable<string>): string {
  const taken = new Set(Array.from(names, (name) => name.toLowerCase()));
  if (!taken.has(wanted.toLowerCase())) return wanted;
  for (let n = 2; ; n += 1) if (!taken.has(`${wanted} ${n}`.toLowerCase())) return `${wanted} ${n}`;
}

/** A name that no living row of the workspace has. */
export const freeIn = (
  store: Store,
  column: 'campaigns.name' | 'moves.name' | 'icp_profiles.name' | 'muse_assets.title',
  workspaceId: string,
  wanted: string,
): string =>
  firstFree(
    wanted,
    store
      .all<{ name: string }>(
        `SELECT ${column} AS name FROM ${column.split('.')[0] ?? ''} WHERE workspace_id = ? AND deleted_at IS NULL`,
        [workspaceId],
      )
      .map(({ name }) => name),
  );

/** Under exactOptionalPropertyTypes a partial from zod may carry undefined; the store takes only what is set. */
export function withoutUndefined<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as never;
}
