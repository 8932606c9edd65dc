/** Serves undo, versions and the trash. */
import { notFound, StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import { morgys, morgyTemplates, writableColumns } from '../../../schema/index.ts';
import type { PatchOf, Table } from '../../../schema/index.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { historyContract } from './contract.ts';
import { purge, restoreFromTrash, trash } from './trash.ts';
import { redo, redoStep, undo, undoStep } from './undo.ts';
import type { Step } from './undo.ts';
import { diff, stateAt, versions } from './versions.ts';

const shown = (step: Step | undefined): { tx: number; label: string; at: string } | null =>
  step ? { tx: step.tx, label: step.label, at: step.at } : null;

/** What a restore sets: everything a person wrote, but no keys, owners or bookkeeping. */
const RESTORED_NEVER = new Set([
  'id',
  'creator_id',
  'owner_id',
  'morgy_id',
  'created_at',
  'version',
  'deleted_at',
  'is_public',
]);

function authoredPatch<T extends Table>(table: T, row: Record<string, unknown>): PatchOf<T> {
  return Object.fromEntries(
    writableColumns(table).flatMap(([name]) => (RESTORED_NEVER.has(name) || !(name in row) ? [] : [[name, row[name]]])),
  ) as PatchOf<T>;
}

export function createHistory({ store }: { store: Store }): { handlers: Handlers<typeof historyContract> } {
  function restore(morgyId: string, tx: number): string[] {
    const now = stateAt(store, morgyId, null);
    const then = stateAt(store, morgyId, tx);
    if (!now.morgy) throw notFound('Morgy', morgyId);
    if (!then.morgy)
      throw new StudioError(
        'no_such_version',
        'At that point this Morgy did not exist or lay in the trash. Choose a later version.',
      );
    const { morgy, templates } = then;
    const changes = diff(now, then);
    store.write(`Restore “${String(now.morgy['name'])}” to an earlier version`, () => {
      store.update(morgys, morgyId, authoredPatch(morgys, morgy));
      for (const [id, template] of templates) {
        store.update(morgyTemplates, id, { ...authoredPatch(morgyTemplates, template), deleted_at: null });
      }
      for (const id of now.templates.keys()) {
        if (!templates.has(id)) store.update(morgyTemplates, id, { deleted_at: nowUtc() });
      }
    });
    return changes.map((change) => change.label);
  }

  return {
    handlers: {
      'history.state': () => ({ undo: shown(undoStep(store)), redo: shown(redoStep(store)) }),
      'history.undo': () => undo(store),
      'history.redo': () => redo(store),
      'history.versions': ({ morgyId }) => versions(store, morgyId),
      'history.diff': ({ morgyId, from, to }) => diff(stateAt(store, morgyId, from), stateAt(store, morgyId, to)),
      'history.restore': ({ morgyId, tx }) => ({ fields: restore(morgyId, tx) }),
      'trash.list': () => trash(store),
      'trash.restore': ({ items }) => ({ count: restoreFromTrash(store, items) }),
      'trash.purge': ({ items }) => ({ count: purge(store, items) }),
      'trash.empty': () => {
        const items = trash(store).filter(({ purge_at }) => purge_at !== null);
        return { count: items.length === 0 ? 0 : purge(store, items) };
      },
    },
  };
}
