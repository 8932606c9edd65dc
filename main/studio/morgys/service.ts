/** Serves the Morgy requests: reads from the catalogue's table, every change one labelled transaction. */
import { v7 as uuidv7 } from 'uuid';
import { notFound } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import { morgyKnowledge, morgys, morgyTemplates } from '../../../schema/index.ts';
import type { PatchOf, RowOf } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { readLeniently } from '../lib/lenient.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { aiConfig, appearance, capabilities, knowledgeBase, personality } from './contract.ts';
import type { Morgy, morgysContract, MorgyPatch, MorgySummary } from './contract.ts';
import { fieldLabel } from '../lib/field-labels.ts';
import { readMorgyFile, writeMorgyFile } from './portable.ts';
import { starters } from './starters/index.ts';

type MorgyRow = RowOf<typeof morgys>;

const COUNTS = `
  (SELECT count(*) FROM morgy_knowledge k WHERE k.morgy_id = m.id AND k.deleted_at IS NULL) AS documents,
  (SELECT count(*) FROM morgy_templates t WHERE t.morgy_id = m.id AND t.deleted_at IS NULL) AS templates`;

const OBJECTS = {
  ai_config: aiConfig,
  personality,
  appearance,
  capabilities,
  knowledge_base: knowledgeBase,
} as const;
type ObjectField = keyof typeof OBJECTS;
const isObjectField = (name: string): name is ObjectField => name in OBJECTS;

const defaults = (): Pick<MorgyRow, ObjectField> => ({
  ai_config: aiConfig.parse({}),
  personality: personality.parse({}),
  appearance: appearance.parse({}),
  capabilities: capabilities.parse({}),
  knowledge_base: knowledgeBase.parse({}),
});

function toMorgy(raw: Record<string, unknown>): Morgy {
  const row = decodeRow(morgys, raw) as MorgyRow & { documents: number; templates: number };
  return {
    ...row,
    ai_config: readLeniently(aiConfig, row.ai_config),
    personality: readLeniently(personality, row.personality),
    appearance: readLeniently(appearance, row.appearance),
    capabilities: readLeniently(capabilities, row.capabilities),
    knowledge_base: readLeniently(knowledgeBase, row.knowledge_base),
  };
}

export interface MorgysService {
  readonly handlers: Handlers<typeof morgysContract>;
  /** @throws StudioError not_found. Also finds what is in the trash. */
  get(id: string): Morgy;
}

export function createMorgys({ store }: { store: Store }): MorgysService {
  const batches = new EditBatches();

  const get = (id: string): Morgy => {
    const raw = store.get(`SELECT m.*, ${COUNTS} FROM morgys m WHERE m.id = ?`, [id]);
    if (!raw) throw notFound('Morgy', id);
    return toMorgy(raw);
  };

  const list = (): MorgySummary[] =>
    store
      .all(
        `SELECT m.id, m.name, m.description, m.category, m.tags, m.appearance, m.is_active, m.is_public,
           m.license_type, m.price, m.version, m.created_at, m.updated_at, ${COUNTS}
         FROM morgys m WHERE m.deleted_at IS NULL ORDER BY m.updated_at DESC`,
      )
      .map((raw) => {
        const row = decodeRow(morgys, raw) as MorgyRow & { documents: number; templates: number };
        return { ...row, appearance: readLeniently(appearance, row.appearance) };
      });

  /** A free name: "Untitled Morgy", "Untitled Morgy 2", … */
  function freeName(wanted: string): string {
    const taken = new Set(
      store.all<{ name: string }>('SELECT name FROM morgys WHERE deleted_at IS NULL').map((row) => row.name),
    );
    if (!taken.has(wanted)) return wanted;
    for (let n = 2; ; n += 1) if (!taken.has(`${wanted} ${n}`)) return `${wanted} ${n}`;
  }

  /** The patch as columns: objects merged by key into what is there. */
  function columnsOf(patch: MorgyPatch, current: Pick<MorgyRow, ObjectField>): PatchOf<typeof morgys> {
    const columns: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      columns[name] = isObjectField(name) ? { ...current[name], ...(value as object) } : value;
    }
    return columns;
  }

  function create(name: string, patch: MorgyPatch = {}): string {
    const id = uuidv7();
    store.insert(morgys, {
      id,
      creator_id: store.ownerId(),
      category: 'assistant',
      ...defaults(),
      ...columnsOf(patch, defaults()),
      name,
    });
    return id;
  }

  const changedPaths = (patch: MorgyPatch): string[] =>
    Object.entries(patch).flatMap(([name, value]) =>
      isObjectField(name) ? Object.keys(value ?? {}).map((key) => `${name}.${key}`) : [name],
    );

  function copyChildren(from: string, to: string): void {
    for (const row of store.rows(morgyTemplates, 'morgy_id = ? AND deleted_at IS NULL', [from])) {
      store.insert(morgyTemplates, { ...authored(row), id: uuidv7(), morgy_id: to });
    }
    const documents = store.all<{ id: string }>(
      'SELECT id FROM morgy_knowledge WHERE morgy_id = ? AND deleted_at IS NULL ORDER BY created_at, id',
      [from],
    );
    for (const { id } of documents) {
      const row = store.row(morgyKnowledge, id);
      if (row) store.insert(morgyKnowledge, { ...authored(row), id: uuidv7(), morgy_id: to });
    }
  }

  const handlers: Handlers<typeof morgysContract> = {
    'morgys.list': list,
    'morgys.get': ({ id }) => get(id),

    'morgys.create': ({ name, patch }) => {
      const { value } = store.write('New Morgy', () => create(name ?? freeName('Untitled Morgy'), patch));
      return get(value);
    },

    'morgys.update': ({ id, patch }) => {
      const current = store.row(morgys, id);
      if (!current) throw notFound('Morgy', id);
      const paths = changedPaths(patch);
      if (paths.length === 0) return get(id);
      const what = paths.length <= 2 ? paths.map(fieldLabel).join(' and ') : `${paths.length} fields`;
      store.write(`Edit ${what} of “${current.name}”`, () => store.update(morgys, id, columnsOf(patch, current)), {
        batch: batches.continue(id, paths.join()),
      });
      return get(id);
    },

    'morgys.duplicate': ({ id }) => {
      const source = store.row(morgys, id);
      if (!source) throw notFound('Morgy', id);
      const { value } = store.write(`Duplicate “${source.name}”`, () => {
        const copy = uuidv7();
        store.insert(morgys, {
          ...authored(source),
          id: copy,
          name: freeName(`${source.name} copy`),
          version: 1,
          is_public: false,
        });
        copyChildren(id, copy);
        return copy;
      });
      return get(value);
    },

    'morgys.archive': ({ ids, archived }) => {
      const { value } = store.write(`${archived ? 'Archive' : 'Bring back'} ${counted(ids.length)}`, () =>
        ids.filter((id) => store.update(morgys, id, { is_active: !archived })),
      );
      return { count: value.length };
    },

    'morgys.remove': ({ ids }) => {
      const at = nowUtc();
      const label = ids.length === 1 ? `“${get(ids[0] ?? '').name}”` : counted(ids.length);
      const { value } = store.write(`Move ${label} to the trash`, () =>
        ids.filter((id) => store.update(morgys, id, { deleted_at: at })),
      );
      return { count: value.length };
    },

    'morgys.tag': ({ ids, add, remove }) => {
      const { value } = store.write(`Tag ${counted(ids.length)}`, () => {
        let count = 0;
        for (const id of ids) {
          const row = store.row(morgys, id);
          if (!row) continue;
          const tags = [...new Set([...row.tags.filter((tag) => !remove.includes(tag)), ...add])];
          if (store.update(morgys, id, { tags })) count += 1;
        }
        return count;
      });
      return { count: value };
    },

    'morgys.starters': () => starters.map((starter) => ({ ...starter, templates: starter.templates.length })),

    'morgys.createFromStarter': ({ key }) => {
      const starter = starters.find((candidate) => candidate.key === key);
      if (!starter) throw notFound('starter', key);
      const { value } = store.write(`New Morgy from “${starter.name}”`, () => {
        const id = create(freeName(starter.name), {
          description: starter.description,
          category: starter.category,
          tags: starter.tags,
          appearance: starter.appearance,
          personality: starter.personality,
          ai_config: { systemPrompt: starter.prompt },
        });
        for (const [position, template] of starter.templates.entries()) {
          store.insert(morgyTemplates, {
            ...template,
            id: uuidv7(),
            morgy_id: id,
            owner_id: store.ownerId(),
            position,
          });
        }
        return id;
      });
      return get(value);
    },

    'morgys.exportFile': async ({ id, path, includeKnowledge }) => {
      const morgy = store.row(morgys, id);
      if (!morgy) throw notFound('Morgy', id);
      const templates = store.rows(morgyTemplates, 'morgy_id = ? AND deleted_at IS NULL ORDER BY position', [id]);
      const documents = includeKnowledge
        ? store.rows(morgyKnowledge, 'morgy_id = ? AND deleted_at IS NULL ORDER BY created_at, id', [id])
        : [];
      // Excluded passages are parts of the documents' text, which goes whole.
      const excluded = includeKnowledge
        ? store.get<{ count: number }>(
            `SELECT COALESCE(SUM(t.excluded), 0) AS count FROM chunk_totals t JOIN morgy_knowledge k ON k.id = t.document_id
             WHERE k.morgy_id = ? AND k.deleted_at IS NULL`,
            [id],
          )
        : undefined;
      return {
        path,
        bytes: await writeMorgyFile(path, { morgy, templates, documents }),
        documents: documents.length,
        excludedPassages: excluded?.count ?? 0,
      };
    },

    'morgys.importFile': async ({ path }) => {
      const file = await readMorgyFile(path);
      const { value } = store.write(`Import “${file.morgy.name}”`, () => {
        const id = create(freeName(file.morgy.name), file.morgy);
        for (const [position, template] of file.templates.entries()) {
          store.insert(morgyTemplates, {
            ...template,
            id: uuidv7(),
            morgy_id: id,
            owner_id: store.ownerId(),
            position,
          });
        }
        for (const document of file.documents) {
          store.insert(morgyKnowledge, { ...document, id: uuidv7(), morgy_id: id, owner_id: store.ownerId() });
        }
        return id;
      });
      return get(value);
    },
  };
  return { handlers, get };
}

const counted = (n: number): string => (n === 1 ? 'a Morgy' : `${n} Morgys`);

/** What a person wrote, without the cloud's columns and the times of the original. */
function authored<R extends RowOf<typeof morgys> | RowOf<typeof morgyKnowledge> | RowOf<typeof morgyTemplates>>(
  row: R,
): Partial<R> {
  const copy: Record<string, unknown> = {};
  const table = 'creator_id' in row ? morgys : 'source_type' in row ? morgyKnowledge : morgyTemplates;
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.onDevice && !column.serverOwned && !['id', 'created_at', 'deleted_at'].includes(name)) {
      copy[name] = (row as Record<string, unknown>)[name];
    }
  }
  return copy as Partial<R>;
}
