/**
 * A workspace's foundation in the database. There is one; until a sync has settled it there may be a second, made where
 * this device's was not known. Then the same one counts on every device, and the other is offered to be taken in.
 */
import { foundations } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { foundationIdOf } from '../lib/derived-ids.ts';
import type { Store } from '../store/store.ts';
import {
  competitors,
  guardrails,
  LISTS,
  marketResearch,
  messageHierarchy,
  positioning,
  soundbiteLibrary,
  truthSheet,
} from './types.ts';
import type { Saying } from './conflicts.ts';
import type { ListName } from './types.ts';
import { itemsOf } from './lists.ts';
import type { Json } from './lists.ts';

export type FoundationRow = RowOf<typeof foundations>;

/** The one that counts first. What the cloud knows comes before what it will refuse; then the id decides. */
export function foundationRows(store: Store, workspaceId: string): FoundationRow[] {
  return store
    .rows(foundations, 'workspace_id = ? AND deleted_at IS NULL', [workspaceId])
    .toSorted(
      (a, b) => Number(b.row_version > 0) - Number(a.row_version > 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}

/** For a workspace that came without one: what it will be once something is written in it. */
export function emptyRow(workspaceId: string, ownerId: string, at: string): FoundationRow {
  return {
    id: foundationIdOf(workspaceId),
    workspace_id: workspaceId,
    owner_id: ownerId,
    company_name: null,
    website_url: null,
    industry: null,
    company_stage: null,
    truth_sheet: {},
    market_research: {},
    competitors: [],
    positioning: {},
    brand_voice: null,
    messaging_guardrails: [],
    soundbite_library: {},
    message_hierarchy: {},
    summary: null,
    onboarding_completed: false,
    summary_embedding: null,
    created_at: at,
    updated_at: at,
    deleted_at: null,
    row_version: 0,
    _fv: {},
  };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The stored columns with an id on every item of every list. */
function identified(row: FoundationRow): Json {
  const columns: Json = { ...row };
  for (const name of Object.keys(LISTS) as ListName[]) {
    const { column, key } = LISTS[name];
    const list = itemsOf(columns, name);
    if (key === null) columns[column] = list;
    else columns[column] = { ...(isObject(columns[column]) ? columns[column] : {}), [key]: list };
  }
  return columns;
}

/**
 * What the studio understands of a foundation.
 * @param found facts found in the evidence that nobody decided yet: only where they contradict one that was taken do they
 *   say something.
 */
export function readGround(row: FoundationRow, found: readonly Saying[] = []) {
  const columns = identified(row);
  return {
    company_name: row.company_name,
    website_url: row.website_url,
    industry: row.industry,
    company_stage: row.company_stage,
    truth_sheet: truthSheet.parse(columns['truth_sheet']),
    market_research: marketResearch.parse(columns['market_research']),
    competitors: competitors.parse(columns['competitors']),
    positioning: positioning.parse(columns['positioning']),
    brand_voice: row.brand_voice,
    messaging_guardrails: guardrails.parse(columns['messaging_guardrails']),
    soundbite_library: soundbiteLibrary.parse(columns['soundbite_library']),
    message_hierarchy: messageHierarchy.parse(columns['message_hierarchy']),
    found,
  };
}
export type Ground = ReturnType<typeof readGround>;
