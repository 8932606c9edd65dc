/** Serves campaigns: their fields, phases and copies. Moves have their own service (moves.ts). */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { addDays, dayInWords, daysBetween } from '../../contract/days.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { campaigns, moves } from '../../../schema/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { freeIn, needWorkspace, withoutUndefined } from '../lib/in-workspace.ts';
import { changeItem, withoutItem } from '../lib/keyed-list.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { Campaign, campaignsContract, CampaignSummary, PhasePatch } from './contract.ts';
import { copyOfMove, createMoves } from './moves.ts';
import type { MovesService } from './moves.ts';
import { placePhases, weeksOf } from './progress.ts';
import { CAMPAIGN_COLUMNS, decodeCampaign, phasesIn, summaryOfCampaign, toCampaign, workIn } from './read.ts';
import { campaignPlan, CAMPAIGN_PLANS } from './templates.ts';

export interface CampaignsDependencies {
  readonly store: Store;
  /** What templates may say of this workspace and this profile (null: the primary one). */
  readonly templateGround: (workspaceId: string, icpId: string | null) => TemplateGround;
}

export interface CampaignsService {
  readonly handlers: Handlers<typeof campaignsContract>;
  readonly moves: MovesService;
  get(id: string): Campaign;
}

const NO_WORK = { moves: 0, tasks: { done: 0, total: 0, blocked: 0 } };
const RANK: Readonly<Record<string, number>> = {
  active: 0,
  scheduled: 1,
  planning: 2,
  paused: 3,
  completed: 4,
  cancelled: 5,
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function createCampaigns({ store, templateGround }: CampaignsDependencies): CampaignsService {
  const batches = new EditBatches();

  const rowOf = (id: string) => {
    const row = store.row(campaigns, id);
    if (!row) throw notFound('campaign', id);
    return row;
  };
  const get = (id: string): Campaign => {
    const raw = store.get(`SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = ?`, [id]);
    if (!raw) throw notFound('campaign', id);
    return toCampaign(store, raw);
  };

  const list = (workspaceId: string): CampaignSummary[] => {
    const work = workIn(store, workspaceId);
    return store
      .all(`SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.workspace_id = ? AND c.deleted_at IS NULL`, [
        workspaceId,
      ])
      .map((raw) => {
        const row = decodeCampaign(raw);
        return summaryOfCampaign(row, work.get(row.id) ?? NO_WORK);
      })
      .toSorted(
        (a, b) =>
          (RANK[a.status] ?? 9) - (RANK[b.status] ?? 9) ||
          (a.start_date ?? '9999').localeCompare(b.start_date ?? '9999') ||
          a.name.localeCompare(b.name),
      );
  };

  /** Only inside a write: the column that other programs read follows the tasks. */
  function follow(campaignId: string): void {
    const row = store.row(campaigns, campaignId);
    if (!row) return;
    const { progress } = get(campaignId);
    if (row.progress !== progress) store.update(campaigns, campaignId, { progress });
  }

  const movesService = createMoves({ store, templateGround, followCampaign: follow });

  /** The length of the campaign where both of its days are known. */
  const lengthOf = (start: string | null, end: string | null): { duration_days?: number | null } =>
    start === null || end === null || end < start ? {} : { duration_days: daysBetween(start, end) + 1 };

  function refuseBackwards(start: string | null | undefined, end: string | null | undefined): void {
    if (start && end && end < start) {
      throw new StudioError(
        'ends_before_start',
        `The campaign would end on ${dayInWords(end)}, before it starts on ${dayInWords(start)}. Choose a later last day.`,
      );
    }
  }

  /** The phase's fields as they are stored. @throws StudioError when it would end before it starts. */
  function phaseFields(patch: PhasePatch, now: { from: string | null; name: string }): Record<string, unknown> {
    const { end, ...fields } = patch;
    if (end === undefined) return fields;
    const start = patch.start ?? now.from;
    if (start === null) {
      throw new StudioError(
        'no_start',
        `“${now.name}” has no first day yet, so it cannot have a last one. Give the campaign or the phase its first day.`,
      );
    }
    if (end < start) {
      throw new StudioError(
        'ends_before_start',
        `“${now.name}” would end on ${dayInWords(end)}, before it starts on ${dayInWords(start)}. Choose a later last day.`,
      );
    }
    return { ...fields, duration_weeks: weeksOf(daysBetween(start, end) + 1) };
  }

  function writePhases(id: string, label: string, change: (stored: unknown[]) => unknown[], batch?: string): Campaign {
    const row = rowOf(id);
    const stored: unknown[] = Array.isArray(row.phases) ? row.phases : [];
    store.write(
      label,
      () => store.update(campaigns, id, { phases: change(stored) }),
      batch === undefined ? {} : { batch },
    );
    return get(id);
  }

  const numbered = (stored: unknown[]): unknown[] =>
    stored.map((item, i) => (isObject(item) ? { ...item, number: i + 1 } : item));

  const handlers: Handlers<typeof campaignsContract> = {
    'campaigns.list': ({ workspaceId }) => list(workspaceId),
    'campaigns.get': ({ id }) => get(id),
    'campaigns.templates': () =>
      Object.entries(CAMPAIGN_PLANS).map(([key, plan]) => ({
        key: key as keyof typeof CAMPAIGN_PLANS,
        name: plan.name,
        description: plan.description,
        phases: plan.phases.map(({ name }) => name),
        weeks: plan.phases.reduce((sum, { weeks }) => sum + weeks, 0),
      })),

    'campaigns.create': ({ workspaceId, name, template, patch }) => {
      needWorkspace(store, workspaceId);
      refuseBackwards(patch?.start_date, patch?.end_date);
      const icpId = patch?.target_icp_id ?? null;
      const ground = templateGround(workspaceId, icpId);
      const plan = template === null ? null : campaignPlan(template, ground);
      const start = patch?.start_date ?? null;
      const days = plan ? plan.phases.reduce((sum, { weeks }) => sum + weeks * 7, 0) : null;
      const { value } = store.write('New campaign', () => {
        const id = uuidv7();
        store.insert(campaigns, {
          id,
          workspace_id: workspaceId,
          owner_id: store.ownerId(),
          ...(plan && {
            objective: template,
            goal: plan.goal,
            intensity: plan.intensity,
            target_icp_id: ground.icp?.id ?? null,
            duration_days: days,
            ...(start !== null && days !== null && { end_date: addDays(start, days - 1) }),
            phases: plan.phases.map(({ name: phaseName, weeks, criteria }, i) => ({
              id: uuidv7(),
              number: i + 1,
              name: phaseName,
              duration_weeks: weeks,
              start: null,
              moves: [],
              success_criteria: criteria,
            })),
          }),
          ...withoutUndefined(patch ?? {}),
          name: patch?.name ?? name ?? freeIn(store, 'campaigns.name', workspaceId, plan?.name ?? 'Untitled campaign'),
        });
        return id;
      });
      return get(value);
    },

    'campaigns.update': ({ id, patch }) => {
      const row = rowOf(id);
      const start = patch.start_date === undefined ? row.start_date : patch.start_date;
      const end = patch.end_date === undefined ? row.end_date : patch.end_date;
      if (patch.start_date !== undefined || patch.end_date !== undefined) refuseBackwards(start, end);
      store.write(
        `Edit “${row.name}”`,
        () => store.update(campaigns, id, { ...withoutUndefined(patch), ...lengthOf(start, end) }),
        { batch: batches.continue(id, Object.keys(patch).join()) },
      );
      return get(id);
    },

    'campaigns.duplicate': ({ id }) => {
      const { id: _id, row_version: _v, _fv, created_at: _c, updated_at: _u, deleted_at: _d, ...kept } = rowOf(id);
      const copy = uuidv7();
      store.write(`Duplicate “${kept.name}”`, () => {
        const ids = new Map<string, string>();
        const rows = store.rows(moves, 'campaign_id = ? AND deleted_at IS NULL', [id]);
        for (const row of rows) ids.set(row.id, uuidv7());
        store.insert(campaigns, {
          ...kept,
          id: copy,
          name: freeIn(store, 'campaigns.name', kept.workspace_id, `${kept.name} copy`),
          status: 'planning',
          progress: 0,
          phases: (Array.isArray(kept.phases) ? kept.phases : []).map((item: unknown) =>
            isObject(item)
              ? {
                  ...item,
                  id: uuidv7(),
                  moves: Array.isArray(item['moves'])
                    ? item['moves'].flatMap((each) => ids.get(String(each)) ?? [])
                    : [],
                }
              : item,
          ),
        });
        for (const row of rows)
          store.insert(moves, {
            ...copyOfMove(row),
            id: ids.get(row.id) ?? uuidv7(),
            name: row.name,
            campaign_id: copy,
          });
      });
      return get(copy);
    },

    'campaigns.remove': ({ ids }) => {
      const at = nowUtc();
      const [first = ''] = ids;
      const label = ids.length === 1 ? `“${rowOf(first).name}”` : `${ids.length} campaigns`;
      const { value } = store.write(`Move ${label} to the trash`, () =>
        ids.filter((id) => store.update(campaigns, id, { deleted_at: at })),
      );
      return { count: value.length };
    },

    'campaigns.putPhase': ({ id, phaseId, patch }) => {
      const row = rowOf(id);
      const { phases } = phasesIn(row);
      if (phaseId === undefined) {
        const placed = placePhases(phases, row.start_date, () => 0).at(-1);
        const from = patch.start ?? (placed?.to ? addDays(placed.to, 1) : row.start_date);
        const named = patch.name ?? `Phase ${phases.length + 1}`;
        const fresh = {
          id: uuidv7(),
          number: phases.length + 1,
          duration_weeks: 1,
          start: null,
          moves: [],
          success_criteria: [],
          ...phaseFields(patch, { from, name: named }),
          name: named,
        };
        return writePhases(id, `Add “${named}” to “${row.name}”`, (stored) => [...stored, fresh]);
      }
      const now = placePhases(phases, row.start_date, () => 0).find((each) => each.id === phaseId);
      if (!now) throw notFound('phase', phaseId);
      const fields = phaseFields(patch, { from: now.from, name: patch.name ?? now.name });
      return writePhases(
        id,
        `Edit “${now.name}” of “${row.name}”`,
        (stored) => changeItem(stored, phaseId, (item) => ({ ...item, ...fields })),
        batches.continue(phaseId, Object.keys(patch).join()),
      );
    },

    'campaigns.removePhase': ({ id, phaseId }) => {
      const row = rowOf(id);
      const gone = phasesIn(row).phases.find((each) => each.id === phaseId);
      if (!gone) throw notFound('phase', phaseId);
      return writePhases(id, `Remove “${gone.name}” from “${row.name}”`, (stored) =>
        numbered(withoutItem(stored, phaseId)),
      );
    },

    'campaigns.movePhase': ({ id, phaseId, before }) => {
      const row = rowOf(id);
      const { phases } = phasesIn(row);
      const moved = phases.find((each) => each.id === phaseId);
      if (!moved) throw notFound('phase', phaseId);
      if (before === phaseId) return get(id);
      const order = phases.map((each) => each.id).filter((each) => each !== phaseId);
      const at = before === null ? order.length : order.indexOf(before);
      if (at < 0) throw notFound('phase', before ?? '');
      order.splice(at, 0, phaseId);
      const place = (item: unknown): number => (isObject(item) ? order.indexOf(String(item['id'])) : -1);
      return writePhases(id, `Move “${moved.name}” in “${row.name}”`, (stored) =>
        numbered(stored.toSorted((a, b) => (place(a) + 1 || Infinity) - (place(b) + 1 || Infinity))),
      );
    },

    ...movesService.handlers,
  };
  return { handlers, moves: movesService, get };
}
