/** Undo, redo, versions of a Morgy, and the trash: all of it read from history. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const undoState = z.object({
  /** What undo would take back, in words; null when there is nothing. */
  undo: z.object({ tx: z.int(), label: z.string(), at: z.string() }).nullable(),
  redo: z.object({ tx: z.int(), label: z.string(), at: z.string() }).nullable(),
});

/** What undo or redo did. `skipped` names what was changed since by something else and was therefore left alone. */
export const undoResult = z.object({
  label: z.string(),
  /** The rows that came back to their earlier state. */
  rows: z.array(z.object({ table: z.string(), id: z.string() })),
  skipped: z.array(z.object({ table: z.string(), id: z.string(), column: z.string(), reason: z.string() })),
});

/** A run of changes that belong together: all written here or all from the cloud, no pause over ten minutes. */
export const version = z.object({
  /** The last transaction in it; a version is the state after it. */
  tx: z.int(),
  firstTx: z.int(),
  at: z.string(),
  label: z.string(),
  changes: z.int(),
  /** Fields in words: "System prompt", "Price". */
  fields: z.array(z.string()),
});
export type Version = z.infer<typeof version>;

/** One field between two versions, ready to be shown. Long text carries its lines. */
export const fieldDiff = z.object({
  /** Stable path, for example `ai_config.systemPrompt` or `templates.<id>.text`. */
  path: z.string(),
  label: z.string(),
  before: z.string(),
  after: z.string(),
  /** Present for text of more than one line: runs of equal, removed and added lines. */
  lines: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })).optional(),
});
export type FieldDiff = z.infer<typeof fieldDiff>;

/** What a person can delete, and the column whose text names it in the trash. */
export const TRASH_TABLES = {
  morgys: 'name',
  morgy_knowledge: 'title',
  morgy_templates: 'title',
  workspaces: 'name',
  icp_profiles: 'name',
  campaigns: 'name',
  moves: 'name',
  muse_assets: 'title',
  blackbox_strategies: 'name',
  daily_wins: 'topic',
} as const;
type TrashTable = keyof typeof TRASH_TABLES;

export const trashItem = z.object({
  table: z.enum(Object.keys(TRASH_TABLES) as [TrashTable, ...TrashTable[]]),
  id: z.string(),
  title: z.string(),
  /** The Morgy or workspace it belongs to; null for one of these themselves. */
  parent: z.object({ id: z.string(), name: z.string() }).nullable(),
  deleted_at: z.string(),
  /** Null where it stays: a Morgy that was sold is named by the earnings. */
  purge_at: z.string().nullable(),
});
export type TrashItem = z.infer<typeof trashItem>;

const items = z.object({
  items: z.array(z.object({ table: trashItem.shape.table, id: z.string() })).min(1),
});

export const historyContract = defineContract({
  'history.state': query({ input: z.object({}), output: undoState, reads: ['history'] }),
  'history.undo': mutation({ input: z.object({}), output: undoResult }),
  'history.redo': mutation({ input: z.object({}), output: undoResult }),
  /** Newest first. */
  'history.versions': query({
    input: z.object({ morgyId: z.string() }),
    output: z.array(version),
    reads: ['history'],
  }),
  /** From the state after `from` to the state after `to`; `to` null is now. */
  'history.diff': query({
    input: z.object({ morgyId: z.string(), from: z.int(), to: z.int().nullable() }),
    output: z.array(fieldDiff),
    reads: ['history'],
  }),
  /** The Morgy and its templates as they were after that transaction; a new change, itself undoable. */
  'history.restore': mutation({
    input: z.object({ morgyId: z.string(), tx: z.int() }),
    output: z.object({ fields: z.array(z.string()) }),
  }),
  'trash.list': query({
    input: z.object({}),
    output: z.array(trashItem),
    reads: Object.keys(TRASH_TABLES),
  }),
  'trash.restore': mutation({ input: items, output: z.object({ count: z.int() }) }),
  /** For good; the only thing in the studio that cannot be undone. */
  'trash.purge': mutation({ input: items, output: z.object({ count: z.int() }) }),
  'trash.empty': mutation({ input: z.object({}), output: z.object({ count: z.int() }) }),
});
