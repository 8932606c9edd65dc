/** `campaign …`: campaigns, their moves and tasks. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { MOVE_CATEGORIES, OBJECTIVES } from '../../main/studio/campaigns/contract.ts';
import type { LocalClient } from '../../main/studio/rpc/local-client.ts';
import { columns, counted } from './output.ts';
import type { Run } from './run.ts';
import { findWorkspace } from './workspace-commands.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** By its id, or by its name when only one has it. @throws StudioError */
function pick<T extends Named>(list: readonly T[], wanted: string, thing: string, look: string): T {
  const byId = list.find(({ id }) => id === wanted);
  if (byId) return byId;
  const named = list.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const [only] = named;
  if (only && named.length === 1) return only;
  if (only)
    throw new StudioError(
      'ambiguous',
      `${named.length} ${thing}s are called “${wanted}”. Use an id: ${named.map(({ id }) => id).join(', ')}.`,
    );
  throw new StudioError('not_found', `There is no ${thing} “${wanted}”. “${look}” shows what there is.`);
}

async function findCampaign(client: LocalClient, workspaceId: string, wanted: string): Promise<Named> {
  return pick(await client.request('campaigns.list', { workspaceId }), wanted, 'campaign', 'campaign list');
}

interface InWorkspace {
  workspace?: string;
}
const WORKSPACE = ['--workspace <workspace>', 'an id or a name (default: the one that is open)'] as const;
const span = (from: string | null, to: string | null): string =>
  from === null && to === null ? '' : `${from ?? '…'} to ${to ?? '…'}`;

export function campaignCommands(program: Command, run: Run): void {
  const campaign = program.command('campaign').description('campaigns, their moves and tasks');

  campaign
    .command('list')
    .description('the campaigns with their progress')
    .option(...WORKSPACE)
    .action((options: InWorkspace) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const list = await client.request('campaigns.list', { workspaceId: id });
        output.result(list, () =>
          list.length === 0
            ? 'No campaigns yet. Make one with: campaign create --objective product_launch'
            : columns([
                ['ID', 'NAME', 'STATE', 'DAYS', 'MOVES', 'DONE'],
                ...list.map((each) => [
                  each.id,
                  each.name,
                  each.status,
                  span(each.start_date, each.end_date),
                  String(each.moves),
                  `${each.progress} % (${each.tasks.done} of ${each.tasks.total})`,
                ]),
              ]),
        );
      }),
    );

  campaign
    .command('show <campaign>')
    .description('its phases and moves')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id } = await findCampaign(client, workspace.id, wanted);
        const shown = await client.request('campaigns.get', { id });
        for (const problem of shown.problems) output.note(`note: ${problem}`);
        output.result(shown, () =>
          [
            `${shown.name}, ${shown.status}, ${shown.progress} %`,
            ...(shown.goal === null ? [] : [shown.goal]),
            '',
            columns([
              ['PHASE', 'DAYS', 'DONE'],
              ...shown.phases.map((phase) => [
                phase.name,
                span(phase.from, phase.to) || `${phase.days} days`,
                `${phase.progress} %`,
              ]),
            ]),
            '',
            columns([
              ['MOVE', 'KIND', 'DAYS', 'DONE'],
              ...shown.moves.map((move) => [
                move.name,
                move.category,
                span(move.start, move.end),
                `${move.tasks.done} of ${move.tasks.total}`,
              ]),
            ]),
          ].join('\n'),
        );
      }),
    );

  campaign
    .command('create')
    .description('a new campaign, empty or with the phases that its objective usually has')
    .option('--name <name>', 'its name')
    .addOption(new Option('--objective <objective>', 'what it is for').choices(OBJECTIVES))
    .option('--start <day>', 'its first day, such as 2026-05-31')
    .option('--end <day>', 'its last day')
    .option(...WORKSPACE)
    .action(
      (
        options: InWorkspace & { name?: string; objective?: (typeof OBJECTIVES)[number]; start?: string; end?: string },
      ) =>
        run(async ({ client }, output) => {
          const { id } = await findWorkspace(client, options.workspace);
          const made = await client.request('campaigns.create', {
            workspaceId: id,
            template: options.objective ?? null,
            patch: {
              ...(options.name !== undefined && { name: options.name }),
              ...(options.start !== undefined && { start_date: options.start }),
              ...(options.end !== undefined && { end_date: options.end }),
            },
          });
          output.result(made, () => `${made.id}  ${made.name}, ${counted(made.phases.length, 'phase')}`);
        }),
    );

  campaign
    .command('move <campaign>')
    .description('add a move with its days and tasks')
    .addOption(new Option('--kind <kind>', 'what kind of move').choices(MOVE_CATEGORIES).makeOptionMandatory())
    .option('--start <day>', 'its first day')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace & { kind: (typeof MOVE_CATEGORIES)[number]; start?: string }) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id } = await findCampaign(client, workspace.id, wanted);
        const made = await client.request('moves.create', {
          workspaceId: workspace.id,
          category: options.kind,
          start: options.start ?? null,
          patch: { campaign_id: id },
        });
        output.result(made, () => `${made.id}  ${made.name}, ${counted(made.tasks.total, 'task')}`);
      }),
    );

  campaign
    .command('tasks [campaign]')
    .description('the open tasks, by day')
    .option('--all', 'the done ones as well')
    .option(...WORKSPACE)
    .action((wanted: string | undefined, options: InWorkspace & { all?: boolean }) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const campaignId = wanted === undefined ? null : (await findCampaign(client, workspace.id, wanted)).id;
        const tasks = (await client.request('moves.tasks', { workspaceId: workspace.id, campaignId }))
          .filter(({ status }) => options.all === true || status !== 'done')
          .toSorted((a, b) => (a.date ?? '9999').localeCompare(b.date ?? '9999') || a.day - b.day);
        output.result(tasks, () =>
          tasks.length === 0
            ? 'Nothing is open.'
            : columns([
                ['ID', 'DAY', 'STATE', 'MOVE', 'TASK'],
                ...tasks.map((task) => [
                  task.id,
                  task.date ?? `day ${task.day}`,
                  task.status,
                  task.move.name,
                  task.title,
                ]),
              ]),
        );
      }),
    );

  campaign
    .command('done <task>')
    .description('tick a task off, by its id from “campaign tasks”')
    .option(...WORKSPACE)
    .action((taskId: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const task = (await client.request('moves.tasks', { workspaceId: workspace.id })).find(
          ({ id }) => id === taskId,
        );
        if (!task)
          throw new StudioError('not_found', `There is no task ${taskId}. “campaign tasks” shows what is open.`);
        if (task.status === 'done') {
          output.result(task, () => `Already done: “${task.title}”.`);
          return;
        }
        const move = await client.request('moves.updateTask', { id: task.move.id, taskId, patch: { status: 'done' } });
        output.result(move, () => `Done. “${move.name}” is at ${move.progress} %.`);
      }),
    );

  campaign
    .command('delete <campaign>')
    .description('into the trash, where it stays for 30 days; its moves stay')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id, name } = await findCampaign(client, workspace.id, wanted);
        await client.request('campaigns.remove', { ids: [id] });
        output.result({ id, deleted: true }, () => `“${name}” is in the trash. The desktop restores it for 30 days.`);
      }),
    );
}
