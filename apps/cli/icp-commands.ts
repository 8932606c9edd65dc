/** `icp …`: customer profiles of a workspace. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { ON_MATCH } from '../../main/studio/icps/contract.ts';
import type { OnMatch } from '../../main/studio/icps/contract.ts';
import type { LocalClient } from '../../main/studio/rpc/local-client.ts';
import { columns, counted, EXIT } from './output.ts';
import type { Run } from './run.ts';
import { findMorgy } from './session.ts';
import { findWorkspace } from './workspace-commands.ts';

/** A profile by its id, its code, or its name when only one has it. @throws StudioError */
async function findIcp(
  client: LocalClient,
  workspaceId: string,
  wanted: string,
): Promise<{ id: string; name: string }> {
  const { icps } = await client.request('icps.list', { workspaceId });
  const low = wanted.toLowerCase();
  const byId = icps.find(({ id, code }) => id === wanted || code?.toLowerCase() === low);
  if (byId) return byId;
  const named = icps.filter(({ name }) => name.toLowerCase() === low);
  const [only] = named;
  if (only && named.length === 1) return only;
  if (only)
    throw new StudioError(
      'ambiguous',
      `${named.length} profiles are called “${wanted}”. Use an id: ${named.map(({ id }) => id).join(', ')}.`,
    );
  throw new StudioError('not_found', `There is no profile “${wanted}”. “icp list” shows what there is.`);
}

interface InWorkspace {
  workspace?: string;
}
const WORKSPACE = ['--workspace <workspace>', 'an id or a name (default: the one that is open)'] as const;

export function icpCommands(program: Command, run: Run): void {
  const icp = program.command('icp').description('customer profiles of a workspace');

  icp
    .command('list')
    .description('the profiles, the primary one first')
    .option(...WORKSPACE)
    .action((options: InWorkspace) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const { icps, settled } = await client.request('icps.list', { workspaceId: id });
        if (settled) output.note(`note: ${settled.sentence}`);
        output.result(icps, () =>
          icps.length === 0
            ? 'No profiles yet. Make one with: icp create --name "Shop owner"'
            : columns([
                ['ID', 'NAME', 'PRIMARY', 'ROLE', 'SCORE', 'COMPLETE'],
                ...icps.map((each) => [
                  each.id,
                  each.name,
                  each.is_primary ? 'yes' : '',
                  each.role,
                  each.fit === null ? '' : String(each.fit),
                  `${Math.round(each.completeness * 100)} %`,
                ]),
              ]),
        );
      }),
    );

  icp
    .command('show <profile>')
    .description('one profile with everything in it')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id } = await findIcp(client, workspace.id, wanted);
        const shown = await client.request('icps.get', { id });
        const { text } = await client.request('icps.draftSummary', { id });
        for (const problem of shown.problems) output.note(`note: ${problem}`);
        output.result(shown, () =>
          [
            text,
            ...(shown.missing.length === 0
              ? []
              : [`\nNot said yet: ${shown.missing.map(({ label }) => label).join(', ')}.`]),
          ].join('\n'),
        );
      }),
    );

  icp
    .command('create')
    .description('a new profile, empty or from a template')
    .option('--name <name>', 'its name')
    .option('--template <key>', 'founder, team-lead, freelancer or consumer')
    .option(...WORKSPACE)
    .action((options: InWorkspace & { name?: string; template?: string }) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const made = await client.request('icps.create', {
          workspaceId: id,
          ...(options.name !== undefined && { name: options.name }),
          ...(options.template !== undefined && { template: options.template }),
        });
        output.result(made, () => `${made.id}  ${made.name}`);
      }),
    );

  icp
    .command('primary <profile>')
    .description('make it the one primary profile of its workspace')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id, name } = await findIcp(client, workspace.id, wanted);
        await client.request('icps.setPrimary', { workspaceId: workspace.id, id });
        output.result({ id }, () => `“${name}” is the primary profile.`);
      }),
    );

  icp
    .command('compare <profiles...>')
    .description('two or three side by side')
    .option(...WORKSPACE)
    .action((wanted: string[], options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const found = [];
        for (const each of wanted) found.push(await findIcp(client, workspace.id, each));
        const compared = await client.request('icps.compare', { ids: found.map(({ id }) => id) });
        output.result(compared, () =>
          columns([
            ['FIELD', ...compared.icps.map(({ name }) => name)],
            ...compared.sections.flatMap(({ rows }) =>
              rows
                .filter(({ values }) => values.some((lines) => lines.length > 0))
                .map(({ label, values }) => [label, ...values.map((lines) => lines.join('; '))]),
            ),
          ]),
        );
      }),
    );

  icp
    .command('import <file>')
    .description('profiles from CSV or JSON; rows with something wrong stay out and are told')
    .option('--preview', 'only say what would happen')
    .addOption(
      new Option('--existing <what>', 'what becomes of profiles that are here already, by id, code or name')
        .choices(ON_MATCH)
        .default('skip'),
    )
    .option(...WORKSPACE)
    .action((file: string, options: InWorkspace & { preview?: boolean; existing: OnMatch }) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const path = resolve(file);
        const preview = await client.request('icps.previewImport', { workspaceId: id, path });
        for (const note of preview.notes) output.note(`note: ${note}`);
        const bad = preview.rows.filter(({ errors }) => errors.length > 0);
        for (const { row, errors } of bad)
          for (const { field, message } of errors) output.note(`row ${row}, ${field}: ${message}`);
        for (const { row, remarks } of preview.rows) for (const remark of remarks) output.note(`row ${row}: ${remark}`);
        if (options.preview === true) {
          const known = preview.rows.filter(({ match, errors }) => match !== null && errors.length === 0);
          for (const { row, name, match } of known)
            output.note(
              `row ${row}: “${name}” is here already${
                match && match.changes.length > 0
                  ? `; an update changes ${match.changes.join(', ')}`
                  : ' and says the same'
              }.`,
            );
          output.result(
            preview,
            () => `${preview.rows.length - bad.length} of ${counted(preview.rows.length, 'row')} can be imported.`,
          );
          return bad.length > 0 ? EXIT.partial : EXIT.done;
        }
        const result = await client.request('icps.import', { workspaceId: id, path, existing: options.existing });
        const { made, updated, skipped } = result;
        output.result(
          result,
          () =>
            `Imported ${counted(made.length, 'profile')}${updated.length > 0 ? `, updated ${updated.length}` : ''}${
              skipped > 0
                ? `. ${counted(skipped, 'profile')} that ${skipped === 1 ? 'is' : 'are'} here already stayed; --existing update or add takes them, too`
                : ''
            }.`,
        );
        return bad.length > 0 ? EXIT.partial : EXIT.done;
      }),
    );

  icp
    .command('export')
    .description('all profiles as CSV or JSON, by the file’s ending')
    .requiredOption('--out <file>', 'where they go')
    .option(...WORKSPACE)
    .action((options: InWorkspace & { out: string }) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const saved = await client.request('icps.exportFile', { workspaceId: id, path: resolve(options.out) });
        output.result(saved, () => `${counted(saved.count, 'profile')} in ${saved.path}`);
      }),
    );

  icp
    .command('give <morgy> [profiles...]')
    .description('let a Morgy draw on the foundation of the workspace and on these profiles; its bundles tell them')
    .option('--none', 'take the foundation away again')
    .option(...WORKSPACE)
    .action((morgy: string, wanted: string[], options: InWorkspace & { none?: boolean }) =>
      run(async ({ client }, output) => {
        const { id, name } = await findMorgy(client, morgy);
        const workspace = options.none === true ? null : await findWorkspace(client, options.workspace);
        const found: { id: string; name: string }[] = [];
        if (workspace) for (const each of wanted) found.push(await findIcp(client, workspace.id, each));
        const ground = { workspaceId: workspace?.id ?? null, icpIds: found.map((each) => each.id) };
        await client.request('morgys.update', { id, patch: { knowledge_base: { ground } } });
        output.result({ id, ground }, () =>
          workspace
            ? `“${name}” draws on “${workspace.name}”${found.length === 0 ? '' : ` and ${found.map((each) => `“${each.name}”`).join(', ')}`}.`
            : `“${name}” draws on no foundation.`,
        );
      }),
    );

  icp
    .command('delete <profile>')
    .description('into the trash, where it stays for 30 days')
    .option(...WORKSPACE)
    .action((wanted: string, options: InWorkspace) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const { id, name } = await findIcp(client, workspace.id, wanted);
        await client.request('icps.remove', { ids: [id] });
        output.result({ id, deleted: true }, () => `“${name}” is in the trash. The desktop restores it for 30 days.`);
      }),
    );
}
