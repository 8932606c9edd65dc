/** Serves the profiles: every change one labelled transaction, objects merged by key into what is there. */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { icpProfiles } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { freeIn, needWorkspace } from '../lib/in-workspace.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { compare } from './compare.ts';
import type { Icp, IcpPatch, icpsContract, OnMatch } from './contract.ts';
import { readIcpFile } from './import.ts';
import type { Present } from './import-row.ts';
import { toCsv, toJson } from './portable.ts';
import { dismissNotice, primaryOf, settledNotice, settlePrimaries } from './primary.ts';
import { isGroup, SUMMARY_COLUMNS, toIcp, toSummary } from './read.ts';
import { summaryOf } from './summary.ts';
import { icpTemplates } from './templates.ts';

/** Rows from other devices come in several steps; only what still stands after this long is settled. Milliseconds. */
const SETTLE_AFTER = 3_000;

export interface IcpsService {
  readonly handlers: Handlers<typeof icpsContract>;
  /** @throws StudioError not_found. Also finds what is in the trash. */
  get(id: string): Icp;
  /** Living ones of a workspace, the primary first. */
  all(workspaceId: string): Icp[];
  /** Watches for several primary profiles and settles them. */
  start(): void;
  close(): void;
}

export function createIcps({ store }: { store: Store }): IcpsService {
  const batches = new EditBatches();

  const living = (workspaceId: string, columns = '*'): Record<string, unknown>[] =>
    store.all(
      `SELECT ${columns} FROM icp_profiles WHERE workspace_id = ? AND deleted_at IS NULL
       ORDER BY is_primary DESC, is_secondary DESC, name COLLATE NOCASE, id`,
      [workspaceId],
    );

  const get = (id: string): Icp => {
    const raw = store.get('SELECT * FROM icp_profiles WHERE id = ?', [id]);
    if (!raw) throw notFound('profile', id);
    return toIcp(raw, primaryOf(store, String(raw['workspace_id'])));
  };
  const all = (workspaceId: string): Icp[] => {
    const primary = primaryOf(store, workspaceId);
    return living(workspaceId).map((raw) => toIcp(raw, primary));
  };

  const presentIn = (workspaceId: string): Present => {
    const primary = primaryOf(store, workspaceId);
    return { icps: all(workspaceId), primary: primary === null ? null : get(primary).name };
  };

  /** The patch as columns: objects merged by key into the stored ones, so that what this studio cannot read stays. */
  function columnsOf(patch: IcpPatch, stored: Readonly<Record<string, unknown>>): PatchOf<typeof icpProfiles> {
    const columns: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      columns[name] = isGroup(name) ? { ...(stored[name] as object | undefined), ...(value as object) } : value;
    }
    // The cloud keeps the two apart.
    if (columns['is_secondary'] === true) columns['is_primary'] = false;
    return columns;
  }

  /** Only inside a write. */
  function insert(workspaceId: string, name: string, patch: IcpPatch): string {
    const id = uuidv7();
    store.insert(icpProfiles, {
      id,
      workspace_id: workspaceId,
      owner_id: store.ownerId(),
      ...columnsOf(patch, {}),
      name,
    });
    return id;
  }

  /** Only inside a write: the mark is taken from the others first, so that no moment knows two. */
  function mark(workspaceId: string, id: string | null): void {
    for (const row of store.rows(icpProfiles, 'workspace_id = ? AND is_primary = 1 AND deleted_at IS NULL', [
      workspaceId,
    ]))
      if (row.id !== id) store.update(icpProfiles, row.id, { is_primary: false });
    if (id !== null) store.update(icpProfiles, id, { is_primary: true, is_secondary: false });
  }

  function labelOf(ids: readonly string[]): string {
    const [first = ''] = ids;
    return ids.length === 1 ? `“${get(first).name}”` : `${ids.length} profiles`;
  }

  const handlers: Handlers<typeof icpsContract> = {
    'icps.list': ({ workspaceId }) => {
      const primary = primaryOf(store, workspaceId);
      return {
        icps: living(workspaceId, SUMMARY_COLUMNS).map((raw) => toSummary(raw, primary)),
        settled: settledNotice(store, workspaceId),
      };
    },
    'icps.get': ({ id }) => get(id),

    'icps.create': ({ workspaceId, name, patch, template }) => {
      needWorkspace(store, workspaceId);
      const from = template === undefined ? undefined : icpTemplates.find(({ key }) => key === template);
      if (template !== undefined && !from) throw notFound('profile template', template);
      const { value } = store.write('New profile', () => {
        const id = insert(
          workspaceId,
          name ?? freeIn(store, 'icp_profiles.name', workspaceId, from?.name ?? 'Untitled profile'),
          {
            ...from?.patch,
            ...patch,
          },
        );
        if (
          patch?.is_secondary !== true &&
          primaryOf(store, workspaceId) === null &&
          living(workspaceId, 'id').length === 1
        )
          mark(workspaceId, id);
        return id;
      });
      return get(value);
    },

    'icps.update': ({ id, patch }) => {
      const current = store.row(icpProfiles, id);
      if (!current) throw notFound('profile', id);
      const paths = Object.entries(patch).flatMap(([key, value]) =>
        isGroup(key) ? Object.keys(value ?? {}).map((inner) => `${key}.${inner}`) : [key],
      );
      if (paths.length === 0) return get(id);
      store.write(`Edit “${current.name}”`, () => store.update(icpProfiles, id, columnsOf(patch, current)), {
        batch: batches.continue(id, paths.join()),
      });
      return get(id);
    },

    'icps.duplicate': ({ id }) => {
      const source = store.row(icpProfiles, id);
      if (!source) throw notFound('profile', id);
      const { id: _id, row_version: _v, _fv, created_at: _c, updated_at: _u, deleted_at: _d, ...kept } = source;
      const copy = uuidv7();
      store.write(`Duplicate “${source.name}”`, () =>
        store.insert(icpProfiles, {
          ...kept,
          id: copy,
          name: freeIn(store, 'icp_profiles.name', source.workspace_id, `${source.name} copy`),
          code: null,
          is_primary: false,
        }),
      );
      return get(copy);
    },

    'icps.setPrimary': ({ workspaceId, id }) => {
      const chosen = id === null ? null : get(id);
      if (chosen && (chosen.workspace_id !== workspaceId || chosen.deleted_at !== null))
        throw new StudioError('not_here', `“${chosen.name}” is not in this workspace, so it cannot be primary in it.`);
      store.write(chosen ? `Make “${chosen.name}” primary` : 'No primary profile', () => mark(workspaceId, id));
      return { id };
    },

    'icps.remove': ({ ids }) => {
      const at = nowUtc();
      const { value } = store.write(`Move ${labelOf(ids)} to the trash`, () =>
        ids.filter((id) => store.update(icpProfiles, id, { deleted_at: at })),
      );
      return { count: value.length };
    },

    'icps.compare': ({ ids }) => {
      if (new Set(ids).size !== ids.length)
        throw new StudioError('same_profile', 'The same profile was chosen twice. Choose two or three different ones.');
      return compare(ids.map(get));
    },

    'icps.templates': () => icpTemplates.map(({ key, name, description }) => ({ key, name, description })),
    'icps.draftSummary': ({ id }) => ({ text: summaryOf(get(id)) }),

    'icps.previewImport': async ({ workspaceId, path }) => {
      const { rows, ...file } = await readIcpFile(path, presentIn(workspaceId));
      return { ...file, rows: rows.map(({ update: _update, ...row }) => row) };
    },

    'icps.import': async ({ workspaceId, path, existing, choices }) => {
      needWorkspace(store, workspaceId);
      const { file, rows } = await readIcpFile(path, presentIn(workspaceId));
      const good = rows.flatMap((row) =>
        row.patch !== null && row.errors.length === 0 ? [{ ...row, patch: row.patch }] : [],
      );
      if (good.length === 0) {
        throw new StudioError(
          'nothing_to_import',
          rows.length === 0
            ? `“${file}” holds no profiles. Nothing was changed.`
            : `Every row of “${file}” has something wrong with it. Nothing was changed.`,
        );
      }
      const chosen = new Map(choices.map(({ row, what }) => [row, what]));
      const whatOf = (row: (typeof good)[number]): OnMatch =>
        row.match === null ? 'add' : (chosen.get(row.row) ?? existing);
      const added = good.filter((row) => whatOf(row) === 'add');
      const updates = good.flatMap(({ match, update, ...row }) =>
        match !== null && whatOf({ ...row, match, update }) === 'update' ? [{ id: match.id, update }] : [],
      );
      const refused = rows.length - good.length;
      const skipped = good.length - added.length - updates.length;
      const names = good.filter((row) => whatOf(row) !== 'skip').map(({ name }) => name);
      if (names.length === 0) return { made: [], updated: [], skipped, refused };
      const { value } = store.write(
        names.length === 1 ? `Import “${names[0] ?? ''}”` : `Import ${names.length} profiles`,
        () => {
          const first = living(workspaceId, 'id').length === 0;
          const free = primaryOf(store, workspaceId) === null;
          const ids = added.map(({ name, patch }) => insert(workspaceId, name, patch));
          const marked = ids[added.findIndex(({ primary }) => primary)] ?? (first ? ids[0] : undefined);
          if (free && marked !== undefined) mark(workspaceId, marked);
          for (const { id, update } of updates) {
            const current = store.row(icpProfiles, id);
            if (current) store.update(icpProfiles, id, columnsOf(update, current));
          }
          return ids;
        },
      );
      const updated = [...new Set(updates.map(({ id }) => id))];
      return { made: value.map((id) => ({ id })), updated: updated.map((id) => ({ id })), skipped, refused };
    },

    'icps.exportFile': async ({ workspaceId, ids, path }) => {
      const icps = all(workspaceId).filter(({ id }) => ids === null || ids.includes(id));
      if (icps.length === 0)
        throw new StudioError('nothing_to_export', 'There is no profile to save. Nothing was written.');
      await writeFileAtomically(path, Buffer.from(/\.json$/i.test(path) ? toJson(icps) : toCsv(icps)));
      return { path, count: icps.length };
    },

    'icps.dismissSettled': ({ workspaceId }) => ({ dismissed: dismissNotice(store, workspaceId) }),
  };

  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const settleSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        settlePrimaries(store);
      } catch (error) {
        // On a full disk the mark is settled when something next changes; lists show the right one all the while.
        console.error('Two primary profiles could not be settled:', error instanceof Error ? error.message : error);
      }
    }, SETTLE_AFTER);
    timer.unref();
  };
  return {
    handlers,
    get,
    all,
    start() {
      settleSoon();
      stop = store.onChange((tables) => {
        if (tables.includes('icp_profiles') || tables.includes('*')) settleSoon();
      });
    },
    close() {
      clearTimeout(timer);
      stop?.();
    },
  };
}
