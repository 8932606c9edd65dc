/** Serves prompt templates. */
import { v7 as uuidv7 } from 'uuid';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import { morgys, morgyTemplates } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { Template, templatesContract } from './contract.ts';

const toTemplate = (row: RowOf<typeof morgyTemplates>): Template => row;

export function createTemplates({ store }: { store: Store }): { handlers: Handlers<typeof templatesContract> } {
  const batches = new EditBatches();

  const list = (morgyId: string): Template[] =>
    store
      .rows(morgyTemplates, 'morgy_id = ? AND deleted_at IS NULL ORDER BY position, created_at, id', [morgyId])
      .map(toTemplate);

  const get = (id: string): Template => {
    const row = store.row(morgyTemplates, id);
    if (!row) throw notFound('template', id);
    return toTemplate(row);
  };

  return {
    handlers: {
      'templates.list': ({ morgyId }) => list(morgyId),

      'templates.create': ({ morgyId, ...patch }) => {
        if (!store.row(morgys, morgyId)) throw notFound('Morgy', morgyId);
        const id = uuidv7();
        const last = store.get<{ position: number | null }>(
          'SELECT max(position) AS position FROM morgy_templates WHERE morgy_id = ? AND deleted_at IS NULL',
          [morgyId],
        );
        store.write(`New template “${patch.title}”`, () =>
          store.insert(morgyTemplates, {
            ...patch,
            id,
            morgy_id: morgyId,
            owner_id: store.ownerId(),
            position: (last?.position ?? -1) + 1,
          }),
        );
        return get(id);
      },

      'templates.update': ({ id, patch }) => {
        const before = get(id);
        const fields = Object.keys(patch).join();
        store.write(
          `Edit template “${before.title}”`,
          () => store.update(morgyTemplates, id, withoutUndefined(patch)),
          {
            batch: batches.continue(id, fields),
          },
        );
        return get(id);
      },

      'templates.remove': ({ id }) => {
        const { title } = get(id);
        store.write(`Move template “${title}” to the trash`, () =>
          store.update(morgyTemplates, id, { deleted_at: nowUtc() }),
        );
        return { id };
      },

      'templates.reorder': ({ morgyId, ids }) => {
        const present = list(morgyId).map((template) => template.id);
        if (present.length !== ids.length || !present.every((id) => ids.includes(id))) {
          throw new StudioError('stale_order', 'The templates changed while you were ordering them. Try again.');
        }
        store.write('Reorder templates', () => {
          for (const [position, id] of ids.entries()) store.update(morgyTemplates, id, { position });
        });
        return list(morgyId);
      },
    },
  };
}

/** Under exactOptionalPropertyTypes a partial from zod may carry undefined; the store takes only what is set. */
function withoutUndefined<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as never;
}
