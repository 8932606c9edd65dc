/** Serves Blackbox strategies and daily wins. */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { addDays } from '../../contract/days.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import { blackboxStrategies, dailyWins, moves } from '../../../schema/index.ts';
import type { PatchOf, RowOf } from '../../../schema/index.ts';
import type { AssetsService } from '../assets/index.ts';
import type { MovesService } from '../campaigns/index.ts';
import { EditBatches } from '../lib/edit-batches.ts';
import { needWorkspace, withoutUndefined } from '../lib/in-workspace.ts';
import { readList } from '../lib/keyed-list.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { strategyPhase } from './contract.ts';
import type { strategiesContract, Strategy, Win } from './contract.ts';
import { CATEGORY_OF, proposals } from './plans.ts';
import { winFor } from './wins.ts';

export interface StrategiesDependencies {
  readonly store: Store;
  readonly templateGround: (workspaceId: string, icpId: string | null) => TemplateGround;
  readonly moves: Pick<MovesService, 'insert'>;
  readonly assets: Pick<AssetsService, 'insert'>;
}

export function createStrategies({ store, templateGround, moves: movesService, assets }: StrategiesDependencies): {
  handlers: Handlers<typeof strategiesContract>;
} {
  const batches = new EditBatches();

  function toStrategy(row: RowOf<typeof blackboxStrategies>): Strategy {
    const move = row.move_id === null ? undefined : store.row(moves, row.move_id);
    return {
      ...row,
      phases: readList(strategyPhase, row.phases).items,
      move: move && move.deleted_at === null ? { id: move.id, name: move.name } : null,
    };
  }
  const strategyRow = (id: string) => {
    const row = store.row(blackboxStrategies, id);
    if (!row) throw notFound('strategy', id);
    return row;
  };
  const winRow = (id: string): RowOf<typeof dailyWins> => {
    const row = store.row(dailyWins, id);
    if (!row) throw notFound('daily win', id);
    return row;
  };
  const toWin = (row: RowOf<typeof dailyWins>): Win => row;

  function trashed(table: typeof blackboxStrategies | typeof dailyWins, ids: readonly string[], label: string): number {
    const at = nowUtc();
    return store.write(`Move ${label} to the trash`, () =>
      ids.filter((id) => store.update(table, id, { deleted_at: at } as PatchOf<typeof table>)),
    ).value.length;
  }

  const handlers: Handlers<typeof strategiesContract> = {
    'strategies.list': ({ workspaceId }) =>
      store
        .rows(blackboxStrategies, 'workspace_id = ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC', [
          workspaceId,
        ])
        .map(toStrategy),

    'strategies.generate': ({ workspaceId, focus, outcome, risk, icpId }) => {
      needWorkspace(store, workspaceId);
      const found = proposals(focus, risk, templateGround(workspaceId, icpId));
      const { value } = store.write('Propose strategies', () =>
        // Newest first is how they are listed: the one that was asked for is made last.
        found.toReversed().map((each) => {
          const id = uuidv7();
          store.insert(blackboxStrategies, {
            id,
            workspace_id: workspaceId,
            owner_id: store.ownerId(),
            name: each.name,
            focus_area: focus,
            outcome,
            risk_level: each.risk,
            phases: each.phases.map((phase) => ({ id: uuidv7(), ...phase })),
            execution_steps: [...each.steps],
            expected_upside: each.upside,
            potential_downside: each.downside,
            time_to_result: each.time,
          });
          return id;
        }),
      );
      return value.toReversed().map((id) => toStrategy(strategyRow(id)));
    },

    'strategies.update': ({ id, patch }) => {
      const row = strategyRow(id);
      store.write(`Edit “${row.name}”`, () => store.update(blackboxStrategies, id, withoutUndefined(patch)), {
        batch: batches.continue(id, Object.keys(patch).join()),
      });
      return toStrategy(strategyRow(id));
    },

    'strategies.accept': ({ id, start }) => {
      const row = strategyRow(id);
      const before = toStrategy(row);
      if (before.move)
        throw new StudioError('already_accepted', `“${row.name}” is already the move “${before.move.name}”.`);
      const days = before.phases.flatMap((phase) => {
        const length = Math.max(1, phase.days);
        // Each action gets a day of its phase, spread evenly; the last day looks back.
        return Array.from({ length }, (_, i) => ({
          phase: phase.name,
          pillarTask: i === 0 ? phase.name : '',
          clusterActions: [],
          networkAction: '',
          tasks: phase.actions
            .filter((_action, n) => Math.floor((n * length) / phase.actions.length) === i)
            .map((title) => ({ id: uuidv7(), title, status: 'pending' as const, channel: '', note: '' })),
        }));
      });
      const dated = days.map((day, i) => ({ ...day, ...(start !== null && { date: addDays(start, i) }) }));
      const { value } = store.write(`Accept “${row.name}”`, () => {
        const moveId = movesService.insert({
          workspaceId: row.workspace_id,
          name: row.name,
          category: CATEGORY_OF[row.focus_area],
          days: dated,
          patch: {
            goal: row.outcome,
            source: 'blackbox',
            status: start === null ? 'draft' : 'scheduled',
            context: [row.expected_upside, row.potential_downside]
              .filter((text) => text !== null && text !== '')
              .join('\n\n'),
            target_icp_id: templateGround(row.workspace_id, null).icp?.id ?? null,
          },
        });
        store.update(blackboxStrategies, id, { status: 'accepted', move_id: moveId });
        return moveId;
      });
      return { strategy: toStrategy(strategyRow(id)), moveId: value };
    },

    'strategies.remove': ({ ids }) => ({
      count: trashed(
        blackboxStrategies,
        ids,
        ids.length === 1 ? `“${strategyRow(ids[0] ?? '').name}”` : `${ids.length} strategies`,
      ),
    }),

    'wins.list': ({ workspaceId }) =>
      store
        .rows(dailyWins, 'workspace_id = ? AND deleted_at IS NULL ORDER BY generated_at DESC, id DESC', [workspaceId])
        .map(toWin),

    'wins.ofDay': ({ workspaceId, day, another }) => {
      needWorkspace(store, workspaceId);
      const all = store.rows(dailyWins, 'workspace_id = ? AND deleted_at IS NULL ORDER BY generated_at DESC, id DESC', [
        workspaceId,
      ]);
      const there = all.find((each) => each.trend_source === `day:${day}` && each.status !== 'skipped');
      if (there && !another) return toWin(there);
      const idea = winFor(
        day,
        workspaceId,
        templateGround(workspaceId, null),
        all.map(({ hook }) => hook),
      );
      const id = uuidv7();
      store.write('Daily win', () =>
        store.insert(dailyWins, {
          id,
          workspace_id: workspaceId,
          owner_id: store.ownerId(),
          topic: idea.topic,
          angle: idea.angle,
          hook: idea.hook,
          outline: [...idea.outline],
          platform: idea.platform,
          trend_source: `day:${day}`,
        }),
      );
      return toWin(winRow(id));
    },

    'wins.update': ({ id, patch }) => {
      const row = winRow(id);
      const posted =
        patch.status === undefined || patch.status === row.status
          ? {}
          : { posted_at: patch.status === 'posted' ? nowUtc() : null };
      store.write(
        patch.status === undefined ? `Edit “${row.topic}”` : `“${row.topic}”: ${patch.status}`,
        () => store.update(dailyWins, id, { ...withoutUndefined(patch), ...posted }),
        patch.status === undefined ? { batch: batches.continue(id, Object.keys(patch).join()) } : {},
      );
      return toWin(winRow(id));
    },

    'wins.toAsset': ({ id }) => {
      const row = winRow(id);
      const { value } = store.write(`Text from “${row.topic}”`, () => {
        if (row.status === 'generated') store.update(dailyWins, id, { status: 'saved' });
        return assets.insert(row.workspace_id, {
          type: 'social',
          title: row.topic,
          content: [row.hook, ...row.outline.map((line) => `- ${line}`)].join('\n\n'),
          source: 'template',
        });
      });
      return { assetId: value };
    },

    'wins.remove': ({ ids }) => ({
      count: trashed(dailyWins, ids, ids.length === 1 ? `“${winRow(ids[0] ?? '').topic}”` : `${ids.length} daily wins`),
    }),
  };
  return { handlers };
}
