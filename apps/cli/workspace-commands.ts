/** `workspace …`: the businesses that a creator works on. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import type { Workspace } from '../../main/studio/workspaces/contract.ts';
import type { LocalClient } from '../../main/studio/rpc/local-client.ts';
import { bytes, columns, counted } from './output.ts';
import type { Run } from './run.ts';

/** A workspace by its id, or by its name when only one has it; without a word the open one. @throws StudioError */
export async function findWorkspace(client: LocalClient, wanted: string | undefined): Promise<Workspace> {
  if (wanted === undefined) {
    const open = await client.request('workspaces.current', {});
    if (open) return open;
    throw new StudioError(
      'no_workspace',
      'There is no workspace yet. Make one with: workspace create --name "Harbour Café"',
    );
  }
  const list = await client.request('workspaces.list', {});
  const byId = list.find((workspace) => workspace.id === wanted);
  if (byId) return byId;
  const named = list.filter((workspace) => workspace.name.toLowerCase() === wanted.toLowerCase());
  const [only] = named;
  if (only && named.length === 1) return only;
  if (only)
    throw new StudioError(
      'ambiguous',
      `${named.length} workspaces are called “${wanted}”. Use an id: ${named.map((one) => one.id).join(', ')}.`,
    );
  throw new StudioError(
    'not_found',
    `There is no workspace with the id or name “${wanted}”. “workspace list” shows what there is.`,
  );
}

export function workspaceCommands(program: Command, run: Run): void {
  const workspace = program
    .command('workspace')
    .description('businesses, each with its foundation, customers and texts');

  workspace
    .command('list')
    .description('all workspaces, the open one marked')
    .action(() =>
      run(async ({ client }, output) => {
        const list = await client.request('workspaces.list', {});
        const open = await client.request('workspaces.current', {});
        output.result(
          list.map((one) => ({ ...one, open: one.id === open?.id })),
          () =>
            list.length === 0
              ? 'No workspaces yet. Make one with: workspace create --name "Harbour Café"'
              : columns([
                  ['', 'ID', 'NAME', 'COMPANY', 'CUSTOMERS', 'ASSETS', 'ONBOARDING'],
                  ...list.map((one) => [
                    one.id === open?.id ? '*' : '',
                    one.id,
                    one.name,
                    one.company_name ?? '',
                    String(one.icps),
                    String(one.assets),
                    one.onboarding_completed ? 'done' : `step ${one.onboarding_step} of 24`,
                  ]),
                ]),
        );
      }),
    );

  workspace
    .command('create')
    .description('make a workspace and open it')
    .requiredOption('--name <name>', 'its name')
    .action((options: { name: string }) =>
      run(async ({ client }, output) => {
        const made = await client.request('workspaces.create', { name: options.name });
        output.result(made, () => `${made.id}  ${made.name}`);
      }),
    );

  workspace
    .command('use <workspace>')
    .description('open another one, here and in the desktop')
    .action((wanted: string) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, wanted);
        const opened = await client.request('workspaces.switch', { id });
        output.result(opened, () => `“${opened.name}” is open.`);
      }),
    );

  workspace
    .command('rename <workspace> <name>')
    .description('give it another name')
    .action((wanted: string, name: string) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, wanted);
        const renamed = await client.request('workspaces.update', { id, name });
        output.result(renamed, () => `${renamed.id}  ${renamed.name}`);
      }),
    );

  workspace
    .command('delete <workspace>')
    .description('into the trash with everything in it, where it stays for 30 days')
    .action((wanted: string) =>
      run(async ({ client }, output) => {
        const { id, name } = await findWorkspace(client, wanted);
        await client.request('workspaces.remove', { id });
        output.result({ id, deleted: true }, () => `“${name}” is in the trash. The desktop restores it for 30 days.`);
      }),
    );

  workspace
    .command('search <query>')
    .description('full text over everything in a workspace')
    .option('--workspace <workspace>', 'an id or a name (default: the open one)')
    .option('--limit <n>', 'how many places', '20')
    .action((query: string, options: { workspace?: string; limit: string }) =>
      run(async ({ client }, output) => {
        const limit = Number(options.limit);
        if (!Number.isInteger(limit) || limit < 1 || limit > 200)
          throw new StudioError('usage', '--limit is a whole number between 1 and 200.');
        const { id, name } = await findWorkspace(client, options.workspace);
        const { hits, total } = await client.request('workspaces.search', { workspaceId: id, query, limit });
        output.result({ total, hits }, () =>
          hits.length === 0
            ? `Nothing was found in “${name}”.`
            : hits
                .map(
                  (hit) =>
                    `${hit.table}${hit.part === '' ? '' : `/${hit.part}`}  ${hit.id}  ${hit.title}\n    ${hit.snippet.map((one) => one.text).join('')}`,
                )
                .join('\n'),
        );
      }),
    );

  workspace
    .command('export <workspace>')
    .description('one portable file with everything in it')
    .requiredOption('--out <file>', 'where to write it, such as tidewater.ground')
    .option('--evidence', 'with the text of the evidence that is on this device')
    .action((wanted: string, options: { out: string; evidence?: boolean }) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, wanted);
        const made = await client.request('workspaces.exportFile', {
          id,
          path: resolve(options.out),
          includeEvidence: options.evidence === true,
        });
        output.result(made, () => `${made.path}  ${bytes(made.bytes)}`);
      }),
    );

  workspace
    .command('import <file>')
    .description('read a portable file as a new workspace and open it')
    .action((file: string) =>
      run(async ({ client }, output) => {
        const { workspace: made, counts } = await client.request('workspaces.importFile', { path: resolve(file) });
        output.result({ workspace: made, counts }, () =>
          [`${made.id}  ${made.name}`, ...Object.entries(counts).map(([kind, n]) => `  ${counted(n, kind)}`)].join(
            '\n',
          ),
        );
      }),
    );
}
