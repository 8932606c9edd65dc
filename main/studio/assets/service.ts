/** Serves the assets. All versions of a text name its first one as their parent, so that two devices' versions meet in one place. */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { checkGuardrails } from '../../contract/guardrails.ts';
import { moves, museAssets } from '../../../schema/index.ts';
import type { PatchOf, RowOf } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { lineDiff } from '../lib/field-diff.ts';
import { freeIn, needWorkspace, withoutUndefined } from '../lib/in-workspace.ts';
import { fillTemplate } from '../lib/template-ground.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { Asset, AssetPatch, assetsContract, AssetSummary } from './contract.ts';
import { assetTemplates } from './templates.ts';

type Row = RowOf<typeof museAssets>;

export interface MessagingRules {
  readonly rules: {
    readonly id: string;
    readonly type: 'do' | 'dont';
    readonly text: string;
    readonly reason: string;
    readonly category: string;
    readonly severity: 'error' | 'warning' | 'suggestion';
    readonly terms: string[];
  }[];
  readonly competitors: string[];
}

export interface AssetsDependencies {
  readonly store: Store;
  readonly templateGround: (workspaceId: string, icpId: string | null) => TemplateGround;
  readonly rulesOf: (workspaceId: string) => MessagingRules;
}

export interface AssetsService {
  readonly handlers: Handlers<typeof assetsContract>;
  get(id: string): Asset;
  /** Only inside a write. @returns its id */
  insert(workspaceId: string, values: PatchOf<typeof museAssets> & { title: string; content: string }): string;
}

/** Which text a row is a version of. */
const rootOf = (row: Pick<Row, 'id' | 'parent_id'>): string => row.parent_id ?? row.id;

/** Characters of a text that a list shows. */
const EXCERPT = 160;

export function createAssets({ store, templateGround, rulesOf }: AssetsDependencies): AssetsService {
  const batches = new EditBatches();

  const rowOf = (id: string): Row => {
    const row = store.row(museAssets, id);
    if (!row) throw notFound('text', id);
    return row;
  };
  /** Newest first; of two with one number the later made one. */
  const versionsOf = (root: string): Row[] =>
    store.rows(museAssets, '(id = ? OR parent_id = ?) AND deleted_at IS NULL ORDER BY version DESC, id DESC', [
      root,
      root,
    ]);

  function get(id: string): Asset {
    const row = rowOf(id);
    const versions = versionsOf(rootOf(row));
    const move = row.move_id === null ? undefined : store.row(moves, row.move_id);
    return {
      ...row,
      characters: row.content.length,
      versions: versions.map((each, i) => ({
        id: each.id,
        version: each.version,
        title: each.title,
        characters: each.content.length,
        created_at: each.created_at,
        updated_at: each.updated_at,
        current: i === 0,
      })),
      move: move && move.deleted_at === null ? { id: move.id, name: move.name } : null,
    };
  }

  function list({
    workspaceId,
    text,
    type,
    moveId,
    offset,
    limit,
  }: {
    workspaceId: string;
    text: string;
    type: string | null;
    moveId: string | null;
    offset: number;
    limit: number;
  }): { total: number; assets: AssetSummary[] } {
    const words = text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const like = (word: string): string => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    // The newest version of each text stands in text_heads, kept by triggers: no list walks through the texts themselves.
    const where = `h.workspace_id = ?${type === null ? '' : ' AND h.type = ?'}${moveId === null ? '' : ' AND h.move_id = ?'}`;
    const bound = [workspaceId, ...(type === null ? [] : [type]), ...(moveId === null ? [] : [moveId])];
    const from =
      words.length === 0
        ? 'text_heads h'
        : `text_heads h JOIN (SELECT id, title || ' ' || tags || ' ' || content AS searched FROM muse_assets) a ON a.id = h.id
           ${words.map(() => String.raw`AND a.searched LIKE ? ESCAPE '\'`).join(' ')}`;
    const asked = [...words.map(like), ...bound];
    const found = store.all<{ id: string; versions: number }>(
      `SELECT h.id, h.versions FROM ${from} WHERE ${where} ORDER BY h.updated_at DESC, h.id DESC LIMIT ? OFFSET ?`,
      [...asked, limit, offset],
    );
    const total =
      offset === 0 && found.length < limit
        ? found.length
        : (store.get<{ total: number }>(`SELECT count(*) AS total FROM ${from} WHERE ${where}`, asked)?.total ?? 0);
    const rows = new Map(
      store
        .all(
          `SELECT id, title, type, tags, tone, version, move_id, source, updated_at,
             substr(content, 1, ${EXCERPT}) AS excerpt, length(content) AS characters
           FROM muse_assets WHERE id IN (SELECT value FROM json_each(?))`,
          [JSON.stringify(found.map(({ id }) => id))],
        )
        .map((raw) => [String(raw['id']), raw]),
    );
    return {
      total,
      assets: found.flatMap(({ id, versions }) => {
        const raw = rows.get(id);
        if (!raw) return [];
        const row = decodeRow(museAssets, raw) as Row & { excerpt: string; characters: number };
        return [{ ...row, versions, excerpt: row.excerpt.replaceAll(/\s+/g, ' ').trim() }];
      }),
    };
  }

  const insert: AssetsService['insert'] = (workspaceId, values) => {
    const id = uuidv7();
    store.insert(museAssets, { type: 'other', ...values, id, workspace_id: workspaceId, owner_id: store.ownerId() });
    return id;
  };

  /** With room for a number behind it. */
  const freeTitle = (workspaceId: string, wanted: string): string =>
    freeIn(store, 'muse_assets.title', workspaceId, wanted.slice(0, 240));

  /** The next version of a text, made from one of its versions. */
  function nextVersion(from: Row, label: string): Asset {
    const versions = versionsOf(rootOf(from));
    const { id: _id, row_version: _v, _fv, created_at: _c, updated_at: _u, deleted_at: _d, ...kept } = from;
    const id = uuidv7();
    store.write(label, () =>
      store.insert(museAssets, {
        ...kept,
        id,
        version: Math.max(0, ...versions.map(({ version }) => version)) + 1,
        parent_id: rootOf(from),
      }),
    );
    return get(id);
  }

  const columnsOf = (patch: AssetPatch): PatchOf<typeof museAssets> => withoutUndefined(patch);

  const handlers: Handlers<typeof assetsContract> = {
    'assets.list': list,
    'assets.get': ({ id }) => get(id),
    'assets.templates': () =>
      assetTemplates.map(({ key, type, name, description }) => ({ key, type, name, description })),

    'assets.create': ({ workspaceId, template, icpId, patch }) => {
      needWorkspace(store, workspaceId);
      const from = template === null ? undefined : assetTemplates.find(({ key }) => key === template);
      if (template !== null && !from) throw notFound('template', template);
      const ground = templateGround(workspaceId, icpId);
      const title = from ? fillTemplate(from.title, ground) : null;
      const text = from ? fillTemplate(from.text, ground) : null;
      const { value } = store.write('New text', () =>
        insert(workspaceId, {
          ...(from && { type: from.type, source: 'template' as const }),
          content: text?.text ?? '',
          ...columnsOf(patch ?? {}),
          title: patch?.title ?? freeTitle(workspaceId, title?.text ?? 'Untitled text'),
        } as PatchOf<typeof museAssets> & { title: string; content: string }),
      );
      return { asset: get(value), gaps: [...(text?.gaps ?? [])] };
    },

    'assets.update': ({ id, patch }) => {
      const row = rowOf(id);
      store.write(`Edit “${row.title}”`, () => store.update(museAssets, id, columnsOf(patch)), {
        batch: batches.continue(id, Object.keys(patch).join()),
      });
      return get(id);
    },

    'assets.newVersion': ({ id }) => {
      const row = rowOf(id);
      return nextVersion(row, `New version of “${row.title}”`);
    },
    'assets.restoreVersion': ({ id }) => {
      const row = rowOf(id);
      return nextVersion(row, `Version ${row.version} of “${row.title}” again`);
    },

    'assets.diff': ({ from, to }) => {
      const [before, after] = [rowOf(from), rowOf(to)];
      if (rootOf(before) !== rootOf(after))
        throw new StudioError('not_versions', `“${before.title}” and “${after.title}” are not versions of one text.`);
      return {
        title: { before: before.title, after: after.title },
        lines: lineDiff(before.content, after.content),
      };
    },

    'assets.duplicate': ({ id }) => {
      const row = rowOf(id);
      const { id: _id, row_version: _v, _fv, created_at: _c, updated_at: _u, deleted_at: _d, ...kept } = row;
      const { value } = store.write(`Duplicate “${row.title}”`, () =>
        insert(row.workspace_id, {
          ...kept,
          title: freeTitle(row.workspace_id, `${row.title} copy`),
          version: 1,
          parent_id: null,
        }),
      );
      return get(value);
    },

    'assets.remove': ({ ids }) => {
      const at = nowUtc();
      const [first = ''] = ids;
      const label = ids.length === 1 ? `“${rowOf(first).title}”` : `${ids.length} texts`;
      const { value } = store.write(`Move ${label} to the trash`, () =>
        ids.filter((id) => {
          const row = store.row(museAssets, id);
          if (!row) return false;
          for (const each of versionsOf(rootOf(row))) store.update(museAssets, each.id, { deleted_at: at });
          return true;
        }),
      );
      return { count: value.length };
    },

    'assets.rules': ({ workspaceId }) => rulesOf(workspaceId),
    'assets.check': ({ id }) => {
      const row = rowOf(id);
      const { rules, competitors } = rulesOf(row.workspace_id);
      const { breaches, kept, unread } = checkGuardrails(row.content, rules, competitors);
      return {
        breaches: breaches.map((each) => ({ ...each })),
        kept: [...kept],
        unread: unread.map((each) => ({ ...each })),
      };
    },
  };
  return { handlers, get, insert };
}
