/** Serves the workspaces: list, make, rename, switch, and the trash. */
import { v7 as uuidv7 } from 'uuid';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import { foundations, onboardingSessions, workspaces } from '../../../schema/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { firstFree } from '../lib/in-workspace.ts';
import { foundationIdOf, onboardingIdOf } from '../lib/derived-ids.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { Workspace, workspacesContract } from './contract.ts';
import { insertWorkspaceRows, readWorkspaceFile, writeWorkspaceFile } from './portable.ts';
import { nearInMeaning } from './near.ts';
import { searchGround } from './search.ts';

/** The setting that holds which workspace is open. */
const SETTING = 'workspaceId';

const count = (table: string): string =>
  `(SELECT count(*) FROM ${table} c WHERE c.workspace_id = w.id AND c.deleted_at IS NULL)`;
/** A workspace may have two rows of what it has one of, until a sync settles it: the one with words in it counts. */
const SELECT = `
  SELECT w.id, w.name, w.created_at, w.updated_at,
    (SELECT f.company_name FROM foundations f WHERE f.workspace_id = w.id AND f.deleted_at IS NULL
      ORDER BY f.company_name IS NULL, f.created_at LIMIT 1) AS company_name,
    (SELECT max(f.onboarding_completed) FROM foundations f WHERE f.workspace_id = w.id AND f.deleted_at IS NULL) AS completed,
    (SELECT max(s.current_step) FROM onboarding_sessions s WHERE s.workspace_id = w.id) AS step,
    ${count('icp_profiles')} AS icps, ${count('campaigns')} AS campaigns,
    ${count('moves')} AS moves, ${count('muse_assets')} AS assets
  FROM workspaces w WHERE w.deleted_at IS NULL`;

type Raw = Omit<Workspace, 'onboarding_completed' | 'onboarding_step'> & {
  completed: number | null;
  step: number | null;
};

const toWorkspace = ({ completed, step, ...row }: Raw): Workspace => ({
  ...row,
  onboarding_completed: completed === 1,
  onboarding_step: step ?? 1,
});

export interface WorkspacesService {
  readonly handlers: Handlers<typeof workspacesContract>;
  /** @throws StudioError not_found, also for what lies in the trash. */
  get(id: string): Workspace;
  current(): Workspace | null;
  /**
   * The current one; makes the first where there is none.
   * @throws StudioError first_sync, while an account's own are still to come
   */
  open(): Workspace;
  /** A workspace with its empty foundation and onboarding session. Only inside a write. @returns its id */
  insert(name: string): string;
}

export function createWorkspaces({ store }: { store: Store }): WorkspacesService {
  const batches = new EditBatches();

  const find = (id: string): Workspace | undefined => {
    const raw = store.get<Raw>(`${SELECT} AND w.id = ?`, [id]);
    return raw && toWorkspace(raw);
  };
  const get = (id: string): Workspace => {
    const found = find(id);
    if (!found) throw notFound('workspace', id);
    return found;
  };

  function current(): Workspace | null {
    const kept = store.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [SETTING])?.value;
    const wanted: unknown = kept === undefined ? null : JSON.parse(kept);
    const chosen = typeof wanted === 'string' ? find(wanted) : undefined;
    if (chosen) return chosen;
    // Nobody chose: one that something was written in, before the empty one that an account is given when it is made.
    const raw = store.get<Raw>(
      `SELECT * FROM (${SELECT}) ORDER BY company_name IS NULL AND icps + campaigns + moves + assets = 0, created_at, id LIMIT 1`,
    );
    return raw ? toWorkspace(raw) : null;
  }

  const remember = (id: string): void =>
    void store.run(
      `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [SETTING, JSON.stringify(id)],
      'settings',
    );

  /** A free name: "Harbour Café", "Harbour Café 2", … */
  const freeName = (wanted: string): string =>
    firstFree(
      wanted,
      store.all<{ name: string }>('SELECT name FROM workspaces WHERE deleted_at IS NULL').map(({ name }) => name),
    );

  function insert(name: string): string {
    const id = uuidv7();
    const owner = store.ownerId();
    store.insert(workspaces, { id, user_id: owner, name });
    store.insert(foundations, { id: foundationIdOf(id), workspace_id: id, owner_id: owner });
    store.insert(onboardingSessions, { id: onboardingIdOf(id), workspace_id: id, owner_id: owner });
    return id;
  }

  function open(): Workspace {
    const there = current();
    if (there) return there;
    // An account has a workspace from its signing up on; one made here before it has come would stand beside it.
    if (store.meta('account_user') !== undefined && store.meta('sync_last_synced') === undefined) {
      throw new StudioError(
        'first_sync',
        'The workspaces of this account have not come to this device yet. They open here as soon as the first sync has brought them; until then you can make another one.',
      );
    }
    // Nobody asked for it, so it is no step of Undo.
    const { value } = store.write(
      'First workspace',
      () => {
        const id = insert('My workspace');
        // What an account brings later may be older; what is in use stays in use.
        remember(id);
        return id;
      },
      { kind: 'record' },
    );
    return get(value);
  }

  const handlers: Handlers<typeof workspacesContract> = {
    'workspaces.list': () => store.all<Raw>(`${SELECT} ORDER BY w.name COLLATE NOCASE, w.id`).map(toWorkspace),
    'workspaces.current': () => current(),
    'workspaces.open': () => open(),
    'workspaces.create': ({ name }) => {
      const { value } = store.write(`New workspace “${name}”`, () => {
        const id = insert(name);
        remember(id);
        return id;
      });
      return get(value);
    },
    'workspaces.update': ({ id, name }) => {
      const before = get(id);
      if (before.name !== name) {
        store.write(`Rename “${before.name}”`, () => store.update(workspaces, id, { name }), {
          batch: batches.continue(id, 'name'),
        });
      }
      return get(id);
    },
    'workspaces.switch': ({ id }) => {
      const wanted = get(id);
      store.write('Switch workspace', () => remember(id));
      return wanted;
    },
    'workspaces.remove': ({ id }) => {
      const { name } = get(id);
      store.write(`Move “${name}” to the trash`, () => store.update(workspaces, id, { deleted_at: nowUtc() }));
      return { current: current() };
    },
    'workspaces.search': ({ workspaceId, query, limit }) => {
      const { hits, total } = searchGround(store, get(workspaceId).id, query, limit);
      const near = nearInMeaning(store, workspaceId, query, hits, limit - hits.length);
      return { hits: [...hits, ...near], total: total + near.length };
    },
    'workspaces.exportFile': async ({ id, path, includeEvidence }) => {
      const { name } = get(id);
      const settings = store.row(workspaces, id)?.settings ?? {};
      return { path, bytes: await writeWorkspaceFile(store, { id, name, settings }, path, includeEvidence) };
    },
    'workspaces.importFile': async ({ path }) => {
      const file = await readWorkspaceFile(path);
      const { value } = store.write(`Import workspace “${file.workspace.name}”`, () => {
        const id = insert(freeName(file.workspace.name));
        store.update(workspaces, id, { settings: file.workspace.settings });
        const counts = insertWorkspaceRows(store, id, file);
        remember(id);
        return { id, counts };
      });
      return { workspace: get(value.id), counts: value.counts };
    },
  };
  return { handlers, get, current, open, insert };
}
