/** Serves the foundation of a workspace: reading it whole, changing it piece by piece, and its summary for agents. */
import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import { foundations, workspaces } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { completenessOf } from './completeness.ts';
import { contradictionsIn } from './conflicts.ts';
import type { Saying } from './conflicts.ts';
import { itemInputs } from './contract.ts';
import type { Foundation, FoundationPatch, foundationsContract, ListName, Summary } from './contract.ts';
import { addItem, canonical, changeItem, itemsOf, mergeObject, moveItem, nextFactId, removeItem } from './lists.ts';
import type { Json } from './lists.ts';
import { mergeFoundations } from './merge.ts';
import { emptyRow, foundationRows, readGround } from './rows.ts';
import type { FoundationRow } from './rows.ts';
import { makeSummary, summaryOf } from './summary.ts';
import { LISTS } from './types.ts';
import { asPatch, differenceOf, rowAt, versionsOf } from './versions.ts';

/** As many tails of a fact's id as four characters can tell apart. */
const TAIL = 36 ** 4;
const OBJECTS = ['positioning', 'market_research'] as const;
const WORDS: Readonly<Record<string, string>> = {
  company_name: 'the company’s name',
  website_url: 'the website',
  industry: 'the industry',
  company_stage: 'the stage',
  brand_voice: 'the brand voice',
  positioning: 'the positioning',
  market_research: 'the research',
  onboarding_completed: 'the onboarding',
};

export interface FoundationsService {
  readonly handlers: Handlers<typeof foundationsContract>;
  /** @throws StudioError not_found where there is no such workspace, or it lies in the trash. */
  get(workspaceId: string): Foundation;
  /** What an agent is told: the kept summary, or one made from the ground as it is. */
  summary(workspaceId: string): Summary;
  /** A new item. Only inside a write. @returns its id @throws StudioError invalid_item */
  insertItem(workspaceId: string, list: ListName, item: Json): string;
  /** Keys of an item that no person types. Only inside a write. @throws StudioError not_found */
  noteOnItem(workspaceId: string, list: ListName, id: string, note: Json): void;
  /** Takes an item out, if it is still there. Only inside a write. */
  dropItem(workspaceId: string, list: ListName, id: string): void;
  /** Only inside a write. */
  set(workspaceId: string, patch: PatchOf<typeof foundations>): void;
}

export interface FoundationsDependencies {
  readonly store: Store;
  /** Facts found in the evidence that nobody decided yet; none where nothing looks for any. */
  readonly found?: (workspaceId: string) => readonly Saying[];
}

export function createFoundations({ store, found = () => [] }: FoundationsDependencies): FoundationsService {
  const batches = new EditBatches();

  function rowsOf(workspaceId: string): { row: FoundationRow; stored: boolean; second: FoundationRow | undefined } {
    const workspace = store.row(workspaces, workspaceId);
    if (!workspace || workspace.deleted_at !== null) throw notFound('workspace', workspaceId);
    const [row, second] = foundationRows(store, workspaceId);
    return {
      row: row ?? emptyRow(workspaceId, store.ownerId(), workspace.created_at),
      stored: row !== undefined,
      second,
    };
  }

  function get(workspaceId: string): Foundation {
    const { row, second } = rowsOf(workspaceId);
    const { found: waiting, ...ground } = readGround(row, found(workspaceId));
    return {
      id: row.id,
      workspace_id: workspaceId,
      ...ground,
      contradictions: contradictionsIn(ground.truth_sheet.entries, waiting).map(toldContradiction),
      onboarding_completed: row.onboarding_completed,
      summary: summaryOf({ ...ground, found: waiting }, row.summary),
      completeness: completenessOf({ ...ground, found: waiting }),
      second: second ? { id: second.id, created_at: second.created_at, words: wordsIn(second) } : null,
      updated_at: row.updated_at,
    };
  }

  /** One labelled transaction. `change` sees the row as it stands inside it. */
  function change(
    workspaceId: string,
    label: string,
    batch: string | null,
    make: (row: FoundationRow) => PatchOf<typeof foundations>,
  ): void {
    rowsOf(workspaceId);
    store.write(label, () => apply(workspaceId, make), batch === null ? {} : { batch });
  }

  function apply(workspaceId: string, make: (row: FoundationRow) => PatchOf<typeof foundations>): void {
    const { row, stored } = rowsOf(workspaceId);
    const patch = make(row);
    if (stored) store.update(foundations, row.id, patch);
    else store.insert(foundations, { id: row.id, workspace_id: workspaceId, owner_id: row.owner_id, ...patch });
  }

  const columnsOf = (row: FoundationRow): Json => ({ ...row });
  const named = (workspaceId: string): string => {
    const { row } = rowsOf(workspaceId);
    return row.company_name ?? store.row(workspaces, workspaceId)?.name ?? 'the foundation';
  };

  function update(workspaceId: string, patch: FoundationPatch): Foundation {
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    if (given.length === 0) return get(workspaceId);
    const what = given.length === 1 ? (WORDS[given[0]?.[0] ?? ''] ?? 'the foundation') : 'the foundation';
    const fields = given.map(([key, value]) => `${key}.${Object.keys(value ?? {}).join('+')}`).join();
    change(workspaceId, `Edit ${what} of “${named(workspaceId)}”`, batches.continue(workspaceId, fields), (row) =>
      Object.fromEntries(
        given.map(([key, value]) => [
          key,
          OBJECTS.some((name) => name === key) ? mergeObject(row[key as keyof FoundationRow], value as Json) : value,
        ]),
      ),
    );
    return get(workspaceId);
  }

  /** @throws StudioError invalid_item with the sentence of the field that is wrong */
  function parsed(list: ListName, item: Json, whole: boolean): Json {
    const schema: z.ZodObject = itemInputs[list];
    const read = (whole ? schema.partial().required(needed(list)) : schema.partial()).safeParse(item);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const path = issue?.path.join('.') ?? '';
    const missing = issue?.code === 'invalid_type' && item[path] === undefined;
    throw new StudioError(
      'invalid_item',
      missing ? `This ${LISTS[list].thing} needs its “${path}”.` : (issue?.message ?? 'This is not valid.'),
      { issues: [{ path, message: issue?.message ?? '' }] },
    );
  }

  function insertItem(workspaceId: string, list: ListName, item: Json): string {
    const values = parsed(list, item, true);
    let id = uuidv7();
    apply(workspaceId, (row) => {
      const columns = columnsOf(row);
      if (list === 'facts') id = nextFactId(columns, randomInt(TAIL).toString(36).padStart(4, '0'));
      return addItem(columns, list, { ...values, id });
    });
    return id;
  }

  function summary(workspaceId: string): Summary {
    const { row } = rowsOf(workspaceId);
    return summaryOf(readGround(row, found(workspaceId)), row.summary);
  }

  const handlers: Handlers<typeof foundationsContract> = {
    'foundations.get': ({ workspaceId }) => get(workspaceId),
    'foundations.update': ({ workspaceId, patch }) => update(workspaceId, patch),
    'foundations.putItem': ({ workspaceId, list, id, item }) => {
      if (id === undefined) {
        const label = `New ${LISTS[list].thing} in “${named(workspaceId)}”`;
        const { value } = store.write(label, () => insertItem(workspaceId, list, item));
        return { id: value, foundation: get(workspaceId) };
      }
      const values = parsed(list, item, false);
      const fields = Object.keys(values).join('+');
      change(
        workspaceId,
        `Edit a ${LISTS[list].thing} of “${named(workspaceId)}”`,
        batches.continue(`${workspaceId}/${id}`, fields),
        (row) => changeItem(columnsOf(row), list, id, values),
      );
      return { id, foundation: get(workspaceId) };
    },
    'foundations.removeItem': ({ workspaceId, list, id }) => {
      change(workspaceId, `Take out a ${LISTS[list].thing} of “${named(workspaceId)}”`, null, (row) =>
        removeItem(columnsOf(row), list, id),
      );
      return get(workspaceId);
    },
    'foundations.moveItem': ({ workspaceId, list, id, before }) => {
      change(workspaceId, `Move a ${LISTS[list].thing} of “${named(workspaceId)}”`, null, (row) =>
        moveItem(columnsOf(row), list, id, before),
      );
      return get(workspaceId);
    },
    'foundations.summary': ({ workspaceId }) => summary(workspaceId),
    'foundations.makeSummary': ({ workspaceId, budget, edits }) => {
      change(workspaceId, `Make the summary of “${named(workspaceId)}”`, null, (row) => {
        const made = makeSummary(readGround(row, found(workspaceId)), row.summary, { budget, edits });
        return { summary: made.text, truth_sheet: mergeObject(row.truth_sheet, { summary_meta: made.meta }) };
      });
      return summary(workspaceId);
    },
    'foundations.editSummary': ({ workspaceId, text }) => {
      const batch = batches.continue(workspaceId, 'summary');
      change(workspaceId, `Edit the summary of “${named(workspaceId)}”`, batch, (row) => {
        if (row.summary !== null) return { summary: text };
        // The first change is made to what was shown, which nobody has kept yet.
        const shown = makeSummary(readGround(row, found(workspaceId)), null, { budget: undefined, edits: 'replace' });
        return { summary: text, truth_sheet: mergeObject(row.truth_sheet, { summary_meta: shown.meta }) };
      });
      return summary(workspaceId);
    },
    'foundations.mergeSecond': ({ workspaceId }) => {
      const { second } = rowsOf(workspaceId);
      if (!second) throw new StudioError('nothing_to_merge', 'This workspace has one foundation only.');
      store.write(`Bring two foundations of “${named(workspaceId)}” together`, () => {
        const { row } = rowsOf(workspaceId);
        store.update(foundations, row.id, mergeFoundations(row, second));
        store.update(foundations, second.id, { deleted_at: nowUtc() });
      });
      return get(workspaceId);
    },
    'foundations.versions': ({ workspaceId }) => versionsOf(store, rowsOf(workspaceId).row.id),
    'foundations.difference': ({ workspaceId, from, to }) => {
      const { row } = rowsOf(workspaceId);
      return differenceOf(rowAt(store, row, from), rowAt(store, row, to));
    },
    'foundations.restore': ({ workspaceId, tx }) => {
      const then = rowAt(store, rowsOf(workspaceId).row, tx);
      if (!then)
        throw new StudioError('no_such_version', 'At that point there was no foundation yet. Choose a later version.');
      change(workspaceId, `Restore the foundation of “${named(workspaceId)}” to an earlier version`, null, () =>
        asPatch(then),
      );
      return get(workspaceId);
    },
  };
  return {
    handlers,
    get,
    summary,
    insertItem,
    noteOnItem: (workspaceId, list, id, note) =>
      apply(workspaceId, (row) => changeItem(columnsOf(row), list, id, note)),
    dropItem: (workspaceId, list, id) => {
      const there = itemsOf(columnsOf(rowsOf(workspaceId).row), list).some((item) => (item as Json)['id'] === id);
      if (there) apply(workspaceId, (row) => removeItem(columnsOf(row), list, id));
    },
    set: (workspaceId, patch) => apply(workspaceId, () => patch),
  };
}

const toldContradiction = ({ key, field_name, says }: ReturnType<typeof contradictionsIn>[number]) => ({
  key,
  field_name,
  says: says.map(({ value, source, quote, fact_id, candidate_id, verified }) => ({
    value,
    source,
    quote,
    fact_id,
    candidate_id,
    verified,
  })),
});

/** The field without which an item says nothing: the first of its input. */
const needed = (list: ListName): Record<string, true> => {
  const names = Object.keys(itemInputs[list].shape);
  return Object.fromEntries((list === 'facts' ? names.slice(0, 2) : names.slice(0, 1)).map((name) => [name, true]));
};

/** How much a person wrote in it, to tell an empty second one from one that matters. */
function wordsIn(row: FoundationRow): number {
  const { truth_sheet, market_research, competitors, positioning, messaging_guardrails, soundbite_library } = row;
  const json = canonical([
    truth_sheet,
    market_research,
    competitors,
    positioning,
    messaging_guardrails,
    soundbite_library,
    row.message_hierarchy,
  ]);
  const text = [
    row.company_name,
    row.industry,
    row.brand_voice,
    row.summary,
    ...(json.match(/"(?:[^"\\]|\\.)*"(?!:)/g) ?? []),
  ];
  return text
    .join(' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '').length;
}
